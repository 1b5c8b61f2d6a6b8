import { ref } from 'vue'

/** The time, moved on every 15 s; one timer for all that show times. */
export const now = ref(Date.now())

setInterval(() => (now.value = Date.now()), 15_000)
