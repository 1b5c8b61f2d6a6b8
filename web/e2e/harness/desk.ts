import { expect, type Locator, type Page } from '@playwright/test'
import type { Words } from './texts.ts'

/** The desk, as an agent sees and uses it. */
export class Desk {
  readonly page: Page
  readonly t: Words
  readonly cases: Locator
  readonly conversation: Locator
  /** What was said and what happened, in order. */
  readonly thread: Locator
  readonly details: Locator
  readonly composer: Locator

  constructor(page: Page, t: Words) {
    this.page = page
    this.t = t
    this.cases = page.getByRole('list', { name: t('desk.cases') })
    this.conversation = page.getByRole('region', { name: t('desk.conversation') })
    this.thread = this.conversation.getByRole('log')
    this.details = page.getByRole('complementary', { name: t('desk.details') })
    this.composer = this.conversation.getByRole('textbox', { name: t('desk.write_reply') })
  }

  static async open(page: Page, t: Words): Promise<Desk> {
    const desk = new Desk(page, t)
    await page.goto('/console/desk?view=all')
    await page.getByRole('region', { name: t('desk.lists') }).waitFor()
    return desk
  }

  /** A case in the list, by its customer's name. */
  row(customer: string): Locator {
    return this.cases.getByRole('link').filter({ hasText: customer })
  }

  async choose(customer: string): Promise<void> {
    await this.find(customer)
    await this.row(customer).click()
    await this.conversation.getByRole('heading', { name: customer }).first().waitFor()
  }

  /** Looks for somebody: only the rows in sight are in the page. */
  async find(customer: string): Promise<void> {
    await this.page.getByRole('searchbox', { name: this.t('desk.search') }).fill(customer)
    await expect(this.row(customer)).toHaveCount(1)
  }

  async claim(): Promise<void> {
    await this.step('desk.claim')
    await expect(this.conversation.getByRole('banner').or(this.conversation.locator('header')).first()).toContainText(this.t('desk.yours'))
  }

  /** Takes a step that has a button of its own. */
  async step(key: string): Promise<void> {
    await this.button(key).click()
  }

  /** Takes a step from the menu of the others. */
  async more(key: string): Promise<void> {
    await this.button('desk.more_steps').click()
    await this.page.getByRole('menuitem', { name: this.t(key), exact: true }).click()
  }

  button(key: string): Locator {
    return this.conversation.getByRole('button', { name: this.t(key), exact: true })
  }

  /** The dialog that asks how a step is meant. */
  dialog(title: string): Locator {
    return this.page.getByRole('dialog', { name: this.t(title) })
  }

  /** Chooses between a reply, a note and a question to a colleague. */
  async write(what: 'desk.reply' | 'desk.note' | 'desk.consult'): Promise<void> {
    await this.conversation.getByRole('group', { name: this.t('desk.write_what') }).getByRole('button', { name: this.t(what), exact: true }).click()
  }

  async reply(text: string): Promise<void> {
    await this.composer.fill(text)
    await this.composer.press('Control+Enter')
    await expect(this.said(text)).toBeVisible()
    await expect(this.composer).toHaveValue('')
  }

  /** A message, note or question in the conversation. */
  said(text: string | RegExp): Locator {
    return this.thread.getByRole('article').filter({ hasText: text })
  }
}
