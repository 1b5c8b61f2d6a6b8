import { expect as base, type Locator, type Page } from '@playwright/test'
import { Chat } from '../harness/chat.ts'
import { Customer } from '../harness/customer.ts'
import { Desk } from '../harness/desk.ts'
import { expect, test } from '../harness/test.ts'
import type { Words } from '../harness/texts.ts'

// The main path of each role without a mouse: everything is reached with Tab and the keys that the pages name.

/** Goes to something with Tab, as somebody does who sees where the focus is. */
async function tabTo(page: Page, target: Locator, key = 'Tab') {
  await base(target).toBeVisible()
  for (let i = 0; i < 120; i++) {
    if (await target.evaluate((e) => e === (e.getRootNode() as Document | ShadowRoot).activeElement)) {
      const seen = await target.evaluate((e) => e.matches(':focus-visible'))
      base(seen, 'the focus can be seen').toBe(true)
      return
    }
    await page.keyboard.press(key)
  }
  throw new Error(`${target} is not reached with ${key}`)
}

async function signInByKeys(page: Page, name: string, secret: string, t: Words) {
  await page.goto('/console/')
  await tabTo(page, page.getByLabel(t('signin.name'), { exact: true }))
  await page.keyboard.type(name)
  await page.keyboard.press('Tab')
  await page.keyboard.type(secret)
  await page.keyboard.press('Enter')
  await page.getByRole('navigation').first().waitFor()
}

test('a customer', async ({ visit }) => {
  const page = await visit('visitor')
  const chat = new Chat(page, 'en')
  await page.goto('/shop/')
  await tabTo(page, page.getByRole('button', { name: chat.t('openChat') }))
  await page.keyboard.press('Enter')
  await expect(chat.composer).toBeFocused()
  await page.keyboard.type('Which headphones are waterproof?')
  await page.keyboard.press('Enter')
  const choice = chat.window.getByRole('group', { name: chat.t('choose') }).getByRole('button').first()
  await tabTo(page, choice, 'Shift+Tab')
  await page.keyboard.press('Enter')
  await expect(chat.composer).toBeFocused()
  await expect(chat.button(`${chat.t('helpful')} ${chat.t('yes')}`)).toBeVisible()
  await tabTo(page, chat.button(chat.t('person')))
  await page.keyboard.press('Enter')
  await expect(chat.button(chat.t('personYes'))).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(chat.window.getByText(chat.t('waitingShort'))).toBeVisible()
  const edit = chat.own(chat.t('personSays')).getByRole('button', { name: chat.t('edit') })
  await tabTo(page, edit, 'Shift+Tab')
  await page.keyboard.press('Enter')
  await expect(chat.composer).toBeFocused()
  await page.keyboard.press('Escape') // stops editing
  await expect(chat.window.getByText(chat.t('editing'))).toBeHidden()
  await page.keyboard.press('Escape') // closes
  await expect(chat.window).toBeHidden()
  await expect(page.getByRole('button', { name: chat.t('openChat') })).toBeFocused()
})

test('an agent', async ({ visit, server, t }) => {
  test.setTimeout(60_000)
  const customer = await Customer.waiting(server, 'en', undefined, 'Kim Keys')
  const page = await visit('visitor')
  await signInByKeys(page, 'jonas', server.secretOf('jonas'), t)
  const desk = new Desk(page, t)
  await tabTo(page, page.getByRole('navigation', { name: t('shell.main') }).getByRole('link', { name: t('desk.title') }))
  await page.keyboard.press('Enter')
  await tabTo(page, page.getByRole('region', { name: t('desk.lists') }).getByRole('link', { name: new RegExp(t('desk.all_open')) }))
  await page.keyboard.press('Enter')
  await page.keyboard.press('/')
  await page.keyboard.type('Kim Keys')
  await page.keyboard.press('ArrowDown')
  await expect(desk.row('Kim Keys')).toBeFocused()
  await page.keyboard.press('Enter')
  await desk.conversation.getByRole('heading', { name: 'Kim Keys' }).waitFor()
  await expect(desk.button('desk.claim')).toBeVisible()
  await page.keyboard.press('c')
  await expect(desk.composer).toBeFocused()
  await page.keyboard.type('Let me look at it.')
  await page.keyboard.press('Control+Enter')
  await customer.awaits((e) => e.text === 'Let me look at it.')
  await page.keyboard.press('Escape')
  await page.keyboard.press('n')
  await page.keyboard.type('She is in a hurry.')
  await page.keyboard.press('Control+Enter')
  await expect(desk.said('She is in a hurry.')).toBeVisible()
  await page.keyboard.press('Escape')
  await tabTo(page, desk.button('desk.resolve'), 'Shift+Tab')
  await page.keyboard.press('Enter')
  const dialog = desk.dialog('desk.resolve_title')
  await tabTo(page, dialog.getByRole('button', { name: t('desk.resolve'), exact: true }))
  await page.keyboard.press('Enter')
  await expect(dialog).toBeHidden()
  await customer.awaits((e) => e.kind === 'handoff_resolved')
  await page.keyboard.press('?')
  await expect(page.getByRole('dialog', { name: t('desk.keys') })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toBeHidden()
})

test('an editor', async ({ visit, server, t }) => {
  const page = await visit('visitor')
  await signInByKeys(page, 'priya', server.secretOf('priya'), t)
  await tabTo(page, page.getByRole('link', { name: t('articles.new') })) // articles are where editors start
  await page.keyboard.press('Enter')
  await tabTo(page, page.getByRole('textbox', { name: t('editorial.field.question'), exact: true }).first())
  await page.keyboard.type('Is this written with keys alone?')
  await tabTo(page, page.getByRole('textbox', { name: t('editorial.field.answer'), exact: true }).first())
  await page.keyboard.type('It is.')
  await tabTo(page, page.getByRole('button', { name: t('editorial.create') }), 'Shift+Tab')
  await page.keyboard.press('Enter')
  await expect(page.getByText(t('editorial.done.save'))).toBeVisible()
  await tabTo(page, page.getByRole('button', { name: t('editorial.submit'), exact: true }))
  await page.keyboard.press('Enter')
  await expect(page.getByText(t('editorial.done.submit'))).toBeVisible()
})

test('a supervisor', async ({ visit, server, t }) => {
  await Customer.waiting(server, 'en', undefined, 'Sam Supervised')
  const page = await visit('visitor')
  await signInByKeys(page, 'hong', server.secretOf('hong'), t)
  await tabTo(page, page.getByRole('navigation', { name: t('shell.main') }).getByRole('link', { name: t('overview.title') }))
  await page.keyboard.press('Enter')
  await tabTo(page, page.getByRole('button', { name: t('overview.reassignOne', { name: 'Sam Supervised' }) }))
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog')
  await tabTo(page, dialog.getByLabel(t('overview.to'), { exact: true }))
  await page.keyboard.type('Mina')
  await tabTo(page, dialog.getByLabel(t('common.reason'), { exact: true }))
  await page.keyboard.type('She has time')
  await page.keyboard.press('Enter')
  await expect(dialog).toBeHidden()
  await expect(page.getByRole('row').filter({ hasText: 'Sam Supervised' })).toContainText('Mina')
})
