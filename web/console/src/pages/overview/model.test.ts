import { expect, it } from 'vitest'
import { healthOf, shareOf } from './model'

it('an endpoint is as well as its worst model', () => {
  expect(healthOf({ answers: 'closed', vectors: 'closed' })).toBe('good')
  expect(healthOf({ answers: 'closed' })).toBe('good')
  expect(healthOf({ answers: 'half_open', vectors: 'closed' })).toBe('trying')
  expect(healthOf({ answers: 'half_open', vectors: 'open' })).toBe('down')
})

it('a budget is never more than used up, and none has no share', () => {
  expect([shareOf(5, 10), shareOf(30, 10), shareOf(0, 10), shareOf(5, 0)]).toEqual([0.5, 1, 0, undefined])
})
