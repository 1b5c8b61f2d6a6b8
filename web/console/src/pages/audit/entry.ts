import type { RouteLocationRaw } from 'vue-router'
import type { Schemas } from '@/api/client'

export type Entry = Schemas['PeopleAuditEntry']

/** What things are done to: the part of an action before its dot. */
export const kinds = ['user', 'key', 'session', 'customer', 'conversation', 'article', 'phrase', 'term', 'webhook', 'config']

/** The page of what an entry is about, where there is one. */
export function linkOf(entry: Entry): RouteLocationRaw | undefined {
  const id = encodeURIComponent(entry.object)
  switch (entry.action.split('.')[0]) {
    case 'article':
      return `/articles/${id}`
    case 'phrase':
      return `/phrases/${id}`
    case 'term':
      return `/terms/${id}`
    case 'conversation':
      return { path: '/desk', query: { conversation: entry.object } }
    default:
      return undefined
  }
}

/** The details of an entry, each with its values; what is empty says nothing. */
export function details(entry: Entry): { key: string; values: (string | boolean)[] }[] {
  return Object.entries(entry.detail ?? {})
    .map(([key, value]) => ({ key, values: (Array.isArray(value) ? value : [value]).flatMap(plain) }))
    .filter(({ values }) => values.length)
}

function plain(value: unknown): (string | boolean)[] {
  if (value === null || value === undefined || value === '') return []
  if (typeof value === 'boolean') return [value]
  return [typeof value === 'object' ? JSON.stringify(value) : String(value)]
}
