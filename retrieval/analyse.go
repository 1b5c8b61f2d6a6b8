package retrieval

import (
	"strings"
	"unicode"

	"github.com/kljensen/snowball/english"
	"golang.org/x/text/unicode/norm"
)

// word is one unit of a text as the indexes see it: an alphabetic word, or a run of characters of a script that is
// written without spaces.
type word struct {
	text  string // normalised
	stem  string // of alphabetic words; the same as text otherwise
	dense bool   // written without spaces: Chinese, Japanese, Korean
}

// Normalise brings spellings of the same text together: compatibility forms (full-width letters and digits, ligatures),
// case, traditional characters, and apostrophes, which customers leave out as often as not.
func Normalise(s string) string {
	s = norm.NFKC.String(strings.ToValidUTF8(s, " "))
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\'' || r == '’' || r == '‘' || r == '´' || r == '`':
			return -1
		case r < firstHan:
			return unicode.ToLower(r)
		}
		return simplify(r)
	}, s)
}

// longNumber is the number of digits from which a number is taken for an order, account or telephone number: its digits
// say nothing about the question, that one is there does.
const longNumber = 5

const someNumber = "0#"

// analyser splits texts into words and words into features. It remembers stems, which are the costly part of building an index, and is not safe
// for concurrent use.
type analyser struct {
	stems map[string]string
	found []feature
	at    []int
}

func newAnalyser() *analyser { return &analyser{stems: map[string]string{}} }

func (a *analyser) words(text string) []word {
	text = Normalise(text)
	out := make([]word, 0, len(text)/5+1)
	start, digits := -1, true
	flush := func(end int) {
		if start < 0 {
			return
		}
		w := text[start:end]
		if digits && len(w) >= longNumber {
			w = someNumber
		}
		out = append(out, word{text: w, stem: a.stem(w)})
		start, digits = -1, true
	}
	denseStart, denseEnd := -1, -1
	flushDense := func() {
		if denseStart < 0 {
			return
		}
		run := text[denseStart:denseEnd]
		if strings.ContainsFunc(run, unicode.IsSpace) {
			run = strings.Join(strings.Fields(run), "")
		}
		out = append(out, word{text: run, stem: run, dense: true})
		denseStart = -1
	}
	for i, r := range text {
		switch {
		case isDense(r):
			flush(i)
			if denseStart < 0 {
				denseStart = i
			}
			denseEnd = i + len(string(r))
		case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r):
			flushDense()
			if start < 0 {
				start = i
			}
			if !unicode.IsDigit(r) {
				digits = false
			}
		case unicode.IsSpace(r): // does not end a dense run: some write Chinese with spaces between the words
			flush(i)
		default:
			flush(i)
			flushDense()
		}
	}
	flush(len(text))
	flushDense()
	return out
}

func (a *analyser) stem(w string) string {
	if s, ok := a.stems[w]; ok {
		return s
	}
	s := w
	if len(w) > 2 && len(w) < 40 && isPlainWord(w) {
		s = english.Stem(w, true)
	}
	a.stems[strings.Clone(w)] = s
	return s
}

func isPlainWord(w string) bool {
	for i := range len(w) {
		if w[i] < 'a' || w[i] > 'z' {
			return false
		}
	}
	return true
}

func isDense(r rune) bool {
	return r >= 0x2E80 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul)
}
