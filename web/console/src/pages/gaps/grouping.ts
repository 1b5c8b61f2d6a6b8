import type { Schemas } from '@/api/client'
import { piecesOf, plain } from './pieces'

export type Gap = Schemas['Gap']

/** Questions about the same, in one language: another language needs a text of its own. */
export interface Group {
  /** Stays with the group while older questions are loaded. */
  key: string
  /** The wording that stands for all: the most frequent, of equally frequent ones the newest. */
  text: string
  locale: string
  /** The article that would answer it by now. */
  answeredBy?: string
  /** Newest first. */
  gaps: Gap[]
}

/** From this share of common weight on two questions count as the same. */
const alike = 0.6

interface Cluster { pieces: Map<string, number>; weight: number; gaps: Gap[] }

/** Groups questions, which come newest first, by what they have in common. The largest group comes first. */
export function groupGaps(gaps: Gap[]): Group[] {
  const clusters: Cluster[] = []
  const having = new Map<string, Cluster[]>() // by language and piece
  for (const gap of gaps) {
    const pieces = piecesOf(gap.text)
    const weight = sum(pieces.values())
    const at = (piece: string) => `${languageOf(gap)} ${piece}`
    let home = nearest(pieces, weight, (piece) => having.get(at(piece)) ?? [])
    if (!home) {
      home = { pieces, weight, gaps: [] }
      clusters.push(home)
      for (const piece of pieces.keys()) having.set(at(piece), [...(having.get(at(piece)) ?? []), home])
    }
    home.gaps.push(gap)
  }
  return clusters.map(({ gaps }) => groupOf(gaps)).sort((a, b) => b.gaps.length - a.gaps.length || b.gaps[0]!.at.localeCompare(a.gaps[0]!.at))
}

function nearest(pieces: Map<string, number>, weight: number, having: (piece: string) => Cluster[]): Cluster | undefined {
  const common = new Map<Cluster, number>()
  for (const [piece, w] of pieces) for (const cluster of having(piece)) common.set(cluster, (common.get(cluster) ?? 0) + w)
  let best: Cluster | undefined
  let most = alike
  for (const [cluster, shared] of common) {
    const share = shared / (weight + cluster.weight - shared)
    if (share >= most) [best, most] = [cluster, share]
  }
  return best
}

function groupOf(gaps: Gap[]): Group {
  const wordings = new Map<string, Gap[]>()
  for (const gap of gaps) {
    const same = wordings.get(plain(gap.text))
    if (same) same.push(gap)
    else wordings.set(plain(gap.text), [gap])
  }
  const main = [...wordings.values()].reduce((best, same) => (same.length > best.length ? same : best))[0]!
  const newest = gaps[0]!
  return { key: `${newest.conversation_id}/${newest.seq}`, text: main.text, locale: languageOf(main), answeredBy: main.answered_by, gaps }
}

const languageOf = (gap: Gap) => (gap.locale ?? '').split('-')[0]!
const sum = (numbers: Iterable<number>) => [...numbers].reduce((a, b) => a + b, 0)
