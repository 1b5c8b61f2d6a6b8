/** Making a formatter takes longer than formatting thousands of times with it. */
function once<F>(make: (locale: string, unit: string) => F): (locale: string, unit?: string) => F {
  const made = new Map<string, F>()
  return (locale, unit = '') => {
    const key = `${locale} ${unit}`
    if (!made.has(key)) made.set(key, make(locale, unit))
    return made.get(key)!
  }
}

const relatives = once((locale) => new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' }))
const lengths = once((locale, unit) => new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short' }))
const dates = once((locale) => new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }))

const units: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
]

/** "5 minutes ago", "in 2 hours"; under a minute "now". */
export function relative(at: number, now: number, locale: string): string {
  const format = relatives(locale)
  const seconds = Math.round((at - now) / 1000)
  for (const [unit, size] of units) {
    if (Math.abs(seconds) >= size) return format.format(Math.trunc(seconds / size), unit)
  }
  return format.format(0, 'second')
}

/** "<1 min", "4 min", "2 hr", "3 days": how long, to the largest unit. */
export function span(ms: number, locale: string): string {
  const seconds = Math.max(0, ms / 1000)
  const [unit, size] = units.slice(2).find(([, size]) => seconds >= size) ?? ['minute', 60]
  const format = lengths(locale, unit)
  return seconds < 60 ? `<${format.format(1)}` : format.format(Math.floor(seconds / size))
}

export function absolute(at: number, locale: string): string {
  return dates(locale).format(at)
}
