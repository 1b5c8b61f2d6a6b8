import { describe, expect, it } from 'vitest'
import { idFrom } from './idFrom'

describe('a name', () => {
  it('comes from the words of a text', () => {
    const day = new Date('2026-11-21T09:05:00Z')
    expect(idFrom("What's the café's address?", 'article', day)).toBe('whats-the-cafes-address')
    expect(idFrom('可以退货吗？', 'article', day)).toBe('article-20261121-0905')
    expect(idFrom('', 'article', day)).toBe('article-20261121-0905')
    const long = idFrom(
      'how long does it take until the parcel that I ordered last week finally arrives',
      'article',
      day,
    )
    expect(long.length).toBeLessThanOrEqual(60)
    expect(long).toBe('how-long-does-it-take-until-the-parcel-that-i-ordered-last')
  })
})
