//go:build ignore

// This program writes simplified.txt from Unihan_Variants.txt of the Unicode Character Database (UAX #38):
//
//	go run simplified_gen.go < Unihan_Variants.txt > simplified.txt
package main

import (
	"bufio"
	"fmt"
	"log"
	"os"
	"sort"
	"strconv"
	"strings"
)

func main() {
	simple := map[rune]rune{}
	lines := bufio.NewScanner(os.Stdin)
	version := ""
	for lines.Scan() {
		if v, ok := strings.CutPrefix(lines.Text(), "# Unicode version: "); ok {
			version = v
		}
		f := strings.Fields(lines.Text())
		if len(f) < 3 || f[1] != "kSimplifiedVariant" {
			continue
		}
		from := codePoint(f[0])
		for _, target := range f[2:] {
			// A character that is its own simplified form in one sense and not in another is folded: both sides of a
			// comparison are.
			if to := codePoint(target); to != from && from <= 0xFFFF && to <= 0xFFFF {
				simple[from] = to
				break
			}
		}
	}
	if err := lines.Err(); err != nil {
		log.Fatal(err)
	}
	var from []rune
	for r := range simple {
		from = append(from, r)
	}
	sort.Slice(from, func(i, j int) bool { return from[i] < from[j] })
	fmt.Printf("# Pairs of a traditional character and its simplified form: kSimplifiedVariant of the Unihan database, Unicode %s.\n", version)
	fmt.Println("# © Unicode, Inc., https://www.unicode.org/license.txt. Written by simplified_gen.go.")
	for i, r := range from {
		to := simple[r]
		for seen := map[rune]bool{r: true}; simple[to] != 0 && !seen[to]; to = simple[to] {
			seen[to] = true
		}
		fmt.Printf("%c%c", r, to)
		if i%40 == 39 || i == len(from)-1 {
			fmt.Println()
		}
	}
}

func codePoint(s string) rune {
	n, err := strconv.ParseUint(strings.TrimPrefix(s, "U+"), 16, 32)
	if err != nil {
		log.Fatal(err)
	}
	return rune(n)
}
