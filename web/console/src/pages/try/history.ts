import type { Candidate, Question, Reply } from './ask'

/** A question that was tried, with what came of it. */
export interface Tried extends Question {
  at: string
  act: string
  /** The kind of case that it opens instead of answering. */
  playbook: string
  confidence: number
  answer: string
  first?: Pick<Candidate, 'article_id' | 'version' | 'question'>
}

const kept = 20

export function tried(question: Question, reply: Reply, at: Date): Tried {
  const first = reply.candidates[0]
  return {
    ...question,
    at: at.toISOString(),
    act: reply.act,
    playbook: reply.playbook?.name ?? '',
    confidence: reply.confidence,
    answer: reply.text ?? '',
    ...(first && { first: { article_id: first.article_id, version: first.version, question: first.question } }),
  }
}

export function sameQuestion(a: Question, b: Question): boolean {
  return a.text === b.text && a.locale === b.locale && a.tags.join('\n') === b.tags.join('\n')
}

/** The list with one more in front; a question stands in it once. */
export function remember(list: Tried[], entry: Tried): Tried[] {
  return [entry, ...list.filter((other) => !sameQuestion(other, entry))].slice(0, kept)
}

/** Whether the bot does something else now than it did before: another act, article, version or text, or another percentage. */
export function changed(before: Tried, now: Tried): boolean {
  return before.act !== now.act || before.playbook !== now.playbook || before.answer !== now.answer
    || before.first?.article_id !== now.first?.article_id || before.first?.version !== now.first?.version
    || Math.abs(before.confidence - now.confidence) >= 0.005
}
