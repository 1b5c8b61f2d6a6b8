package llm

import "strings"

// text is what is sent in place of a text: some of its characters are left out, replaced, or stood for by placeholders. It
// knows the way back to the original, so that words quoted from it are found there as they were written.
type text struct {
	original string
	runes    []rune
	at       []span // of each rune: the bytes of the original that it stands for; of no width for what was put in
}

// span is from a position up to another, exclusive.
type span struct{ from, to int }

func (t text) String() string { return string(t.runes) }

func (t *text) add(r rune, at span) {
	t.runes = append(t.runes, r)
	t.at = append(t.at, at)
}

// find gives the words of the original that other words quote: word by word but for case, width and white space. It is
// false if they are not there.
func (t text) find(words string) (string, bool) {
	pattern := fold([]rune(strings.TrimSpace(words))).runes
	if len(pattern) == 0 {
		return "", false
	}
	f := fold(t.runes)
	for i := range f.runes {
		end := f.literal(i, pattern)
		if end < 0 {
			continue
		}
		from, to := f.at[i].from, f.at[end-1].to
		if t.unbroken(from, to) {
			return t.original[t.at[from].from:t.at[to-1].to], true
		}
	}
	return "", false
}

// unbroken reports whether the runes stand for one stretch of the original.
func (t text) unbroken(from, to int) bool {
	for _, at := range t.at[from:to] {
		if at.from == at.to {
			return false
		}
	}
	return true
}

const gap = '…'

// cut leaves out the middle of a text that has more than limit runes. What stands for one thing stays whole or goes.
func (t text) cut(limit int) text {
	if len(t.runes) <= limit {
		return t
	}
	head, tail := limit*3/4, len(t.runes)-limit/4+1
	for head > 0 && t.at[head] == t.at[head-1] {
		head--
	}
	for tail < len(t.runes) && t.at[tail] == t.at[tail-1] {
		tail++
	}
	short := text{original: t.original}
	short.runes = append(short.runes, t.runes[:head]...)
	short.at = append(short.at, t.at[:head]...)
	short.add(gap, span{t.at[head].from, t.at[head].from})
	short.runes = append(short.runes, t.runes[tail:]...)
	short.at = append(short.at, t.at[tail:]...)
	return short
}
