import { readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

/** The languages the product speaks. */
export type Locale = 'en' | 'zh'

type Texts = { [key: string]: string | Texts }
export type Words = (key: string, values?: Record<string, string | number>) => string

const source = join(import.meta.dirname, '../../console/src')
const read: Partial<Record<Locale, Texts>> = {}

/**
 * The console's own words, as its pages show them: words('zh')('desk.claim'). A key that does not exist throws, so that a
 * test fails there and not at a locator that finds nothing.
 */
export function words(locale: Locale): Words {
  return (key, values = {}) => {
    let found: Texts | string | undefined = (read[locale] ??= load(locale))
    for (const part of key.split('.')) found = typeof found === 'object' ? found[part] : undefined
    if (typeof found !== 'string') throw new Error(`the console has no text ${key} in ${locale}`)
    return found.replace(/\{'([^']*)'\}|\{(\w+)\}/g, (whole, literal?: string, name?: string) => literal ?? String(values[name!] ?? whole))
  }
}

/** Every folder's texts under its name, those of i18n without one: as the console merges them. */
function load(locale: Locale): Texts {
  const all: Texts = {}
  for (const file of readdirSync(source, { recursive: true, encoding: 'utf8' })) {
    if (basename(file) !== `${locale}.json`) continue
    const texts: Texts = JSON.parse(readFileSync(join(source, file), 'utf8'))
    const folder = basename(dirname(file))
    if (folder === 'i18n') Object.assign(all, texts)
    else all[folder] = texts
  }
  return all
}
