import { describe, expect, test } from 'vitest'
import { linked, safeHref } from './link'

const links = (text: string) => linked(text).flatMap(({ text, href }) => (href ? [[text, href]] : []))

describe('links', () => {
  test.each([
    ['See https://tidewren.example/track.', 'https://tidewren.example/track'],
    ['请在 https://tidewren.example/track查询。', 'https://tidewren.example/track'],
    ['(https://tidewren.example/a)', 'https://tidewren.example/a'],
    ['https://tidewren.example/a_(b)!', 'https://tidewren.example/a_(b)'],
    ['Write to help@tidewren.example, please', 'mailto:help@tidewren.example'],
    ['Call +65 6555 0142 now', 'tel:+6565550142'],
  ])('%s', (text, href) => {
    expect(links(text).map(([, target]) => target)).toEqual([href])
    expect(linked(text).map((piece) => piece.text).join('')).toBe(text)
  })

  test.each([
    'javascript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'https://bank.example@evil.example/',
    'https://user:pass@evil.example/x',
    'file:///etc/passwd',
    'https://',
    '5 < 6 and 12345678',
    '2026-11-21',
  ])('there is none in %s', (text) => {
    expect(links(text).filter(([, href]) => !href?.startsWith('mailto:'))).toEqual([])
    expect(linked(text).map((piece) => piece.text).join('')).toBe(text)
  })

  test('characters that turn the reading direction end an address', () => {
    expect(links('https://good.example/\u202egnp.exe')).toEqual([['https://good.example/', 'https://good.example/']])
  })

  test('a file is followed only where a link would be', () => {
    expect(safeHref('https://files.example/a.pdf')).toBe('https://files.example/a.pdf')
    expect(safeHref('javascript:alert(1)')).toBeUndefined()
    expect(safeHref('/relative')).toBeUndefined()
  })
})
