import { toValue, watch, ref, type MaybeRefOrGetter, type Ref } from 'vue'
import { read, write } from '@/saved'
import { me } from '@/session'

export type Draft<T> = Ref<T> & { clear(): void }

/**
 * Something half written that survives a reload: kept in this browser under the user and the key. With another key it is
 * another draft. clear() forgets it, as after sending.
 */
export function useDraft<T>(key: MaybeRefOrGetter<string>, initial: T): Draft<T> {
  const place = () => `draft:${me.value?.id ?? ''}:${toValue(key)}`
  const fresh = () => structuredClone(initial)
  let at = place()
  const draft = ref(read(at, fresh())) as unknown as Draft<T>
  let quiet = false

  const put = (value: T) => {
    quiet = true
    draft.value = value
    quiet = false
  }
  watch(
    draft,
    (value) => {
      if (!quiet) write(at, JSON.stringify(value) === JSON.stringify(initial) ? undefined : value)
    },
    { deep: true, flush: 'sync' },
  )
  watch(
    place,
    (now) => {
      at = now
      put(read(at, fresh()))
    },
    { flush: 'sync' },
  )
  draft.clear = () => {
    write(at, undefined)
    put(fresh())
  }
  return draft
}
