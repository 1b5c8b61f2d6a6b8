import { expect, test } from 'vitest'
import { EventLog, firstPage, merge, type Event } from './eventLog'

const event = (seq: number, text = '') => ({ seq, kind: 'note', text }) as Event
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => event(from + i))
const seqs = (events: Event[]) => events.map((e) => e.seq)

/** A record that grows, read in pages of at most 500, with answers that take a moment. */
function record(length: number) {
  const all = range(1, length)
  let reads = 0
  const source = async (after: number) => {
    reads++
    const page = all.slice(after, after + 500)
    await new Promise((resolve) => setTimeout(resolve, 1))
    return { events: page, more: after + page.length < all.length }
  }
  return { all, source, reads: () => reads, add: (n: number) => all.push(...range(all.length + 1, all.length + n)) }
}

test('a long conversation opens with its newest events, and history comes in pages', async () => {
  const r = record(1900)
  const log = new EventLog(r.source, () => {})
  await log.open(1900)
  expect(log.first).toBe(1900 - firstPage + 1)
  expect(log.last).toBe(1900)
  while (log.hasOlder) await log.older()
  expect(seqs(log.events)).toEqual(seqs(r.all))
  expect(r.reads()).toBe(1 + Math.ceil((1900 - firstPage) / 500))
})

test('what is said while it reads is neither missed nor shown twice', async () => {
  const r = record(10)
  const log = new EventLog(r.source, () => {})
  await log.open(10)
  const calls = []
  for (let i = 0; i < 40; i++) {
    r.add(1 + (i % 3))
    calls.push(log.follow())
    if (i % 7 === 0) await new Promise((resolve) => setTimeout(resolve, 1))
  }
  await Promise.all(calls)
  await log.follow()
  expect(seqs(log.events)).toEqual(seqs(r.all))
  expect(r.reads()).toBeLessThan(40)
})

test('more than a page of news is read to its end', async () => {
  const r = record(3)
  const log = new EventLog(r.source, () => {})
  await log.open(3)
  r.add(1234)
  await log.follow()
  expect(seqs(log.events)).toEqual(seqs(r.all))
})

test('merging keeps the order, and what was read later counts', () => {
  expect(seqs(merge(range(5, 7), range(1, 4)))).toEqual([1, 2, 3, 4, 5, 6, 7])
  expect(merge([event(1), event(2, 'secret')], [event(2, ''), event(3)]).map((e) => (e as { text?: string }).text)).toEqual(['', '', ''])
})
