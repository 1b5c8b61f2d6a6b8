import { nextDue, type Case } from '@/cases/order'

export type View = 'late' | 'waiting' | 'held' | 'all'

/** What is shown: a view, and in it the cases of one queue or one person. */
export interface Filter {
  view: View
  queue: string
  person: string
}

export interface Flow {
  name: string
  waiting: number
  held: number
  late: number
  /** Since when the one waits that has waited longest. */
  oldest?: string
}

/** A deadline has passed, or one was missed before and the case was passed on for it. */
export function isLate(c: Case, now: number): boolean {
  const due = nextDue(c)
  return !!c.breaches?.length || (!!due && Date.parse(due.at) < now)
}

export const personOf = (c: Case) => (c.status === 'claimed' && c.holder ? c.holder.replace(/^agent:/, '') : '')

/** How much there is per queue or per person; those named come first in their order, even with nothing. */
export function flows(cases: Iterable<Case>, names: string[], nameOf: (c: Case) => string, now: number): Flow[] {
  const all = new Map<string, Flow>(names.map((name) => [name, { name, waiting: 0, held: 0, late: 0 }]))
  for (const c of cases) {
    const name = nameOf(c)
    if (!name) continue
    const flow = all.get(name) ?? { name, waiting: 0, held: 0, late: 0 }
    all.set(name, flow)
    if (isLate(c, now)) flow.late++
    if (c.status === 'claimed') flow.held++
    else {
      flow.waiting++
      if (!flow.oldest || Date.parse(c.waiting_since) < Date.parse(flow.oldest)) flow.oldest = c.waiting_since
    }
  }
  return [...all.values()]
}

export function inView(c: Case, view: View, now: number): boolean {
  if (view === 'late') return isLate(c, now)
  if (view === 'waiting') return c.status === 'waiting'
  if (view === 'held') return c.status === 'claimed'
  return true
}

export function chosen(cases: Iterable<Case>, filter: Filter, now: number): Case[] {
  return [...cases].filter(
    (c) =>
      inView(c, filter.view, now) &&
      (!filter.queue || c.queue === filter.queue) &&
      (!filter.person || personOf(c) === filter.person),
  )
}
