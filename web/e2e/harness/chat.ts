import type { Locator, Page } from '@playwright/test'
import { fill, texts, type TextName } from '../../widget/src/texts.ts'
import type { Locale } from './texts.ts'

/** The widget in a page, as a customer sees and uses it. Its own words are those of web/widget/src/texts.ts. */
export class Chat {
  readonly page: Page
  readonly t: (name: TextName, values?: Record<string, string | number>) => string
  readonly window: Locator
  /** Everything that was said, in order. */
  readonly log: Locator
  readonly composer: Locator
  /** The id of the conversation, as soon as the widget has opened one. */
  readonly conversation: Promise<string>

  constructor(page: Page, language: Locale) {
    this.page = page
    this.t = (name, values = {}) => fill(texts[language][name], values)
    this.window = page.getByRole('dialog')
    this.log = this.window.getByRole('log')
    this.composer = this.window.getByRole('textbox', { name: this.t('message'), exact: true })
    this.conversation = page
      .waitForResponse((r) => new URL(r.url()).pathname === '/v1/conversations' && r.ok(), { timeout: 0 })
      .then(async (r) => (await r.json()).id)
    this.conversation.catch(() => {}) // a test need not ask for it
  }

  /** Goes to the demo shop and opens the chat. */
  static async atTheShop(page: Page, language: Locale): Promise<Chat> {
    const chat = new Chat(page, language)
    await page.goto(language === 'zh' ? '/shop/zh.html' : '/shop/')
    await chat.open()
    return chat
  }

  async open(): Promise<void> {
    await this.page.getByRole('button', { name: this.t('openChat') }).click()
    await this.composer.waitFor()
  }

  async says(text: string): Promise<void> {
    await this.composer.fill(text)
    await this.button(this.t('send')).click()
  }

  /** A message by what it says. */
  message(text: string | RegExp): Locator {
    return this.log.locator('.msg').filter({ hasText: text })
  }

  /** What the customer said themselves. */
  own(text: string | RegExp): Locator {
    return this.log.locator('.own').filter({ hasText: text })
  }

  button(name: string): Locator {
    return this.window.getByRole('button', { name, exact: true })
  }
}
