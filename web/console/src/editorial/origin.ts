import type { Schemas } from '@/api/client'

type Origin = Schemas['KnowledgeOrigin']

/** What an article is made of and where it comes from. */
export type Made = 'standard' | 'passage' | 'practice'

export const made: Made[] = ['standard', 'passage', 'practice']

export const madeOf = (a: { kind?: string; origin?: Origin }): Made =>
  a.kind === 'passage' ? 'passage' : a.origin?.conversation_id ? 'practice' : 'standard'

/** "Returns › Deadlines": the headings above a passage. */
export const pathOf = (origin?: Origin) => (origin?.path ?? []).join(' › ')
