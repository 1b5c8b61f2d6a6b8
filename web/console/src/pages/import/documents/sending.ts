import type { Schemas } from '@/api/client'
import { Problem } from '@/api/problem'
import type { Progress, Sending, Source } from '../queue'
import { bodyOf, send } from '../upload'

export type Report = Schemas['DocumentsReport']
export type Document = Schemas['KnowledgeDocumentResult']
export type Passage = Schemas['KnowledgePassageResult']
export type Outcome = Passage['outcome']

export interface Options {
  publish: boolean
  /** Empty: recognised by the letters. */
  locale: string
  /** The address below which customers may read the files; empty: nowhere. */
  link: string
}

/** What the server tells while it works, one after the other; what has not come whole is left for later. */
export function toldIn(text: string): Told[] {
  const whole = text.slice(0, text.lastIndexOf('\n\n') + 1)
  return whole.split('\n').flatMap((line) => (line.startsWith('data:') ? [JSON.parse(line.slice(5)) as Told] : []))
}

type Told =
  | ({ kind: 'progress' } & Progress)
  | { kind: 'report'; report: Report }
  | { kind: 'problem'; problem: ConstructorParameters<typeof Problem>[0] }

/** Sends one document, or the address of a sitemap, and follows how far the server is with it. */
export async function sendDocuments(source: Source, o: Sending & Options): Promise<Report> {
  const query = new URLSearchParams({
    dry_run: String(o.dryRun), publish: String(o.publish), ...(o.locale && { locale: o.locale }), ...(o.link && { link: o.link }),
  })
  const answer = await send(`/v1/knowledge/documents?${query}`, bodyOf('files', source), {
    ...o,
    accept: 'text/event-stream',
    onText(text) {
      const last = toldIn(text).at(-1)
      if (last?.kind === 'progress') o.onProgress?.({ done: last.done, of: last.of, document: last.document })
    },
  })
  const text = await answer.text()
  if (!answer.ok) throw Problem.of(parsed(text), answer)
  const end = toldIn(text).at(-1)
  if (end?.kind === 'report') return end.report
  if (end?.kind === 'problem') throw new Problem(end.problem)
  throw Problem.unreachable() // the answer broke off
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
