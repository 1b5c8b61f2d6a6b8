import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { Chat } from '../harness/chat.ts'
import { Server } from '../harness/server.ts'
import { test as base, signIn, type Role } from '../harness/test.ts'
import { openShop, type Shop } from './shop.ts'

const root = join(import.meta.dirname, '../../..')
const folder = process.env.BATON_SCREENSHOTS ?? join(root, 'web/dist-screenshots')
const readme = process.env.BATON_SCREENSHOTS_README ? join(root, 'docs/screenshots') : ''
const phone = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true }
/** The pictures that the README shows, with their names there. */
const chosen: Record<string, string> = {
  'desk-en-light': 'desk', 'widget-en-light': 'shop', 'widget-zh-light': 'shop-zh', 'articles-one-en-light': 'article',
  'overview-en-light': 'overview', 'try-zh-dark': 'try-zh', 'phone-desk-en-dark': 'phone',
}

const test = base.extend<{ shoot: (page: Page, name: string) => Promise<void> }, { shop: Shop }>({
  shop: [
    async ({}, use) => {
      const shop = await openShop()
      await use(shop)
      await shop.server.discard()
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  server: [async ({ shop }, use) => use(shop.server), { scope: 'worker' }],
  shoot: async ({ language, colorScheme }, use) => {
    await use(async (page, name) => {
      await page.waitForTimeout(700) // pages with a feed are never idle: long enough for what they ask when they open
      mkdirSync(folder, { recursive: true })
      const file = `${name}-${language}-${colorScheme}`
      await page.screenshot({ path: join(folder, `${file}.png`), animations: 'disabled' })
      if (readme && chosen[file]) keep(join(folder, `${file}.png`), join(readme, `${chosen[file]}.png`))
    })
  },
})

/** A copy for the repository, made small by pngquant where there is one. */
function keep(from: string, to: string) {
  mkdirSync(readme, { recursive: true })
  const small = spawnSync('pngquant', ['--force', '--quality', '70-95', '--output', to, from])
  if (small.status !== 0) copyFileSync(from, to)
}

test.use({ guard: async ({}, use) => use({ origins: new Set(), watch: async () => {}, breaches: [] } as never) })

/** What Mina's customer said last, in the open conversation. */
const lastWords = (page: Page, language: string) =>
  page.getByText(language === 'zh' ? '昨天开始的' : 'crushed at one corner').filter({ visible: true }).first()

/** Pages that only have to be opened: whose, name, path. */
const opened: [Role, string, string][] = [
  ['supervisor', 'overview', '/overview'],
  ['publisher', 'articles', '/articles'],
  ['publisher', 'articles-one', '/articles/late-delivery'],
  ['publisher', 'articles-new', '/articles/new?question=Do%20you%20sell%20gift%20cards%3F&locale=en'],
  ['publisher', 'phrases', '/phrases'],
  ['publisher', 'phrases-one', '/phrases/greeting'],
  ['publisher', 'terms', '/terms'],
  ['publisher', 'terms-one', '/terms/power-bank'],
  ['publisher', 'gaps', '/gaps'],
  ['admin', 'people', '/people'],
  ['admin', 'audit', '/audit'],
  ['admin', 'webhooks', '/webhooks'],
  ['agent', 'account', '/account'],
]
for (const [who, name, path] of opened) {
  test(name, async ({ visit, shoot }) => {
    const page = await visit(who)
    await page.goto(`/console${path}`)
    await page.getByRole('main').getByRole('heading').first().waitFor()
    await shoot(page, name)
  })
}

test('signin', async ({ visit, shoot }) => {
  const page = await visit('visitor')
  await page.goto('/console/')
  await shoot(page, 'signin')
})

test('desk', async ({ visit, shoot, shop, language }) => {
  const page = await visit('agent')
  await page.goto('/console/desk')
  await shoot(page, 'desk-list')
  await page.goto(`/console/desk?case=${shop.mine[language]}`)
  await lastWords(page, language).waitFor()
  await shoot(page, 'desk')
})

test('desk on the phone', async ({ visit, shoot, shop, language }) => {
  const page = await visit('agent', phone)
  await page.goto('/console/desk')
  await shoot(page, 'phone-desk-list')
  await page.goto(`/console/desk?case=${shop.mine[language]}`)
  await lastWords(page, language).waitFor()
  await shoot(page, 'phone-desk')
})

test('try', async ({ visit, shoot, t, language }) => {
  const page = await visit('editor')
  await page.goto('/console/try')
  for (const text of language === 'zh' ? ['运费多少钱', '我的包裹坏了怎么办'] : ['do you ship to Malaysia', 'my parcel arrived broken']) {
    await page.getByLabel(t('try.question'), { exact: true }).fill(text)
    await page.getByRole('button', { name: t('try.ask'), exact: true }).click()
    await page.getByRole('complementary').getByText(text).waitFor()
  }
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur())
  await shoot(page, 'try')
})

test('import', async ({ visit, shoot }) => {
  const page = await visit('editor')
  await page.goto('/console/import')
  await shoot(page, 'import-empty')
  const rows = [
    'id,locale,question,answer,alt_questions',
    'gift-cards,en,Do you sell gift cards?,"Yes, from S$20 to S$300, in the shop and online.",gift voucher|present card',
    'gift-cards,zh,你们卖礼品卡吗？,有，面额 20 至 300 新元，门店和网上均可购买。,礼品券|购物卡',
    'shipping-cost,en,How much does delivery cost?,Standard delivery costs S$4.90.,',
    'opening-hours,en,,,',
    'gift-cards,en,Do you sell gift cards?,No.,',
    'wrapping,en,Do you wrap presents?,"Yes, for {price.",',
  ]
  await page.locator('input[type=file]').setInputFiles({ name: 'questions.csv', mimeType: 'text/csv', buffer: Buffer.from(rows.join('\n')) })
  await page.getByRole('table').waitFor()
  await shoot(page, 'import')
})

test('widget', async ({ visit, shoot, language }) => {
  for (const [name, options] of [['widget', {}], ['phone-widget', phone]] as const) {
    const page = await visit('visitor', options)
    const chat = await Chat.atTheShop(page, language)
    await chat.says(language === 'zh' ? '运费多少钱？' : 'How much is delivery?')
    await chat.message('4.90').waitFor()
    await chat.says(language === 'zh' ? '要多久' : 'how long')
    await chat.log.getByRole('button').first().waitFor()
    await shoot(page, name)
  }
})

// Its own server: nothing is there yet.
test('welcome', async ({ shoot, browser, t, colorScheme, locale }) => {
  const server = await Server.start({ demo: false })
  const secret = await server.hire('ada', 'Ada', 'admin')
  const context = await browser.newContext({ baseURL: server.url, colorScheme, locale })
  const page = await context.newPage()
  await signIn(page, 'ada', secret, t)
  await page.goto('/console/')
  await page.getByText(t('welcome.step.embed.title')).waitFor()
  await shoot(page, 'welcome')
  await context.close()
  await server.discard()
})
