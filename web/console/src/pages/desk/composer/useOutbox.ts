import { watch, type Ref } from 'vue'
import { api, ok } from '@/api/client'
import { Problem } from '@/api/problem'
import { useDraft } from '@/ui/useDraft'
import { newId } from '../newId'
import type { Thread } from '../thread/useThread'
import { refused, unanswered, type Outgoing, type Source } from './outbox'

/**
 * The replies of one conversation that are not on record yet. They survive a reload and are sent again with their first id.
 * `send` resolves when a reply is on record and throws the Problem when it was refused; where nobody can tell, it stays.
 */
export function useOutbox(conversation: Ref<string>, thread: Thread) {
  const outgoing = useDraft<Outgoing[]>(() => `sending:${conversation.value}`, [])
  const underway = new Set<string>()

  const set = (id: string, change: Partial<Outgoing> | null) => {
    outgoing.value = change
      ? outgoing.value.map((o) => (o.id === id ? { ...o, ...change } : o))
      : outgoing.value.filter((o) => o.id !== id)
  }

  // What this page did not send itself was left over by a reload: nobody knows whether it arrived.
  watch(
    [conversation, thread.events],
    () => {
      const left = unanswered(outgoing.value, thread.events.value)
      if (left !== outgoing.value) outgoing.value = left
      if (left.some((o) => o.state === 'sending' && !underway.has(o.id))) {
        outgoing.value = left.map((o) => (underway.has(o.id) ? o : { ...o, state: 'failed' }))
      }
    },
    { immediate: true },
  )

  async function post(o: Outgoing) {
    const at = conversation.value
    underway.add(o.id)
    set(o.id, { state: 'sending' })
    try {
      const body = { id: o.id, text: o.text, reason: o.reason, claim: o.claim, sources: o.sources }
      ok(await api.POST('/v1/conversations/{id}/replies', { params: { path: { id: at } }, body }))
      await thread.refresh()
      if (conversation.value === at) set(o.id, null)
    } catch (e) {
      const problem = Problem.caught(e)
      if (conversation.value === at) set(o.id, refused(problem) ? null : { state: 'failed' })
      throw problem
    } finally {
      underway.delete(o.id)
    }
  }

  return {
    outgoing,
    send(text: string, options: { reason?: string; claim?: boolean; sources?: Source[] }) {
      const o: Outgoing = { id: newId(), text, ...options, at: new Date().toISOString(), state: 'sending' }
      outgoing.value = [...outgoing.value, o]
      return post(o)
    },
    again: post,
    drop: (o: Outgoing) => set(o.id, null),
  }
}
