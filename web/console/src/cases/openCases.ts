import type { Case } from './order'

/** Where the cases come from. */
export interface CaseSource {
  /** A page of all open cases that one may see. */
  page(cursor?: string): Promise<{ items: Case[]; next?: string }>
  /** The open cases of these conversations. */
  of(conversations: string[]): Promise<Case[]>
}

/** The most cases held here: more than anybody can look through, and a bound for the browser. */
export const mostCases = 5000

const batch = 100
const pause = 500 // ms between two readings, however much moves

/**
 * Keeps the open cases up to date with as few readings as possible: what the feed names is read again, many at once and at
 * most twice a second; `reload` reads everything again. Cases are kept by conversation, which has at most one open.
 */
export class OpenCases {
  cases = new Map<string, Case>()
  complete = true
  loaded = false
  private moved = new Set<string>()
  private all = false
  private running = false
  private stopped = false

  constructor(
    private source: CaseSource,
    private changed: () => void,
    private failed: (problem: unknown) => void,
    private wait: (ms: number) => Promise<void> = (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  ) {}

  reload() {
    this.all = true
    void this.run()
  }

  touch(conversation: string) {
    this.moved.add(conversation)
    void this.run()
  }

  stop() {
    this.stopped = true
  }

  private async run() {
    if (this.running) return
    this.running = true
    while (!this.stopped && (this.all || this.moved.size)) {
      try {
        if (this.all) await this.readAll()
        else await this.readMoved()
        this.failed(null)
      } catch (e) {
        this.failed(e)
        this.all = true // what was lost on the way is read with the rest
        await this.wait(4 * pause)
      }
      if (!this.stopped) this.changed()
      await this.wait(pause)
    }
    this.running = false
  }

  private async readAll() {
    this.all = false
    this.moved.clear()
    const read = new Map<string, Case>()
    let cursor: string | undefined
    do {
      const page = await this.source.page(cursor)
      for (const c of page.items) read.set(c.conversation_id, c)
      cursor = page.next
      if (!this.loaded) {
        this.cases = new Map(read)
        this.changed()
      }
    } while (cursor && read.size < mostCases && !this.stopped)
    this.cases = read
    this.complete = !cursor
    this.loaded = true
  }

  private async readMoved() {
    const ids = [...this.moved].slice(0, batch)
    ids.forEach((id) => this.moved.delete(id))
    try {
      this.put(ids, await this.source.of(ids))
    } catch (e) {
      ids.forEach((id) => this.moved.add(id))
      throw e
    }
  }

  /** Replaces the cases of these conversations; those without an open case are gone. */
  put(conversations: string[], found: Case[]) {
    const cases = new Map(this.cases)
    conversations.forEach((id) => cases.delete(id))
    for (const c of found) cases.set(c.conversation_id, c)
    this.cases = cases
  }
}
