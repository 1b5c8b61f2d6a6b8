import { computed, reactive, ref } from 'vue'
import { Problem } from '@/api/problem'
import { formatOf } from './files'
import { upload, type Report, type Row } from './upload'

/** A file on its way into the knowledge. */
export interface Item {
  readonly key: number
  readonly file: File
  state: 'waiting' | 'working' | 'checked' | 'imported' | 'failed'
  /** How much of it has been sent in the step under way, 0 to 1. */
  sent: number
  /** Of the dry run, then of the import. */
  report?: Report
  problem?: Problem
}

export type Step = 'check' | 'import'

/**
 * Files being imported: chosen, checked in a dry run, then written, one after the other. Each file is a request of its own, so
 * one bad file stops no other. Whatever is interrupted can be run again: rows that are there already count as unchanged.
 */
export function createImport() {
  const items = ref<Item[]>([])
  const running = ref<Step | null>(null)
  const options = reactive({ locale: '', publish: false })
  let keys = 0
  let abort = new AbortController()

  function add(files: Iterable<File>) {
    for (const file of files) {
      const known = items.value.findIndex((item) => item.file.name === file.name)
      if (known >= 0) items.value.splice(known, 1) // the same name again is a newer version of the file
      const item: Item = { key: ++keys, file, state: 'waiting', sent: 0 }
      if (!formatOf(file.name)) fail(item, new Problem({ status: 0, type: 'unknown-format' }))
      else if (file.size === 0) fail(item, new Problem({ status: 0, type: 'empty-file' }))
      items.value.push(item)
    }
  }

  function remove(item: Item) {
    items.value = items.value.filter((other) => other.key !== item.key)
  }

  function clear() {
    stop()
    items.value = []
  }

  /** Forgets the checks, because an option has changed what they say. */
  function uncheck() {
    for (const item of items.value) if (item.state === 'checked') Object.assign(item, { state: 'waiting', report: undefined })
  }

  function stop() {
    abort.abort()
  }

  async function run(step: Step): Promise<void> {
    if (running.value) return
    running.value = step
    abort = new AbortController()
    try {
      for (const item of items.value.filter((item) => due(item, step))) {
        if (abort.signal.aborted) break
        await one(item, step)
      }
    } finally {
      running.value = null
    }
  }

  async function one(item: Item, step: Step) {
    const before = { state: item.state, report: item.report }
    Object.assign(item, { state: 'working', sent: 0, problem: undefined })
    try {
      item.report = await upload(item.file, {
        dryRun: step === 'check', publish: options.publish, locale: options.locale, signal: abort.signal,
        onSent: (share) => { item.sent = share },
      })
      item.state = step === 'check' ? 'checked' : 'imported'
    } catch (e) {
      if (abort.signal.aborted) Object.assign(item, before)
      else fail(item, Problem.caught(e))
    }
  }

  const rows = computed<Row[]>(() => items.value.flatMap((item) => item.report?.rows ?? []))
  const counts = computed(() => {
    const sum = { new: 0, changed: 0, unchanged: 0, invalid: 0, published: 0, omitted: 0 }
    for (const { report } of items.value) {
      if (report) for (const key of Object.keys(sum) as (keyof typeof sum)[]) sum[key] += report[key] ?? 0
    }
    return sum
  })
  /** Rows that an import would write. */
  const writes = computed(() => items.value.reduce((n, { state, report }) => state === 'checked' && report ? n + report.new + report.changed : n, 0))
  const checked = computed(() => items.value.some((item) => item.state === 'checked'))
  const imported = computed(() => items.value.some((item) => item.state === 'imported'))

  return { items, running, options, rows, counts, writes, checked, imported, add, remove, clear, uncheck, stop, run }
}

export type Import = ReturnType<typeof createImport>

function fail(item: Item, problem: Problem) {
  Object.assign(item, { state: 'failed', problem })
}

/** A failed file is tried again, unless it cannot be read at all. */
function due(item: Item, step: Step): boolean {
  const retry = item.state === 'failed' && !['unknown-format', 'empty-file'].includes(item.problem?.type ?? '')
  return step === 'check' ? item.state === 'waiting' || retry : item.state === 'checked' || retry
}
