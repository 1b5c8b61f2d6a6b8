package wording

import (
	"slices"
	"strings"
	"unicode"
)

// mostComposed is how many words (of Chinese: characters) a composed text may have; nobody reads a longer one in a chat.
const mostComposed = 600

// Composed holds a text that was composed of approved ones against them: each of its sentences must be one of theirs, word
// by word. Whoever composes may choose sentences, put them in another order, join them ("and", "also", 另外), and leave
// sentences out, but neither add nor change nor leave out a word within one: a single word ("used", "only", "not") turns an
// approved promise into another, and no list of such words is complete. Sentences that limit, deny or refer back to what
// stands before them stay with it; so do the items of a list with what introduces it, and the rows of a table.
//
// It returns the first words that rest on nothing; none, and ok, where all do.
func Composed(text string, sources []string) (stray string, ok bool) {
	t := newText(text)
	words := t.tokens(0, len(t.r))
	if len(words) == 0 || len(words) > mostComposed || strings.ContainsFunc(text, hidden) {
		return text, false
	}
	var units [][]token
	for _, s := range sources {
		units = append(units, inUnits(s)...)
	}
	reached := make([]bool, len(words)+1) // up to this word all rest on something
	reached[0] = true
	furthest := 0
	for at := range words {
		if !reached[at] {
			continue
		}
		furthest = at
		if n := joins(words[at:]); n > 0 && at+n < len(words) {
			reached[at+n] = true
		}
		for _, unit := range units {
			if begins(words[at:], unit) {
				reached[at+len(unit)] = true
			}
		}
	}
	if reached[len(words)] {
		return "", true
	}
	original := []rune(text)
	last := words[min(furthest+4, len(words)-1)]
	return string(original[t.at[words[furthest].start] : t.at[last.end-1]+1]), false
}

// hidden characters change how a text is read and are no part of its words: they turn it round, or strike it through.
func hidden(r rune) bool { return r != '\n' && unicode.In(r, unicode.C, unicode.M) }

// token is a word, a number, a Chinese character, or a sign that means something.
type token struct {
	text       string
	start, end int // in text.r
}

// tokens reads what is said, without the marks that only divide it.
func (t *text) tokens(from, to int) []token {
	var all []token
	for i := from; i < to; {
		end := i
		switch r := t.r[i]; {
		case r == ' ' || r == '\n' || strings.ContainsRune(`.,!?;:"“”«»「」『』()…*·•`, r):
			i++
			continue
		case r == '-' && !digit(t.get(i+1)):
			i++
			continue
		case inWord(r):
			for end < to && (inWord(t.r[end]) || strings.ContainsRune(".,:'", t.r[end]) && end+1 < to && inWord(t.r[end+1])) {
				end++
			}
		default:
			end++
		}
		all = append(all, token{string(t.r[i:end]), i, end})
		i = end
	}
	return all
}

func inWord(r rune) bool { return r < 0x2e80 && (unicode.IsLetter(r) || unicode.IsDigit(r)) }

// begins reports whether the words begin with those of a unit.
func begins(words, unit []token) bool {
	return len(words) >= len(unit) && slices.EqualFunc(words[:len(unit)], unit, func(a, b token) bool { return a.text == b.text })
}

var joining = func() [][]token {
	var all [][]token
	for _, phrase := range []string{
		"and", "also", "in addition", "additionally", "moreover", "besides", "另外", "此外", "同时", "还有", "以及", "并且", "而且",
	} {
		t := newText(phrase)
		all = append(all, t.tokens(0, len(t.r)))
	}
	return all
}()

// joins is how many words at the beginning only join what follows to what came before.
func joins(words []token) int {
	for _, phrase := range joining {
		if begins(words, phrase) {
			return len(phrase)
		}
	}
	return 0
}

// inUnits divides an approved text into the parts that may be said by themselves.
func inUnits(source string) [][]token {
	t, original := newText(source), []rune(source)
	var units [][]token
	introduced := false // by a colon: what comes belongs to it
	for from := 0; from < len(t.r); {
		to := t.sentenceEnd(from, original)
		words := t.tokens(from, to)
		if len(words) > 0 {
			begin := t.space(from)
			item := t.marksItem(begin)
			if n := len(units); n > 0 && (introduced && item || t.depends(begin, words, units[n-1])) {
				units[n-1] = append(units[n-1], words...)
			} else {
				units = append(units, words)
			}
			last := words[len(words)-1].end
			introduced = introduced && item || t.get(last) == ':' || t.get(begin) == '|'
		}
		from = to
	}
	return units
}

// sentenceEnd is where the sentence that begins at i ends. A line ends one where a mark, a blank line or an item of a list
// says so: running text may be wrapped.
func (t *text) sentenceEnd(i int, original []rune) int {
	for ; i < len(t.r); i++ {
		switch t.r[i] {
		case '!', '?':
			return i + 1
		case '.':
			if !digit(t.get(i+1)) && !latin(t.get(i+1)) {
				return i + 1
			}
		case '\n':
			before := t.get(t.spaceBack(i) - 1)
			if original[t.at[i]] != '\n' || t.get(t.space(i+1)) == '\n' || before == ':' || t.marksItem(t.space(i+1)) {
				return i + 1
			}
		}
	}
	return i
}

// marksItem reports whether an item of a list or a row of a table begins at i.
func (t *text) marksItem(i int) bool {
	switch t.get(i) {
	case '|', '•', '·':
		return true
	case '-', '*':
		return t.get(i+1) == ' '
	}
	end := i
	for digit(t.get(end)) {
		end++
	}
	return end > i && end-i <= 2 && (t.get(end) == '.' && t.get(end+1) == ' ' || t.get(end) == ')')
}

var (
	pointing = set(`it its they them their he his she her this that these those such there then otherwise instead however
		but only except unless if when where also both neither all each another the same`)
	limiting = set(`not no never none neither nor cannot cant can't won't don't doesn't isn't aren't wasn't didn't without
		unless except excluding excluded only but however if provided must need needs required requires least most limited
		instead otherwise apart until subject`)
	chinesePointing = []string{"这", "此", "该", "其", "它", "他", "她", "那", "上述", "以上", "另", "同样", "否则", "因此", "所以"}
	chineseLimiting = []string{"不", "没", "无", "未", "非", "仅", "只", "除", "须", "需", "限", "如", "若", "但", "必", "勿", "条件", "前提", "凭"}
)

// depends reports whether a sentence cannot stand without the one before: it goes on with it, points to it, or limits it.
// Where it is not clear it does: then more is said than need be, and nothing wrong.
func (t *text) depends(begin int, words, before []token) bool {
	first := words[0]
	last := before[len(before)-1]
	switch {
	case latin(t.get(begin)) && !t.upper[begin], digit(t.get(begin)) && !t.marksItem(begin):
		return true
	case latin(t.get(last.start)) && last.end-last.start <= 3 && t.get(last.end) == '.': // it may be an abbreviation
		return true
	case pointing[first.text], slices.ContainsFunc(words, func(w token) bool { return limiting[w.text] }):
		return true
	}
	said := string(t.r[begin:words[len(words)-1].end])
	return slices.ContainsFunc(chinesePointing, func(w string) bool { return strings.HasPrefix(said, w) }) ||
		slices.ContainsFunc(chineseLimiting, func(w string) bool { return strings.Contains(said, w) })
}
