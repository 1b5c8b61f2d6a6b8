/** A moment as a field for date and time shows it, in the time of this browser: "2026-11-21T09:30"; '' for none. */
export function toField(iso: string): string {
  const at = new Date(iso)
  if (!iso || Number.isNaN(at.getTime())) return ''
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}

/** The moment that a field for date and time means; '' for none. */
export function fromField(value: string): string {
  const at = new Date(value)
  return value && !Number.isNaN(at.getTime()) ? at.toISOString().replace('.000Z', 'Z') : ''
}

export type Validity = 'always' | 'later' | 'now' | 'soon' | 'over'

const soon = 30 * 86_400_000

/** Where a moment stands in the time for which an article may be said; soon is when it ends within 30 days. */
export function validity(from: string | undefined, until: string | undefined, now: number): Validity {
  if (until && now >= Date.parse(until)) return 'over'
  if (from && now < Date.parse(from)) return 'later'
  if (until) return Date.parse(until) - now < soon ? 'soon' : 'now'
  return from ? 'now' : 'always'
}

/** The end of what counts as soon. */
export const soonEnds = (now: number) => new Date(now + soon).toISOString()
