import { computed, onScopeDispose, ref } from 'vue'
import { api, ok } from '@/api/client'
import { Problem } from '@/api/problem'

/**
 * One editorial step for many articles, one after the other. It can be stopped and run again: a step that is already done
 * changes nothing.
 */
export function useSteps(step: 'submit' | 'publish' | 'archive') {
  const total = ref(0)
  const done = ref(0)
  const running = ref(false)
  const problems = ref<{ id: string; problem: Problem }[]>([])
  let stopped = false

  async function run(ids: string[]): Promise<void> {
    total.value = ids.length
    done.value = 0
    problems.value = []
    running.value = true
    stopped = false
    for (const id of ids) {
      if (stopped) break
      await one(id).catch((e) => problems.value.push({ id, problem: Problem.caught(e) }))
      done.value++
    }
    running.value = false
  }

  async function one(id: string): Promise<void> {
    const answer = await api.POST(`/v1/articles/{id}/${step}` as '/v1/articles/{id}/submit', { params: { path: { id } }, body: {} })
    if (answer.response.status === 429) {
      const { retryAfter = 1 } = Problem.of(answer.error, answer.response)
      await new Promise((resolve) => setTimeout(resolve, retryAfter * 1000))
      return one(id)
    }
    ok(answer)
  }

  const stop = () => { stopped = true }
  onScopeDispose(stop)
  return { total, done, running, problems, finished: computed(() => total.value > 0 && !running.value), run, stop }
}
