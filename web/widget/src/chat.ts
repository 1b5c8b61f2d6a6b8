import type { Config, Customer } from './config'
import type { PublicEvent } from './events'
import { Follower, type Pace } from './follow'
import { Outbox, type Waiting, type Write } from './outbox'
import { ask, json, pause, Trouble, type Session } from './server'
import { begin, newId, savedIn, storeOf } from './session'
import type { Store } from './storage'
import { apply, emptyThread, unread, type Said } from './thread'

/** What the server tells before the first message; older ones tell nothing. */
export interface Welcome {
  business?: string
  greeting?: string
  message_chars?: number
}

/** A message that the server has acknowledged and not yet shown. */
interface Sent {
  id: string
  text: string
  at: number
}

export interface Watcher {
  changed(): void
  heard(said: Said): void // something new was said to the customer
}

const thinksAtMost = 25_000 // milliseconds; after that silence is an answer, too
const shortly = 15_000
const rarely = 60_000

/** Chat is one customer's conversation with the site: what is known of it, and what is still to be told. */
export class Chat {
  thread = emptyThread()
  welcome: Welcome = {}
  loaded = false // what was on record has been read
  link: 'ok' | 'lost' | 'busy' = 'ok'
  renewed = false // the earlier conversation is gone
  open = false // the customer is looking at it
  store: Store
  private outbox: Outbox
  private sent: Sent[] = []
  private follower?: Follower
  private followed?: Session
  private flushing = false
  private wake?: () => void
  private askedAt = 0
  private typedAt = 0

  constructor(
    private config: Config,
    private watcher: Watcher,
  ) {
    this.store = storeOf(config)
    this.outbox = new Outbox(this.store)
    window.addEventListener('online', () => this.poke(true))
    document.addEventListener('visibilitychange', () => this.poke())
    window.addEventListener('storage', (event) => {
      if (event.key?.startsWith(this.store.prefix)) this.resume() // another tab of this site
    })
    this.resume()
    void this.greet()
  }

  /** resume takes up the conversation that this browser has with the site, if there is one. */
  private resume(): void {
    const session = savedIn(this.store)
    if (session?.id !== this.followed?.id) {
      this.follower?.stop()
      this.follower = undefined
      this.followed = session
      this.thread = emptyThread()
      this.sent = []
      this.loaded = false
      if (session) this.follow(session)
    }
    if (!session) this.loaded = true
    if (this.outbox.next() && !this.flushing) void this.flush()
    this.watcher.changed()
  }

  private async greet(): Promise<void> {
    const { server, locale } = this.config
    const kept = `welcome ${locale}`
    this.welcome = this.store.read<Welcome>(kept) ?? {}
    try {
      const query = locale ? `?locale=${encodeURIComponent(locale)}` : ''
      this.welcome = await json<Welcome>(await ask(`${server}/v1/widget${query}`))
      this.store.write(kept, this.welcome)
      this.watcher.changed()
    } catch (error) {
      if (error instanceof Trouble && error.status === 0 && !server.startsWith(location.origin)) {
        console.warn(`Baton: ${server} does not answer this page; is ${location.origin} listed in web.origins?`)
      }
    }
  }

  say(text: string): void {
    this.write({ op: 'say', id: newId(), text })
  }

  write(write: Write): void {
    this.outbox.add(write)
    this.poke()
    void this.flush()
    this.watcher.changed()
  }

  /** unsay takes a message out that has not reached the server, and gives its text back. */
  unsay(waiting: Waiting): string {
    this.outbox.done(waiting.key)
    this.watcher.changed()
    return waiting.write.op === 'say' ? waiting.write.text : ''
  }

  /** waiting is what the customer did that the server has not acknowledged. */
  waiting(): Waiting[] {
    const known = new Set(this.thread.entries.map((entry) => (entry.kind === 'said' ? entry.id : undefined)))
    return this.outbox.all().filter(({ write }) => write.op !== 'say' || !known.has(write.id))
  }

  /** delivered is what the server has acknowledged and not yet shown. */
  delivered(): Sent[] {
    return this.sent
  }

  /** thinking says that the bot owes an answer and is at it. */
  get thinking(): boolean {
    const { holder, ended, asked, answered } = this.thread
    return holder === 'bot' && !ended && asked > answered && Date.now() - this.askedAt < thinksAtMost
  }

  get unread(): number {
    return unread(this.thread, Number(this.store.get('seen')) || 0)
  }

  /** seen notes that the customer has read everything. */
  seen(): void {
    if (this.thread.seq > (Number(this.store.get('seen')) || 0)) this.store.set('seen', String(this.thread.seq))
  }

  show(open: boolean): void {
    this.open = open
    this.poke()
  }

  /** typing asks the bot to wait for the rest of what the customer has begun to say. */
  typing(): void {
    const { asked, answered } = this.thread
    const owed = asked > answered || this.sent.length > 0
    if (!this.followed || !owed || this.link !== 'ok' || Date.now() - this.typedAt < 1000) return
    this.typedAt = Date.now()
    const { id, token } = this.followed
    ask(this.url(id, '/typing'), { method: 'POST', token }).catch(() => {}) // it is only a courtesy
  }

