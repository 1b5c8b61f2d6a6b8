package llm

import "unicode"

// Tokens estimates how many tokens a text has for a model, without knowing the model: a token for four characters of
// Latin script, for two digits or marks, for each character of a script without spaces, and for two of any other. It errs
// upwards: by a tenth to a half with the vocabularies of today.
func Tokens(s string) int {
	quarters := 0
	for _, r := range s {
		switch {
		case r < 0x80 && (unicode.IsLetter(r) || r == ' '):
			quarters++
		case r < 0x80:
			quarters += 2
		case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul):
			quarters += 4
		default:
			quarters += 2
		}
	}
	return (quarters + 3) / 4
}
