package retrieval

import (
	_ "embed"
	"strings"
)

//go:embed function.txt
var functionText string

// functionWords hold a sentence together and hardly say what it is about. In a small knowledge base they are as rare as the
// words that do, so that counting articles does not find them out: they keep half of their idf. Only English ones: the same
// for Chinese gained nothing (docs/retrieval.md).
var functionWords = readFunctionWords(functionText)

const functionShare = 0.5

func readFunctionWords(text string) map[feature]bool {
	words := map[feature]bool{}
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		for _, w := range strings.Fields(line) {
			words[newFeature(stemKind, newAnalyser().stem(w))] = true
		}
	}
	return words
}
