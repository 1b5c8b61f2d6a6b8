package document

import (
	"cmp"
	"math"
	"regexp"
	"slices"
	"strings"
)

// typeset is how a document is set, told from all its lines.
type typeset struct {
	body      float64         // size of most of the text
	leading   float64         // distance of its lines, in sizes
	levels    map[style]int   // of headings
	compounds map[string]bool // words with a hyphen in the middle of a line
	mostBold  bool
	dense     bool // Chinese without spaces around words and numbers
}

type style struct {
	size float64
	bold bool
}

func (l line) style() style { return style{math.Round(l.size*2) / 2, l.bold} }

func typesetting(sheets []*sheet) typeset {
	t := typeset{levels: map[style]int{}, compounds: map[string]bool{}, leading: 1.2}
	amount := map[style]int{}
	leadings := map[int]int{}
	spaced, tight := 0, 0
	for _, s := range sheets {
		for i, l := range s.lines {
			if l.table != nil {
				continue
			}
			amount[l.style()] += size(l.text)
			spaced += len(spacedWord.FindAllStringIndex(l.text, -1))
			tight += len(tightWord.FindAllStringIndex(l.text, -1))
			for word := range strings.FieldsSeq(l.text) {
				if in := strings.Index(word, "-"); in > 0 && in < len(word)-1 && len(t.compounds) < 10_000 {
					t.compounds[strings.ToLower(word)] = true
				}
			}
			if i > 0 && s.lines[i-1].size == l.size && math.Abs(s.lines[i-1].x0-l.x0) < l.size/2 {
				if d := (s.lines[i-1].y - l.y) / l.size; d > 0.9 && d < 2.2 {
					leadings[int(d*20)] += len(l.text)
				}
			}
		}
	}
	body := bodyStyle(sheets)
	t.body, t.mostBold = body.size, body.bold
	most := 0
	for d, n := range leadings {
		if n > most || n == most && float64(d)/20 < t.leading {
			t.leading, most = float64(d)/20+0.05, n
		}
	}
	t.dense = tight > spaced
	t.rank(amount)
	return t
}

var (
	spacedWord = regexp.MustCompile(`\p{Han} [0-9A-Za-z]`)
	tightWord  = regexp.MustCompile(`\p{Han}[0-9A-Za-z]`)
)

// bodyStyle is the style of most of the text.
func bodyStyle(sheets []*sheet) style {
	amount := map[style]int{}
	for _, s := range sheets {
		for _, l := range s.lines {
			if l.table == nil {
				amount[l.style()] += size(l.text)
			}
		}
	}
	body, most := style{10, false}, 0
	for s, n := range amount {
		if n > most || n == most && s.size < body.size {
			body, most = s, n
		}
	}
	return body
}

// rank gives the sizes of headings levels, the largest the first. Sizes that hold much of the text are none.
func (t *typeset) rank(amount map[style]int) {
	total := 0
	for _, n := range amount {
		total += n
	}
	var sizes []float64
	for s, n := range amount {
		if s.size >= 1.12*t.body && n*4 < total && !slices.Contains(sizes, s.size) {
			sizes = append(sizes, s.size)
		}
	}
	slices.SortFunc(sizes, func(a, b float64) int { return cmp.Compare(b, a) })
	for i, s := range sizes {
		t.levels[style{s, true}], t.levels[style{s, false}] = min(i+1, 6), min(i+1, 6)
	}
	if !t.mostBold {
		for _, s := range []float64{t.body, t.body + 0.5, t.body + 1} {
			if bold := (style{s, true}); t.levels[bold] == 0 {
				t.levels[bold] = min(len(sizes)+1, 7)
			}
		}
	}
}
