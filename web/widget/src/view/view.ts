import type { Chat } from '../chat'
import { fill, texts, type Language, type TextName } from '../texts'

/** What every part of the view needs. */
export interface View {
  chat: Chat
  lang: Language
  t(name: TextName, values?: Record<string, string | number>): string
  /** confirm asks before something is done, above the composer. */
  confirm(question: string, yes: string, no: string, then: () => void): void
  wantPerson(): void
  edit(seq: number, text: string): void
  compose(text?: string): void // puts the focus there, with a text if one is given
}

export const words = (lang: Language) => (name: TextName, values: Record<string, string | number> = {}) =>
  fill(texts[lang][name], values)
