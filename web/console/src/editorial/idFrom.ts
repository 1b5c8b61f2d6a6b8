/** A name from a text: "How do I return it?" is "how-do-i-return-it"; where there are no such letters, the time after otherwise. */
export function idFrom(text: string, otherwise: string, now = new Date()): string {
  const plain = text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\u0300-\u036f'’]/g, '')
  let id = ''
  for (const word of plain.match(/[a-z0-9]+/g) ?? []) {
    if (id.length + word.length >= 60) break
    id += (id && '-') + word
  }
  return /[a-z]{2}/.test(id)
    ? id
    : `${otherwise}-${now.toISOString().slice(0, 16).replace(/[-:]/g, '').replace('T', '-')}`
}
