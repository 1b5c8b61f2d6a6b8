import { computed, onScopeDispose, ref, shallowRef } from 'vue'
import { api, ok } from '@/api/client'
import { useFeed } from '@/api/feed'
import { Problem } from '@/api/problem'
import { me } from '@/session'
import { readHouse } from '@/house'
import { OpenCases, type CaseSource } from './openCases'
import { count, type Case } from './order'

const source: CaseSource = {
  page: async (cursor) => ok(await api.GET('/v1/handoffs', { params: { query: { limit: 500, cursor } } })),
  of: async (conversations) => {
    const query = { limit: conversations.length, conversation: conversations }
    return ok(await api.GET('/v1/handoffs', { params: { query } })).items
  },
}

/** All open cases that one may see, live. */
export function useCases() {
  const cases = shallowRef(new Map<string, Case>())
  const loaded = ref(false)
  const complete = ref(true)
  const problem = shallowRef<Problem | null>(null)

  const open = new OpenCases(
    source,
    () => {
      cases.value = open.cases
      loaded.value = open.loaded
      complete.value = open.complete
    },
    (e) => (problem.value = e ? Problem.caught(e) : null),
  )
  onScopeDispose(() => open.stop())

  function reload() {
    open.reload()
    readHouse().catch((e) => (problem.value = Problem.caught(e)))
  }

  reload()
  useFeed((news) => (news === 'refetch' ? reload() : open.touch(news.conversation_id)))

  return {
    cases,
    loaded,
    complete,
    problem,
    counts: computed(() => count(cases.value.values(), me.value?.id ?? '')),
    reload,
    /** Shows at once what a step has answered, without waiting for the feed. */
    put: (c: Case) => {
      const over = c.status === 'resolved' || c.status === 'returned'
      open.put([c.conversation_id], over ? [] : [c])
      cases.value = open.cases
    },
  }
}

export type Cases = ReturnType<typeof useCases>
