package evals

import (
	"math/big"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/batondesk/baton/conversation"
)

// sameValue compares two values of a type as the README of the evaluation data says, after NFKC.
func sameValue(typ conversation.FieldType, gold, got string) bool {
	gold, got = norm.NFKC.String(gold), norm.NFKC.String(got)
	switch typ {
	case conversation.TypePhone:
		a, b := only(gold, unicode.IsDigit), only(got, unicode.IsDigit)
		long, short := a, b
		if len(long) < len(short) {
			long, short = short, long
		}
		// the country code, of one to three digits, is optional
		return a == b || short != "" && len(long)-len(short) <= 3 && strings.HasSuffix(long, short) && len(short) >= 7
	case conversation.TypeAmount:
		a, okA := new(big.Rat).SetString(strings.TrimSpace(gold))
		b, okB := new(big.Rat).SetString(strings.TrimSpace(got))
		return okA && okB && a.Cmp(b) == 0
	case conversation.TypeName:
		return strings.EqualFold(only(gold, nameRune), only(got, nameRune))
	case conversation.TypeID, conversation.TypePostcode:
		return strings.EqualFold(only(gold, nameRune), only(got, nameRune))
	case conversation.TypeEmail:
		return strings.EqualFold(strings.TrimSpace(gold), strings.TrimSpace(got))
	}
	words := func(s string) string { return strings.Join(strings.Fields(strings.ToLower(s)), " ") }
	return words(gold) == words(got)
}

func nameRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) }

func only(s string, keep func(rune) bool) string {
	return strings.Map(func(r rune) rune {
		if keep(r) {
			return r
		}
		return -1
	}, s)
}
