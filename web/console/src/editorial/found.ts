import type { Reply } from '@/pages/try/ask'

/** What becomes of a question, seen from one article: it is the answer, one of the choices, known but not said (unfilled: a variable has no value
 * outside a conversation), or absent. */
export type Outcome = 'answers' | 'offered' | 'unfilled' | 'unsure' | 'other' | 'missed'

export function foundIn(
  reply: Pick<Reply, 'act' | 'sources' | 'choices' | 'candidates' | 'reasons'>,
  id: string,
): Outcome {
  if (reply.act === 'answer') return reply.sources?.some((s) => s.article_id === id) ? 'answers' : 'other'
  const known = reply.candidates.findIndex((c) => c.article_id === id)
  if (reply.act === 'clarify' && reply.choices?.some((c) => c.article_id === id)) return 'offered'
  if (reply.act === 'clarify') return 'other'
  if (known !== 0) return 'missed'
  return reply.reasons.some((r) => r.includes('variable_missing')) ? 'unfilled' : 'unsure'
}

export const outcomeTone = {
  answers: 'good',
  offered: 'warn',
  unfilled: 'warn',
  unsure: 'warn',
  other: 'bad',
  missed: 'bad',
} as const
