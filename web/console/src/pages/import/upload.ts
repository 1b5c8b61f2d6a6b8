import type { Schemas } from '@/api/client'
import { Problem } from '@/api/problem'
import { signedInAgain } from '@/session'
import type { Sending, Source } from './queue'

export type Report = Schemas['ImportReport']
export type Row = Schemas['KnowledgeResult']

export interface UploadOptions extends Sending {
  publish: boolean
  /** Of rows that do not say their language; empty: recognised by the letters. */
  locale: string
}

/** Sends one file of articles to be imported. Aborting is safe: what the server has done stays, and the same file again does only the rest. */
export async function upload(file: Source, o: UploadOptions): Promise<Report> {
  const query = new URLSearchParams({ dry_run: String(o.dryRun), publish: String(o.publish), ...(o.locale && { locale: o.locale }) })
  const answer = await send(`/v1/knowledge/import?${query}`, bodyOf('file', file), o)
  const body: unknown = await answer.json().catch(() => null)
  if (!answer.ok) throw Problem.of(body, answer)
  return body as Report
}

export function bodyOf(name: string, source: Source): FormData | string {
  if (source instanceof URL) return JSON.stringify({ sitemap: source.href })
  const form = new FormData()
  form.append(name, source, source.webkitRelativePath || source.name)
  return form
}

interface Listening extends Sending {
  accept?: string
  /** Told all that has come of the answer so far. */
  onText?: (text: string) => void
}

/**
 * One request, again after signing in where the session has ended. XMLHttpRequest, because fetch does not tell how far an
 * upload is.
 */
export async function send(url: string, body: FormData | string, how: Listening): Promise<Response> {
  const answer = await request(url, body, how)
  if (answer.status !== 401) return answer
  await signedInAgain()
  return send(url, body, how)
}

function request(url: string, body: FormData | string, { signal, onSent, accept, onText }: Listening): Promise<Response> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason)
    const request = new XMLHttpRequest()
    const abort = () => request.abort()
    signal.addEventListener('abort', abort)
    request.onloadend = () => signal.removeEventListener('abort', abort)
    request.upload.onprogress = (e) => { if (e.lengthComputable) onSent?.(e.loaded / e.total) }
    request.upload.onload = () => onSent?.(1)
    request.onprogress = () => { if (request.status === 200) onText?.(request.responseText) }
    request.onabort = () => reject(signal.reason)
    request.onerror = () => reject(Problem.unreachable())
    request.onload = () => {
      const retryAfter = request.getResponseHeader('Retry-After')
      resolve(new Response(request.responseText, { status: request.status, headers: retryAfter ? { 'Retry-After': retryAfter } : {} }))
    }
    request.open('POST', url)
    request.setRequestHeader('X-Baton-Request', '1')
    if (accept) request.setRequestHeader('Accept', accept)
    if (typeof body === 'string') request.setRequestHeader('Content-Type', 'application/json')
    request.send(body)
  })
}
