import { Chat } from '../harness/chat.ts'
import { Desk } from '../harness/desk.ts'
import { expect, test } from '../harness/test.ts'

const story = {
  en: {
    question: 'Which of your people speaks Esperanto?',
    person: 'I would like to talk to a person',
    reply: 'Let me find out for you.',
    answer: 'Robin speaks Esperanto.',
  },
  zh: {
    question: '你们会修古董钟吗？',
    person: '我要转人工',
    reply: '我来帮您确认一下。',
    answer: '不会，但可以推荐一位修钟的师傅。',
  },
}

test('customer, agent and editor: a question that nothing answers becomes an answer for everybody', async ({ visit, language, t }) => {
  test.setTimeout(60_000)
  const { question, person, reply, answer } = story[language]

  // The customer asks something new, and then for a person.
  const chat = await Chat.atTheShop(await visit('visitor'), language)
  await chat.says(question)
  await expect(chat.log.locator('.their').last()).not.toContainText(chat.t('greeting'))
  await chat.says(person)
  await expect(chat.window.getByText(chat.t('waitingShort'))).toBeVisible()

  // An agent takes it. The customer sees who it is, and both see each other's words at once.
  const page = await visit('agent')
  await page.goto(`/console/desk?conversation=${await chat.conversation}`)
  const desk = new Desk(page, t)
  await expect(desk.said(question).first()).toBeVisible()
  await desk.claim()
  await expect(chat.window.getByText(chat.t('withShort', { name: 'Mina' })).first()).toBeVisible()
  await desk.reply(reply)
  await expect(chat.message(reply)).toBeVisible()
  await expect(chat.log.locator('.their').filter({ hasText: reply })).toContainText('Mina')
  await chat.says('…')
  await expect(desk.said('…').last()).toBeVisible()

  // An editor finds the question among those without an answer, and writes one. A publisher puts it in force.
  const editor = await visit('editor')
  await editor.goto('/console/gaps')
  const gap = editor.getByRole('main').getByRole('listitem').filter({ hasText: question }).first()
  await gap.getByRole('link', { name: t('gaps.write') }).click()
  const answerBox = editor.getByRole('textbox', { name: t('editorial.field.answer'), exact: true }).first()
  await answerBox.fill(answer)
  await editor.getByRole('button', { name: t('editorial.create'), exact: true }).click()
  await editor.getByRole('button', { name: t('editorial.submit'), exact: true }).click()
  await expect(editor.getByText(t('editorial.done.submit'))).toBeVisible()
  const publisher = await visit('publisher')
  await publisher.goto(new URL(editor.url()).pathname)
  await publisher.getByRole('button', { name: t('editorial.publish'), exact: true }).click()
  await expect(publisher.getByText(t('editorial.done.publish'))).toBeVisible()

  // The agent gives the approved answer and ends the case; the customer is asked nothing twice and may go on.
  await desk.reply(answer)
  await expect(chat.message(answer)).toBeVisible()
  await desk.step('desk.resolve')
  await desk.dialog('desk.resolve_title').getByRole('button', { name: t('desk.resolve'), exact: true }).click()
  await expect(chat.window.getByText(chat.t('ended'))).toBeVisible()

  // The next customer gets the answer from the bot, and the question is no longer open.
  const next = await Chat.atTheShop(await visit('visitor'), language)
  await next.says(question)
  await expect(next.message(answer)).toBeVisible()
  await editor.goto('/console/gaps')
  await expect(editor.getByRole('main').getByRole('heading', { level: 1 })).toBeVisible()
  await expect(gap.filter({ hasNotText: t('gaps.answeredNow') })).toHaveCount(0)
})
