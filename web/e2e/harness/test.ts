import { writeFileSync } from 'node:fs'
import { test as base, type Browser, type BrowserContext, type BrowserContextOptions, type Page } from '@playwright/test'
import { Guard } from './guard.ts'
import { Server } from './server.ts'
import { words, type Locale, type Words } from './texts.ts'

export { expect } from '@playwright/test'

/** The demo's people, by what they do in the tests. */
export const staff = {
  agent: 'mina',
  second: 'jonas', // another agent
  expert: 'wei',
  editor: 'priya',
  publisher: 'elena',
  supervisor: 'hong',
  admin: 'ada',
} as const
export type Role = keyof typeof staff

type Visit = (who: Role | 'visitor', options?: BrowserContextOptions & { server?: Server }) => Promise<Page>

interface PerTest {
  /** en or zh, with the project. */
  language: Locale
  /** The console's words in that language. */
  t: Words
  /** Watches every context that the test opens; whatever must never happen fails the test at its end. */
  guard: Guard
  /** A page in a browser context of its own, signed in as one of the demo's people, or as nobody. */
  visit: Visit
}

interface PerWorker {
  /** The demo shop's server; one for all tests of a worker. Tests keep apart by having conversations of their own. */
  server: Server
  /** Signed-in states, one sign-in each. */
  sessions: Map<string, Promise<BrowserContextOptions['storageState']>>
}

export const test = base.extend<PerTest, PerWorker>({
  server: [
    async ({}, use) => {
      const server = await Server.start()
      await use(server)
      await server.discard()
    },
    { scope: 'worker' },
  ],
  sessions: [async ({}, use) => use(new Map()), { scope: 'worker' }],
  language: async ({ locale }, use) => use(locale?.startsWith('zh') ? 'zh' : 'en'),
  t: async ({ language }, use) => use(words(language)),
  guard: async ({ server }, use, info) => {
    const guard = new Guard(new Set([server.url]))
    await use(guard)
    if (info.status !== info.expectedStatus) writeFileSync(info.outputPath('server.log'), server.printed())
    if (guard.breaches.length > 0) throw new Error(`this must never happen on any page:\n- ${guard.breaches.join('\n- ')}`)
  },
  visit: async ({ browser, server: shared, sessions, guard, t }, use) => {
    const opened: BrowserContext[] = []
    await use(async (who, { server = shared, ...options } = {}) => {
      guard.origins.add(server.url)
      let storageState: BrowserContextOptions['storageState']
      if (who !== 'visitor') {
        const key = `${staff[who]} at ${server.url}`
        if (!sessions.has(key)) sessions.set(key, signedIn(browser, server, staff[who], t))
        storageState = await sessions.get(key)
      }
      const context = await browser.newContext({ baseURL: server.url, storageState, ...options })
      opened.push(context)
      await guard.watch(context)
      return context.newPage()
    })
    await Promise.all(opened.map((context) => context.close()))
  },
})

async function signedIn(browser: Browser, server: Server, user: string, t: Words) {
  const context = await browser.newContext({ baseURL: server.url })
  const page = await context.newPage()
  await signIn(page, user, server.secretOf(user), t)
  const state = await context.storageState()
  await context.close()
  return state
}

/** Signs in on the console's own page, as people do. */
export async function signIn(page: Page, user: string, secret: string, t: Words): Promise<void> {
  if (!page.url().includes('/console/')) await page.goto('/console/')
  await page.getByLabel(t('signin.name')).fill(user)
  await page.getByLabel(t('signin.secret')).fill(secret)
  await page.getByRole('button', { name: t('signin.submit') }).click()
  await page.getByRole('navigation').first().waitFor()
}
