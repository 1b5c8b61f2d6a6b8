type Rgb = [number, number, number]

const black: Rgb = [0, 0, 0]
const white: Rgb = [255, 255, 255]

/** parse reads #rgb and #rrggbb. */
export function parse(colour: string): Rgb | undefined {
  const hex = /^#([\da-f]{3}|[\da-f]{6})$/i.exec(colour.trim())?.[1]
  if (!hex) return undefined
  const long = hex.length === 3 ? [...hex].map((digit) => digit + digit).join('') : hex
  const number = parseInt(long, 16)
  return [number >> 16, (number >> 8) & 255, number & 255]
}

/** contrast of two colours, 1 to 21 (WCAG 2.2). */
export function contrast(a: Rgb, b: Rgb): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number]
  return (light + 0.05) / (dark + 0.05)
}

function luminance(colour: Rgb): number {
  const [r, g, b] = colour.map((part) => {
    const share = part / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  }) as Rgb
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

/** readable moves a colour towards black or white until text in it can be read on the background. */
function readable(colour: Rgb, background: Rgb, least = 4.6): Rgb {
  const goal = luminance(background) > 0.2 ? black : white
  for (let share = 0; share < 1; share += 0.05) {
    const mixed = colour.map((part, i) => Math.round(part + ((goal[i] ?? 0) - part) * share)) as Rgb
    if (contrast(mixed, background) >= least) return mixed
  }
  return goal
}

const css = (colour: Rgb) => `rgb(${colour.join(' ')})`

/** The site's colour in all its parts, readable whatever the site has chosen. */
export interface Tones {
  accent: string // behind own words and the main buttons
  onAccent: string // words on it
  link: string // words in it, on the background of the theme
}

/** tones fits a site's colour to a theme. A colour that cannot be read gives the house's own. */
export function tones(accent: string | undefined, dark: boolean): Tones {
  const colour = parse(accent ?? '') ?? [51, 84, 196]
  // The grey behind the bot's words is the harder ground: what is readable there is readable everywhere.
  const ground: Rgb = dark ? [38, 42, 49] : [241, 243, 245]
  const shown = dark && contrast(colour, [23, 25, 29]) < 1.6 ? readable(colour, [23, 25, 29], 1.8) : colour
  const onAccent = contrast(white, shown) >= 4.5 ? white : black // one of them always reaches 4.5
  return { accent: css(shown), onAccent: css(onAccent), link: css(readable(colour, ground)) }
}
