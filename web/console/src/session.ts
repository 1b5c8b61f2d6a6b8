import { computed, ref } from 'vue'
import type { components } from './api/schema'
import { Problem } from './api/problem'

export type Me = components['schemas']['Me']

/** What somebody may do; people/permission.go says which role may. */
export type Permission =
  | 'read own queues' | 'read all conversations' | 'work cases' | 'take over' | 'take over anybody' | 'consult'
  | 'read customers' | 'read knowledge' | 'check wording' | 'read gaps' | 'edit knowledge' | 'publish knowledge'
  | 'manage people' | 'manage admins' | 'read audit' | 'redact' | 'read webhooks' | 'manage webhooks' | 'read model'

export const me = ref<Me | null>(null)

const permissions = computed(() => new Set(me.value?.permissions))

export const can = (what: Permission): boolean => permissions.value.has(what)

/** The session has ended while somebody was working: they sign in again over their page, and what failed is repeated. */
export const expired = ref(false)
let goOn: (() => void)[] = []

/** Resolves when the person has signed in again. */
export function signedInAgain(): Promise<void> {
  expired.value = true
  return new Promise((resolve) => goOn.push(resolve))
}

async function call(method: string, path = '', body?: object): Promise<Response> {
  try {
    return await fetch(`/v1/session${path}`, {
      method,
      headers: { 'X-Baton-Request': '1', ...(body && { 'Content-Type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    })
  } catch {
    throw Problem.unreachable()
  }
}

/** Who is signed in already, if anybody; asked once, before the first page. */
export async function loadSession(): Promise<void> {
  const answer = await call('GET').catch(() => null)
  me.value = answer?.ok ? await answer.json() : null
}

export async function sessionEnded(): Promise<boolean> {
  const answer = await call('GET').catch(() => null)
  return answer?.status === 401
}

export async function signIn(name: string, secret: string): Promise<void> {
  const answer = await call('POST', '', { name, secret })
  if (!answer.ok) throw await Problem.from(answer)
  const who: Me = await answer.json()
  const somebodyElse = me.value && me.value.id !== who.id
  if (somebodyElse) return location.reload() // nothing of the one before may stay on the page
  me.value = who
  expired.value = false
  goOn.forEach((resolve) => resolve())
  goOn = []
}

async function end(path: string) {
  const answer = await call('DELETE', path)
  if (!answer.ok && answer.status !== 401) throw await Problem.from(answer)
  location.assign('/console/signin') // a fresh page: nothing stays in memory
}

export const signOut = () => end('')
export const signOutEverywhere = () => end('?everywhere=true')

/** Changes one's own secret; other sessions end, this one goes on. */
export async function changeSecret(current: string, secret: string): Promise<void> {
  const answer = await call('PUT', '/secret', { current, secret })
  if (!answer.ok) throw await Problem.from(answer)
}
