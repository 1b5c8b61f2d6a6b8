import { describe, expect, test } from 'vitest'
import { count, nextDue, select, type Case } from './order'

const at = (minutes: number) => new Date(Date.UTC(2026, 0, 5, 9, minutes)).toISOString()

function aCase(id: string, over: Partial<Case> = {}): Case {
  return {
    id: `${id}.1`, conversation_id: id, playbook: 'refund', playbook_version: 1, queue: 'front', status: 'waiting', priority: 3,
    reason: '', waiting_since: at(0), opened_at: at(0), due: { claim: at(10), first_reply: at(20), resolve: at(50) }, ...over,
  } as Case
}
const ids = (cases: Case[]) => cases.map((c) => c.conversation_id)
const all = { view: 'all', text: '', tag: '' }

describe('what must be done next', () => {
  test('is to claim, then to reply, then to resolve', () => {
    expect(nextDue(aCase('a'))?.kind).toBe('claim')
    expect(nextDue(aCase('a', { status: 'claimed' }))?.kind).toBe('first_reply')
    expect(nextDue(aCase('a', { status: 'claimed', first_reply_at: at(5) }))?.kind).toBe('resolve')
    expect(nextDue(aCase('a', { due: {} }))).toBeUndefined()
  })

  test('comes first in a list: by deadline, then priority, then wait', () => {
    const cases = [
      aCase('later', { due: { claim: at(30) } }),
      aCase('never', { due: {} }),
      aCase('late', { due: { claim: at(-5) } }),
      aCase('weighty', { priority: 1 }),
      aCase('long', { waiting_since: at(-9) }),
      aCase('short'),
    ]
    expect(ids(select(cases, all, 'mei'))).toEqual(['late', 'weighty', 'long', 'short', 'later', 'never'])
  })
})

test('a customer who has written again to whoever holds the case comes first', () => {
  const held = { status: 'claimed' as const, first_reply_at: at(2) }
  const cases = [aCase('quiet', held), aCase('due', {}), aCase('asks', { ...held, unanswered_since: at(5) })]
  expect(ids(select(cases, all, 'mei'))).toEqual(['asks', 'due', 'quiet'])
})

describe('a list', () => {
  const cases = [
    aCase('mine', { status: 'claimed', holder: 'agent:mei', customer_name: 'Ana Lopez', tags: ['money', 'vip'] }),
    aCase('other', { status: 'claimed', holder: 'agent:jo', holder_name: 'Jo', last: 'Where is my PARCEL?' }),
    aCase('waits', { queue: 'experts', tags: ['money'] }),
  ]
  test('of one’s own cases has only those that one holds', () => {
    expect(ids(select(cases, { ...all, view: 'mine' }, 'mei'))).toEqual(['mine'])
  })
  test('of a queue has those that wait in it', () => {
    expect(ids(select(cases, { ...all, view: 'queue:experts' }, 'mei'))).toEqual(['waits'])
    expect(ids(select(cases, { ...all, view: 'queue:front' }, 'mei'))).toEqual([])
  })
  test('is narrowed by words in any order and case, and by a tag', () => {
    expect(ids(select(cases, { ...all, text: 'lopez ana' }, 'mei'))).toEqual(['mine'])
    expect(ids(select(cases, { ...all, text: 'parcel' }, 'mei'))).toEqual(['other'])
    expect(ids(select(cases, { ...all, text: 'parcel ana' }, 'mei'))).toEqual([])
    expect(ids(select(cases, { ...all, tag: 'money' }, 'mei')).sort()).toEqual(['mine', 'waits'])
  })
  test('is counted by queue, for me, and with the tags in use', () => {
    const counts = count(cases, 'mei')
    expect(counts).toMatchObject({ all: 3, mine: 1, tags: ['money', 'vip'] })
    expect([...counts.waiting]).toEqual([['experts', 1]])
  })
})
