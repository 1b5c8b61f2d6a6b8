import { expect, test } from 'vitest'
import { relative, span } from './duration'

const second = 1000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

test.each([
  [59 * second, '<1 min'],
  [minute, '1 min'],
  [59.9 * minute, '59 min'],
  [hour, '1 hr'],
  [25 * hour, '1 day'],
  [-hour, '<1 min'],
])('how long %d ms are', (ms, want) => {
  expect(span(ms, 'en')).toBe(want)
})

test.each([
  [0, 'now'],
  [-90 * second, '1 min. ago'],
  [2 * hour + minute, 'in 2 hr.'],
  [-day, 'yesterday'],
  [-40 * day, 'last mo.'],
])('when %d ms from now is', (offset, want) => {
  expect(relative(offset, 0, 'en')).toBe(want)
})

test('in Chinese', () => {
  expect(relative(-5 * minute, 0, 'zh')).toBe('5分钟前')
  expect(span(3 * hour, 'zh')).toMatch(/3\s?小时/)
})
