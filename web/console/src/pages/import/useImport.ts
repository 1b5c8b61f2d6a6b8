import { computed } from 'vue'
import { formatOf } from './files'
import { createQueue } from './queue'
import { upload, type Report, type Row } from './upload'

/** Files of articles being imported. */
export function createImport() {
  const queue = createQueue<Report, { locale: string; publish: boolean }>({
    options: { locale: '', publish: false },
    reads: (name) => formatOf(name) !== undefined,
    send: upload,
    writes: (report) => report.new + report.changed,
  })
  const rows = computed<Row[]>(() => queue.reports.value.flatMap((report) => report.rows ?? []))
  const counts = computed(() => {
    const sum = { new: 0, changed: 0, unchanged: 0, invalid: 0, published: 0, omitted: 0 }
    for (const report of queue.reports.value) for (const key of Object.keys(sum) as (keyof typeof sum)[]) sum[key] += report[key] ?? 0
    return sum
  })
  return { ...queue, rows, counts }
}
