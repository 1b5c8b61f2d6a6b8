import type { Event, EventOf } from './eventLog'

/** A message as it stands now, with what is known about it. */
export interface Said {
  type: 'said'
  key: string
  seq: number
  at: string
  message: EventOf<'message'>
  text: string
  /** Earlier texts, oldest first, each with the time at which it was replaced. */
  before: { text: string; until: string }[]
  recalled?: string
  redacted: boolean
  helpful?: boolean
  promises: EventOf<'promise'>[]
  /** What the bot recorded with it: its decision, the facts it read. Of a customer's message, if the bot said nothing. */
  why: Event[]
}

/** Something that only colleagues see: a note, a question to an expert, a suggestion of the bot. */
export interface Aside {
  type: 'aside'
  key: string
  seq: number
  at: string
  event: EventOf<'note' | 'consult' | 'suggestion'>
  redacted: boolean
  /** Of a suggestion: nobody has replied since. Of a question: nobody has answered yet. */
  open: boolean
  why: Event[]
}

/** A change of hands, or the end or the return of a case. */
export interface Turn {
  type: 'turn'
  key: string
  seq: number
  at: string
  event: Event
  why: Event[]
}

/** Steps that nobody said anything about: facts, tags, a silent decision. */
export interface Steps {
  type: 'steps'
  key: string
  seq: number
  at: string
  events: Event[]
}

export interface Day {
  type: 'day'
  key: string
  at: string
}

export type Item = Said | Aside | Turn | Steps | Day

const turns = new Set<Event['kind']>([
  'handoff_opened', 'handoff_claimed', 'handoff_bounced', 'handoff_transferred', 'handoff_returned', 'handoff_resolved',
  'reopened', 'resolved', 'closed',
])

/** What a thread shows of a conversation's events, in order. `dayOf` names the day of a time, in the reader's zone. */
export function itemsOf(events: Event[], dayOf: (at: string) => string): Item[] {
  const items: Item[] = []
  const said = new Map<number, Said>()
  const redacted = new Set<number>()
  const answered = new Set<number>()
  const suggested = new Set<string>() // since the last reply
  let day = ''
  let lastReply = 0
  for (const e of events) {
    if (e.kind === 'redacted' && e.target) redacted.add(e.target)
    if (e.kind === 'consult' && e.answer_to) answered.add(e.answer_to)
    if (e.kind === 'message' && e.actor.kind === 'agent') lastReply = e.seq
  }
  for (const append of appends(events)) {
    const on = dayOf(append[0]!.at)
    if (on !== day) {
      day = on
      items.push({ type: 'day', key: `day-${on}`, at: append[0]!.at })
    }
    const shown: Item[] = []
    const rest: Event[] = []
    const changesHands = append.some((e) => e.kind.startsWith('handoff_'))
    for (const e of append) {
      const at = { key: String(e.seq), seq: e.seq, at: e.at }
      switch (e.kind) {
        case 'message': {
          const item: Said = {
            type: 'said', ...at, message: e, text: e.text ?? '', before: [], redacted: redacted.has(e.seq), promises: [], why: [],
          }
          said.set(e.seq, item)
          shown.push(item)
          if (e.actor.kind === 'agent') suggested.clear()
          break
        }
        case 'message_edited':
          edit(said.get(e.target ?? 0), e)
          break
        case 'message_recalled':
          recall(said.get(e.target ?? 0), e)
          break
        case 'feedback': {
          const target = said.get(e.target ?? 0)
          if (target) target.helpful = !!e.helpful
          break
        }
        case 'promise': {
          const target = said.get(e.message_seq ?? 0)
          if (target) target.promises.push(e)
          else rest.push(e)
          break
        }
        case 'note':
        case 'consult':
        case 'suggestion':
          if (e.kind === 'suggestion' && e.why === 'asked' && e.text && suggested.has(e.text)) {
            rest.push(e) // it stands above already
            break
          }
          if (e.kind === 'suggestion') suggested.add(e.text ?? '')
          shown.push({
            type: 'aside', ...at, event: e, redacted: redacted.has(e.seq),
            open: e.kind === 'suggestion' ? e.seq > lastReply : e.kind === 'consult' && !e.answer_to && !answered.has(e.seq),
            why: [],
          })
          break
        case 'resolved':
        case 'holder':
          if (changesHands || !news(e)) rest.push(e)
          else shown.push({ type: 'turn', ...at, event: e, why: [] })
          break
        default:
          if (turns.has(e.kind)) shown.push({ type: 'turn', ...at, event: e, why: [] })
          else rest.push(e)
      }
    }
    place(items, shown, rest, said)
  }
  return items
}

/** The events of one append have the same time and follow one another. */
function appends(events: Event[]): Event[][] {
  const groups: Event[][] = []
  for (const e of events) {
    const last = groups.at(-1)
    if (last && last[0]!.at === e.at) last.push(e)
    else groups.push([e])
  }
  return groups
}

/** A holder event that says more than that the conversation began. */
function news(e: Event): boolean {
  return e.kind !== 'holder' || !e.opening
}

function edit(target: Said | undefined, e: EventOf<'message_edited'>) {
  if (!target) return
  target.before.push({ text: target.text, until: e.at })
  target.text = e.text ?? ''
}

function recall(target: Said | undefined, e: EventOf<'message_recalled'>) {
  if (target) target.recalled = e.at
}

/**
 * Puts what an append shows into the thread. What else it recorded goes with the first thing that the bot said or
 * suggested; if it stayed silent, with the customer's message that it read.
 */
function place(items: Item[], shown: Item[], rest: Event[], said: Map<number, Said>) {
  if (rest.length) {
    const owner =
      shown.find((item): item is Said => item.type === 'said' && item.message.actor.kind === 'bot') ??
      shown.find((item): item is Aside => item.type === 'aside' && item.event.kind === 'suggestion') ??
      shown.find((item): item is Turn => item.type === 'turn') ??
      said.get(rest.find((e) => e.kind === 'decision')?.through ?? 0)
    if (owner) owner.why = owner.why.concat(rest)
    else if (rest.some((e) => e.kind !== 'holder' || news(e))) {
      const last = items.at(-1)
      if (last?.type === 'steps') last.events = last.events.concat(rest)
      else shown.push({ type: 'steps', key: `steps-${rest[0]!.seq}`, seq: rest[0]!.seq, at: rest[0]!.at, events: rest })
    }
  }
  items.push(...shown)
}

/** The item that shows an event, for a link to it. */
export function itemFor(items: Item[], seq: number): Item | undefined {
  return items.find((item) => {
    if (item.type === 'day') return false
    if (item.seq === seq) return true
    if (item.type === 'steps') return item.events.some((e) => e.seq === seq)
    return 'why' in item && item.why.some((e) => e.seq === seq)
  })
}
