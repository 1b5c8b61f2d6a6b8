import type { Schemas } from '@/api/client'

export type Event = Schemas['Event']
export type EventOf<K extends Event['kind']> = Extract<Event, { kind: K }>

/** Where the events of one conversation come from: those after a seq, at most 500. */
export type EventSource = (after: number) => Promise<{ events: Event[]; more: boolean }>

/** How many of the newest events are read first, and how many with each page of history. */
export const firstPage = 200
export const historyPage = 500

/**
 * The events of one conversation from some seq on, in order, without gaps and each once. Colleagues see every event and
 * seqs have no holes, so a page of history is asked for by its place, and what is new by the last seq.
 */
export class EventLog {
  events: Event[] = []
  private following: Promise<void> | null = null
  private again = false

  constructor(
    private source: EventSource,
    private changed: () => void,
  ) {}

  get first(): number {
    return this.events[0]?.seq ?? 0
  }
  get last(): number {
    return this.events.at(-1)?.seq ?? 0
  }
  get hasOlder(): boolean {
    return this.first > 1
  }

  /** Reads the newest events of a conversation that has so many. */
  async open(seq: number): Promise<void> {
    await this.read(Math.max(0, seq - firstPage))
  }

  /** Reads what is new. Calls while it reads lead to one more reading, so nothing said meanwhile is missed. */
  follow(): Promise<void> {
    if (this.following) {
      this.again = true
      return this.following
    }
    this.following = (async () => {
      try {
        do {
          this.again = false
          await this.read(this.last)
        } while (this.again)
      } finally {
        this.following = null
      }
    })()
    return this.following
  }

  /** Reads the page before the first event. */
  async older(): Promise<void> {
    const before = this.first
    if (before <= 1) return
    const page = await this.source(Math.max(0, before - 1 - historyPage))
    this.take(page.events.filter((e) => e.seq < before))
  }

  private async read(after: number): Promise<void> {
    for (let more = true; more; ) {
      const page = await this.source(after)
      this.take(page.events)
      after = page.events.at(-1)?.seq ?? after
      more = page.more && page.events.length > 0
    }
  }

  private take(page: Event[]) {
    if (!page.length) return
    this.events = merge(this.events, page)
    this.changed()
  }
}

/** Both in order of seq, each once; what was read later counts, since redaction blanks an event in its place. */
export function merge(known: Event[], page: Event[]): Event[] {
  if (!known.length || page[0]!.seq > known.at(-1)!.seq) return known.concat(page)
  const all = new Map<number, Event>()
  for (const e of known) all.set(e.seq, e)
  for (const e of page) all.set(e.seq, e)
  return [...all.values()].sort((a, b) => a.seq - b.seq)
}
