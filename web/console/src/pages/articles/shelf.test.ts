import { describe, expect, it } from 'vitest'
import { articles, type Article } from './shelf'

const article: Article = {
  id: 'returns',
  version: 3,
  state: 'published',
  texts: {
    en: { question: 'Can I return it?', alt_questions: ['send it back', 'return'], answer: 'Within {days} days.' },
    'zh-TW': { question: '可以退貨嗎？', answer: '可以。' },
  },
  tags: ['returns', 'order'],
  valid_until: '2027-01-01T00:00:00Z',
}

describe('an article', () => {
  it('comes back from its fields as it was', () => {
    const { version, state, ...content } = article
    const body = articles.body('returns', articles.fields(article))
    expect(body).toEqual({
      ...content,
      texts: { ...content.texts, 'zh-TW': { ...content.texts['zh-TW'], alt_questions: [] } },
      audience: [],
    })
    expect([version, state]).toEqual([3, 'published'])
  })
})
