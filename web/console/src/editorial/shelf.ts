import { api, ok, type Schemas } from '@/api/client'
import type { PageOf } from '@/ui/useList'
import type { Fields } from './fields'
import type { Made } from './origin'

export type State = 'draft' | 'in_review' | 'published' | 'archived'

export const states: State[] = ['draft', 'in_review', 'published', 'archived']

/** What articles, phrases and terms have in common: one version of something that leads the editorial life. */
export interface Item {
  version: number
  state: State
  author?: string
  reviewer?: string
  updated_at?: string
}

/** How one kind of text is read into fields and written back. */
interface Kind<T> {
  /** As in its address, and the name of its pages and texts. */
  name: 'articles' | 'phrases' | 'terms'
  /** Where its languages stand: "texts" for texts.en.answer. */
  prefix: 'texts' | 'words'
  fields(item: T): Fields
  body(id: string, fields: Fields): object
}

export interface Query {
  state?: State
  kind?: Made
  tag?: string
  q?: string
  missing?: string
  expires_before?: string
}

export type Step = 'submit' | 'reject' | 'publish' | 'archive' | 'restore'

/** Something that happened to one text. */
export type Happened = Schemas['Step']

export type Shelf<T extends Item = Item> = ReturnType<typeof shelf<T>>

/** The requests for one kind of text. All three have the same addresses, so the types of the articles' serve for each. */
export function shelf<T extends Item>(kind: Kind<T>) {
  const all = `/v1/${kind.name}` as '/v1/articles'
  const one = `${all}/{id}` as '/v1/articles/{id}'
  const at = (id: string) => ({ params: { path: { id } } })
  const body = (id: string, version: number, fields: Fields) => ({
    body: { ...kind.body(id, fields), version } as never,
  })
  return {
    ...kind,
    page: async (query: Query, cursor?: string) =>
      ok(await api.GET(all, { params: { query: { ...query, cursor, limit: 50 } } })) as unknown as PageOf<T>,
    /** Every version, oldest first. */
    versions: async (id: string) =>
      ok(await api.GET(`${one}/versions` as '/v1/articles/{id}/versions', at(id))).items as unknown as T[],
    create: async (id: string, fields: Fields) => ok(await api.POST(all, body(id, 0, fields))) as unknown as T,
    /** Saves a new version; base is the one that the change was made from. */
    update: async (id: string, base: number, fields: Fields) =>
      ok(await api.PUT(one, { ...at(id), ...body(id, base, fields) })) as unknown as T,
    step: async (id: string, step: Step, what: { version?: number; reason?: string }) =>
      ok(await api.POST(`${one}/${step}` as '/v1/articles/{id}/submit', { ...at(id), body: what })) as unknown as T,
    /** What happened to it, newest first. */
    history: async (id: string): Promise<Happened[]> =>
      ok(await api.GET(`${one}/history` as '/v1/articles/{id}/history', at(id))).items,
  }
}

/** The version that is shown and edited: the newest that is not archived, or the newest if all are. */
export const currentOf = <T extends Item>(versions: T[]) =>
  versions.findLast((v) => v.state !== 'archived') ?? versions.at(-1)

/** The version in force. */
export const publishedOf = <T extends Item>(versions: T[]) => versions.find((v) => v.state === 'published')
