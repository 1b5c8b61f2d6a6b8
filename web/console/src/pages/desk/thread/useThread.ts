import { computed, onScopeDispose, ref, shallowRef, watch, type Ref } from 'vue'
import { api, ok, type Schemas } from '@/api/client'
import { useFeed } from '@/api/feed'
import { Problem } from '@/api/problem'
import { EventLog, type Event, type EventSource } from './eventLog'
import { itemsOf } from './items'

export type Conversation = Schemas['Conversation']

/** Beside the feed: whoever was only asked about a conversation is not told of all that happens in it. */
const lookAgain = 20_000

/** One conversation with its events, live. With another id it is another conversation. */
export function useThread(id: Ref<string>) {
  const conversation = shallowRef<Conversation | null>(null)
  const events = shallowRef<Event[]>([])
  const problem = shallowRef<Problem | null>(null)
  const loading = ref(false)
  const loadingOlder = ref(false)
  /** The last seq when the conversation was opened: what is beyond it is new. */
  const seen = ref(0)
  let log: EventLog | null = null

  async function open() {
    const wanted = id.value
    conversation.value = null
    events.value = []
    problem.value = null
    log = null
    if (!wanted) return
    loading.value = true
    const mine = new EventLog(source(wanted), () => {
      if (log === mine) events.value = mine.events
    })
    try {
      const found = await read(wanted)
      if (id.value !== wanted) return
      log = mine
      await mine.open(found.seq)
      if (log !== mine) return
      conversation.value = found
      seen.value = mine.last
      if (mine.last > found.seq) await refresh()
    } catch (e) {
      if (id.value === wanted) problem.value = Problem.caught(e)
    } finally {
      if (id.value === wanted) loading.value = false
    }
  }

  /** Reads what is new, and how the conversation stands then. */
  async function refresh() {
    const mine = log
    if (!mine) return open()
    try {
      await mine.follow()
      if (log !== mine) return
      if (mine.last !== conversation.value?.seq) {
        const found = await read(id.value)
        if (log === mine && found.seq >= (conversation.value?.seq ?? 0)) conversation.value = found
      }
      problem.value = null
    } catch (e) {
      if (log !== mine) return
      problem.value = Problem.caught(e)
      if (problem.value.status === 404) log = null // it is no longer for this person to see
    }
  }

  async function older() {
    if (!log || loadingOlder.value) return
    loadingOlder.value = true
    try {
      await log.older()
    } catch (e) {
      problem.value = Problem.caught(e)
    } finally {
      loadingOlder.value = false
    }
  }

  watch(id, open, { immediate: true })
  useFeed((news) => {
    if (news === 'refetch' || (news.conversation_id === id.value && news.seq > (log?.last ?? 0))) void refresh()
  })
  const timer = setInterval(() => log && void refresh(), lookAgain)
  onScopeDispose(() => clearInterval(timer))

  return {
    id,
    conversation,
    events,
    items: computed(() => itemsOf(events.value, dayOf)),
    hasOlder: computed(() => (events.value[0]?.seq ?? 0) > 1),
    problem,
    loading,
    loadingOlder,
    seen,
    refresh,
    older,
    /** Shows at once what a step has answered. */
    put: (c: Conversation) => {
      if (c.id === id.value) conversation.value = c
      void refresh()
    },
  }
}

export type Thread = ReturnType<typeof useThread>

const read = async (id: string) => ok(await api.GET('/v1/conversations/{id}', { params: { path: { id } } }))

function source(id: string): EventSource {
  return async (after) => {
    const page = ok(await api.GET('/v1/conversations/{id}/events', { params: { path: { id }, query: { after } } }))
    return page as Exclude<typeof page, string> // the same path also streams
  }
}

const dayOf = (at: string) => new Date(at).toDateString()
