import { describe, expect, it } from 'vitest'
import { grouped, type Situation } from './situations'

const situation = (name: string): Situation => ({ name, when: '', texts: {} }) as Situation

describe('situations', () => {
  it('stand in the order of a conversation, and none is lost', () => {
    const groups = grouped(['thanks', 'brand_new', 'greeting'].map(situation))
    expect(groups.map((g) => [g.part, g.situations.map((s) => s.name)])).toEqual([
      ['beginning', ['greeting']],
      ['end', ['thanks']],
      ['other', ['brand_new']],
    ])
  })
})
