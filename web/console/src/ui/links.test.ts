import { expect, test } from 'vitest'
import { pieces } from './links'

const links = (text: string) => pieces(text).flatMap((p) => p.href ?? [])

test.each([
  ['See https://example.com/a?b=c#d.', ['https://example.com/a?b=c#d']],
  ['（详见 https://example.com/退货。）', ['https://example.com/退货']],
  ['http://a.example, and HTTPS://B.example!', ['http://a.example', 'HTTPS://B.example']],
  ['javascript:alert(1) data:text/html,x file:///etc ftp://x.example //x.example', []],
  ['xhttps://example.com', []],
  ['https://', []],
  ['<a href="https://example.com">', ['https://example.com']],
  ['https://example.com/\u202Egpj.exe', ['https://example.com/']],
])('links in %j', (text, want) => {
  expect(links(text)).toEqual(want)
})

test('nothing of a text is lost or changed', () => {
  for (const text of ['', 'a', 'https://a.example', 'x https://a.example. y\n\u202Ehttps://b.example/<script>']) {
    expect(pieces(text).map((p) => p.text).join('')).toBe(text)
  }
})
