import type { Store } from './storage'

/** What the customer did and the server must hear. */
export type Write =
  | { op: 'say'; id: string; text: string }
  | { op: 'edit'; seq: number; text: string }
  | { op: 'recall'; seq: number }
  | { op: 'rate'; seq: number; helpful: boolean }

/** A write on its way. `refused` is set when the server will never take it as it is. */
export interface Waiting {
  key: string
  at: number
  write: Write
  refused?: boolean
}

/**
 * The outbox keeps what was not yet acknowledged, so that it survives a lost connection, a reload and a closed tab.
 *
 * Every write has an entry of its own, whose name sorts by time: several tabs add and remove without reading each other's
 * first. All of them send from the front, and an entry goes only when the server has it; since the server recognises what
 * it has by its id, nothing is doubled or overtaken, whoever sends.
 */
export class Outbox {
  private last = 0

  constructor(private store: Store) {}

  add(write: Write, now = Date.now()): Waiting {
    const newest = this.store.names('out:').at(-1)
    const after = newest ? parseInt(newest.slice(4, 13), 36) || 0 : 0
    this.last = Math.max(now, this.last + 1, after + 1) // the clock may have been set back
    const key = `out:${this.last.toString(36).padStart(9, '0')}${Math.random().toString(36).slice(2, 6)}`
    const waiting = { key, at: now, write }
    this.store.write(key, waiting)
    return waiting
  }

  all(): Waiting[] {
    const found: Waiting[] = []
    for (const key of this.store.names('out:')) {
      const waiting = this.store.read<Waiting>(key)
      if (typeof waiting?.write?.op === 'string') found.push({ ...waiting, key })
      else this.store.remove(key)
    }
    return found
  }

  next(): Waiting | undefined {
    return this.all().find((waiting) => !waiting.refused)
  }

  done(key: string): void {
    this.store.remove(key)
  }

  refuse(waiting: Waiting): void {
    this.store.write(waiting.key, { ...waiting, refused: true })
  }
}
