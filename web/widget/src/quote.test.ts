import { expect, test } from 'vitest'
import { blocks, origins } from './quote'

test('a table is taken out of the words around it', () => {
  expect(blocks('Prices:\n| Size | Price |\n| --- | ---: |\n| S \\| M | 5 EUR |\n\nAll with tax.')).toEqual([
    'Prices:',
    [['Size', 'Price'], ['S | M', '5 EUR']],
    'All with tax.',
  ])
})

test('what is no table stays as it was said', () => {
  for (const text of ['Send it back\nwithin 30 days.', '| alone |', 'a | b\nc | d', '']) expect(blocks(text)).toEqual([text])
})

test('a document is named once, and only https leads to it', () => {
  const source = (title: string | undefined, url?: string) => ({ article_id: 'a', version: 1, title, url })
  expect(origins([
    source('Returns › Deadlines', 'https://docs.example/returns.pdf#page=2'),
    source('Returns › Costs', 'https://docs.example/returns.pdf#page=2'),
    source(undefined, 'https://docs.example/faq'),
    source('a', 'http://docs.example/'), source('b', 'javascript:alert(1)'), source('c', 'https://evil@docs.example/'), source('d'),
  ])).toEqual([
    { title: 'Returns › Deadlines', href: 'https://docs.example/returns.pdf#page=2' },
    { title: 'docs.example', href: 'https://docs.example/faq' },
  ])
})
