import { expect, test } from 'vitest'
import { Problem } from '@/api/problem'
import type { Event } from '../thread/eventLog'
import { refused, unanswered, type Outgoing } from './outbox'
import { sourcesOf } from './useComposer'

const sent = (id: string): Outgoing => ({ id, text: 'Hello', at: '', state: 'sending' })

test('a reply is under way until its message is on record', () => {
  const events = [{ kind: 'message', id: 'a' }, { kind: 'note', id: 'b' }] as Event[]
  expect(unanswered([sent('a'), sent('b')], events).map((o) => o.id)).toEqual(['b'])
})

test.each([
  [409, true], [422, true], [403, true], // to be changed first
  [0, false], [408, false], [429, false], [500, false], [503, false], // may have arrived, or may yet
])('status %i: refused for good is %s', (status, is) => expect(refused(new Problem({ status }))).toBe(is))

test('a reply names the articles whose words still stand in it, once each', () => {
  const used = [
    { text: 'Three days.', sources: [{ article_id: 'time', version: 2 }] },
    { text: 'Free of charge.', sources: [{ article_id: 'cost', version: 1 }] },
    { text: 'Three days.', sources: [{ article_id: 'time', version: 2 }] },
  ]
  expect(sourcesOf('Hello! Three days. Bye', used)).toEqual([{ article_id: 'time', version: 2 }])
  expect(sourcesOf('Something else', used)).toBeUndefined()
})
