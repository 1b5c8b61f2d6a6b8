import type { Schemas } from '@/api/client'
import { entries, languagesOf, type Fields } from '@/editorial/fields'
import { shelf, type Item } from '@/editorial/shelf'

export type Term = Schemas['KnowledgeTerm'] & Item

export const terms = shelf<Term>({
  name: 'terms',
  prefix: 'words',
  fields(term) {
    const fields: Fields = {}
    for (const [language, words] of Object.entries(term.words)) Object.assign(fields, wordFields(language, words))
    return { ...fields, note: term.note ?? '' }
  },
  body: (id, fields) => ({
    id,
    words: Object.fromEntries(
      languagesOf(fields, 'words').map((l) => [
        l,
        { preferred: fields[`words.${l}.preferred`] ?? '', forbidden: entries(fields[`words.${l}.forbidden`]) },
      ]),
    ),
    ...(fields.note && { note: fields.note }),
  }),
})

export const wordFields = (language: string, words: { preferred: string; forbidden?: string[] | null }): Fields => ({
  [`words.${language}.preferred`]: words.preferred,
  [`words.${language}.forbidden`]: (words.forbidden ?? []).join('\n'),
})
