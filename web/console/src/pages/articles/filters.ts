import { computed } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { states, type Query, type State } from '@/editorial/shelf'
import { made, type Made } from '@/editorial/origin'
import { soonEnds } from './dates'

/** What the list is narrowed to. It stands in the page's address, so that it can be passed on and the way back finds it. */
export interface Filters {
  q: string
  state: State | ''
  kind: Made | ''
  tag: string
  missing: string
  ending: boolean
}

export function useFilters() {
  const route = useRoute()
  const router = useRouter()
  const text = (v: unknown) => (typeof v === 'string' ? v : '')
  const filters = computed<Filters>(() => ({
    q: text(route.query.q),
    state: states.find((s) => s === route.query.state) ?? '',
    kind: made.find((m) => m === route.query.kind) ?? '',
    tag: text(route.query.tag),
    missing: text(route.query.missing),
    ending: route.query.ending === '1',
  }))
  function narrow(change: Partial<Filters>) {
    const all = { ...filters.value, ...change }
    const query = Object.fromEntries(Object.entries(all).flatMap(([k, v]) => (v ? [[k, v === true ? '1' : v]] : [])))
    void router.replace({ query })
  }
  const narrowed = computed(() => Object.values(filters.value).some(Boolean))
  return { filters, narrow, narrowed }
}

/** The filters as the server takes them. */
export const queryOf = (f: Filters, now: number): Query => ({
  ...(f.q.trim() && { q: f.q.trim() }),
  ...(f.state && { state: f.state }),
  ...(f.kind && { kind: f.kind }),
  ...(f.tag && { tag: f.tag }),
  ...(f.missing && { missing: f.missing }),
  ...(f.ending && { expires_before: soonEnds(now) }),
})
