import { ref, watch } from 'vue'
import { feedState } from '@/api/feed'

/** The feed's state as people should see it: a blink of a reconnect is not worth a word. */
export function useFeedLight() {
  const shown = ref(feedState.value)
  let timer: ReturnType<typeof setTimeout> | undefined
  watch(feedState, (state) => {
    clearTimeout(timer)
    if (state === 'live') shown.value = state
    else timer = setTimeout(() => (shown.value = state), 1500)
  })
  return shown
}
