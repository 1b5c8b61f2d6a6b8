import type { components } from './schema'

type Body = components['schemas']['Problem']

/** Something that did not work, as the server or the network tells it. */
export class Problem extends Error {
  /** The last part of urn:baton:problem:<name>; `unreachable` when no answer came. */
  readonly type: string
  readonly status: number
  readonly title: string
  readonly detail: string
  readonly errors: { field: string; message: string }[]
  readonly holder?: string
  readonly holderName?: string
  readonly currentVersion?: number
  readonly verdict?: string
  readonly findings: components['schemas']['WordingFinding'][]
  readonly alternative?: string
  readonly requestId?: string
  /** Seconds to wait before trying again. */
  readonly retryAfter?: number

  constructor(body: Partial<Body> & { status: number }, retryAfter?: number) {
    super(body.detail || body.title || String(body.status))
    this.type = (body.type ?? '').replace('urn:baton:problem:', '') || (body.status >= 500 ? 'internal' : 'unknown')
    this.status = body.status
    this.title = body.title ?? ''
    this.detail = body.detail ?? ''
    this.errors = body.errors ?? []
    this.holder = body.holder
    this.holderName = body.holder_name
    this.currentVersion = body.current_version
    this.verdict = body.verdict
    this.findings = body.findings ?? []
    this.alternative = body.alternative
    this.requestId = body.request_id
    this.retryAfter = retryAfter
  }

  /** The problem that an answer tells; of anything but a problem document only the status counts. */
  static of(body: unknown, response: Response): Problem {
    const told = typeof body === 'object' && body !== null ? (body as Partial<Body>) : {}
    const seconds = Number(response.headers.get('Retry-After'))
    return new Problem({ ...told, status: response.status }, seconds > 0 ? seconds : undefined)
  }

  static async from(response: Response): Promise<Problem> {
    return Problem.of(await response.json().catch(() => null), response)
  }

  static unreachable(): Problem {
    return new Problem({ status: 0, type: 'unreachable' })
  }

  /** Whatever was caught, as a Problem: a fault of the console itself becomes one too. */
  static caught(e: unknown): Problem {
    if (e instanceof Problem) return e
    console.error(e)
    return new Problem({ status: 0, type: 'console', detail: e instanceof Error ? e.message : String(e) })
  }
}

type Translate = (key: string, named?: Record<string, unknown>) => string

/** One sentence for people. What the server says is in English, so it follows only where we have no sentence of our own. */
export function say(problem: Problem, t: Translate): string {
  const about = {
    holder: problem.holderName || problem.holder || '',
    seconds: problem.retryAfter ?? 1,
    status: problem.status,
  }
  const key = `problem.${problem.type}`
  const ours = t(key, about)
  if (ours !== key) return ours
  return problem.detail || problem.title || t('problem.unknown', about)
}
