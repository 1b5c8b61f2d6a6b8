import { expect, test } from 'vitest'
import { details, linkOf, type Entry } from './entry'

const entry = (about: Partial<Entry>): Entry => ({ id: 1, at: '', actor: 'ada', action: 'user.update', object: 'mei', ...about })

test('details are shown as plain words, whatever they are, and what is empty is not', () => {
  const detail = { name: 'Mei', roles: ['agent', 'admin'], note: '', none: null, empty: [], verified: false, n: 3, more: { a: 1 } }
  expect(details(entry({ detail }))).toEqual([
    { key: 'name', values: ['Mei'] },
    { key: 'roles', values: ['agent', 'admin'] },
    { key: 'verified', values: [false] },
    { key: 'n', values: ['3'] },
    { key: 'more', values: ['{"a":1}'] },
  ])
  expect(details(entry({}))).toEqual([])
})

test('an entry leads to what it is about, where there is a page, and an id is no path', () => {
  expect(linkOf(entry({ action: 'article.publish', object: '../x?y' }))).toBe('/articles/..%2Fx%3Fy')
  expect(linkOf(entry({ action: 'conversation.redact', object: 'c1' }))).toEqual({ path: '/desk', query: { conversation: 'c1' } })
  expect(linkOf(entry({ action: 'user.add' }))).toBeUndefined()
})
