import { expect, test } from 'vitest'
import { originOf } from './setup'

test('a site is named as browsers name it, however it was typed', () => {
  expect(originOf('https://Shop.Example.org/cart?x=1')).toBe('https://shop.example.org')
  expect(originOf(' shop.example.org ')).toBe('https://shop.example.org')
  expect(originOf('http://localhost:8000')).toBe('http://localhost:8000')
  expect(['', 'shop', 'https://', 'not a site'].map(originOf)).toEqual([null, null, null, null])
})
