import { onScopeDispose, shallowRef } from 'vue'
import { api, ok, type Schemas } from '@/api/client'

export type ModelStatus = Schemas['ModelStatus']
type Endpoint = Schemas['ModelEndpoint']

export type Health = 'good' | 'trying' | 'down'

/** How an endpoint does: down as soon as one of its models is not asked. */
export function healthOf({ answers, vectors }: Pick<Endpoint, 'answers' | 'vectors'>): Health {
  const states = [answers, vectors]
  if (states.includes('open')) return 'down'
  return states.includes('half_open') ? 'trying' : 'good'
}

/** The share of a budget that is used up, 0 to 1; undefined without a budget. */
export const shareOf = (used: number, budget: number) => (budget > 0 ? Math.min(1, used / budget) : undefined)

const every = 15_000

/** The model services, asked for now and then while the page is looked at; null where there are none, or nobody says. */
export function useModel() {
  const status = shallowRef<ModelStatus | null>(null)
  let asking = true
  async function ask() {
    if (document.hidden) return
    try {
      const now = ok(await api.GET('/v1/model'))
      status.value = now.configured ? now : null
    } catch {
      status.value = null // the page is about cases; it does without
    }
  }
  const timer = setInterval(() => asking && void ask(), every)
  onScopeDispose(() => {
    asking = false
    clearInterval(timer)
  })
  void ask()
  return status
}
