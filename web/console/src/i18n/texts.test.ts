import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { merge } from './merge'

type Texts = { [key: string]: string | Texts }

const src = new URL('..', import.meta.url).pathname
const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
const read = (path: string) => readFileSync(src + path, 'utf8')

function load(locale: string): Map<string, string> {
  const texts = files.filter((f) => f.endsWith(`/${locale}.json`))
  const flat = new Map<string, string>()
  const walk = (texts: Texts, prefix: string) => {
    for (const [key, value] of Object.entries(texts)) {
      if (typeof value === 'string') flat.set(prefix + key, value)
      else walk(value, `${prefix}${key}.`)
    }
  }
  walk(merge(Object.fromEntries(texts.map((f) => [`./${f}`, JSON.parse(read(f)) as Texts]))), '')
  return flat
}

const en = load('en')
const zh = load('zh')
const sources = files.filter((f) => /\.(ts|vue)$/.test(f) && !/\.test\.ts$|schema\.d\.ts$/.test(f))

const placeholders = (text: string) =>
  [...new Set([...text.matchAll(/\{(\w+)\}/g)].map((m) => m[1]))].sort()

describe('texts', () => {
  test('both languages have the same keys', () => {
    expect([...zh.keys()].sort()).toEqual([...en.keys()].sort())
  })

  test('both languages use the same placeholders; a count may be left out of a language without plurals', () => {
    const differ = [...en.keys()].filter((key) => {
      const [a, b] = [placeholders(en.get(key)!), placeholders(zh.get(key) ?? '')]
      const plural = en.get(key)!.includes('|')
      return plural ? b.some((p) => !a.includes(p)) : a.join() !== b.join()
    })
    expect(differ).toEqual([])
  })

  test('nothing is empty or left in English', () => {
    expect([...en, ...zh].filter(([, text]) => !text.trim()).map(([key]) => key)).toEqual([])
    const same = [...zh].filter(([key, text]) => text === en.get(key) && /[a-z]{3}/i.test(text) && !foreign.includes(key))
    expect(same.map(([key]) => key)).toEqual([])
  })

  test('what the sources ask for exists, and what exists is asked for', () => {
    const literal = new Set<string>()
    const prefixes: string[] = []
    for (const path of sources) {
      const text = read(path)
      for (const [, key] of text.matchAll(/\bt\(\s*'([\w.-]+)'/g)) literal.add(key)
      for (const [, key] of text.matchAll(/['"`]([a-z]\w*(?:\.[\w-]+)+)['"`]/gi)) if (en.has(key)) literal.add(key)
      for (const [, prefix] of text.matchAll(/`([a-z]\w*\.(?:[\w-]+\.)*[\w-]*)\$\{/gi)) prefixes.push(prefix)
    }
    const missing = [...literal].filter((key) => !en.has(key))
    expect(missing).toEqual([])
    const titles = [...en.keys()].filter((key) => /^\w+\.title$/.test(key)) // by the name of the page
    const unused = [...en.keys()].filter(
      (key) => !literal.has(key) && !titles.includes(key) && !prefixes.some((p) => key.startsWith(p)),
    )
    expect(unused).toEqual([])
  })
})

/** The same word in both languages, on purpose. */
const foreign = ['webhooks.title']
