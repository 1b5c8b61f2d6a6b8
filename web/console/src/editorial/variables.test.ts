import { describe, expect, it } from 'vitest'
import { balanced, pieces, variables } from './variables'

describe('variables', () => {
  it('are names in braces and nothing else', () => {
    expect(variables('Within {days} days, {name}; {days} again')).toEqual(['days', 'name'])
    expect(variables('{{x}} {1a} { b } {订单}')).toEqual(['x'])
  })

  it('stand among the text with their values', () => {
    expect(pieces('寄往{city}，{n}天', { city: '杭州', n: '' })).toEqual([
      { text: '寄往' },
      { text: '{city}', name: 'city', value: '杭州' },
      { text: '，' },
      { text: '{n}', name: 'n' },
      { text: '天' },
    ])
    expect(pieces('')).toEqual([])
  })

  it('do not take values from what every object has', () => {
    expect(pieces('{constructor}')).toEqual([{ text: '{constructor}', name: 'constructor' }])
  })

  it('know a brace without its partner', () => {
    expect(balanced('a {b} {{c}}')).toBe(true)
    expect(balanced('a {b')).toBe(false)
    expect(balanced('a} {b')).toBe(false)
  })
})
