import { describe, expect, test } from 'vitest'
import { marked, sentenceAround, slashQuery, type Finding } from './marks'

function found(text: string, words: string, verdict: Finding['verdict'] = 'warn'): Finding {
  const start = Array.from(text.slice(0, text.indexOf(words))).length
  return { kind: 'amount', verdict, text: words, start, end: start + Array.from(words).length, message: '' }
}

describe('marks', () => {
  test('stand where the check found something, also behind emoji', () => {
    const text = 'Hi 👍🏽, we pay 300 SGD by Friday.'
    const pieces = marked(text, [found(text, 'Friday'), found(text, '300 SGD', 'block')])
    expect(pieces.filter((p) => p.verdict)).toEqual([
      { text: '300 SGD', verdict: 'block' },
      { text: 'Friday', verdict: 'warn' },
    ])
    expect(pieces.map((p) => p.text).join('')).toBe(text)
  })

  test('never lose or repeat a character, whatever the places', () => {
    const text = 'ab😀cd'
    for (let start = 0; start < 8; start++)
      for (let end = start; end < 8; end++) {
        const pieces = marked(text, [{ ...found(text, 'b'), start, end }, found(text, 'b')])
        expect(pieces.map((p) => p.text).join('')).toBe(text)
      }
  })
})

describe('the sentence around a finding', () => {
  const cut = (text: string, words: string) => text.slice(...sentenceAround(text, found(text, words)))
  test.each([
    ['Hello. It takes 3 days. Bye.', '3 days', 'It takes 3 days.'],
    ['It costs 4.90 SGD today', '4.90 SGD', 'It costs 4.90 SGD today'],
    ['您好。三天内退款。谢谢', '三天', '三天内退款。'],
    ['First line\nwe pay 5 SGD\nlast', '5 SGD', 'we pay 5 SGD'],
    ['😀 Really? Yes, 3 days!', '3 days', 'Yes, 3 days!'],
  ])('of %j', (text, words, sentence) => expect(cut(text, words)).toBe(sentence))
})

describe('a slash', () => {
  test.each([
    ['/refund', 7, 'refund'],
    ['Hello\n/ship ping', 11, 'ship'],
    ['/', 1, ''],
  ])('at the start of the line asks for replies: %j', (text, caret, query) => {
    expect(slashQuery(text, caret)?.query).toBe(query)
  })
  test.each([
    ['and/or', 6],
    ['/refund\nmore', 12],
    ['/refund', 0],
    ['', 0],
  ])('elsewhere does not: %j', (text, caret) => expect(slashQuery(text, caret)).toBeNull())
})
