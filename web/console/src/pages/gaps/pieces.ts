// Words that questions share whatever they are about. They weigh little, so that "How much is the case?" and "How much is the
// charger?" stay two questions.
const small = new Set((
  'a an and any are as at be but by can could did do does for from get had has have how i if in is it its me my no not of on '
  + 'one or our please shall should so some than that the their them then there they this to us was we were what when where which '
  + 'who why will with would you your yours much many')
  .split(' '))
const smallHan = /[吗呢吧啊的了么什怎能可以我你您们请问是有要在和与及把被就都也还会给想]/u

/** A text without case, width and punctuation. */
export const plain = (text: string) => text.normalize('NFKC').toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ' ').trim()

/** What a question is made of, with weights: words, or pairs of characters where words are not set apart. */
export function piecesOf(text: string): Map<string, number> {
  const pieces = new Map<string, number>()
  const put = (piece: string, light: boolean) => pieces.set(piece, light ? 0.2 : 1)
  for (const word of plain(text).replace(/(\p{L})['’](\p{L})/gu, '$1$2').split(' ')) {
    for (const part of word.match(/\p{Script=Han}+|[^\p{Script=Han}]+/gu) ?? []) {
      if (!/\p{Script=Han}/u.test(part)) put(part, small.has(part))
      else if (part.length === 1) put(part, smallHan.test(part))
      else for (let i = 0; i + 1 < part.length; i++) put(part.slice(i, i + 2), smallHan.test(part.slice(i, i + 2)))
    }
  }
  if (pieces.size === 0) put(text.trim(), false) // nothing but signs
  return pieces
}
