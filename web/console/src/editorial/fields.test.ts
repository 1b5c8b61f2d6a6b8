import { describe, expect, it } from 'vitest'
import { changed, entries, languagesOf, merge, messagesFor } from './fields'

describe('fields', () => {
  it('name their languages in order', () => {
    expect(
      languagesOf({ 'texts.zh.answer': '', 'texts.en.answer': '', 'texts.zh.question': '', tags: '' }, 'texts'),
    ).toEqual(['zh', 'en'])
  })

  it('are changed only if what they say has changed', () => {
    expect(changed({ a: '1', b: '' }, { a: '1', c: 'x' })).toEqual(['c'])
    expect(changed({ a: '1' }, {})).toEqual(['a'])
  })

  it('hold lists one entry per line', () => {
    expect(entries(' a \n\n b\n')).toEqual(['a', 'b'])
    expect(entries(undefined)).toEqual([])
  })
})

describe('merge', () => {
  const base = { question: 'Q', answer: 'A', tags: 't' }

  it('keeps what each of two people changed', () => {
    expect(merge(base, { ...base, answer: 'mine' }, { ...base, question: 'theirs' })).toEqual({
      fields: { question: 'theirs', answer: 'mine', tags: 't' },
      collisions: [],
    })
  })

  it('names what both changed differently and keeps mine until somebody decides', () => {
    const { fields, collisions } = merge(base, { ...base, answer: 'mine' }, { ...base, answer: 'theirs' })
    expect(fields.answer).toBe('mine')
    expect(collisions).toEqual([{ path: 'answer', mine: 'mine', theirs: 'theirs' }])
  })

  it('does not quarrel about the same change made twice', () => {
    expect(merge(base, { ...base, answer: 'same' }, { ...base, answer: 'same' }).collisions).toEqual([])
  })

  it('follows who added or removed a field', () => {
    const without = { question: 'Q', answer: 'A' }
    expect(merge(base, without, base).fields).toEqual(without)
    expect(merge(base, base, without).fields).toEqual(without)
    expect(merge(base, { ...base, 'texts.zh': '新' }, base).fields).toEqual({ ...base, 'texts.zh': '新' })
    expect(merge(base, without, { ...base, tags: 'other' }).collisions).toEqual([
      { path: 'tags', mine: '', theirs: 'other' },
    ])
  })
})

describe('messagesFor', () => {
  const errors = [
    { field: 'body.texts.en.answer', message: 'is empty' },
    { field: 'body.texts.en.alt_questions[3]', message: 'is too long' },
  ]

  it('finds the messages of a field and of its entries', () => {
    expect(messagesFor(errors, 'texts.en.answer')).toEqual(['is empty'])
    expect(messagesFor(errors, 'texts.en.alt_questions')).toEqual(['is too long'])
    expect(messagesFor(errors, 'texts.en')).toEqual([])
    expect(messagesFor(undefined, 'x')).toEqual([])
  })
})
