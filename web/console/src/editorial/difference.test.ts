import { describe, expect, it } from 'vitest'
import { difference, differs, type Part } from './difference'

const written = (before: string, after: string) =>
  difference(before, after)
    .map((p) => (p.kind === 'same' ? p.text : p.kind === 'added' ? `+${p.text}+` : `-${p.text}-`))
    .join('')

const side = (parts: Part[], without: Part['kind']) =>
  parts
    .filter((p) => p.kind !== without)
    .map((p) => p.text)
    .join('')

describe('difference', () => {
  it('shows words in English and characters in Chinese', () => {
    expect(written('Returns take 14 days.', 'Returns take 30 days.')).toBe('Returns take -14-+30+ days.')
    expect(written('退货需要十四天。', '退货需要三十天。')).toBe('退货需要+三+十-四-天。')
    expect(written('订单order已发货', '订单parcel已发货')).toBe('订单-order-+parcel+已发货')
  })

  it('shows neighbouring words that changed as one change', () => {
    expect(written('We are happy to help you.', 'We were glad to help you.')).toBe(
      'We -are happy-+were glad+ to help you.',
    )
    expect(written('Update the app', 'First update the app')).toBe('-Update-+First update+ the app')
  })

  it('never tears a variable or an emoji apart', () => {
    expect(written('Order {order_no} 👩‍💻', 'Order {order_id} 👨‍💻')).toBe('Order -{order_no} 👩‍💻-+{order_id} 👨‍💻+')
  })

  it('says nothing about equal texts and shows empty ones whole', () => {
    expect(differs(difference('一样 same', '一样 same'))).toBe(false)
    expect(difference('', '')).toEqual([])
    expect(written('', 'new')).toBe('+new+')
    expect(written('old', '')).toBe('-old-')
  })

  it('gives both texts back, whatever they are', () => {
    let seed = 7
    const random = (n: number) => (seed = (seed * 48271) % 2147483647) % n
    const pieces = ['a', 'the ', '退', '货', ' ', '\n', '{x}', '👍🏽', '{', '.', '。', '\ud800', 'é', 'e\u0301']
    for (let round = 0; round < 100; round++) {
      const text = () => Array.from({ length: random(30) }, () => pieces[random(pieces.length)]).join('')
      const [before, after] = [text(), text()]
      const parts = difference(before, after)
      expect(side(parts, 'added')).toBe(before)
      expect(side(parts, 'removed')).toBe(after)
      expect(parts.every((p) => p.text !== '')).toBe(true)
      parts.slice(1).forEach((p, i) => expect(p.kind).not.toBe(parts[i]!.kind))
    }
  })

  it('stays quick for the longest answers, in sentences if need be', () => {
    const before = Array.from({ length: 800 }, (_, i) => `第${i}条规定如此。`)
      .join('')
      .slice(0, 8000)
    const after = [...before].map((c) => (c === '规' ? '约' : c)).join('')
    const began = performance.now()
    const parts = difference(before, after)
    expect(performance.now() - began).toBeLessThan(4000)
    expect(side(parts, 'added')).toBe(before)
    expect(side(parts, 'removed')).toBe(after)
  })
})
