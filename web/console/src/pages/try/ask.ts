import { api, ok, type Schemas } from '@/api/client'

export type Reply = Schemas['BotReply']
export type Candidate = Reply['candidates'][number]

/** What is asked, and as whom. */
export interface Question {
  text: string
  /** Empty: the language of the text. */
  locale: string
  /** Tags that the conversation would carry; they decide which audience the customer belongs to. */
  tags: string[]
}

/** What the bot would do with a question; `case`: it opens a kind of case instead of answering. */
export type Verdict = 'answer' | 'clarify' | 'abstain' | 'case'

export async function ask({ text, locale, tags }: Question, signal?: AbortSignal): Promise<Reply> {
  return ok(await api.POST('/v1/knowledge/ask', {
    body: { text, ...(locale && { locale }), ...(tags.length > 0 && { tags }) },
    signal,
  }))
}

export function verdictOf(act: string, opensCase: boolean): Verdict {
  if (opensCase) return 'case'
  return act === 'answer' || act === 'clarify' ? act : 'abstain'
}

export const tones = { answer: 'good', clarify: 'warn', abstain: 'neutral', case: 'info' } as const

/** Tags as somebody types them: "vip, staff". */
export const tagsOf = (typed: string) => [...new Set(typed.split(/[,，、;；\n]/).map((tag) => tag.trim()).filter(Boolean))]

/** 0.8734 is 87. What is not certain never shows as 100, what is not impossible never as 0. */
export function percent(share: number): number {
  if (share <= 0 || share >= 1) return share <= 0 ? 0 : 100
  return Math.min(99, Math.max(1, Math.round(share * 100)))
}
