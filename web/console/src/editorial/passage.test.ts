import { expect, it } from 'vitest'
import { blocksOf } from './passage'

it('reads tables as rows of cells and leaves the rest as it is written', () => {
  expect(blocksOf('Fees\n\n| Size | Fee |\n|---|--:|\n| S \\| M | 5 EUR |\n\n- with tax')).toEqual([
    { kind: 'words', text: 'Fees' },
    { kind: 'table', rows: [['Size', 'Fee'], ['S | M', '5 EUR']] },
    { kind: 'words', text: '- with tax' },
  ])
})

it('takes bars in running text for text', () => {
  for (const text of ['| alone |', 'a | b\nc | d', '# One\ntwo']) expect(blocksOf(text)).toEqual([{ kind: 'words', text }])
  expect(blocksOf(' \n')).toEqual([])
})
