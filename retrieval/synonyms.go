package retrieval

import (
	_ "embed"
	"strconv"
	"strings"

	"github.com/kljensen/snowball/english"
)

//go:embed synonyms.txt
var synonymsText string

var synonyms = readSynonyms(synonymsText)

// thesaurus gives the features of the groups that a word belongs to.
type thesaurus struct {
	stems   map[string][]feature
	dense   map[string][]feature
	longest int // runes of the longest dense word
}

func readSynonyms(text string) thesaurus {
	t := thesaurus{stems: map[string][]feature{}, dense: map[string][]feature{}}
	group := 0
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		group++
		f := newFeature(conceptKind, strconv.Itoa(group))
		for _, w := range strings.Fields(line) {
			if isPlainWord(w) {
				w = english.Stem(w, true)
				t.stems[w] = append(t.stems[w], f)
				continue
			}
			t.dense[w] = append(t.dense[w], f)
			t.longest = max(t.longest, len([]rune(w)))
		}
	}
	return t
}
