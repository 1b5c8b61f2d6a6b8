import { describe, expect, test } from 'vitest'
import { contrast, parse, tones } from './colour'

const rgb = (css: string) => css.match(/\d+/g)?.map(Number) as [number, number, number]

describe("the site's colour", () => {
  const colours = ['#000', '#fff', '#ff0', '#0b6b66', '#777777', '#e2725b', '#12f', '#808000', 'blue', undefined]

  test.each(colours)('%s can be read, whatever it is', (accent) => {
    for (const dark of [false, true]) {
      const { accent: shown, onAccent, link } = tones(accent, dark)
      expect(contrast(rgb(onAccent), rgb(shown))).toBeGreaterThanOrEqual(4.5)
      for (const ground of dark ? ['#17191d', '#262a31'] : ['#fff', '#f1f3f5']) {
        expect(contrast(rgb(link), parse(ground)!)).toBeGreaterThanOrEqual(4.5)
      }
    }
  })

  test('is kept as it is where it can be', () => {
    expect(tones('#0b6b66', false).accent).toBe('rgb(11 107 102)')
  })

  test('contrast is that of WCAG', () => {
    expect(contrast([0, 0, 0], [255, 255, 255])).toBeCloseTo(21)
    expect(contrast([119, 119, 119], [255, 255, 255])).toBeCloseTo(4.48, 2)
  })
})
