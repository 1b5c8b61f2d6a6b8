/** Trouble is any answer that is not a success; status 0 means that there was no answer. */
export class Trouble extends Error {
  constructor(
    readonly status: number,
    readonly retryAfter: number, // milliseconds, 0 if the server did not say
    message: string,
  ) {
    super(message)
  }

  /** passing troubles go away by themselves: the same request may be sent again. */
  get passing(): boolean {
    return this.status === 0 || this.status === 408 || this.status === 429 || this.status >= 500
  }
}

/** What opens one conversation. */
export interface Session {
  id: string
  token: string
}

interface Ask {
  method?: string
  token?: string
  body?: object
  headers?: Record<string, string>
  signal?: AbortSignal
  patience?: number // milliseconds for the answer to begin
}

/** ask sends one request; whatever is not a success is a Trouble. */
export async function ask(url: string, { method = 'GET', token, body, headers, signal, patience = 20_000 }: Ask = {}): Promise<Response> {
  const own = new AbortController()
  const stop = () => own.abort()
  const timer = setTimeout(stop, patience)
  signal?.addEventListener('abort', stop)
  if (signal?.aborted) stop()
  let answer: Response
  try {
    answer = await fetch(url, {
      method,
      headers: {
        ...headers,
        ...(token && { Authorization: `Bearer ${token}` }),
        ...(body && { 'Content-Type': 'application/json' }),
      },
      body: body && JSON.stringify(body),
      signal: own.signal,
      cache: 'no-store',
      credentials: 'omit',
      mode: 'cors',
    })
  } catch (error) {
    throw new Trouble(0, 0, String(error))
  } finally {
    clearTimeout(timer)
  }
  if (answer.ok) return answer
  const seconds = Number(answer.headers.get('Retry-After'))
  const text = await answer.text().catch(() => '')
  throw new Trouble(answer.status, seconds > 0 ? Math.min(seconds, 120) * 1000 : 0, text.slice(0, 500))
}

/** json is the body of an answer; one that breaks off or is no JSON is a Trouble that passes. */
export async function json<T>(answer: Response): Promise<T> {
  try {
    return (await answer.json()) as T
  } catch (error) {
    throw new Trouble(0, 0, String(error))
  }
}

/** pause before attempt `n` (from 0): doubling up to half a minute, with jitter so that not all come back at once. */
export function pause(n: number, random = Math.random()): number {
  return Math.min(30_000, 500 * 2 ** Math.min(n, 8)) * (0.5 + random / 2)
}
