import { describe, expect, test } from 'vitest'
import type { PublicEvent } from './events'
import { apply, emptyThread, lastSaid, toAnswer, unread, type Thread } from './thread'

let seq = 0
const event = (kind: string, more: Partial<PublicEvent> = {}): PublicEvent => ({ seq: ++seq, at: '2026-03-11T10:00:00Z', kind, ...more })
const customer = (text: string, more: Partial<PublicEvent> = {}) => event('message', { actor: { kind: 'customer' }, text, ...more })
const bot = (text: string, act: string, more: Partial<PublicEvent> = {}) => event('message', { actor: { kind: 'bot' }, text, act, ...more })
const agent = (text: string, name: string) => event('message', { actor: { kind: 'agent', name }, text })

function threadOf(...events: PublicEvent[]): Thread {
  const thread = emptyThread()
  for (const one of events) apply(thread, one)
  return thread
}

describe('a thread', () => {
  test('takes every event once, whatever is repeated', () => {
    const events = [customer('one'), bot('two', 'answer')]
    expect(threadOf(...events, ...events).entries).toHaveLength(2)
  })

  test('passes over what it does not know, and what is broken', () => {
    const thread = threadOf(event('something_new'), event('message_edited', { target: 99, text: 'x' }), { kind: 'message' } as PublicEvent, customer('hello'))
    expect(thread.entries).toHaveLength(1)
  })

  test('shows messages as they stand: edited, taken back, removed', () => {
    const [one, two, three] = [customer('one'), customer('two'), customer('three')]
    const thread = threadOf(
      one, two, three,
      event('message_edited', { target: one.seq, text: 'One' }),
      event('message_recalled', { target: two.seq }),
      event('redacted', { target: three.seq }),
    )
    expect(thread.entries).toMatchObject([{ text: 'One', edited: true }, { recalled: true }, { removed: true }])
    expect(lastSaid(thread)?.text).toBe('One')
  })

  test('knows whether an answer is owed', () => {
    const thread = threadOf(customer('how much?'))
    expect(thread.asked).toBeGreaterThan(thread.answered)
    apply(thread, bot('S$4.90', 'answer'))
    expect(thread.answered).toBeGreaterThan(thread.asked)
  })
})

describe('the handoff', () => {
  const opened = () => event('handoff_opened', { expect_by: '2026-03-11T10:10:00Z' })

  test('waits, is taken by somebody with a name, and comes back', () => {
    const thread = threadOf(customer('a person please'), bot('Of course.', 'handoff'), opened(), event('holder', { to: 'queue' }))
    expect(thread).toMatchObject({ holder: 'queue', wait: { outOfHours: false, expectBy: Date.parse('2026-03-11T10:10:00Z') } })
    apply(thread, event('holder', { to: 'agent', name: 'Mina' }))
    expect(thread).toMatchObject({ holder: 'agent', with: 'Mina', wait: undefined })
    apply(thread, event('holder', { to: 'bot' }))
    expect(thread).toMatchObject({ holder: 'bot', with: undefined })
  })

  test('is seen from what is said where the server does not tell', () => {
    const thread = threadOf(customer('a person please'), bot('Of course.', 'handoff'))
    expect(thread.holder).toBe('queue')
    apply(thread, agent('Hello', 'Mina'))
    expect(thread).toMatchObject({ holder: 'agent', with: 'Mina' })
    apply(thread, bot('S$4.90', 'answer'))
    expect(thread.holder).toBe('bot')
  })

  test('does not end because the bot gives a sure answer meanwhile', () => {
    const thread = threadOf(bot('Of course.', 'handoff'), opened(), event('holder', { to: 'queue' }), customer('how much?'), bot('S$4.90', 'answer'))
    expect(thread.holder).toBe('queue')
  })

  test('is over when it is resolved, and open again when the customer writes', () => {
    const thread = threadOf(customer('hi'), event('handoff_resolved'), event('holder', { to: 'bot' }), event('resolved'), event('closed'))
    expect(thread.ended).toBe(true)
    expect(thread.entries.filter(({ kind }) => kind === 'mark')).toHaveLength(1)
    apply(thread, event('reopened'))
    apply(thread, customer('one more thing'))
    expect(thread.ended).toBe(false)
  })
})

describe('a question of the bot', () => {
  const asked = () => bot('Which of these?', 'clarify', { choices: [{ text: 'A' }, { text: 'B' }] })

  test('is open until it is answered', () => {
    const thread = threadOf(customer('battery'), asked())
    expect(toAnswer(thread)?.choices).toHaveLength(2)
    apply(thread, customer('A'))
    expect(toAnswer(thread)).toBeUndefined()
  })

  test('is open again when the answer to it is taken back', () => {
    const first = customer('battery')
    const question = asked()
    const answer = customer('A')
    const thread = threadOf(first, question, answer, event('message_recalled', { target: answer.seq }))
    expect(toAnswer(thread)?.seq).toBe(question.seq)
  })

  test('is none when a person speaks, or when everything is settled', () => {
    expect(toAnswer(threadOf(asked(), agent('Hello', 'Mina')))).toBeUndefined()
    expect(toAnswer(threadOf(asked(), event('resolved')))).toBeUndefined()
  })
})

test('unread is what others said after what was seen', () => {
  const [hello, mine, answer] = [bot('Hello', 'notice'), customer('hi'), bot('Yes?', 'answer')]
  const thread = threadOf(hello, mine, answer, agent('Here I am', 'Mina'))
  expect(unread(thread, hello.seq)).toBe(2)
  expect(unread(thread, thread.seq)).toBe(0)
})
