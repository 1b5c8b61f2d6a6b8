import type { Locator, Page } from '@playwright/test'
import { Chat } from '../harness/chat.ts'
import { Customer } from '../harness/customer.ts'
import { Desk } from '../harness/desk.ts'
import { expect, test } from '../harness/test.ts'

// Texts of strangers. They are shown as they were written, run nothing (the guard of every test watches for dialogs, breaches
// of the policy and requests elsewhere), and do not break the page.

const texts = [
  '<img src=x onerror="alert(1)"><script>alert(2)</script><svg onload=alert(3)>',
  '</textarea></script><style>*{display:none}</style><iframe src="javascript:alert(4)"></iframe>',
  '[click](javascript:alert(5)) javascript:alert(6) data:text/html,<script>alert(7)</script>',
  '{{constructor.constructor("alert(8)")()}} ${alert(9)} <%= alert(10) %> {0} {name} @:common.yes | |',
  'before \u202Egnp.exe\u202C after \u2066\u202Eisolated\u2069 \u200F\u061Cmarks',
  'zero\u200B\u200C\u200D\u2060\uFEFFwidth a\u0301\u0302\u0303\u0304\u0305\u0306\u0307\u0308\u0309\u030A stacked',
  '👩🏽‍🚀👨‍👩‍👧‍👦🏳️‍🌈🇸🇬 🫠 emoji',
  'مرحبا بكم في المتجر، هل يمكنكم مساعدتي؟ 123',
  `no-break-${'x'.repeat(600)}`,
]
const long = '宽W'.repeat(5_000) // 10,000 characters, the most that a message may have
const name = '<b onmouseover=alert(1)>Mallory</b> \u202Erotcod\u202C 👩🏽‍🚀'

/** As a reader sees a text: blanks at the ends of lines aside. */
const shown = (text: string) => text.trim()

async function fits(page: Page, where: string) {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  expect.soft(wide, `${where}: the page scrolls sideways`).toBeLessThanOrEqual(0)
}

async function holds(place: Locator, where: string) {
  const over = await place.evaluate((e) => e.scrollWidth - e.clientWidth)
  expect.soft(over, `${where}: it scrolls sideways`).toBeLessThanOrEqual(1)
  expect.soft(await place.locator('img[src="x"], iframe, script, [onerror], [onload], [onmouseover]').count(), `${where}: markup came alive`).toBe(0)
  const links = await place.locator('a').evaluateAll((all) => all.map((a) => (a as HTMLAnchorElement).protocol))
  expect.soft(links.filter((p) => !/^https?:$/.test(p)), `${where}: a link that is none`).toEqual([])
}

test('in the chat', async ({ visit }) => {
  const chat = await Chat.atTheShop(await visit('visitor', { viewport: { width: 390, height: 800 } }), 'en')
  for (const text of [...texts, long]) {
    await chat.composer.fill(text)
    await chat.composer.press('Enter')
    await expect(chat.log.locator('.own .text').last()).toHaveText(shown(text), { useInnerText: false })
  }
  await holds(chat.window, 'the chat')
  await fits(chat.page, 'the shop')
  await chat.page.reload()
  if (!(await chat.composer.isVisible())) await chat.open()
  await expect(chat.log.locator('.own .text')).toHaveCount(texts.length + 1)
  await holds(chat.window, 'the chat after a reload')
})

test('a longer message than the most is not sent, and can be shortened', async ({ visit }) => {
  const chat = await Chat.atTheShop(await visit('visitor'), 'en')
  await chat.composer.fill('x'.repeat(10_001))
  await expect(chat.window.getByText(chat.t('tooLong', { n: 1 }))).toBeVisible()
  await expect(chat.button(chat.t('send'))).toBeDisabled()
  await chat.composer.press('Backspace')
  await expect(chat.button(chat.t('send'))).toBeEnabled()
})

test('at the desk', async ({ visit, server, t }) => {
  test.setTimeout(60_000)
  const customer = await Customer.arrives(server, 'en', { name, email: '"><script>alert(1)</script>@example.org' })
  for (const text of [...texts, long]) await customer.says(text)
  await customer.says('I want my money back')
  await customer.awaits((e) => e.act === 'handoff')
  await server.api('POST', `/v1/conversations/${customer.conversation}/tags`, { add: ['<script>alert(1)</script>', 'ltr\u202Ertl'] }).catch(() => {})
  const page = await visit('agent')
  await page.goto(`/console/desk?view=all&conversation=${customer.conversation}`)
  const desk = new Desk(page, t)
  await expect(desk.conversation.getByRole('heading').first()).toHaveText(name)
  for (const text of texts) await expect(desk.thread.getByText(text, { exact: true }).or(desk.said(text)).first()).toBeAttached()
  await holds(desk.conversation, 'the conversation')
  await holds(desk.details, 'the card')
  await holds(desk.cases, 'the list')
  await fits(page, 'the desk')
  await desk.details.getByRole('tab', { name: t('desk.customer') }).click()
  await holds(desk.details, 'the customer')
  await desk.claim()
  await desk.write('desk.note')
  await desk.conversation.getByRole('textbox', { name: t('desk.write_note') }).fill(texts[0])
  await desk.step('desk.save_note')
  await expect(desk.said(texts[0]).last()).toContainText(t('desk.internal'))

  const lead = await visit('supervisor', { viewport: { width: 390, height: 800 } })
  await lead.goto('/console/overview')
  await expect(lead.getByText('Mallory').first()).toBeVisible()
  await fits(lead, 'the overview on a phone')
  await lead.goto(`/console/desk?conversation=${customer.conversation}`)
  await expect(lead.getByRole('heading').filter({ hasText: 'Mallory' }).first()).toBeVisible()
  await fits(lead, 'the desk on a phone')
})

test('in articles', async ({ visit, server, t }) => {
  const answer = [...texts, 'z'.repeat(2_000)].join('\n').replaceAll(/[{}]/g, '')
  const question = texts[0]
  await server.api('POST', '/v1/articles', { id: 'hostile', texts: { en: { question, answer, alt_questions: texts.slice(1, 5).map((x) => x.replaceAll(/[{}]/g, '')) } }, tags: ['"><script>alert(1)</script>'] })
  const page = await visit('editor')
  for (const [address, ready] of [
    ['/console/articles?q=onerror', page.getByRole('link', { name: question })],
    ['/console/articles/hostile', page.getByRole('textbox', { name: t('editorial.field.answer'), exact: true }).first()],
    ['/console/audit', page.getByRole('heading').first()],
  ] as const) {
    await page.goto(address)
    await expect(ready).toBeVisible()
    await holds(page.getByRole('main'), address)
    await fits(page, address)
  }
  await page.goto('/console/try')
  await page.getByRole('textbox', { name: t('try.question') }).fill(texts.join('\n'))
  await page.getByRole('main').getByRole('button', { name: t('try.ask'), exact: true }).click()
  await expect(page.getByRole('heading', { name: t('try.result') }).or(page.getByText(t('try.verdict.abstain'))).first()).toBeVisible()
  await fits(page, 'the try page')
})
