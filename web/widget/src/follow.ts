import type { PublicEvent } from './events'
import { eventStream } from './eventstream'
import { ask, json, pause, Trouble, type Session } from './server'

/** How news is to come: as they happen, or every so many milliseconds. */
export type Pace = 'live' | number

export interface Listener {
  pace(): Pace
  seq(): number // the last event known
  events(events: PublicEvent[]): void
  caughtUp(): void // all that was on record has been told
  link(up: boolean): void
  gone(): void // the conversation does not exist, or the token does not open it
}

const silence = 40_000 // the server shows every 15 s that it lives
const longPoll = 25 // seconds

/**
 * Follower brings the events of one conversation, each once and in order, across any number of lost connections: it always
 * asks for what comes after the last one it has brought.
 */
export class Follower {
  private stopped = false
  private streaming = false
  private buffered = false // something on the way holds streams back
  private current?: AbortController
  private wake?: () => void

  constructor(
    private server: string,
    private session: Session,
    private listener: Listener,
  ) {
    void this.run()
  }

  stop(): void {
    this.stopped = true
    this.poke(true)
  }

  /** poke makes it look at once if it is waiting; `afresh` also gives up the connection that there is. */
  poke(afresh = false): void {
    if (afresh || (this.streaming && this.listener.pace() !== 'live')) this.current?.abort()
    this.wake?.()
  }

  private async run(): Promise<void> {
    let failures = 0
    let whole = false
    while (!this.stopped) {
      const pace = this.listener.pace()
      this.current = new AbortController()
      const signal = this.current.signal
      try {
        if (!whole) {
          whole = await this.page(signal, 0)
          if (whole && !this.stopped) this.listener.caughtUp()
        } else if (pace !== 'live') {
          await this.sleep(pace)
          if (!this.stopped) whole = await this.page(signal, 0)
        } else if (this.buffered) {
          await this.page(signal, longPoll)
          await this.sleep(pause(0)) // should the answer not be held back as it was asked to be
        } else {
          await this.stream(signal)
        }
        failures = 0
      } catch (error) {
        if (signal.aborted || this.stopped) continue
        const trouble = error instanceof Trouble ? error : new Trouble(0, 0, String(error))
        if (trouble.status === 401 || trouble.status === 404) {
          this.stopped = true
          return this.listener.gone()
        }
        if (!trouble.passing) this.buffered = true // this way is closed; the plain one may be open
        this.listener.link(false)
        await this.sleep(trouble.retryAfter || pause(failures++), trouble.status === 429)
      }
    }
  }

  private url(query = ''): string {
    return `${this.server}/v1/conversations/${encodeURIComponent(this.session.id)}/events${query}`
  }

  /** page brings what is on record now, and says whether that is all. */
  private async page(signal: AbortSignal, wait: number): Promise<boolean> {
    const query = `?after=${this.listener.seq()}${wait ? `&wait=${wait}s` : ''}`
    const answer = await ask(this.url(query), { token: this.session.token, signal, patience: (wait + 20) * 1000 })
    const { events, more } = await json<{ events?: PublicEvent[]; more?: boolean }>(answer)
    this.tell(Array.isArray(events) ? events : [])
    return !more
  }

  private async stream(signal: AbortSignal): Promise<void> {
    const answer = await ask(this.url(), {
      token: this.session.token,
      headers: { Accept: 'text/event-stream', 'Last-Event-ID': String(this.listener.seq()) },
      signal,
    })
    if (!answer.body || !answer.headers.get('Content-Type')?.startsWith('text/event-stream')) {
      this.buffered = true
      return
    }
    const reader = answer.body.getReader()
    const stop = () => void reader.cancel().catch(() => {})
    signal.addEventListener('abort', stop)
    let first = true
    let timer: ReturnType<typeof setTimeout> | undefined
    const guard = () => {
      clearTimeout(timer)
      timer = setTimeout(() => {
        this.buffered ||= first // it said yes, and then nothing came through
        stop()
      }, first ? 8000 : silence)
    }
    const decoder = new TextDecoder()
    const read = eventStream((data) => {
      try {
        this.tell([JSON.parse(data) as PublicEvent])
      } catch {
        console.warn('Baton: an event could not be read')
      }
    })
    this.streaming = true
    try {
      guard()
      for (;;) {
        const { done, value } = await reader.read()
        if (done || signal.aborted) return this.ended(signal)
        if (first) this.listener.link(true)
        first = false
        guard()
        read(decoder.decode(value, { stream: true }))
      }
    } finally {
      this.streaming = false
      clearTimeout(timer)
      signal.removeEventListener('abort', stop)
      stop()
    }
  }

  /** A stream that ends by itself is no failure, but not to be opened again at once by everybody. */
  private ended(signal: AbortSignal): Promise<void> {
    return signal.aborted ? Promise.resolve() : this.sleep(pause(0))
  }

  private tell(events: PublicEvent[]): void {
    if (this.stopped) return
    this.listener.link(true)
    if (events.length) this.listener.events(events)
  }

  private sleep(milliseconds: number, firm = false): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds)
      this.wake = firm && !this.stopped ? undefined : () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }
}
