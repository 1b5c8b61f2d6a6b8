import { Customer } from '../harness/customer.ts'
import { Server } from '../harness/server.ts'
import { expect, signIn, test } from '../harness/test.ts'

const first = {
  en: { question: 'How long does delivery take?', answer: 'Two to four working days.' },
  zh: { question: '多久能送到？', answer: '两到四个工作日。' },
}

test('an empty installation says what to do next, and each step is done there', async ({ visit, language, t }) => {
  test.setTimeout(60_000)
  const server = await Server.start({ demo: false })
  try {
    const secret = await server.hire('boss', 'Boss', 'admin')
    const page = await visit('visitor', { server })
    await signIn(page, 'boss', secret, t)
    await expect(page.getByRole('heading', { name: t('welcome.title'), level: 1 })).toBeVisible()
    const step = async (name: string) => {
      const button = page.getByRole('button', { name: new RegExp(t(`welcome.step.${name}.title`)) })
      if ((await button.getAttribute('aria-expanded')) !== 'true') await button.click()
      return page.getByRole('main').getByRole('listitem').filter({ has: button })
    }

    // Something to say: the first article, written right here. Somebody else has to publish it.
    const knowledge = await step('knowledge')
    await knowledge.getByRole('tab', { name: t('welcome.ways.write') }).click()
    await knowledge.getByLabel(t('welcome.article.question'), { exact: true }).fill(first[language].question)
    await knowledge.getByLabel(t('welcome.article.answer'), { exact: true }).fill(first[language].answer)
    await knowledge.getByLabel(t('common.language'), { exact: true }).selectOption(language)
    await knowledge.getByRole('button', { name: t('welcome.article.submit') }).click()
    await expect(page.getByText(t('welcome.fourEyes')).first()).toBeVisible()

    // So a colleague is invited, who publishes it.
    const invite = await step('invite')
    await invite.getByRole('button', { name: t('people.addUser') }).click()
    const dialog = page.getByRole('dialog', { name: t('people.addUser') })
    await dialog.getByLabel(t('people.login'), { exact: true }).fill('petra')
    await dialog.getByRole('checkbox', { name: new RegExp(`^${t('role.publisher')}`) }).check()
    await dialog.getByRole('button', { name: t('common.add'), exact: true }).click()
    const shown = page.getByRole('dialog').filter({ hasText: t('ui.secretOnce') })
    const petras = (await shown.locator('.secret').innerText()).trim()
    await shown.getByRole('button', { name: t('ui.kept') }).click()
    const petra = await visit('visitor', { server })
    await signIn(petra, 'petra', petras, t)
    await petra.goto('/console/articles?state=in_review')
    await petra.getByRole('link', { name: first[language].question }).click()
    await petra.getByRole('button', { name: t('editorial.publish'), exact: true }).click()
    await expect(petra.getByText(t('editorial.done.publish'))).toBeVisible()

    // It is tried, and the chat is put on a site.
    await page.reload()
    const trying = await step('try')
    await trying.getByRole('textbox', { name: t('try.question') }).fill(first[language].question)
    await trying.getByRole('button', { name: t('try.ask'), exact: true }).click()
    await expect(trying.getByText(first[language].answer).first()).toBeVisible()
    const embed = await step('embed')
    await embed.getByLabel(t('welcome.embed.site'), { exact: true }).fill('http://shop.example')
    await expect(embed.getByText('http://shop.example').first()).toBeVisible()
    await expect(embed.getByText(`${server.url}/widget.js`)).toBeVisible()

    const customer = await Customer.arrives(server, language)
    await customer.says(first[language].question)
    expect((await customer.awaits((e) => e.act === 'answer')).text).toBe(first[language].answer)
  } finally {
    await server.discard()
  }
})
