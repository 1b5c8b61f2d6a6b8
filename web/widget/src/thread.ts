import type { Attachment, Choice, FieldInput, PublicEvent, Source } from './events'

/** Something said, as it stands now. */
export interface Said {
  kind: 'said'
  seq: number
  at: number // milliseconds
  from: 'customer' | 'bot' | 'agent'
  name?: string // of the person
  id?: string // the customer's own id of it
  text: string
  locale?: string
  act?: string
  field?: string
  input?: FieldInput
  choices: Choice[]
  sources: Source[]
  attachments: Attachment[]
  edited?: boolean
  recalled?: boolean // by the sender
  removed?: boolean // by the house
  helpful?: boolean
}

/** Something that happened between two messages. */
export interface Mark {
  kind: 'mark'
  seq: number
  at: number
  mark: 'resolved' | 'reopened'
}

/** A conversation as its customer sees it: what was said, and whose turn it is. */
export interface Thread {
  seq: number // the last event read
  entries: (Said | Mark)[]
  holder: 'bot' | 'queue' | 'agent'
  with?: string // the person's name
  wait?: { outOfHours: boolean; opensAt?: number; expectBy?: number }
  ended: boolean
  asked: number // seq of the last thing that wants an answer
  answered: number // seq of the last thing that is one
}

export const emptyThread = (): Thread => ({ seq: 0, entries: [], holder: 'bot', ended: false, asked: 0, answered: 0 })

/** apply adds one event to a thread. One that was read before changes nothing, nor does one of an unknown kind. */
export function apply(thread: Thread, event: PublicEvent): void {
  if (!(event.seq > thread.seq)) return
  thread.seq = event.seq
  const at = Date.parse(event.at) || Date.now()
  switch (event.kind) {
    case 'message':
      applyMessage(thread, event, at)
      break
    case 'message_edited':
      change(thread, event, { text: event.text ?? '', edited: true })
      if (find(thread, event.target)?.from === 'customer') thread.asked = event.seq
      break
    case 'message_recalled':
      change(thread, event, { recalled: true })
      break
    case 'redacted':
      change(thread, event, { removed: true })
      break
    case 'feedback':
      change(thread, event, { helpful: event.helpful === true })
      break
    case 'holder':
      hold(thread, event.to ?? '', event.name)
      break
    case 'handoff_opened':
      thread.wait = {
        outOfHours: event.out_of_hours === true,
        opensAt: time(event.opens_at),
        expectBy: time(event.expect_by),
      }
      thread.answered = event.seq
      break
    case 'handoff_claimed':
      hold(thread, 'agent', event.name)
      break
    case 'resolved':
    case 'closed':
      if (!thread.ended) thread.entries.push({ kind: 'mark', seq: event.seq, at, mark: 'resolved' })
      thread.ended = true
      thread.wait = undefined
      break
    case 'reopened':
      if (thread.ended) thread.entries.push({ kind: 'mark', seq: event.seq, at, mark: 'reopened' })
      thread.ended = false
      break
  }
}

function applyMessage(thread: Thread, event: PublicEvent, at: number): void {
  const kind = event.actor?.kind
  const from = kind === 'customer' || kind === 'agent' ? kind : 'bot'
  const said: Said = {
    kind: 'said',
    seq: event.seq,
    at,
    from,
    name: event.actor?.name,
    id: event.id,
    text: event.text ?? '',
    locale: event.locale,
    act: event.act,
    field: event.field,
    input: event.input,
    choices: list(event.choices),
    sources: list(event.sources),
    attachments: list(event.attachments),
  }
  if (!said.text && !said.attachments.length) said.removed = true
  thread.entries.push(said)
  if (from === 'customer') {
    thread.asked = event.seq
    thread.ended = false
    return
  }
  thread.answered = event.seq
  // Who speaks shows who holds the conversation, also where the server does not say so: only the holder answers.
  if (from === 'agent') hold(thread, 'agent', event.actor?.name ?? thread.with)
  else if (event.act === 'handoff' && thread.holder === 'bot') thread.holder = 'queue'
  else if (thread.holder === 'agent' && ['answer', 'clarify', 'ask'].includes(event.act ?? '')) hold(thread, 'bot')
}

function hold(thread: Thread, to: string, name?: string): void {
  const who = to.split(':')[0]
  thread.holder = who === 'agent' || who === 'queue' ? who : 'bot'
  thread.with = thread.holder === 'agent' ? name : undefined
  if (thread.holder !== 'queue') thread.wait = undefined
}

function change(thread: Thread, event: PublicEvent, to: Partial<Said>): void {
  const said = find(thread, event.target)
  if (said) Object.assign(said, to)
}

const find = (thread: Thread, seq?: number) =>
  thread.entries.find((entry): entry is Said => entry.kind === 'said' && entry.seq === seq)

const list = <T>(items: T[] | undefined): T[] => (Array.isArray(items) ? items : [])

const time = (text?: string) => (text && Date.parse(text)) || undefined

/** lastSaid is the newest message that still stands. */
export function lastSaid(thread: Thread): Said | undefined {
  for (let i = thread.entries.length - 1; i >= 0; i--) {
    const entry = thread.entries[i]
    if (entry?.kind === 'said' && !entry.recalled && !entry.removed) return entry
  }
  return undefined
}

/** toAnswer is the bot's question that is still open: with choices to click, or for a fact. */
export function toAnswer(thread: Thread): Said | undefined {
  const last = lastSaid(thread)
  return last?.from === 'bot' && !thread.ended && (last.choices.length || last.field) ? last : undefined
}

/** unread counts what was said to the customer after `seen`. */
export function unread(thread: Thread, seen: number): number {
  return thread.entries.filter((entry) => entry.kind === 'said' && entry.from !== 'customer' && entry.seq > seen).length
}
