import { ref, shallowRef, watch, type Ref } from 'vue'
import { api, ok, type Schemas } from '@/api/client'
import { Problem } from '@/api/problem'
import { newId } from '../newId'

export type Suggested = Schemas['SuggestedReply']

/** A reply that was asked for in one conversation. It is gone when another conversation is opened. */
export function useSuggestion(conversation: Ref<string>) {
  const found = shallowRef<Suggested | null>(null)
  const problem = shallowRef<Problem | null>(null)
  const busy = ref(false)
  let running: AbortController | undefined

  function drop() {
    running?.abort()
    running = undefined
    busy.value = false
    found.value = null
    problem.value = null
  }
  watch(conversation, drop)

  /** Asks for one; false if it has become pointless meanwhile. */
  async function ask(): Promise<boolean> {
    drop()
    const own = (running = new AbortController())
    busy.value = true
    try {
      const params = { path: { id: conversation.value } }
      const answer = ok(await api.POST('/v1/conversations/{id}/suggestions', { params, body: { id: newId() }, signal: own.signal }))
      if (running === own) found.value = answer
    } catch (e) {
      if (running === own) problem.value = Problem.caught(e)
    } finally {
      if (running === own) busy.value = false
    }
    return running === own
  }

  return { found, problem, busy, ask, drop }
}
