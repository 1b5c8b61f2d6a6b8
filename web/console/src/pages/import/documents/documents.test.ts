import { describe, expect, it } from 'vitest'
import { toldIn, type Report } from './sending'
import { groupsOf } from './useDocuments'

describe('what the server tells while it works', () => {
  const first = { kind: 'progress', done: 1, of: 3, document: 'a.pdf' }
  it('is read as it comes, and what is not whole yet is left', () => {
    const text = `data: ${JSON.stringify(first)}\n\ndata: {"kind":"prog`
    expect(toldIn(text)).toEqual([first])
    expect(toldIn('')).toEqual([])
    expect(toldIn(': hello\n\n')).toEqual([])
  })
})

it('passages stand with their document, and a damaged one stands alone', () => {
  const none = { new: 0, changed: 0, moved: 0, unchanged: 0, vanished: 0, withdrawn: 0, invalid: 0, published: 0 }
  const report: Report = {
    ...none, dry_run: true, omitted: 0,
    documents: [{ ...none, name: 'a.pdf', title: 'A', new: 1 }, { ...none, name: 'b.pdf', title: '', invalid: 1, message: 'b.pdf: is damaged' }],
    passages: [{ document: 'a.pdf', outcome: 'new', id: 'a-1', title: 'First' }],
  }
  expect(groupsOf(report).map((g) => [g.name, g.passages.length, g.message])).toEqual([['a.pdf', 1, undefined], ['b.pdf', 0, 'b.pdf: is damaged']])
})
