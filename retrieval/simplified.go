package retrieval

import (
	_ "embed"
	"strings"
)

//go:embed simplified.txt
var simplifiedText string

// The table covers the Han characters of the basic plane up to the compatibility forms, which NFKC resolves.
const firstHan, lastHan = 0x3400, 0x9FFF

var simplified = readSimplified(simplifiedText)

func readSimplified(text string) *[lastHan - firstHan + 1]uint16 {
	var table [lastHan - firstHan + 1]uint16
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		from := rune(0)
		for _, r := range strings.TrimSpace(line) {
			if from == 0 {
				from = r
				continue
			}
			if firstHan <= from && from <= lastHan {
				table[from-firstHan] = uint16(r)
			}
			from = 0
		}
	}
	return &table
}

// simplify gives the simplified form of a traditional Han character, and any other rune as it is.
func simplify(r rune) rune {
	if firstHan <= r && r <= lastHan {
		if to := simplified[r-firstHan]; to != 0 {
			return rune(to)
		}
	}
	return r
}
