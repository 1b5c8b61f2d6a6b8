import { describe, expect, test } from 'vitest'
import { modelIn, percent, quotedIn, tagsOf, verdictOf, type Reply } from './ask'
import { changed, remember, tried, type Tried } from './history'

const reply = (over: Partial<Reply> = {}): Reply => ({
  act: 'answer', locale: 'en', confidence: 0.92, answerable: 0.95, thresholds: { answer: 0.8, clarify: 0.5 }, text: 'In two days.',
  reasons: [], candidates: [{
    article_id: 'time', version: 1, question: 'How long?', locale: 'en', probability: 0.92,
    evidence: { lexical: 0.5, nearest: 0.9, centre: 0.6, answer: 0.1 },
  }],
  ...over,
})
const asked = (text: string, over: Partial<Reply> = {}): Tried => tried({ text, locale: '', tags: [] }, reply(over), new Date(0))

describe('what was tried', () => {
  test('stands in the list once, the newest first', () => {
    const list = remember(remember(remember([], asked('a')), asked('b')), asked('a'))
    expect(list.map((entry) => entry.text)).toEqual(['a', 'b'])
  })

  test('for another audience is another question', () => {
    expect(remember([asked('a')], { ...asked('a'), tags: ['vip'] })).toHaveLength(2)
  })

  test('is bounded', () => {
    let list: Tried[] = []
    for (let i = 0; i < 30; i++) list = remember(list, asked(String(i)))
    expect(list).toHaveLength(20)
    expect(list[0]!.text).toBe('29')
  })

  test('has changed when the bot does, says or relies on something else', () => {
    const before = asked('a')
    expect(changed(before, asked('a', { confidence: 0.9202 }))).toBe(false)
    expect(changed(before, asked('a', { act: 'clarify' }))).toBe(true)
    expect(changed(before, asked('a', { text: 'In three days.' }))).toBe(true)
    expect(changed(before, asked('a', { confidence: 0.97 }))).toBe(true)
    expect(changed(before, asked('a', { candidates: [{ ...reply().candidates[0]!, version: 2 }] }))).toBe(true)
  })
})

test('a case that is opened outranks every answer', () => {
  expect(verdictOf('answer', true)).toBe('case')
  expect(verdictOf('handoff', false)).toBe('abstain')
})

test('what is not certain is never shown as certain', () => {
  expect([0, 0.0004, 0.5, 0.996, 1].map(percent)).toEqual([0, 1, 50, 99, 100])
})

test('tags are read however they are separated', () => {
  expect(tagsOf(' vip, staff，员工、vip;')).toEqual(['vip', 'staff', '员工'])
})

test('a document is named once, with its address if customers may read it', () => {
  const source = (id: string, title?: string, url?: string) => ({ article_id: id, version: 1, title, url })
  const sources = [source('a', 'Returns › Deadlines', 'https://docs.example/r.pdf'), source('b', 'Returns › Costs', 'https://docs.example/r.pdf'), source('c'), source('d', 'D', 'javascript:alert(1)')]
  expect(quotedIn({ act: 'answer', sources })).toEqual([
    { title: 'Returns › Deadlines', url: 'https://docs.example/r.pdf', article: 'a' },
    { title: 'c', url: undefined, article: 'c' },
    { title: 'D', url: undefined, article: 'd' },
  ])
  expect(quotedIn({ act: 'clarify', sources })).toEqual([])
})

test('what a model had to do with it is read from the reasons', () => {
  expect(modelIn(['model:asked:unsure', 'model:answer:returns', 'model:composed'])).toEqual(['answer', 'composed'])
  expect(modelIn(['model:asked:unsure', 'model:failed'])).toEqual(['failed'])
  expect(modelIn(['abstain', 'remodel:none'])).toEqual([])
})
