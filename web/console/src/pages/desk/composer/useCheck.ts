import { onScopeDispose, ref, shallowRef, watch, type Ref } from 'vue'
import { api, ok } from '@/api/client'
import type { Finding } from './marks'

export interface Verdict {
  text: string
  verdict: 'pass' | 'warn' | 'block'
  findings: Finding[]
}

const pause = 400

/** The wording check of what is being written; a verdict belongs to exactly one text, so a later text has none yet. */
export function useCheck(text: Ref<string>, conversation: Ref<string>, wanted: () => boolean) {
  const verdict = shallowRef<Verdict | null>(null)
  const checking = ref(false)
  let timer: ReturnType<typeof setTimeout> | undefined
  let running: AbortController | undefined

  function drop() {
    clearTimeout(timer)
    running?.abort()
    checking.value = false
  }

  async function check() {
    const asked = text.value
    const own = (running = new AbortController())
    try {
      const body = { text: asked, conversation_id: conversation.value }
      const answer = ok(await api.POST('/v1/wording/check', { body, signal: own.signal }))
      if (running === own) verdict.value = { text: asked, ...answer }
    } catch {
      // the reply itself is checked again when it is sent
    } finally {
      if (running === own) checking.value = false
    }
  }

  watch(
    [text, conversation, wanted],
    () => {
      drop()
      if (verdict.value?.text === text.value) return
      verdict.value = null
      if (!wanted() || !text.value.trim()) return
      checking.value = true
      timer = setTimeout(check, pause)
    },
    { immediate: true },
  )
  onScopeDispose(drop)

  return { verdict, checking }
}
