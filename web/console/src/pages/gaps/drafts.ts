import { shallowRef } from 'vue'
import { api, ok } from '@/api/client'
import type { Gap } from './grouping'

const most = 500

/** The drafts that were made from what people answered: which of them has a question among its origins. */
export function useDrafts() {
  const drafts = shallowRef(new Map<string, string>()) // by conversation and seq
  async function load() {
    const found = new Map<string, string>()
    for (const state of ['draft', 'in_review'] as const) {
      const { items } = ok(await api.GET('/v1/articles', { params: { query: { kind: 'practice', state, limit: most } } }))
      for (const a of items) for (const m of a.origin?.others ?? []) found.set(`${m.conversation_id}/${m.seq}`, a.id)
    }
    drafts.value = found
  }
  load().catch(() => undefined) // the questions are there without them
  return (gaps: Gap[]) => gaps.map((g) => drafts.value.get(`${g.conversation_id}/${g.seq}`)).find(Boolean)
}
