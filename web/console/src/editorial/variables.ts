// A variable is a name in braces, {order_no}; braces around anything else are ordinary text. The server fills them by the
// same rule (package knowledge).
const variable = /\{([A-Za-z_][A-Za-z0-9_]*)\}/g

/** A piece of a text: plain, or a variable with its name and the value that fills it, if there is one. */
export interface Piece {
  text: string
  name?: string
  value?: string
}

/** The pieces of a text in their order, its variables filled where values has something for them. */
export function pieces(text: string, values: Record<string, string> = {}): Piece[] {
  const list: Piece[] = []
  let end = 0
  for (const match of text.matchAll(variable)) {
    if (match.index > end) list.push({ text: text.slice(end, match.index) })
    const name = match[1]!
    const value = Object.hasOwn(values, name) ? values[name] : undefined
    list.push({ text: match[0], name, ...(value && { value }) })
    end = match.index + match[0].length
  }
  if (end < text.length) list.push({ text: text.slice(end) })
  return list
}

/** The names of a text's variables, each once, in order of appearance. */
export const variables = (text: string) => [...new Set([...text.matchAll(variable)].map((m) => m[1]!))]

/** Whether every brace has its partner; the server refuses a text that has one without. */
export function balanced(text: string): boolean {
  let depth = 0
  for (const c of text) {
    if (c === '{') depth++
    if (c === '}' && --depth < 0) return false
  }
  return depth === 0
}
