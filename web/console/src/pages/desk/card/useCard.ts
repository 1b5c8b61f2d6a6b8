import { onScopeDispose, ref, shallowRef, watch, type Ref } from 'vue'
import { api, ok, type Schemas } from '@/api/client'
import { Problem } from '@/api/problem'

export type Case = Schemas['Handoff']
export type Card = Schemas['HandoffCard']

const pause = 400 // ms: the card is computed from the whole record, so a burst of events costs one reading

/** A case with its card in a language, read again when its conversation has moved on. */
export function useCard(caseId: Ref<string>, locale: Ref<string>, seq: Ref<number>) {
  const found = shallowRef<Case | null>(null)
  const problem = shallowRef<Problem | null>(null)
  const loading = ref(false)
  let timer: ReturnType<typeof setTimeout> | undefined
  let newest = 0

  async function read() {
    const mine = ++newest
    const id = caseId.value
    if (!id) return
    loading.value = true
    try {
      const query = { locale: locale.value }
      const answer = ok(await api.GET('/v1/handoffs/{id}', { params: { path: { id }, query } }))
      if (mine !== newest) return
      found.value = answer
      problem.value = null
    } catch (e) {
      if (mine === newest) problem.value = Problem.caught(e)
    } finally {
      if (mine === newest) loading.value = false
    }
  }

  watch(
    [caseId, locale],
    ([id], was) => {
      if (id !== was[0]) found.value = null
      problem.value = null
      void read()
    },
    { immediate: true },
  )
  watch(seq, (now, was) => {
    if (now <= was) return
    clearTimeout(timer)
    timer = setTimeout(read, pause)
  })
  onScopeDispose(() => clearTimeout(timer))

  return { case: found, problem, loading, read }
}
