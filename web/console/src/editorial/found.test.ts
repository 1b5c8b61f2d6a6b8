import { describe, expect, it } from 'vitest'
import type { Reply } from '@/pages/try/ask'
import { foundIn } from './found'

const candidate = (article_id: string) =>
  ({ article_id, version: 1, question: '', probability: 0.5 }) as Reply['candidates'][number]
const reply = (change: Partial<Reply>) => ({ act: 'handoff', candidates: [], reasons: [], ...change }) as Reply

describe('a question, seen from one article', () => {
  it('is answered with it or with another one', () => {
    const answer = reply({ act: 'answer', sources: [{ article_id: 'a', version: 1 }] })
    expect(foundIn(answer, 'a')).toBe('answers')
    expect(foundIn(answer, 'b')).toBe('other')
  })

  it('leads to a choice with or without it', () => {
    const clarify = reply({ act: 'clarify', choices: [{ text: 'A', article_id: 'a' }, { text: 'none' }] })
    expect(foundIn(clarify, 'a')).toBe('offered')
    expect(foundIn(clarify, 'b')).toBe('other')
  })

  it('is not answered, though the article came first or not at all', () => {
    const candidates = [candidate('a'), candidate('b')]
    expect(foundIn(reply({ candidates }), 'a')).toBe('unsure')
    expect(foundIn(reply({ candidates, reasons: ['variable_missing'] }), 'a')).toBe('unfilled')
    expect(foundIn(reply({ candidates }), 'b')).toBe('missed')
    expect(foundIn(reply({}), 'a')).toBe('missed')
  })
})
