import type { Schemas } from '@/api/client'
import { entries, languagesOf, type Fields } from '@/editorial/fields'
import { shelf, type Item } from '@/editorial/shelf'

export type Article = Schemas['KnowledgeArticle'] & Item

export const articles = shelf<Article>({
  name: 'articles',
  prefix: 'texts',
  fields(a) {
    const fields: Fields = {}
    for (const [language, text] of Object.entries(a.texts)) Object.assign(fields, textFields(language, text))
    return {
      ...fields,
      tags: (a.tags ?? []).join('\n'),
      audience: (a.audience ?? []).join('\n'),
      valid_from: a.valid_from ?? '',
      valid_until: a.valid_until ?? '',
      source: a.source ?? '',
    }
  },
  body(id, fields) {
    const at = (language: string, name: string) => fields[`texts.${language}.${name}`] ?? ''
    return {
      id,
      texts: Object.fromEntries(
        languagesOf(fields, 'texts').map((l) => [
          l,
          { question: at(l, 'question'), alt_questions: entries(at(l, 'alt_questions')), answer: at(l, 'answer') },
        ]),
      ),
      tags: entries(fields.tags),
      audience: entries(fields.audience),
      ...(fields.valid_from && { valid_from: fields.valid_from }),
      ...(fields.valid_until && { valid_until: fields.valid_until }),
      ...(fields.source && { source: fields.source }),
    }
  },
})

export function textFields(
  language: string,
  text: { question: string; alt_questions?: string[] | null; answer: string },
): Fields {
  return {
    [`texts.${language}.question`]: text.question,
    [`texts.${language}.alt_questions`]: (text.alt_questions ?? []).join('\n'),
    [`texts.${language}.answer`]: text.answer,
  }
}

export const emptyText = { question: '', answer: '' }
