import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { Chat } from '../harness/chat.ts'
import { Customer } from '../harness/customer.ts'
import { Desk } from '../harness/desk.ts'
import { expect, test } from '../harness/test.ts'

/** Nothing that axe-core calls serious or critical. */
async function accessible(page: Page, where: string, rules?: string[]) {
  await page.evaluate(() => Promise.all(document.getAnimations().map((a) => a.finished.catch(() => {}))))
  const axe = new AxeBuilder({ page: page as never })
  if (rules) axe.withRules(rules)
  const { violations } = await axe.analyze()
  const bad = violations
    .filter((v) => v.impact === 'serious' || v.impact === 'critical')
    .map((v) => `${v.id}: ${v.help}\n${v.nodes.slice(0, 3).map((n) => `  ${n.target.join(' ')}\n  ${n.failureSummary}`).join('\n')}`)
  expect.soft(bad.join('\n'), where).toBe('')
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`every page of the console, ${colorScheme}`, async ({ visit, t }) => {
    test.setTimeout(90_000)
    const page = await visit('admin', { colorScheme })
    await page.goto('/console/')
    const links = page.getByRole('navigation').getByRole('link')
    await links.first().waitFor()
    const addresses = await links.evaluateAll((all) => [...new Set(all.map((a) => (a as HTMLAnchorElement).pathname))])
    expect(addresses.length).toBeGreaterThan(8)
    for (const address of [...addresses, '/console/articles/new', '/console/articles/opening-hours', '/console/phrases/greeting', '/console/terms/new', '/console/nowhere']) {
      await page.goto(address)
      await page.getByRole('heading').first().waitFor()
      await expect(page.getByText(t('common.loading'), { exact: true })).toHaveCount(0)
      await accessible(page, address, colorScheme === 'dark' ? ['color-contrast'] : undefined) // the rest is the same
    }
  })

  test(`signing in, and the desk at work, ${colorScheme}`, async ({ visit, server, t }) => {
    test.setTimeout(60_000)
    const visitor = await visit('visitor', { colorScheme })
    await visitor.goto('/console/')
    await visitor.getByRole('heading', { name: t('signin.welcome') }).waitFor()
    await accessible(visitor, 'signing in')

    const customer = await Customer.waiting(server, 'en', undefined, `Axe ${colorScheme}`)
    const desk = await Desk.open(await visit('second', { colorScheme }), t)
    await desk.choose(`Axe ${colorScheme}`)
    await desk.claim()
    await desk.reply('Let me look at it.')
    await customer.says('TW204518')
    await desk.composer.fill('The warranty for headphones is 36 months.')
    await desk.conversation.getByRole('region', { name: t('desk.wording') }).waitFor()
    await desk.step('desk.suggest')
    await desk.conversation.getByRole('region', { name: t('desk.suggested_reply') }).waitFor()
    await accessible(desk.page, 'the desk')
    await desk.step('desk.transfer')
    await desk.dialog('desk.transfer_title').waitFor()
    await accessible(desk.page, 'a dialog')
  })

  test(`the chat, ${colorScheme}`, async ({ visit }) => {
    for (const viewport of [{ width: 1280, height: 800 }, { width: 390, height: 800 }]) {
      const chat = await Chat.atTheShop(await visit('visitor', { colorScheme, viewport }), 'en')
      await chat.says('What are your opening hours?')
      await expect(chat.message(/10:00/)).toBeVisible()
      await chat.says('Which headphones are waterproof?')
      await expect(chat.window.getByRole('group', { name: chat.t('choose') })).toBeVisible()
      await accessible(chat.page, `the chat, ${viewport.width} px`)
    }
  })
}
