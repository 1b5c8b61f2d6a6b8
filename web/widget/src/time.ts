import { fill, texts, type Language } from './texts'

const tag = { en: 'en-GB', zh: 'zh-CN' } // English with 24 hours: no doubt about noon and midnight

const format = (lang: Language, at: number, options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat(tag[lang], options).format(at)

/** clock is the time of day: 14:05. */
export const clock = (lang: Language, at: number) => format(lang, at, { hour: '2-digit', minute: '2-digit' })

/** full is date and time, for those who want to know exactly. */
export const full = (lang: Language, at: number) => format(lang, at, { dateStyle: 'full', timeStyle: 'short' })

/** dayOf names a day in the customer's own time zone, so that two moments can be compared. */
export const dayOf = (at: number) => new Date(at).toDateString()

/** day is what stands between the messages of two days. */
export function day(lang: Language, at: number, now: number): string {
  const yesterday = new Date(now)
  yesterday.setDate(yesterday.getDate() - 1)
  if (dayOf(at) === dayOf(now)) return texts[lang].today
  if (dayOf(at) === yesterday.toDateString()) return texts[lang].yesterday
  const year = new Date(at).getFullYear() === new Date(now).getFullYear() ? undefined : 'numeric'
  return format(lang, at, { weekday: 'long', day: 'numeric', month: 'long', year })
}

/** moment names a time to come as one would say it: 14:05, or on Monday at 09:00. */
export function moment(lang: Language, at: number, now: number): string {
  const time = clock(lang, at)
  if (dayOf(at) === dayOf(now)) return lang === 'zh' ? `${time} ` : time
  const near = at - now < 6 * 24 * 3600_000
  const date = format(lang, at, near ? { weekday: 'long' } : { weekday: 'long', day: 'numeric', month: 'long' })
  return fill(lang === 'zh' ? '{date} {time} ' : '{date}, {time}', { date, time })
}
