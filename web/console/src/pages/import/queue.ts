import { computed, reactive, ref, shallowRef } from 'vue'
import { Problem } from '@/api/problem'

/** What can be brought in: a file, or the address of a sitemap. */
export type Source = File | URL

export type Step = 'check' | 'import'

/** One source on its way into the knowledge. */
export interface Item<R> {
  readonly key: number
  readonly name: string
  /** Of a file. */
  readonly size?: number
  readonly source: Source
  state: 'waiting' | 'working' | 'checked' | 'imported' | 'failed'
  /** How much of it has been sent in the step under way, 0 to 1. */
  sent: number
  /** What the server says it is at, while it works. */
  at?: Progress
  /** Of the dry run, then of the import. */
  report?: R
  problem?: Problem
}

/** How far the server is; of 0 where it does not know how much there will be. */
export interface Progress {
  done: number
  of: number
  document: string
}

export interface Sending {
  dryRun: boolean
  signal: AbortSignal
  /** Told the share of the file that has left, 0 to 1; at 1 the server may still be working. */
  onSent?: (share: number) => void
  onProgress?: (at: Progress) => void
}

interface Kind<R, O> {
  options: O
  /** What is read is told by the ending of the name. */
  reads: (name: string) => boolean
  send: (source: Source, how: Sending & O) => Promise<R>
  /** How much an import would write, by the report of its check. */
  writes: (report: R) => number
}

const nameOf = (source: Source) => (source instanceof URL ? source.href : source.webkitRelativePath || source.name)

/**
 * Sources being imported: chosen, checked in a dry run, then written, one after the other. Each is a request of its own, so
 * one bad file stops no other. Whatever is interrupted can be run again: what is there already counts as unchanged.
 */
export function createQueue<R, O extends object>(kind: Kind<R, O>) {
  const items = ref<Item<R>[]>([]) as { value: Item<R>[] }
  const running = shallowRef<Step | null>(null)
  const options = reactive(kind.options) as O
  let keys = 0
  let abort = new AbortController()

  function add(sources: Iterable<Source>) {
    for (const source of sources) {
      const name = nameOf(source)
      const known = items.value.findIndex((item) => item.name === name)
      if (known >= 0) items.value.splice(known, 1) // the same name again is a newer version of the file
      const item: Item<R> = reactive({ key: ++keys, name, source, state: 'waiting', sent: 0, ...(source instanceof File && { size: source.size }) }) as Item<R>
      if (source instanceof File) {
        if (!kind.reads(name)) fail(item, new Problem({ status: 0, type: 'unknown-format' }))
        else if (source.size === 0) fail(item, new Problem({ status: 0, type: 'empty-file' }))
      }
      items.value.push(item)
    }
  }

  function remove(item: Item<R>) {
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

  async function one(item: Item<R>, step: Step) {
    const before = { state: item.state, report: item.report }
    Object.assign(item, { state: 'working', sent: 0, at: undefined, problem: undefined })
    try {
      item.report = await kind.send(item.source, {
        ...options, dryRun: step === 'check', signal: abort.signal,
        onSent: (share) => { item.sent = share },
        onProgress: (at) => { item.at = at },
      })
      item.state = step === 'check' ? 'checked' : 'imported'
    } catch (e) {
      if (abort.signal.aborted) Object.assign(item, before)
      else fail(item, Problem.caught(e))
    }
  }

  const reports = computed<R[]>(() => items.value.flatMap((item) => item.report ?? []))
  /** What an import would write. */
  const writes = computed(() => items.value.reduce((n, { state, report }) => (state === 'checked' && report ? n + kind.writes(report) : n), 0))
  const checked = computed(() => items.value.some((item) => item.state === 'checked'))
  const imported = computed(() => items.value.some((item) => item.state === 'imported'))

  return { items, running, options, reports, writes, checked, imported, add, remove, clear, uncheck, stop, run }
}

function fail(item: Item<unknown>, problem: Problem) {
  Object.assign(item, { state: 'failed', problem })
}

/** A failed source is tried again, unless it cannot be read at all. */
function due(item: Item<unknown>, step: Step): boolean {
  const retry = item.state === 'failed' && !['unknown-format', 'empty-file'].includes(item.problem?.type ?? '')
  return step === 'check' ? item.state === 'waiting' || retry : item.state === 'checked' || retry
}
