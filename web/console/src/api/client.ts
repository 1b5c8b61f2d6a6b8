import createClient from 'openapi-fetch'
import { signedInAgain } from '@/session'
import { Problem } from './problem'
import type { components, paths } from './schema'

export type Schemas = components['schemas']

/** A request that finds the session ended waits until its sender has signed in again, and is repeated. */
async function send(request: Request): Promise<Response> {
  const again = request.clone()
  let response: Response
  try {
    response = await fetch(request)
  } catch (e) {
    if (request.signal.aborted) throw e
    throw Problem.unreachable()
  }
  if (response.status !== 401) return response
  await signedInAgain()
  return send(again)
}

export const api = createClient<paths>({
  baseUrl: typeof location === 'undefined' ? undefined : location.origin,
  credentials: 'same-origin',
  headers: { 'X-Baton-Request': '1' },
  querySerializer: { array: { style: 'form', explode: false } }, // status=waiting,claimed
  fetch: send,
})

/** The data of an answer; throws a Problem if there is none: `const page = ok(await api.GET('/v1/handoffs'))`. */
export function ok<T>(answer: { data?: T; error?: unknown; response: Response }): T {
  if (!answer.response.ok) throw Problem.of(answer.error, answer.response)
  return answer.data as T
}
