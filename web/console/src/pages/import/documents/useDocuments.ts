import { computed } from 'vue'
import { createQueue } from '../queue'
import { sendDocuments, type Document, type Options, type Outcome, type Passage, type Report } from './sending'

const endings = ['pdf', 'docx', 'md', 'markdown', 'html', 'htm', 'txt', 'text']

export const accepted = endings.map((ending) => `.${ending}`).join(',')

export const outcomes: Outcome[] = ['new', 'changed', 'moved', 'unchanged', 'vanished', 'withdrawn', 'invalid']

/** A document with the passages that the server lists of it. */
export type Group = Document & { passages: Passage[] }

/** Documents being imported: files, and sites by their sitemap. */
export function createDocuments() {
  const queue = createQueue<Report, Options>({
    options: { publish: false, locale: '', link: '' },
    reads: (name) => endings.includes(/\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? ''),
    send: sendDocuments,
    writes: writesOf,
  })
  const groups = computed(() => queue.reports.value.flatMap(groupsOf))
  const counts = computed(() => {
    const sum = Object.fromEntries(outcomes.map((o) => [o, 0])) as Record<Outcome, number>
    for (const report of queue.reports.value) for (const o of outcomes) sum[o] += report[o]
    return sum
  })
  const omitted = computed(() => queue.reports.value.reduce((n, report) => n + (report.omitted ?? 0), 0))
  return { ...queue, groups, counts, omitted }
}

const writesOf = (report: Report) => report.new + report.changed + report.moved + report.vanished

export function groupsOf(report: Report): Group[] {
  const byName = new Map<string, Group>(report.documents.map((d) => [d.name, { ...d, passages: [] }]))
  for (const passage of report.passages ?? []) byName.get(passage.document)?.passages.push(passage)
  return [...byName.values()]
}
