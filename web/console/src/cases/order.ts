import type { Schemas } from '@/api/client'

export type Case = Schemas['Handoff']

export type Deadline = { kind: 'claim' | 'first_reply' | 'resolve'; at: string }

/** The next thing that somebody must do about a case, and by when. */
export function nextDue(c: Case): Deadline | undefined {
  const kind = c.status === 'waiting' ? 'claim' : c.first_reply_at ? 'resolve' : 'first_reply'
  const at = c.due[kind]
  return at ? { kind, at } : undefined
}

/** What must be done first comes first: by the next deadline, the late ones being the oldest; then by priority and wait. */
export function byUrgency(a: Case, b: Case): number {
  return (
    dueTime(a) - dueTime(b) ||
    a.priority - b.priority ||
    Date.parse(a.waiting_since) - Date.parse(b.waiting_since) ||
    (a.id < b.id ? -1 : 1)
  )
}

/** Since when the customer waits for the next word of whoever holds the case, after the first reply. */
export function waitsForReply(c: Case): string | undefined {
  return c.status === 'claimed' && c.first_reply_at ? c.unanswered_since : undefined
}

function dueTime(c: Case): number {
  const asked = waitsForReply(c)
  if (asked) return Date.parse(asked) // a customer who has written is due at once
  const due = nextDue(c)
  return due ? Date.parse(due.at) : Number.MAX_SAFE_INTEGER
}

/** Which cases are shown: my own, those that wait in a queue, or all open ones; among them those with a tag and a text. */
export interface Filter {
  view: string // mine, all, or queue:<name>
  text: string
  tag: string
}

export function holds(c: Case, who: string): boolean {
  return c.status === 'claimed' && c.holder === `agent:${who}`
}

export function select(cases: Iterable<Case>, filter: Filter, me: string): Case[] {
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean)
  const found: Case[] = []
  for (const c of cases) {
    if (!inView(c, filter.view, me)) continue
    if (filter.tag && !c.tags?.includes(filter.tag)) continue
    if (words.length && !says(c, words)) continue
    found.push(c)
  }
  return found.sort(byUrgency)
}

function inView(c: Case, view: string, me: string): boolean {
  if (view === 'mine') return holds(c, me)
  if (view.startsWith('queue:')) return c.status === 'waiting' && c.queue === view.slice('queue:'.length)
  return true
}

function says(c: Case, words: string[]): boolean {
  const text = [c.customer_name, c.last, c.id, c.holder_name, c.playbook, ...(c.tags ?? [])].join('\n').toLowerCase()
  return words.every((word) => text.includes(word))
}

export interface Counts {
  mine: number
  all: number
  waiting: Map<string, number> // by queue
  tags: string[] // in use, sorted
}

export function count(cases: Iterable<Case>, me: string): Counts {
  const counts: Counts = { mine: 0, all: 0, waiting: new Map(), tags: [] }
  const tags = new Set<string>()
  for (const c of cases) {
    counts.all++
    if (holds(c, me)) counts.mine++
    if (c.status === 'waiting') counts.waiting.set(c.queue, (counts.waiting.get(c.queue) ?? 0) + 1)
    c.tags?.forEach((tag) => tags.add(tag))
  }
  counts.tags = [...tags].sort()
  return counts
}
