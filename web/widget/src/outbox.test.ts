import { describe, expect, test } from 'vitest'
import { Outbox, type Write } from './outbox'
import { Store } from './storage'

/** area is a localStorage that may be full. */
function area(full = false): Storage {
  const kept = new Map<string, string>()
  return {
    get length() {
      return kept.size
    },
    key: (i: number) => [...kept.keys()][i] ?? null,
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => {
      if (full) throw new Error('quota exceeded')
      kept.set(name, value)
    },
    removeItem: (name: string) => void kept.delete(name),
    clear: () => kept.clear(),
  }
}

const say = (text: string): Write => ({ op: 'say', id: text, text })
const texts = (outbox: Outbox) => outbox.all().map(({ write }) => (write.op === 'say' ? write.text : write.op))

describe('the outbox', () => {
  test('keeps the order, also within a millisecond and when the clock is set back', () => {
    const outbox = new Outbox(new Store(area(), 'baton '))
    for (const [i, now] of [5000, 5000, 5000, 1000, 9000].entries()) outbox.add(say(String(i)), now)
    expect(texts(outbox)).toEqual(['0', '1', '2', '3', '4'])
  })

  test('survives a reload, and the next one goes on behind', () => {
    const shared = area()
    new Outbox(new Store(shared, 'baton ')).add(say('before'), 9000)
    const later = new Outbox(new Store(shared, 'baton '))
    later.add(say('after'), 2000)
    expect(texts(later)).toEqual(['before', 'after'])
  })

  test('is shared by tabs: each removes only its own', () => {
    const shared = area()
    const [one, two] = [new Outbox(new Store(shared, 'baton ')), new Outbox(new Store(shared, 'baton '))]
    const first = one.add(say('one'))
    two.add(say('two'))
    one.done(first.key)
    expect(texts(one)).toEqual(['two'])
    expect(texts(two)).toEqual(['two'])
  })

  test('keeps what the server refuses, and does not hold up the rest', () => {
    const outbox = new Outbox(new Store(area(), 'baton '))
    outbox.refuse(outbox.add(say('too long')))
    outbox.add(say('fine'))
    expect(texts(outbox)).toEqual(['too long', 'fine'])
    expect(outbox.next()?.write).toEqual(say('fine'))
  })

  test('throws away what somebody else has written there', () => {
    const shared = area()
    shared.setItem('baton out:x', '{"nonsense')
    shared.setItem('baton out:y', '{"write":7}')
    expect(new Outbox(new Store(shared, 'baton ')).all()).toEqual([])
    expect(shared.length).toBe(0)
  })
})

describe('storage', () => {
  test.each([
    ['forbidden', undefined],
    ['full', area(true)],
  ])('that is %s keeps everything as long as the page lives', (_, storage) => {
    const store = new Store(storage, 'baton ')
    const outbox = new Outbox(store)
    const first = outbox.add(say('one'))
    outbox.add(say('two'))
    outbox.done(first.key)
    expect(texts(outbox)).toEqual(['two'])
    store.clear()
    expect(outbox.all()).toEqual([])
  })

  test('of one customer is not that of another', () => {
    const shared = area()
    const [robin, nobody] = [new Store(shared, 'baton desk 4711 '), new Store(shared, 'baton desk  ')]
    robin.write('session', { id: 'c1', token: 't' })
    expect(nobody.read('session')).toBeUndefined()
    nobody.clear()
    expect(robin.read('session')).toEqual({ id: 'c1', token: 't' })
  })
})
