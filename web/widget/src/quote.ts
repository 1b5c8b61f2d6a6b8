import { safeHref } from './link'
import type { Source } from './events'

/** A piece of what was said: words, or the rows of a table, the first of which says what stands below. */
export type Block = string | string[][]

/** blocks takes the tables out of a text: lines between bars, as documents are quoted. */
export function blocks(text: string): Block[] {
  const found: Block[] = []
  let words: string[] = []
  let rows: string[] = []
  const end = () => {
    const table = rows.filter((row) => !/^[|\s:-]+$/.test(row))
    if (table.length < 2) words.push(...rows)
    else {
      if (words.join('').trim()) found.push(words.join('\n').trim())
      found.push(table.map(cells))
      words = []
    }
    rows = []
  }
  for (const line of text.split('\n')) {
    if (/^\s*\|.+\|\s*$/.test(line)) rows.push(line.trim())
    else {
      end()
      words.push(line)
    }
  }
  end()
  if (!found.length) return [text]
  if (words.join('').trim()) found.push(words.join('\n').trim())
  return found
}

const bar = '\u0000' // stands for one that is part of a cell
const cells = (row: string) => row.slice(1, -1).replaceAll('\\|', bar).split('|').map((cell) => cell.trim().replaceAll(bar, '|'))

/** origins are the documents that a message quotes and the customer may read, each once. Only https leads there. */
export function origins(sources: Source[]): { title: string; href: string }[] {
  const found = new Map<string, string>()
  for (const { title, url } of sources) {
    const href = url?.startsWith('https:') && safeHref(url)
    if (href && !found.has(href)) found.set(href, title || new URL(href).host)
  }
  return [...found].map(([href, title]) => ({ title, href }))
}
