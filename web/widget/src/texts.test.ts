import { expect, test } from 'vitest'
import { fill, language, texts, type TextName } from './texts'

const holes = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([hole]) => hole).sort()

test.each(Object.keys(texts.en) as TextName[])('%s says the same in both languages', (name) => {
  expect(texts.zh[name].trim()).not.toBe('')
  expect(holes(texts.zh[name])).toEqual(holes(texts.en[name]))
})

test('a locale gets the language that fits', () => {
  expect(['zh', 'zh-Hant', 'ZH-cn', 'en', 'zhx', 'de', ''].map(language)).toEqual(['zh', 'zh', 'zh', 'en', 'en', 'en', 'en'])
})

test('values are put in as they are', () => {
  expect(fill('{a} and {b}', { a: '$1 {b}', b: 2 })).toBe('$1 {b} and 2')
})
