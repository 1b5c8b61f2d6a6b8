package local

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/batondesk/baton/bot"
)

// nameHearing collects what was heard of a name: whole names, and its letters where it was spelled.
type nameHearing struct {
	full    map[string]float64 // "otto klein": first and last name
	first   map[string]float64 // words heard first or alone
	last    map[string]float64 // words heard last
	spelled []string           // letters in the order in which they were said
	written map[string]string  // as the recogniser wrote it
}

// longestName is the most words and the most letters of a name that is heard.
const longestName = 60

// spelledWeight is what the letters weigh against whole words: somebody who spells a name means those letters.
const spelledWeight = 6

func (h *nameHearing) add(turn bot.Turn) {
	if h.full == nil {
		h.full, h.first, h.last, h.written = map[string]float64{}, map[string]float64{}, map[string]float64{}, map[string]string{}
	}
	for i, guess := range append([]string{turn.Text}, turn.Alternatives...) {
		weight := otherGuess
		if i == 0 {
			weight = firstGuess
		}
		words := h.words(guess)
		if len(words) > longestName {
			continue // not a name, and comparing long strings is slow
		}
		if letters, ok := spelledName(words); ok {
			if len(letters) > longestName {
				continue
			}
			if i == 0 || len(h.spelled) == 0 {
				h.spelled = append(h.spelled, letters)
			}
			continue
		}
		words = slices.DeleteFunc(words, func(w string) bool { return len(w) < 2 })
		switch {
		case len(words) == 1:
			h.first[words[0]] += weight * 0.5
			h.last[words[0]] += weight * 0.3
		case len(words) >= 2 && len(words) <= 3:
			h.full[words[0]+" "+words[len(words)-1]] += weight
			h.first[words[0]] += weight
			h.last[words[len(words)-1]] += weight
		}
	}
}

// words are the words of a guess without what surrounds a name.
func (h *nameHearing) words(guess string) []string {
	t := read(guess)
	var words []string
	for i := range t.tokens {
		w := t.at(i)
		if t.kind(i) == digit && (w == "0" || w == "00") {
			w = strings.Repeat("o", len(w))
		} else if t.kind(i) != word {
			continue
		}
		if len(words) == 0 && len(w) > 1 && fillers[w] || t.is(i, "full", "name", "spelled", "spelt", "that's") {
			continue
		}
		w = strings.TrimSuffix(w, "'s")
		words = append(words, w)
		if h.written[w] == "" || t.capital(i) {
			h.written[w] = t.span(i, i+1)
		}
	}
	return words
}

// spelledName joins letters that were said one by one; it is false for words.
func spelledName(words []string) (string, bool) {
	var b strings.Builder
	letters, alphabet := 0, 0
	for _, w := range words {
		switch {
		case nato[w] != "":
			b.WriteString(nato[w])
			alphabet++
		case soundsLike[w] != "" && len(soundsLike[w]) == 1 && len(words) > 3 && soundsLike[w] > "9":
			b.WriteString(strings.ToLower(soundsLike[w]))
		default:
			b.WriteString(w)
		}
		if len(w) <= 2 {
			letters++
		}
	}
	spelled := len(words) >= 3 && letters*2 > len(words) || alphabet >= 2
	return b.String(), spelled
}

// best is the name that fits best to everything heard.
func (h *nameHearing) best() (string, bool) {
	candidates := map[string]float64{}
	maps.Copy(candidates, h.full)
	for f, wf := range h.first {
		for l, wl := range h.last {
			if name := f + " " + l; f != l && len(h.full) > 0 && candidates[name] == 0 && h.leads(f) && h.trails(l) {
				candidates[name] = 0.25 * (wf + wl)
			}
		}
	}
	for _, s := range h.spelled {
		for cut := 3; cut <= len(s)-3; cut++ {
			if givenNames[s[:cut]] {
				candidates[s[:cut]+" "+s[cut:]] += 0.1
			}
			for l := range h.last {
				if s[cut:] == l && givenNames[s[:cut]] {
					candidates[s[:cut]+" "+l] += 0.8
				}
			}
		}
		for l := range h.last {
			if givenNames[s] && len(h.full) > 0 && h.trails(l) {
				candidates[s+" "+l] += 0.6
			}
		}
	}
	if len(candidates) == 0 {
		return "", false
	}
	names := slices.Sorted(maps.Keys(candidates))
	score := func(name string) float64 {
		first, last, _ := strings.Cut(name, " ")
		total := candidates[name]
		if givenNames[first] {
			total += 0.8
		}
		if commonWords[last] && !surnames[last] || commonWords[first] && !givenNames[first] {
			total -= 0.8
		}
		for _, s := range h.spelled {
			total += spelledWeight * max(likeness(s, first+last), likeness(s, first), 0.9*likeness(s, last))
		}
		return total
	}
	name := slices.MaxFunc(names, func(a, b string) int { return cmp.Compare(score(a), score(b)) })
	first, last, _ := strings.Cut(name, " ")
	return h.form(first) + " " + h.form(last), true
}

func (h *nameHearing) leads(f string) bool {
	for name := range h.full {
		if strings.HasPrefix(name, f+" ") {
			return true
		}
	}
	return false
}

func (h *nameHearing) trails(l string) bool {
	for name := range h.full {
		if strings.HasSuffix(name, " "+l) {
			return true
		}
	}
	return false
}

func (h *nameHearing) form(w string) string {
	if written := h.written[w]; written != "" {
		return written
	}
	return strings.ToUpper(w[:1]) + w[1:]
}

// likeness is 1 for equal words and falls with the number of letters to change (Levenshtein 1966).
func likeness(a, b string) float64 {
	if a == "" || b == "" {
		return 0
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, diagonal+1)
		}
	}
	return 1 - float64(row[len(b)])/float64(max(len(a), len(b)))
}
