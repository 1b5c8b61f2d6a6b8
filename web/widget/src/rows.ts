import type { Waiting } from './outbox'
import type { Mark, Said, Thread } from './thread'
import { day, dayOf } from './time'
import type { Language } from './texts'

/** One line of what the customer sees. Its key stays the same as long as it is the same thing. */
export type Row =
  | { kind: 'day'; key: string; text: string }
  | { kind: 'mark'; key: string; mark: Mark['mark'] }
  | SaidRow

export interface SaidRow {
  kind: 'said'
  key: string
  said: Said
  first: boolean // of several by the same person
  named: boolean // somebody else speaks than before
  timed: boolean // nothing follows for a while
  newest: boolean // the newest answer of all
  offer: boolean // and a person could help where it did not
  state?: 'sending' | 'unsent' | 'refused'
  waiting?: Waiting
}

export interface Material {
  thread: Thread
  delivered: { id: string; text: string; at: number }[] // acknowledged, not yet shown by the server
  waiting: Waiting[]
  lost: boolean
  greeting: string
  ownGreeting: boolean // the site's greeting stands instead of the one on record
}

const pauseBetween = 5 * 60_000 // messages closer than this belong together

/** rowsOf is the conversation as it is shown: what is on record, then what is on its way, in the customer's order. */
export function rowsOf(from: Material, lang: Language, now: number): Row[] {
  const rows: Row[] = []
  let before: SaidRow | undefined
  let speaker: Said | undefined
  let today = ''
  const say = (row: Pick<SaidRow, 'key' | 'said' | 'state' | 'waiting'>) => {
    const { said } = row
    if (said.at && dayOf(said.at) !== today) {
      today = dayOf(said.at)
      rows.push({ kind: 'day', key: `day ${today}`, text: day(lang, said.at, now) })
      before = undefined
    }
    const soon = before && said.at - before.said.at < pauseBetween
    if (before && soon) before.timed = false
    const first = !soon || !same(before?.said, said)
    const named = said.from !== 'customer' && !(before && same(speaker, said))
    if (said.from !== 'customer') speaker = said
    before = { kind: 'said', ...row, first, named, timed: true, newest: false, offer: false }
    rows.push(before)
  }

  const greeted = from.thread.entries.find(isGreeting)
  const greetingAt = greeted?.at ?? from.thread.entries[0]?.at ?? 0
  if (from.ownGreeting || !greeted) {
    if (from.greeting) say({ key: 'hello', said: bare('bot', from.greeting, greetingAt) })
  }
  for (const entry of from.thread.entries) {
    if (entry.kind === 'mark') {
      rows.push({ kind: 'mark', key: `m${entry.seq}`, mark: entry.mark })
      before = undefined
    } else if (entry !== greeted) {
      say({ key: entry.id ? `s${entry.id}` : `m${entry.seq}`, ...changed(entry, from) })
    } else if (!from.ownGreeting) {
      say({ key: 'hello', said: entry })
    }
  }
  for (const { id, text, at } of from.delivered) say({ key: `s${id}`, said: bare('customer', text, at), state: 'sending' })
  for (const waiting of from.waiting) {
    const { write, at, refused } = waiting
    if (write.op !== 'say') continue
    say({ key: `s${write.id}`, said: bare('customer', write.text, at), waiting, state: refused ? 'refused' : state(from) })
  }
  const newest = rows.findLast((row): row is SaidRow => row.kind === 'said' && row.said.act === 'answer')
  if (newest) {
    newest.newest = true
    newest.offer = from.thread.holder === 'bot'
  }
  return rows
}

const same = (a: Said | undefined, b: Said) => a?.from === b.from && a.name === b.name

/** isGreeting finds the notice with which the house opens; it comes before anything the customer says. */
const isGreeting = (entry: Said | Mark, place: number): entry is Said =>
  place === 0 && entry.kind === 'said' && entry.from === 'bot' && entry.act === 'notice'

/** changed shows what the customer did to a message as if it were done; `state` says that it is not. */
function changed(said: Said, from: Material): Pick<SaidRow, 'said' | 'state'> {
  let shown = said
  let pending = false
  for (const { write } of from.waiting) {
    if (write.op === 'say' || write.seq !== said.seq) continue
    pending ||= write.op !== 'rate'
    if (write.op === 'edit') shown = { ...shown, text: write.text, edited: true }
    if (write.op === 'recall') shown = { ...shown, recalled: true }
    if (write.op === 'rate') shown = { ...shown, helpful: write.helpful }
  }
  return { said: shown, state: pending ? state(from) : undefined }
}

const state = (from: Material) => (from.lost ? 'unsent' : 'sending')

function bare(from: Said['from'], text: string, at: number): Said {
  return { kind: 'said', seq: 0, at, from, text, choices: [], sources: [], attachments: [] }
}
