import { expect, test } from 'vitest'
import type { Case } from '@/cases/order'
import { chosen, flows, isLate, personOf } from './flow'

const now = Date.parse('2026-03-01T10:00:00Z')
const at = (minutes: number) => new Date(now + minutes * 60_000).toISOString()

function aCase(id: string, about: Partial<Case>): Case {
  return {
    id, conversation_id: id, playbook: 'general', playbook_version: 1, queue: 'desk', status: 'waiting', priority: 3,
    reason: '', waiting_since: at(-10), opened_at: at(-10), due: {}, late: false, ...about,
  }
}
const held = (id: string, by: string, about: Partial<Case> = {}) => aCase(id, { status: 'claimed', holder: `agent:${by}`, ...about })

const cases = [
  aCase('fresh', { due: { claim: at(5) } }),
  aCase('overdue', { due: { claim: at(-1) }, waiting_since: at(-30) }),
  aCase('breached', { queue: 'lead', due: { claim: at(60) }, breaches: ['claim'] }),
  held('unanswered', 'mei', { due: { claim: at(-5), first_reply: at(-1) } }),
  held('answered', 'mei', { due: { first_reply: at(-1), resolve: at(60) }, first_reply_at: at(-2) }),
]

test('late is what has passed its next deadline, or missed one before', () => {
  expect(cases.filter((c) => isLate(c, now)).map((c) => c.id)).toEqual(['overdue', 'breached', 'unanswered'])
})

test('each queue has its waiting, held and late cases, and empty ones are there', () => {
  expect(flows(cases, ['quiet', 'desk'], (c) => c.queue, now)).toEqual([
    { name: 'quiet', waiting: 0, held: 0, late: 0 },
    { name: 'desk', waiting: 2, held: 2, late: 2, oldest: at(-30) },
    { name: 'lead', waiting: 1, held: 0, late: 1, oldest: at(-10) },
  ])
})

test('people have only what they hold', () => {
  expect(flows(cases, [], personOf, now)).toEqual([{ name: 'mei', waiting: 0, held: 2, late: 1 }])
})

test('a view and a filter narrow each other', () => {
  const ids = (f: Parameters<typeof chosen>[1]) => chosen(cases, f, now).map((c) => c.id)
  expect(ids({ view: 'late', queue: 'desk', person: '' })).toEqual(['overdue', 'unanswered'])
  expect(ids({ view: 'late', queue: '', person: 'mei' })).toEqual(['unanswered'])
  expect(ids({ view: 'waiting', queue: '', person: 'mei' })).toEqual([])
})
