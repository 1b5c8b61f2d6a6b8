import { describe, expect, test } from 'vitest'
import type { Waiting } from './outbox'
import { rowsOf, type Material, type SaidRow } from './rows'
import { emptyThread, type Said } from './thread'

const noon = new Date(2026, 2, 11, 12).getTime()
const minute = 60_000
const said = (seq: number, from: Said['from'], text: string, more: Partial<Said> = {}): Said => ({
  kind: 'said', seq, at: noon + seq * 1000, from, text, choices: [], sources: [], attachments: [], ...more,
})
const material = (entries: Said[], more: Partial<Material> = {}): Material => ({
  thread: { ...emptyThread(), entries }, delivered: [], waiting: [], lost: false, greeting: 'Hello!', ownGreeting: false, ...more,
})
const waiting = (write: Waiting['write'], more: Partial<Waiting> = {}): Waiting => ({ key: 'out:1', at: noon + minute, write, ...more })
const show = (from: Material) => rowsOf(from, 'en', noon + minute)
const texts = (from: Material) => show(from).flatMap((row) => (row.kind === 'said' ? [row.said.text] : []))
const saidRows = (from: Material) => show(from).filter((row): row is SaidRow => row.kind === 'said')

describe('the greeting', () => {
  const onRecord = said(2, 'bot', 'Welcome to Tidewren', { act: 'notice' })

  test('stands there before anything is said', () => {
    expect(texts(material([]))).toEqual(['Hello!'])
  })

  test('on record takes its place', () => {
    expect(texts(material([onRecord, said(3, 'customer', 'hi')]))).toEqual(['Welcome to Tidewren', 'hi'])
  })

  test("of the site stands instead of the one on record, and is not said twice", () => {
    expect(texts(material([onRecord, said(3, 'customer', 'hi')], { ownGreeting: true }))).toEqual(['Hello!', 'hi'])
  })
})

describe('what is on its way', () => {
  test('stands at the end in its order and says how it is', () => {
    const from = material([said(3, 'customer', 'first')], {
      delivered: [{ id: 'b', text: 'second', at: noon + minute }],
      waiting: [waiting({ op: 'say', id: 'c', text: 'third' }), waiting({ op: 'say', id: 'd', text: 'fourth' }, { refused: true })],
      lost: true,
    })
    expect(saidRows(from).slice(1).map(({ said, state }) => [said.text, state])).toEqual([
      ['first', undefined],
      ['second', 'sending'],
      ['third', 'unsent'],
      ['fourth', 'refused'],
    ])
  })

  test('keeps its key when the server shows it, so that it does not jump', () => {
    const before = show(material([], { waiting: [waiting({ op: 'say', id: 'c', text: 'hi' })] })).at(-1)?.key
    expect(show(material([said(3, 'customer', 'hi', { id: 'c' })])).at(-1)?.key).toBe(before)
  })

  test('changes a message at once', () => {
    const from = material([said(3, 'customer', 'helo'), said(4, 'customer', 'oops'), said(5, 'bot', 'Yes?', { act: 'answer' })], {
      waiting: [
        waiting({ op: 'edit', seq: 3, text: 'hello' }),
        waiting({ op: 'recall', seq: 4 }),
        waiting({ op: 'rate', seq: 5, helpful: true }),
      ],
    })
    expect(saidRows(from).slice(1)).toMatchObject([
      { said: { text: 'hello', edited: true }, state: 'sending' },
      { said: { recalled: true }, state: 'sending' },
      { said: { helpful: true }, state: undefined },
    ])
  })
})

describe('groups', () => {
  test('days are told apart', () => {
    const yesterday = said(3, 'customer', 'hi', { at: noon - 24 * 60 * minute })
    const days = show(material([yesterday, said(4, 'bot', 'hello')])).flatMap((row) => (row.kind === 'day' ? [row.text] : []))
    expect(days).toEqual(['Yesterday', 'Today'])
  })

  test('a name stands where somebody else begins to speak, a time where nothing follows for a while', () => {
    const rows = saidRows(
      material([
        said(3, 'bot', 'a'),
        said(4, 'customer', 'b'),
        said(5, 'bot', 'c'),
        said(6, 'agent', 'd', { name: 'Mina' }),
        said(900, 'agent', 'e', { name: 'Mina' }),
      ], { greeting: '' }),
    )
    expect(rows.map(({ named }) => named)).toEqual([true, false, false, true, false])
    expect(rows.map(({ timed }) => timed)).toEqual([false, false, false, true, true])
  })
})