  /** poke tries at once what waits for a better moment; `afresh` also mistrusts the connection that there is. */
  private poke(afresh = false): void {
    this.follower?.poke(afresh)
    this.wake?.()
  }

  /** anew leaves this conversation for a new one. What has not been sent goes there. */
  anew(): void {
    if (savedIn(this.store)?.id === this.followed?.id) this.store.remove('session')
    this.store.remove('seen')
    for (const { key, write } of this.outbox.all()) if (write.op !== 'say') this.outbox.done(key)
    this.resume()
  }

  /** identify says who the customer is; nobody forgets who it was. Another customer has another conversation. */
  identify(customer: Customer | undefined): void {
    const before = this.store
    this.config.customer = customer
    this.store = storeOf(this.config)
    if (this.store.prefix === before.prefix) return
    if (!customer) before.clear()
    this.outbox = new Outbox(this.store)
    this.renewed = false
    this.resume()
  }

  private url(id: string, path: string): string {
    return `${this.config.server}/v1/conversations/${encodeURIComponent(id)}${path}`
  }

  /** flush sends what waits, in order and each until the server has it. */
  private async flush(): Promise<void> {
    if (this.flushing) return
    this.flushing = true
    let failures = 0
    let renewals = 0
    for (;;) {
      const outbox = this.outbox
      const next = outbox.next()
      if (!next) break
      try {
        await this.deliver(next.write)
        outbox.done(next.key)
        failures = 0
        this.setLink('ok')
      } catch (error) {
        const trouble = error instanceof Trouble ? error : new Trouble(0, 0, String(error))
        const gone = trouble.status === 401 || (trouble.status === 404 && next.write.op === 'say')
        if (trouble.passing) {
          this.setLink(trouble.status === 429 ? 'busy' : 'lost')
          await this.sleep(trouble.retryAfter || pause(failures++), trouble.status === 429)
        } else if (gone && renewals++ < 2) {
          this.renew()
        } else if (next.write.op === 'say' && trouble.status !== 409) {
          outbox.refuse(next) // it stays, with a way to change it
        } else {
          outbox.done(next.key) // the server has it already, or there is nothing left to do it to
        }
      }
      this.watcher.changed()
    }
    this.flushing = false
  }

  /** session is the conversation to write to: the one there is, or a new one. */
  private async session(): Promise<Session> {
    const saved = savedIn(this.store)
    if (saved) return saved
    const session = await begin(this.config, this.store)
    this.resume()
    return session
  }

  private async deliver(write: Write): Promise<void> {
    const { id, token } = await this.session()
    switch (write.op) {
      case 'say': {
        const body = { id: write.id, text: write.text }
        await ask(this.url(id, '/messages'), { method: 'POST', token, body })
        const shown = this.thread.entries.some((entry) => entry.kind === 'said' && entry.id === write.id)
        if (!shown) this.sent.push({ id: write.id, text: write.text, at: Date.now() })
        break
      }
      case 'edit':
        await ask(this.url(id, `/messages/${write.seq}`), { method: 'PUT', token, body: { text: write.text } })
        break
      case 'recall':
        await ask(this.url(id, `/messages/${write.seq}`), { method: 'DELETE', token })
        break
      case 'rate':
        await ask(this.url(id, '/feedback'), { method: 'POST', token, body: { seq: write.seq, helpful: write.helpful } })
    }
  }

  private follow(session: Session): void {
    const thread = this.thread
    this.follower = new Follower(this.config.server, session, {
      pace: () => this.pace(),
      seq: () => thread.seq,
      events: (events) => this.read(events),
      caughtUp: () => {
        this.loaded = true
        this.watcher.changed()
      },
      link: (up) => this.setLink(up ? 'ok' : 'lost'),
      gone: () => this.renew(),
    })
  }

  private renew(): void {
    this.renewed = true
    this.anew()
  }

  private pace(): Pace {
    const { holder, ended, asked, answered } = this.thread
    const expecting = !ended && (holder !== 'bot' || (asked > answered && Date.now() - this.askedAt < thinksAtMost))
    if (document.visibilityState === 'visible' && (this.open || expecting)) return 'live'
    return expecting ? shortly : rarely
  }

  private read(events: PublicEvent[]): void {
    const before = this.thread.seq
    for (const event of events) apply(this.thread, event)
    if (this.thread.asked > before) {
      this.askedAt = Date.now()
      setTimeout(() => this.watcher.changed(), thinksAtMost + 100)
    }
    const known = new Set(events.map((event) => event.id))
    this.sent = this.sent.filter(({ id }) => !known.has(id))
    if (this.open && document.visibilityState === 'visible') this.seen()
    this.watcher.changed()
    if (!this.loaded) return
    for (const entry of this.thread.entries) {
      if (entry.seq > before && entry.kind === 'said' && entry.from !== 'customer') this.watcher.heard(entry)
    }
  }

  private setLink(link: Chat['link']): void {
    if (this.link === link) return
    this.link = link
    this.watcher.changed()
  }

  private sleep(milliseconds: number, firm = false): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds)
      this.wake = firm ? undefined : () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }
}
