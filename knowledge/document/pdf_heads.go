package document

import (
	"math"
	"regexp"
	"strconv"
	"strings"
)

var digits = regexp.MustCompile(`[0-9]+`)

// pageNumber is a line of nothing but a number: "12", "- 12 -", "Page 3 of 20", "第 3 页 / 共 20 页".
var pageNumber = regexp.MustCompile(`^(?i:[-–—|·\s]*(?:page|seite|p\.|第)?\s*#\s*(?:(?:of|/|von|页|頁|，|,|共|\s)+[0-9#]*)*\s*(?:页|頁)?[-–—|·\s]*)$`)

// margins is the part of the height, above and below, in which running heads and page numbers stand.
const margins = 0.12

// removeRunningHeads leaves out lines near the edges that return on other pages at the same height: with the same text, or
// with a number in it that counts the pages. Headings that happen to stand there are larger.
func removeRunningHeads(sheets []*sheet) {
	if len(sheets) < 2 {
		return
	}
	body := bodyStyle(sheets).size
	seen := map[runningHead]int{}
	each := func(s *sheet, l line, do func(runningHead)) {
		if l.table != nil || l.size > 1.12*body || l.y < s.height*(1-margins) && l.y > s.height*margins {
			return
		}
		for _, h := range runningHeads(l, s.page) {
			do(h)
		}
	}
	for _, s := range sheets {
		once := map[runningHead]bool{}
		for _, l := range s.lines {
			each(s, l, func(h runningHead) { once[h] = true })
		}
		for h := range once {
			seen[h]++
		}
	}
	enough := max(2, min(3, len(sheets)), len(sheets)/100)
	for _, s := range sheets {
		returns := func(l line) bool {
			drop := false
			each(s, l, func(h runningHead) {
				times := 0
				for _, near := range []int{-1, 0, 1} {
					times += seen[runningHead{h.text, h.offset, h.height + near}]
				}
				drop = drop || times >= enough || times > 1 && pageNumber.MatchString(h.text)
			})
			return drop
		}
		s.lines = outermost(s.lines, returns)
	}
}

// outermost leaves out the lines above the text and below it that return: from the edge up to the first that does not.
func outermost(lines []line, returns func(line) bool) []line {
	for len(lines) > 0 && returns(lines[0]) {
		lines = lines[1:]
	}
	for len(lines) > 0 && returns(lines[len(lines)-1]) {
		lines = lines[:len(lines)-1]
	}
	return lines
}

// runningHead is what a line may be on many pages: its text, or its text around a number that is the page's, give or take
// the same offset.
type runningHead struct {
	text   string
	offset int
	height int // in steps of 4 points
}

func runningHeads(l line, page int) []runningHead {
	height := int(math.Round(l.y / 4))
	text := strings.ToLower(l.text)
	heads := []runningHead{{text, 0, height}}
	for _, at := range digits.FindAllStringIndex(text, 4) {
		if n, err := strconv.Atoi(text[at[0]:at[1]]); err == nil {
			heads = append(heads, runningHead{text[:at[0]] + "#" + text[at[1]:], n - page, height})
		}
	}
	return heads
}
