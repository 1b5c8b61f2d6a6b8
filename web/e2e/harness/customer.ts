import { randomUUID } from 'node:crypto'
import type { Server } from './server.ts'
import type { Locale } from './texts.ts'

/** What customers of the demo shop say, where it matters what the shop makes of it. */
export const said = {
  refund: { en: 'I want my money back', zh: '我要退款' }, // handed over at once
  opening: { en: 'What are your opening hours?', zh: '你们的营业时间是几点？' }, // an approved answer
  hello: { en: 'Hello', zh: '你好' },
  thanks: { en: 'Thank you, that helps.', zh: '谢谢，明白了。' },
} satisfies Record<string, Record<Locale, string>>

export interface Event {
  seq: number
  kind: string
  text?: string
  [more: string]: any
}

/** A customer without a browser: stages what a test is not about. */
export class Customer {
  private constructor(
    readonly server: Server,
    readonly conversation: string,
    readonly token: string,
  ) {}

  static async arrives(server: Server, locale: Locale, customer?: { [member: string]: unknown }): Promise<Customer> {
    const { id, token } = await server.api('POST', '/v1/conversations', { locale, customer }, '')
    return new Customer(server, id, token)
  }

  /** A customer whose concern a person must decide: the case waits at the front desk. */
  static async waiting(server: Server, locale: Locale, text: string = said.refund[locale], name?: string, identity?: object): Promise<Customer & { handoff: string }> {
    const customer = await Customer.arrives(server, locale, name ? { name } : { ...identity })
    await customer.says(text)
    const handoff = await customer.case()
    return Object.assign(customer, { handoff })
  }

  async says(text: string): Promise<number> {
    const { seq } = await this.call('POST', 'messages', { id: randomUUID(), text })
    return seq
  }

  async edits(seq: number, text: string): Promise<void> {
    await this.call('PUT', `messages/${seq}`, { text })
  }

  async recalls(seq: number): Promise<void> {
    await this.call('DELETE', `messages/${seq}`)
  }

  /** What the customer may see, from the beginning. */
  async sees(): Promise<Event[]> {
    return (await this.call('GET', 'events?after=0')).events
  }

  /** Waits for an event that the customer may see. */
  async awaits(what: (e: Event) => boolean, within = 10_000): Promise<Event> {
    for (const end = Date.now() + within; ; ) {
      const found = (await this.sees()).find(what)
      if (found) return found
      if (Date.now() > end) throw new Error(`customer ${this.conversation} waited ${within} ms in vain`)
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }

  /** The id of the conversation's case, once there is one. */
  private async case(): Promise<string> {
    await this.awaits((e) => e.act === 'handoff')
    return (await this.server.api('GET', `/v1/conversations/${this.conversation}`)).handoff_id
  }

  private call(method: string, path: string, body?: unknown) {
    return this.server.api(method, `/v1/conversations/${this.conversation}/${path}`, body, this.token)
  }
}
