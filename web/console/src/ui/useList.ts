import { computed, ref, shallowRef, type Ref } from 'vue'
import { Problem } from '@/api/problem'

export interface PageOf<T> {
  items: T[]
  next?: string
}

/**
 * A list that is read page by page. Reading it again keeps what is shown until the new pages are there, and reads as many
 * as were shown; when two readings overlap only the newer one counts.
 */
export function useList<T>(fetchPage: (cursor?: string) => Promise<PageOf<T>>) {
  const items = shallowRef<T[]>([]) as Ref<T[]>
  const next = ref<string>()
  const loading = ref(true)
  const problem = shallowRef<Problem | null>(null)
  let newest = 0

  async function read(start: T[], cursor: string | undefined, atLeast: number) {
    const mine = ++newest
    loading.value = true
    try {
      let all = start
      do {
        const page = await fetchPage(cursor)
        if (mine !== newest) return
        all = all.concat(page.items)
        cursor = page.next
      } while (cursor && all.length < atLeast)
      items.value = all
      next.value = cursor
      problem.value = null
    } catch (e) {
      if (mine === newest) problem.value = Problem.caught(e)
    } finally {
      if (mine === newest) loading.value = false
    }
  }

  const reload = () => read([], undefined, Math.max(1, items.value.length))
  /** For another filter: what is shown belongs to the old one. */
  const restart = () => {
    items.value = []
    return read([], undefined, 1)
  }
  const loadMore = async () => {
    if (next.value && !loading.value) await read(items.value, next.value, items.value.length + 1)
  }
  void reload()
  return { items, loading, problem, more: computed(() => !!next.value), loadMore, reload, restart }
}

export type List<T> = ReturnType<typeof useList<T>>
