import { expect, test } from 'vitest'
import { wanted } from './wanted'

test.each(['/desk?case=c1', '/articles/new?question=a%2Fb'])('%s is where somebody may go', (next) => {
  expect(wanted(next)).toBe(next)
})

test.each(['//evil.example', '/\\evil.example', 'https://evil.example', 'javascript:alert(1)', 'desk', '', undefined, null, ['/desk']])(
  '%j leads to the start',
  (next) => {
    expect(wanted(next)).toBe('/')
  },
)
