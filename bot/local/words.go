package local

import (
	_ "embed"
	"strings"
)

// commonWords are everyday English words that are not names; givenNames are common first names. Both lists were written
// for this package.
var (
	commonWords = wordList(commonText)
	givenNames  = wordList(givenText)
)

//go:embed common.txt
var commonText string

//go:embed given.txt
var givenText string

func wordList(text string) map[string]bool {
	m := map[string]bool{}
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		for _, w := range strings.Fields(line) {
			m[w] = true
		}
	}
	return m
}
