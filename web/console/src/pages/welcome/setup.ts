import { shallowRef } from 'vue'
import { api, ok, type Schemas } from '@/api/client'

export type Setup = Schemas['Setup']

/** How far this installation is furnished; null until the server has said. */
export const setup = shallowRef<Setup | null>(null)

export async function loadSetup(): Promise<void> {
  setup.value = ok(await api.GET('/v1/setup'))
}

/** An installation that knows nothing greets whoever may write. */
export async function needsWelcome(): Promise<boolean> {
  try {
    await loadSetup()
  } catch {
    return false
  }
  const { published, in_review, drafts } = setup.value!.articles
  return published + in_review + drafts === 0
}

/** What a site is called in web.origins: "https://shop.example.org"; null if it is no address. */
export function originOf(typed: string): string | null {
  const text = typed.trim()
  if (!text) return null
  try {
    const url = new URL(/^https?:\/\//i.test(text) ? text : `https://${text}`)
    return url.hostname.includes('.') || url.hostname === 'localhost' ? url.origin : null
  } catch {
    return null
  }
}

/** The line that shows the chat on a site. */
export const snippetFor = (server: string) => `<script src="${server}/widget.js" defer></script>`
