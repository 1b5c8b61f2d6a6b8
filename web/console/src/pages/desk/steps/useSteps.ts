import { ref } from 'vue'
import { api, ok, type Schemas } from '@/api/client'
import { Problem } from '@/api/problem'
import { t } from '@/i18n'
import { toast } from '@/ui/toast'
import type { Cases } from '@/cases/useCases'
import { partyName } from '@/house'
import { newId } from '../newId'
import type { Thread } from '../thread/useThread'

/**
 * What one does with a case and its conversation. Every step throws its Problem for whoever asks for it in a dialog;
 * `attempt` says it in passing instead.
 */
export function useSteps(thread: Thread, cases: Cases) {
  const busy = ref('')

  async function step<T>(name: string, run: () => Promise<T>): Promise<T> {
    busy.value = name
    try {
      return await run()
    } catch (e) {
      void thread.refresh() // it may have moved on, which is why it did not work
      throw e
    } finally {
      busy.value = ''
    }
  }

  const here = () => ({ params: { path: { id: thread.id.value } } })
  const onCase = (id: string) => ({ params: { path: { id } } })

  function moved(c: Schemas['Handoff']) {
    cases.put(c)
    void thread.refresh()
    return c
  }

  return {
    busy,

    /** Runs a step; true if it worked. Who was faster is said by name. */
    async attempt(run: () => Promise<unknown>): Promise<boolean> {
      try {
        await run()
        return true
      } catch (e) {
        const problem = Problem.caught(e)
        if (problem.type === 'not-holder' && problem.holder?.startsWith('agent:')) {
          toast.say(t('desk.was_faster', { name: partyName(problem.holder, problem.holderName) }))
        } else toast.problem(problem)
        return false
      }
    },

    claim: (id: string) =>
      step('claim', async () => moved(ok(await api.POST('/v1/handoffs/{id}/claim', onCase(id))))),
    transfer: (id: string, to: { queue?: string; agent?: string }, reason: string) =>
      step('transfer', async () =>
        moved(ok(await api.POST('/v1/handoffs/{id}/transfer', { ...onCase(id), body: { ...to, reason } }))),
      ),
    bounce: (id: string, reason: string) =>
      step('bounce', async () => moved(ok(await api.POST('/v1/handoffs/{id}/bounce', { ...onCase(id), body: { reason } })))),
    giveBack: (id: string, reason: string) =>
      step('return', async () => moved(ok(await api.POST('/v1/handoffs/{id}/return', { ...onCase(id), body: { reason } })))),
    resolve: (id: string, outcome: string) =>
      step('resolve', async () =>
        moved(ok(await api.POST('/v1/handoffs/{id}/resolve', { ...onCase(id), body: { outcome } }))),
      ),

    takeOver: (reason: string) =>
      step('takeover', async () =>
        thread.put(ok(await api.POST('/v1/conversations/{id}/takeover', { ...here(), body: { reason } }))),
      ),
    reopen: (reason: string) =>
      step('reopen', async () =>
        thread.put(ok(await api.POST('/v1/conversations/{id}/reopen', { ...here(), body: { reason } }))),
      ),
    setField: (name: string, value: string) =>
      step('field', async () =>
        thread.put(ok(await api.POST('/v1/conversations/{id}/fields', { ...here(), body: { fields: { [name]: value } } }))),
      ),
    changeTags: (change: { add?: string[]; remove?: string[] }) =>
      step('tags', async () =>
        thread.put(ok(await api.POST('/v1/conversations/{id}/tags', { ...here(), body: change }))),
      ),
    note: (text: string, id = newId()) =>
      step('note', async () => {
        ok(await api.POST('/v1/conversations/{id}/notes', { ...here(), body: { id, text } }))
        await thread.refresh()
      }),
    consult: (question: { to?: string; answer_to?: number; text: string }, id = newId()) =>
      step('consult', async () => {
        ok(await api.POST('/v1/conversations/{id}/consults', { ...here(), body: { id, ...question } }))
        await thread.refresh()
      }),
  }
}

export type Steps = ReturnType<typeof useSteps>
