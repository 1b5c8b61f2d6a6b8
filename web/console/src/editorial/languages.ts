import { saved } from '@/saved'

/** A language by its own code, in the language of the reader: "zh" is "Chinese" or "中文". */
export function languageName(code: string, reader: string): string {
  try {
    return new Intl.DisplayNames(reader, { type: 'language' }).of(code) ?? code
  } catch {
    return code // half typed
  }
}

/** What the server takes for the code of a language. */
export const isLanguage = (code: string) => /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(code)

/** The languages that this editor does not want to see beside the others. */
export const hidden = saved<string[]>('editorial.hidden', [], Array.isArray)

/** The text of the reader's language, else of the house's fallback, else the first one there is. */
export function nearest<T>(texts: Record<string, T>, reader: string, fallback: string): T | undefined {
  const variant = Object.keys(texts).find((code) => code.startsWith(reader + '-'))
  return texts[reader] ?? texts[variant ?? fallback] ?? texts[fallback] ?? Object.values(texts)[0]
}
