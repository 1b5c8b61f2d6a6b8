import type { Schemas } from '@/api/client'
import { languagesOf } from '@/editorial/fields'
import { shelf, type Item } from '@/editorial/shelf'

export type Phrase = Schemas['KnowledgePhrase'] & Item

const shelved = shelf<Phrase>({
  name: 'phrases',
  prefix: 'texts',
  fields: (p) => Object.fromEntries(Object.entries(p.texts).map(([language, text]) => [`texts.${language}`, text])),
  body: (id, fields) => ({
    situation: id,
    texts: Object.fromEntries(languagesOf(fields, 'texts').map((l) => [l, fields[`texts.${l}`]])),
  }),
})

/** Every phrase that was written; a situation without one has its default sentences. */
export async function written(): Promise<Phrase[]> {
  let page = await shelved.page({})
  const list = page.items
  while (page.next) list.push(...(page = await shelved.page({}, page.next)).items)
  return list
}

export const phrases = {
  ...shelved,
  versions: async (id: string) => ((await written()).some((p) => p.situation === id) ? shelved.versions(id) : []),
}
