import { api, ok, type Schemas } from '@/api/client'

export type Reply = Schemas['BotReply']
export type Candidate = Reply['candidates'][number] & { passage?: boolean; evidence: { semantic?: number } }

/** The documents that an answer quotes, each once; those that customers may read have an address. */
export function quotedIn({ act, sources }: Pick<Reply, 'act' | 'sources'>): { title: string; url?: string; article: string }[] {
  if (act !== 'answer') return []
  const found = new Map<string, { title: string; url?: string; article: string }>()
  for (const s of sources ?? []) {
    const url = s.url && /^https?:\/\//i.test(s.url) ? s.url : undefined
    const key = url ?? s.article_id
    if (!found.has(key)) found.set(key, { title: s.title || s.article_id, url, article: s.article_id })
  }
  return [...found.values()]
}

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

/** What a model service had to do with a reply; nothing where it was not asked. */
export type ModelWord = 'answer' | 'none' | 'failed' | 'spent' | 'composed'

export function modelIn(reasons: string[]): ModelWord[] {
  const said = reasons.flatMap((reason) => /^model:([a-z_]+)/.exec(reason)?.[1] ?? [])
  return (['failed', 'spent', 'none', 'answer', 'composed'] as const).filter((word) => said.includes(word))
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
