export interface Piece {
  text: string
  href?: string
}

/** Cuts a text into plain pieces and http(s) addresses. A mark that ends a sentence is not part of an address. */
export function pieces(text: string): Piece[] {
  const out: Piece[] = []
  let from = 0
  for (const found of text.matchAll(/\bhttps?:\/\/[^\s<>"'`，。！？；：、）】」』《》\u0000-\u001f\u200b-\u200f\u202a-\u202e\u2066-\u2069]+/gi)) {
    const address = found[0].replace(/[.,;:!?)\]}]+$/, '')
    if (!URL.canParse(address)) continue
    if (found.index > from) out.push({ text: text.slice(from, found.index) })
    out.push({ text: address, href: address })
    from = found.index + address.length
  }
  if (from < text.length) out.push({ text: text.slice(from) })
  return out
}
