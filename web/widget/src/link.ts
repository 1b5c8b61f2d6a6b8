/** A piece of a text: words, or words that lead somewhere. */
export interface Piece {
  text: string
  href?: string
}

// Addresses are ASCII: nothing that looks like another letter or turns the reading direction is part of one.
const candidates = /https?:\/\/[!-~]+|mailto:[!-~]+|tel:\+?[\d().-]+|[\w.+-]+@[a-z\d-]+(?:\.[a-z\d-]+)+|\+\d[\d ()-]{6,17}\d/gi

/** linked cuts a text into words and links. Only http, https, mailto and tel become links. */
export function linked(text: string): Piece[] {
  const pieces: Piece[] = []
  let at = 0
  for (const match of text.matchAll(candidates)) {
    const words = trimmed(match[0])
    const href = target(words)
    if (!href) continue
    if (match.index > at) pieces.push({ text: text.slice(at, match.index) })
    pieces.push({ text: words, href })
    at = match.index + words.length
  }
  if (at < text.length) pieces.push({ text: text.slice(at) })
  return pieces
}

/** trimmed leaves the punctuation behind an address to the sentence; a closing bracket stays if it was opened inside. */
function trimmed(address: string): string {
  for (;;) {
    const last = address.at(-1) ?? ''
    const unopened = last === ')' && !address.includes('(')
    if (!unopened && !/[.,;:!?'"\]}>*_]/.test(last)) return address
    address = address.slice(0, -1)
  }
}

function target(words: string): string | undefined {
  if (/^\+/.test(words)) return 'tel:' + words.replace(/[^+\d]/g, '')
  if (/^tel:/i.test(words)) return words
  if (/^mailto:/i.test(words)) return safeHref(words)
  if (!/^https?:/i.test(words)) return 'mailto:' + words
  return safeHref(words)
}

/** safeHref is an address that may be followed from a chat, or undefined. One that hides its host behind a name is none. */
export function safeHref(address: string): string | undefined {
  try {
    const url = new URL(address)
    const allowed = ['http:', 'https:', 'mailto:', 'tel:'].includes(url.protocol)
    return allowed && !url.username && !url.password ? url.href : undefined
  } catch {
    return undefined
  }
}
