import type { Problem } from '@/api/problem'
import type { Event } from '../thread/eventLog'

/** An approved article that a reply was taken from. */
export interface Source {
  article_id: string
  version: number
}

/** A reply on its way. Its id stays the same however often it is sent, so the customer gets it once. */
export interface Outgoing {
  id: string
  text: string
  reason?: string
  claim?: boolean
  sources?: Source[]
  at: string
  state: 'sending' | 'failed'
}

/** What is left of the replies under way when these events have arrived. */
export function unanswered(outgoing: Outgoing[], events: Event[]): Outgoing[] {
  if (!outgoing.length) return outgoing
  const arrived = new Set(events.flatMap((e) => (e.kind === 'message' && e.id ? [e.id] : [])))
  const left = outgoing.filter((o) => !arrived.has(o.id))
  return left.length === outgoing.length ? outgoing : left
}

/** Whether the server has refused a reply for good, so that it has to be changed; else the same may be sent again. */
export function refused(problem: Problem): boolean {
  return problem.status >= 400 && problem.status < 500 && problem.status !== 408 && problem.status !== 429
}
