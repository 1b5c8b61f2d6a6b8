import { saved } from '@/saved'

export const locales = ['en', 'zh'] as const
export type Locale = (typeof locales)[number]

function ofBrowser(): Locale {
  return navigator.languages.find((l) => /^(en|zh)\b/i.test(l))?.toLowerCase().startsWith('zh') ? 'zh' : 'en'
}

/** The language of the console; the choice is kept in this browser. */
export const locale = saved<Locale>('locale', ofBrowser(), (v) => locales.includes(v as Locale))
