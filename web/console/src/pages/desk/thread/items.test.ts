import { describe, expect, test } from 'vitest'
import type { Event } from './eventLog'
import { itemFor, itemsOf, type Item, type Said } from './items'

let seq = 0
let minute = 0
const dayOf = (at: string) => at.slice(0, 10)

/** Events that were appended together. */
function append(...events: object[]): Event[] {
  const at = new Date(Date.UTC(2026, 0, 5, 9, minute++)).toISOString()
  return events.map((e) => ({ seq: ++seq, at, visibility: 'internal', actor: { kind: 'bot' }, ...e }) as Event)
}
function conversation(...appends: (() => Event[])[]): Event[] {
  seq = minute = 0
  return appends.flatMap((make) => make())
}
const customer = { kind: 'customer', id: 'c1' }
const mei = { kind: 'agent', id: 'mei', name: 'Mei' }
const says = (text: string, actor: object = customer) => () => append({ kind: 'message', text, actor })
const said = (items: Item[]) => items.filter((i): i is Said => i.type === 'said')
const types = (items: Item[]) => items.map((i) => i.type)

describe('a thread', () => {
  test('shows an edited message as it stands, with what it was', () => {
    const events = conversation(says('TW1'), () => append({ kind: 'message_edited', target: 1, text: 'TW2', actor: customer }))
    const [m] = said(itemsOf(events, dayOf))
    expect(m).toMatchObject({ text: 'TW2', before: [{ text: 'TW1' }] })
  })

  test('shows a recalled message as recalled, and feedback and promises on their message', () => {
    const events = conversation(
      says('take this back'),
      () => append({ kind: 'message_recalled', target: 1, actor: customer }),
      () => append({ kind: 'message', text: 'We refund you.', actor: mei }, { kind: 'promise', text: 'We refund you.', by: 'agent:mei', message_seq: 3, actor: mei }),
      () => append({ kind: 'feedback', target: 3, helpful: false, actor: customer }),
    )
    const [first, second] = said(itemsOf(events, dayOf))
    expect(first!.recalled).toBeTruthy()
    expect(second).toMatchObject({ helpful: false, promises: [{ text: 'We refund you.' }] })
  })

  test('never shows what was redacted', () => {
    const events = conversation(says('4111 1111 1111 1111'), () => append({ kind: 'redacted', target: 1, reason: 'card' }))
    expect(said(itemsOf(events, dayOf))[0]!.redacted).toBe(true)
  })

  test('keeps the bot’s decision and the facts it read with what it said', () => {
    const events = conversation(says('order TW1'), () =>
      append({ kind: 'field', name: 'order', value: 'TW1' }, { kind: 'decision', acts: [] }, { kind: 'message', text: 'Thank you' }),
    )
    const items = itemsOf(events, dayOf)
    expect(types(items)).toEqual(['day', 'said', 'said'])
    expect(said(items)[1]!.why.map((e) => e.kind)).toEqual(['field', 'decision'])
    expect(itemFor(items, 2)?.key).toBe(said(items)[1]!.key)
  })

  test('folds steps without words into one line, and shows a change of hands once', () => {
    const events = conversation(
      () => append({ kind: 'holder', to: 'bot', opening: { channel: 'web' } }),
      says('hello'),
      () => append({ kind: 'decision', acts: [{ act: 'silence' }] }),
      () => append({ kind: 'tag', add: ['vip'] }),
      () => append({ kind: 'handoff_claimed', by: 'mei', actor: mei }, { kind: 'holder', to: 'agent:mei', actor: mei }),
      () => append({ kind: 'handoff_resolved', actor: mei }, { kind: 'holder', to: 'bot', actor: mei }, { kind: 'resolved', outcome: 'assumed', actor: mei }),
    )
    expect(types(itemsOf(events, dayOf))).toEqual(['day', 'said', 'steps', 'turn', 'turn'])
  })

  test('marks a suggestion as open until somebody replies, and a question until it is answered', () => {
    const open = conversation(
      () => append({ kind: 'suggestion', text: 'Three days.', why: 'taken_over' }),
      () => append({ kind: 'consult', text: 'Is it covered?', to: 'agent:wei', actor: mei }),
    )
    const state = (items: Item[]) => items.flatMap((i) => (i.type === 'aside' ? [i.open] : []))
    expect(state(itemsOf(open, dayOf))).toEqual([true, true])
    const closed = [...open, ...says('Three days.', mei)(), ...append({ kind: 'consult', text: 'Yes', answer_to: 2, actor: mei })]
    expect(state(itemsOf(closed, dayOf))).toEqual([false, false, false])
  })

  test('shows once what is suggested more than once', () => {
    const same = (why: string) => () => append({ kind: 'suggestion', text: 'Three days.', why, actor: why === 'asked' ? mei : { kind: 'bot' } })
    const events = conversation(same('human_holds'), same('asked'), same('asked'), says('Wait.', mei), same('asked'))
    expect(types(itemsOf(events, dayOf))).toEqual(['day', 'aside', 'steps', 'said', 'aside'])
  })

  test('begins each day with its name', () => {
    const events = conversation(says('late'), says('later'))
    events[1] = { ...events[1]!, at: '2026-01-06T00:10:00.000Z' }
    expect(types(itemsOf(events, dayOf))).toEqual(['day', 'said', 'day', 'said'])
  })
})
