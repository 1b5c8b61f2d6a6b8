import { describe, expect, it } from 'vitest'
import { fromField, toField, validity } from './dates'

describe('times in fields', () => {
  it('mean the same moment there and back', () => {
    const moment = '2026-07-01T10:30:00Z'
    expect(fromField(toField(moment))).toBe(moment)
    expect(toField('')).toBe('')
    expect(toField('soon')).toBe('')
    expect(fromField('')).toBe('')
  })
})

describe('validity', () => {
  const now = Date.parse('2026-11-21T00:00:00Z')
  it('ends exactly when it says and begins exactly when it says', () => {
    expect(validity(undefined, '2026-11-21T00:00:00Z', now)).toBe('over')
    expect(validity('2026-11-21T00:00:00Z', undefined, now)).toBe('now')
    expect(validity('2026-11-22T00:00:00Z', undefined, now)).toBe('later')
  })
  it('is soon over in the last thirty days', () => {
    expect(validity(undefined, '2026-12-20T00:00:00Z', now)).toBe('soon')
    expect(validity(undefined, '2027-01-20T00:00:00Z', now)).toBe('now')
    expect(validity(undefined, undefined, now)).toBe('always')
  })
})
