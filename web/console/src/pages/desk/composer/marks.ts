import type { Schemas } from '@/api/client'

export type Finding = Schemas['WordingFinding']

/** A piece of a text; with a verdict where the wording check found something. */
export interface Piece {
  text: string
  verdict?: Finding['verdict']
}

/** Cuts a text at its findings, whose places count characters, not UTF-16 units. Of overlapping ones the first counts. */
export function marked(text: string, findings: Finding[]): Piece[] {
  const characters = Array.from(text)
  const pieces: Piece[] = []
  let from = 0
  for (const f of [...findings].sort((a, b) => a.start - b.start)) {
    if (f.verdict === 'pass' || f.start < from || f.end > characters.length) continue
    if (f.start > from) pieces.push({ text: characters.slice(from, f.start).join('') })
    pieces.push({ text: characters.slice(f.start, f.end).join(''), verdict: f.verdict })
    from = f.end
  }
  if (from < characters.length) pieces.push({ text: characters.slice(from).join('') })
  return pieces
}

const sentenceEnd = /[.!?]+["”’)]*(?=\s|$)|[。！？]+["”’）]*|\n/gu

/** Where the sentence stands that a finding is in: [from, to) in UTF-16 units, without the space around it. */
export function sentenceAround(text: string, finding: Finding): [number, number] {
  const units = (n: number) => Array.from(text).slice(0, n).join('').length
  const start = units(finding.start)
  const end = units(finding.end)
  let from = 0
  let to = text.length
  for (const found of text.matchAll(sentenceEnd)) {
    const after = found.index + found[0].length
    if (after <= start) from = after
    else if (after >= end) {
      to = found[0] === '\n' ? found.index : after
      break
    }
  }
  while (from < start && /\s/.test(text[from]!)) from++
  return [from, to]
}

/** The query behind a "/" that begins the line in which the caret stands; null if there is none. */
export function slashQuery(text: string, caret: number): { from: number; query: string } | null {
  const from = text.lastIndexOf('\n', caret - 1) + 1
  if (text[from] !== '/') return null
  const query = text.slice(from + 1, caret)
  return caret > from && query.length <= 60 ? { from, query } : null
}
