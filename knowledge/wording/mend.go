package wording

import (
	"slices"
	"strings"
)

// Mend takes out of a text what must not be said, as found by a Check of it. A sentence with a claim that is blocked gives
// way to the approved sentence that its finding suggests, which is then said once, or to nothing; where only words of the
// glossary are blocked, those give way to the preferred ones. The result, which may be empty, is a new text: it has not
// been checked.
func Mend(s string, findings []Finding) string {
	t := newText(s)
	original := []rune(s)
	var mended strings.Builder
	rest := 0 // of the original, not yet in mended
	put := func(from, to int, instead string) {
		mended.WriteString(string(original[rest:from]) + instead)
		rest = to
	}
	claims := slices.ContainsFunc(findings, func(f Finding) bool { return f.Verdict == Block && f.Kind != Term })
	for _, f := range findings {
		if f.Verdict != Block || f.Start < rest || claims && f.Kind == Term {
			continue
		}
		if f.Kind == Term {
			put(f.Start, f.End, f.Suggestion)
			continue
		}
		at, _ := slices.BinarySearch(t.at, f.Start)
		start, end := t.sentence(min(at, len(t.r)-1))
		from, to := t.at[start], t.at[end-1]+1
		sentence := string(original[from:to])
		instead := ""
		if f.Suggestion != "" && !strings.Contains(mended.String(), f.Suggestion) {
			instead = sentence[:len(sentence)-len(strings.TrimLeft(sentence, " \t"))] + f.Suggestion
		}
		if strings.HasSuffix(sentence, "\n") {
			instead += "\n"
		}
		put(from, to, instead)
	}
	put(len(original), len(original), "")
	return strings.TrimSpace(mended.String())
}
