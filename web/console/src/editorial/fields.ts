/**
 * A text as its editor works on it: one string per field, named as the server names it in problems ("texts.en.answer").
 * A list is a string with one entry per line. So editing, comparing, merging and keeping drafts need to know nothing
 * about articles, phrases or terms.
 */
export type Fields = Record<string, string>

/** The entries of a list field, without empty lines. */
export const entries = (text: string | undefined) =>
  (text ?? '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')

/** The languages that fields under a prefix are in, in their order: ["en", "zh"] for "texts". */
export const languagesOf = (fields: Fields, prefix: string) => [
  ...new Set(
    Object.keys(fields)
      .filter((path) => path.startsWith(prefix + '.'))
      .map((path) => path.split('.')[1]!),
  ),
]

/** The paths of the fields that are not the same in both, in their order. An absent field is as good as an empty one. */
export const changed = (before: Fields, after: Fields) =>
  [...new Set([...Object.keys(after), ...Object.keys(before)])].filter(
    (path) => (before[path] ?? '') !== (after[path] ?? ''),
  )

/** A field that two people changed differently. */
export interface Collision {
  path: string
  mine: string
  theirs: string
}

/**
 * What two people made of one text, put together: a field that only one of them changed is as they left it. Where both
 * changed one differently it stands as mine, and is named as a collision.
 */
export function merge(base: Fields, mine: Fields, theirs: Fields): { fields: Fields; collisions: Collision[] } {
  const fields: Fields = {}
  const collisions: Collision[] = []
  for (const path of new Set([...Object.keys(theirs), ...Object.keys(mine)])) {
    const unchangedByMe = (base[path] ?? '') === (mine[path] ?? '')
    const chosen = unchangedByMe ? theirs[path] : mine[path]
    if (chosen !== undefined) fields[path] = chosen
    const [m, t, b] = [mine[path] ?? '', theirs[path] ?? '', base[path] ?? '']
    if (m !== t && m !== b && t !== b) collisions.push({ path, mine: m, theirs: t })
  }
  return { fields, collisions }
}

/** What a problem says about one field; an entry of a list ("alt_questions[2]") counts for the list. */
export const messagesFor = (errors: { field: string; message: string }[] | undefined, path: string): string[] =>
  (errors ?? []).filter((e) => e.field === `body.${path}` || e.field.startsWith(`body.${path}[`)).map((e) => e.message)
