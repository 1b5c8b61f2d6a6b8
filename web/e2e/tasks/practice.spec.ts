import { Customer } from '../harness/customer.ts'
import type { Server } from '../harness/server.ts'
import { expect, test } from '../harness/test.ts'
import type { Locale } from '../harness/texts.ts'

// From what a colleague answered to an article: drafts from practice.

const lesson = {
  en: {
    question: 'Can the walnut headphone stand be engraved with a name?',
    human: 'I want to talk to a human',
    look: 'Hello, let me check that for you.',
    reply: 'Hi! Yes, the walnut stand can be engraved with up to twelve letters. Kind regards, Mina',
    answer: 'Yes, the walnut stand can be engraved with up to twelve letters.',
  },
  zh: {
    question: '胡桃木耳机架可以刻名字吗？',
    human: '转人工',
    look: '您好，我帮您查一下，请稍等。',
    reply: '您好，可以的，胡桃木耳机架最多可以刻十二个字。祝您生活愉快！',
    answer: '可以的，胡桃木耳机架最多可以刻十二个字。',
  },
} satisfies Record<Locale, object>

/** A customer asks what nobody has written down, and a colleague answers. */
async function relay(server: Server, language: Locale): Promise<Customer> {
  const { question, human, look, reply } = lesson[language]
  const customer = await Customer.arrives(server, language)
  const seq = await customer.says(question)
  await customer.awaits((e) => e.actor.kind === 'bot' && e.seq > seq)
  await customer.says(human)
  await customer.awaits((e) => e.act === 'handoff')
  const mina = await server.keyOf('mina')
  const conversation = `/v1/conversations/${customer.conversation}`
  const { handoff_id: handoff } = await server.api('GET', conversation)
  for (const text of [look, reply]) await server.api('POST', `${conversation}/replies`, { id: crypto.randomUUID(), text, claim: true }, mina)
  await server.api('POST', `/v1/handoffs/${handoff}/resolve`, {}, mina)
  return customer
}

test('what a colleague answered becomes a draft, is reviewed, and is what the bot says next time', async ({ visit, server, language, t }) => {
  test.setTimeout(90_000)
  const { question, answer } = lesson[language]
  const first = await relay(server, language)
  await expect
    .poll(async () => (await server.api('GET', '/v1/articles?kind=practice&state=draft')).items.map((a: any) => Object.values<any>(a.texts)[0].question), { timeout: 15_000 })
    .toContain(question)

  const editor = await visit('editor')
  await editor.goto('/console/gaps')
  const group = editor.getByRole('main').getByRole('listitem').filter({ hasText: question }).first()
  await group.getByRole('link', { name: t('gaps.draft') }).click()
  await expect(editor.getByRole('textbox', { name: t('editorial.field.answer'), exact: true }).first()).toHaveValue(answer)
  const origin = editor.getByRole('region', { name: t('editorial.origin.title') })
  await expect(origin).toContainText(t('editorial.origin.practice'))
  await expect(origin, 'an editor does not read conversations').toContainText(first.conversation)
  await expect(origin.getByRole('link')).toHaveCount(0)
  await editor.getByRole('main').getByRole('button', { name: t('editorial.submit'), exact: true }).click()
  await expect(editor.getByText(t('editorial.done.submit'))).toBeVisible()

  const publisher = await visit('publisher')
  await publisher.goto('/console/articles?kind=practice&state=in_review')
  await publisher.getByRole('link', { name: question }).click()
  await publisher.getByRole('main').getByRole('button', { name: t('editorial.publish'), exact: true }).click()
  await expect(publisher.getByText(t('editorial.done.publish'))).toBeVisible()

  const next = await Customer.arrives(server, language)
  const seq = await next.says(question)
  expect((await next.awaits((e) => e.actor.kind === 'bot' && e.kind === 'message' && e.seq > seq)).text).toBe(answer)
})
