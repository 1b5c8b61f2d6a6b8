import { describe, expect, test } from 'vitest'
import { groupGaps, type Gap } from './grouping'

let seq = 0
const gap = (text: string, locale = 'en'): Gap =>
  ({ conversation_id: `c${++seq}`, seq: 2, text, locale, at: new Date(Date.UTC(2026, 0, 1) - seq * 60_000).toISOString() })
const texts = (gaps: Gap[]) => groupGaps(gaps).map((group) => group.gaps.map((one) => one.text))

describe('questions that found no answer', () => {
  test('in the same words, whatever the case and signs, are one', () => {
    expect(texts([gap('Do you sell gift cards?'), gap('do you sell gift cards'), gap('DO YOU SELL GIFT CARDS!!')])).toHaveLength(1)
  })

  test('asked a little differently are one', () => {
    expect(texts([gap('Can you engrave a name on the speaker?'), gap('could you engrave my name on the speaker')])).toHaveLength(1)
    expect(texts([gap('可以刻字吗', 'zh'), gap('能刻字吗？', 'zh'), gap('你们可以刻字吗', 'zh')])).toHaveLength(1)
  })

  test('about different things stay apart, though they are asked alike', () => {
    expect(texts([gap('How much is the case?'), gap('How much is the charger?')])).toHaveLength(2)
    expect(texts([gap('你们有没有雨伞', 'zh'), gap('你们有没有手套', 'zh')])).toHaveLength(2)
  })

  test('in different languages stay apart', () => {
    expect(texts([gap('wifi', 'en'), gap('wifi', 'zh')])).toHaveLength(2)
  })

  test('that consist of signs are kept', () => {
    expect(texts([gap('???'), gap('🙃')])).toEqual([['???'], ['🙃']])
  })

  test('the largest group is first, under its most frequent wording', () => {
    const [first] = groupGaps([gap('Is it waterproof?'), gap('gift cards'), gap('gift cards please'), gap('Gift cards')])
    expect(first).toMatchObject({ text: 'gift cards', locale: 'en' })
    expect(first!.gaps).toHaveLength(3)
  })
})
