import { reactive } from 'vue'
import { Problem, say } from '@/api/problem'
import { t } from '@/i18n'

export interface Toast {
  id: number
  text: string
  bad: boolean
}

export const toasts = reactive<Toast[]>([])
let last = 0

function show(text: string, bad: boolean) {
  const id = ++last
  toasts.push({ id, text, bad })
  if (toasts.length > 3) toasts.shift()
  if (!bad) setTimeout(() => dismiss(id), 5000) // what went wrong stays until it is put away
}

export function dismiss(id: number) {
  const at = toasts.findIndex((toast) => toast.id === id)
  if (at >= 0) toasts.splice(at, 1)
}

export const toast = {
  say: (text: string) => show(text, false),
  /** Takes whatever was caught. */
  problem: (e: unknown) => show(say(Problem.caught(e), t), true),
}
