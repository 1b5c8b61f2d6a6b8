package knowledge

import (
	"cmp"
	"slices"
	"strings"
)

// matchPassages finds for every passage the article that is its own, -1 where there is none. The same words under the
// same headings go first, then the same words anywhere, in both cases in their order; then those of which at least half are
// the same, the most alike first. Articles that are in use go before archived ones.
func matchPassages(old []kept, now []found) []int {
	m := matcher{old: old, now: now, match: make([]int, len(now)), taken: make([]bool, len(old))}
	for i := range m.match {
		m.match[i] = -1
	}
	used := func(k kept) bool { return !k.gone && !k.withdrawn }
	words := func(digest string, _ []string) string { return digest }
	place := func(digest string, path []string) string { return digest + "\x00" + strings.Join(path, "\x00") }
	m.equal(place, used)
	m.equal(words, used)
	m.equal(words, func(k kept) bool { return k.withdrawn })
	m.equal(words, func(k kept) bool { return k.gone })
	m.alike(used)
	m.alike(func(k kept) bool { return k.withdrawn })
	return m.match
}

type matcher struct {
	old   []kept
	now   []found
	match []int
	taken []bool
}

func (m *matcher) pair(i, k int) { m.match[i], m.taken[k] = k, true }

// equal pairs what has the same key, first with first.
func (m *matcher) equal(key func(digest string, path []string) string, usable func(kept) bool) {
	waiting := map[string][]int{}
	for k, o := range m.old {
		if !m.taken[k] && usable(o) {
			name := key(o.Origin.Digest, o.Origin.Path)
			waiting[name] = append(waiting[name], k)
		}
	}
	for i, f := range m.now {
		if m.match[i] >= 0 {
			continue
		}
		if name := key(f.digest, f.Path); len(waiting[name]) > 0 {
			m.pair(i, waiting[name][0])
			waiting[name] = waiting[name][1:]
		}
	}
}

const (
	alikeFrom = 0.5 // share of words in common, of both
	samePath  = 0.2 // what the same headings are worth beside it
)

// alike pairs what has most words in common.
func (m *matcher) alike(usable func(kept) bool) {
	type candidate struct {
		now, old int
		score    float64
	}
	ix := newWordIndex()
	for k, o := range m.old {
		if !m.taken[k] && usable(o) {
			ix.add(k, o.words)
		}
	}
	var all []candidate
	for i, f := range m.now {
		if m.match[i] >= 0 || ix.empty() {
			continue
		}
		for k, share := range ix.shares(f.Text) {
			if share < alikeFrom {
				continue
			}
			if slices.Equal(f.Path, m.old[k].Origin.Path) {
				share += samePath
			}
			all = append(all, candidate{i, k, share})
		}
	}
	slices.SortFunc(all, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(b.score, a.score), a.now-b.now, a.old-b.old)
	})
	for _, c := range all {
		if m.match[c.now] < 0 && !m.taken[c.old] {
			m.pair(c.now, c.old)
		}
	}
}

// textOf is the words of a passage. With translations beside it, which one came from the document is not known: the one
// of its digest, or else any.
func textOf(a Article) (text string) {
	for _, l := range sortedKeys(a.Texts) {
		if text = a.Texts[l].Answer; digestOf(text) == a.Origin.Digest {
			break
		}
	}
	return text
}
