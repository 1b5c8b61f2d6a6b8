import type { Schemas } from '@/api/client'
import { Problem } from '@/api/problem'
import { signedInAgain } from '@/session'

export type Report = Schemas['ImportReport']
export type Row = Schemas['KnowledgeResult']

export interface UploadOptions {
  dryRun: boolean
  publish: boolean
  /** Of rows that do not say their language; empty: recognised by the letters. */
  locale: string
  signal: AbortSignal
  /** Told the share of the file that has left, 0 to 1; at 1 the server may still be working. */
  onSent?: (share: number) => void
}

/**
 * Sends one file to be imported. XMLHttpRequest, because fetch does not tell how far an upload is. Aborting is safe: what the
 * server has done stays, and the same file again does only the rest.
 */
export async function upload(file: File, o: UploadOptions): Promise<Report> {
  const query = new URLSearchParams({ dry_run: String(o.dryRun), publish: String(o.publish), ...(o.locale && { locale: o.locale }) })
  const answer = await send(`/v1/knowledge/import?${query}`, file, o)
  if (answer.status === 401) {
    await signedInAgain()
    return upload(file, o)
  }
  const body: unknown = await answer.json().catch(() => null)
  if (!answer.ok) throw Problem.of(body, answer)
  return body as Report
}

function send(url: string, file: File, { signal, onSent }: UploadOptions): Promise<Response> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason)
    const request = new XMLHttpRequest()
    const abort = () => request.abort()
    signal.addEventListener('abort', abort)
    request.onloadend = () => signal.removeEventListener('abort', abort)
    request.upload.onprogress = (e) => { if (e.lengthComputable) onSent?.(e.loaded / e.total) }
    request.onabort = () => reject(signal.reason)
    request.onerror = () => reject(Problem.unreachable())
    request.onload = () => {
      const retryAfter = request.getResponseHeader('Retry-After')
      resolve(new Response(request.responseText, { status: request.status, headers: retryAfter ? { 'Retry-After': retryAfter } : {} }))
    }
    request.open('POST', url)
    request.setRequestHeader('X-Baton-Request', '1')
    const form = new FormData()
    form.append('file', file)
    request.send(form)
  })
}
