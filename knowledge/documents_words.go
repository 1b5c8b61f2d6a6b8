package knowledge

import (
	"cmp"
	"hash/maphash"
	"slices"
	"unicode"
)

// wordIndex finds the texts that have most words in common with another. Where words are written without spaces, pairs of
// characters stand for them.
type wordIndex struct {
	seed  maphash.Seed
	texts map[int]map[uint64]bool
	has   map[uint64][]int // texts by word
}

const (
	commonWord = 200 // texts; a word in more of them tells nothing
	nearest    = 8   // texts that are compared word by word
)

func newWordIndex() *wordIndex {
	return &wordIndex{maphash.MakeSeed(), map[int]map[uint64]bool{}, map[uint64][]int{}}
}

func (ix *wordIndex) empty() bool { return len(ix.texts) == 0 }

func (ix *wordIndex) add(k int, text string) {
	ix.texts[k] = ix.words(text)
	for w := range ix.texts[k] {
		ix.has[w] = append(ix.has[w], k)
	}
}

// shares gives for the nearest texts how much of both is in common, 0 to 1.
func (ix *wordIndex) shares(text string) map[int]float64 {
	words := ix.words(text)
	common := map[int]int{}
	for w := range words {
		if in := ix.has[w]; len(in) <= commonWord {
			for _, k := range in {
				common[k]++
			}
		}
	}
	var first []int
	for k := range common {
		first = append(first, k)
	}
	slices.SortFunc(first, func(a, b int) int { return cmp.Or(common[b]-common[a], a-b) })
	shares := map[int]float64{}
	for _, k := range first[:min(len(first), nearest)] {
		n := 0
		for w := range words {
			if ix.texts[k][w] {
				n++
			}
		}
		shares[k] = 2 * float64(n) / float64(len(words)+len(ix.texts[k]))
	}
	return shares
}

// words are the words of a text, each once.
func (ix *wordIndex) words(text string) map[uint64]bool {
	words := map[uint64]bool{}
	var word []rune
	end := func() {
		if len(word) > 0 {
			words[maphash.String(ix.seed, string(word))] = true
			word = word[:0]
		}
	}
	var before rune // the character before, if it is one without spaces
	for _, r := range text {
		switch {
		case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai):
			end()
			words[maphash.String(ix.seed, string([]rune{before, r}))] = true
			before = r
			continue
		case unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r):
			word = append(word, unicode.ToLower(r))
		default:
			end()
		}
		before = 0
	}
	end()
	return words
}
