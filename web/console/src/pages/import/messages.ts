// What the server says about a row is in English. The usual sentences are known here by their form, so that they can be said
// in the reader's language; the rest is shown as it came.
const forms: [key: string, form: RegExp][] = [
  ['missing', /^(?<field>\S+): is missing$/],
  ['badId', /^id: must be 1 to 128 /],
  ['badLocale', /^texts\.(?<locale>\S+): is not a language code/],
  ['empty', /^texts\.(?<locale>[^.]+)\.answer: is empty$/],
  ['tooLong', /^(?<field>\S+): has (?<n>\d+) characters, at most (?<most>\d+) are allowed$/],
  ['tooMany', /^(?<field>\S+): has (?<n>\d+) entries, at most (?<most>\d+) are allowed$/],
  ['braces', /^(?<field>\S+): has a \{ or \} without its partner/],
  ['notUTF8', /is not UTF-8/],
  ['period', /^valid_until: must be later than valid_from$/],
  ['time', /^(?<field>valid_from|valid_until): "(?<text>.*)" is not a time/],
  ['contradicts', /^says otherwise than (?<place>.+:\d+) about .* of article "(?<id>.*)"$/],
  ['archived', /^article "(?<id>.*)" is archived/],
  ['unpublished', /^article "(?<id>.*)" has an unpublished version (?<version>\d+) by (?<who>.*); publish/],
  ['columns', /^has (?<n>\d+) columns, the header has (?<most>\d+)$/],
  ['quote', /a quote " (is|may be) opened and never closed/],
  ['rowTooLong', /^is longer than (?<most>\d+) KB$/],
  ['notJSON', /^is not JSON/],
  ['noHeading', /^stands above the first heading/],
  ['emptyHeading', /^the heading is empty/],
  ['ignored', /^ignored: (?<what>.*)$/],
]

export interface Message { key: string; named: Record<string, string> }

/** A row's message without its place, as a text to translate; null if its form is not known. */
export function messageOf(text: string, place: string): Message | null {
  const said = text.startsWith(`${place}: `) ? text.slice(place.length + 2) : text
  for (const [key, form] of forms) {
    const found = form.exec(said)
    if (found) return { key, named: { ...found.groups } }
  }
  return null
}
