/** A piece of a passage as it is read: a heading, words, or a table whose first row says what stands below. */
export type Block = { kind: 'words'; text: string } | { kind: 'table'; rows: string[][] }

/** Takes the Markdown tables out of a passage; everything else stays as it is written. */
export function blocksOf(text: string): Block[] {
  const found: Block[] = []
  let words: string[] = []
  let rows: string[] = []
  const say = () => {
    const said = words.join('\n').trim()
    if (said) found.push({ kind: 'words', text: said })
    words = []
  }
  const end = () => {
    const lines = rows.filter((row) => !/^[|\s:-]+$/.test(row))
    if (lines.length < 2) words.push(...rows)
    else {
      say()
      found.push({ kind: 'table', rows: lines.map(cellsOf) })
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
  say()
  return found
}

// A bar that is part of a cell is written \|.
const cellsOf = (row: string) =>
  row
    .slice(1, -1)
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim().replaceAll('\\|', '|'))
