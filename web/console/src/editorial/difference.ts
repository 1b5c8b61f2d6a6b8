/** A stretch of text that two versions share, or that only one of them has. */
export interface Part {
  kind: 'same' | 'removed' | 'added'
  text: string
}

// Scripts that put no spaces between words are compared character by character; everything else word by word. A variable
// and a composed emoji are one piece, so that neither is ever torn apart.
const unspaced = String.raw`[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]`
const word = new RegExp(
  [
    String.raw`\{[A-Za-z_][A-Za-z0-9_]*\}`,
    unspaced,
    String.raw`(?:(?!${unspaced})[\p{L}\p{M}\p{N}_])+`,
    String.raw`\p{Extended_Pictographic}[\p{Extended_Pictographic}\p{M}\p{Emoji_Modifier}\u200d]*`,
    String.raw`\n`,
    String.raw`[^\S\n]+`,
    String.raw`[^]`,
  ].join('|'),
  'gu',
)
const sentence = /[^.!?。！？\n]*[.!?。！？\n]*/g

/** The most comparisons that one difference may cost; beyond it, whole sentences are compared, then nothing. */
const budget = 4_000_000

/** What turns one text into the other: what is removed comes before what is added in its place. */
export function difference(before: string, after: string): Part[] {
  const cut = (rule: RegExp) => align(before.match(rule) ?? [], after.match(rule) ?? [])
  return cut(word) ?? cut(sentence) ?? joined([part('removed', before), part('added', after)])
}

/** Whether a difference has anything in it. */
export const differs = (parts: Part[]) => parts.some((p) => p.kind !== 'same')

function align(a: string[], b: string[]): Part[] | undefined {
  let start = 0
  while (start < a.length && start < b.length && a[start] === b[start]) start++
  let end = 0
  while (end < Math.min(a.length, b.length) - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++

  const left = a.slice(start, a.length - end)
  const right = b.slice(start, b.length - end)
  if (left.length * right.length > budget) return undefined
  return joined([part('same', ...a.slice(0, start)), ...walk(left, right), part('same', ...a.slice(a.length - end))])
}

/** The shortest way from a to b by the longest common subsequence. */
function walk(a: string[], b: string[]): Part[] {
  const width = b.length + 1
  const common = new Uint16Array((a.length + 1) * width) // of a from i with b from j; budget keeps it below 2^16
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      common[i * width + j] =
        a[i] === b[j]
          ? common[(i + 1) * width + j + 1]! + 1
          : Math.max(common[(i + 1) * width + j]!, common[i * width + j + 1]!)
    }
  }
  const way: Part[] = []
  let i = 0
  let j = 0
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      way.push(part('same', a[i++]!))
      j++
    } else if (j === b.length || (i < a.length && common[(i + 1) * width + j]! >= common[i * width + j + 1]!)) {
      way.push(part('removed', a[i++]!))
    } else {
      way.push(part('added', b[j++]!))
    }
  }
  return way
}

const part = (kind: Part['kind'], ...text: string[]): Part => ({ kind, text: text.join('') })

/** Neighbours of one kind as one part, removals before additions, and a lone space between two changes as part of both. */
function joined(parts: Part[]): Part[] {
  const out: Part[] = []
  let removed = ''
  let added = ''
  const flush = () => {
    const space = removed.endsWith(' ') && added.endsWith(' ') // at the end of both it has not changed
    if (space) [removed, added] = [removed.slice(0, -1), added.slice(0, -1)]
    if (removed) out.push(part('removed', removed))
    if (added) out.push(part('added', added))
    if (space) out.push(part('same', ' '))
    removed = added = ''
  }
  parts.forEach((p, i) => {
    if (p.kind === 'removed') removed += p.text
    else if (p.kind === 'added') added += p.text
    else if (p.text === ' ' && removed && added && changes(parts[i + 1])) {
      removed += ' '
      added += ' '
    } else if (p.text) {
      flush()
      const last = out.at(-1)
      if (last?.kind === 'same') last.text += p.text
      else out.push({ ...p })
    }
  })
  flush()
  return out
}

const changes = (p: Part | undefined) => p !== undefined && p.kind !== 'same'
