package retrieval

import (
	"regexp"
	"slices"
	"strings"
)

// Quote gives the sentences of a passage that answer a question: at most three, in their order, word by word; none if none
// shares enough with the question. A row of a table comes with its header and an item of a list with what introduces it, each
// on a line of its own; of one table or list they are one piece. What introduces a short list and answers by itself brings
// the whole list.
//
// It sees words and not meaning: a sentence that answers without a word of the question is not found.
func Quote(question, text string) []string {
	all := sentences(text)
	return say(all, choose(question, all))
}

// Sentences gives the pieces that Quote chooses from, in order, each as it stands in the passage.
func Sentences(text string) []string {
	var out []string
	for _, s := range sentences(text) {
		out = append(out, s.text)
	}
	return out
}

// Say quotes the sentences with these numbers, from 0, as Quote does those it chose. Numbers that there are not count for
// nothing, and so do those beyond the third.
func Say(text string, chosen []int) []string {
	all := sentences(text)
	chosen = slices.DeleteFunc(slices.Clone(chosen), func(i int) bool { return i < 0 || i >= len(all) })
	slices.Sort(chosen)
	chosen = slices.Compact(chosen)
	return say(all, chosen[:min(len(chosen), mostQuoted)])
}

const mostQuoted = 3

// The least that a sentence must have, as a share of the question and of what the passage has of it at all, each term by how
// telling it is in the passage; and what another sentence must add. docs/retrieval.md has what they do.
const (
	enough     = 0.12
	enoughHere = 0.35
	worthMore  = 0.25
	forNumber  = 1.25 // what it counts more for a sentence to have a number where one is asked for
)

// choose picks sentences by what they have of the question, each for what the ones before it lack.
func choose(question string, all []sentence) []int {
	a := newAnalyser()
	var asked []feature
	each(lexical(a.features(question)), func(f feature, _ int) { asked = append(asked, f) })
	count := make([]float64, len(asked))
	has := make([][]bool, len(all)) // of each sentence: which terms
	for i, s := range all {
		has[i] = make([]bool, len(asked))
		if s.item && s.lead != "" { // the sentence that introduces it comes before it
			copy(has[i], has[slices.IndexFunc(all, func(lead sentence) bool { return lead.list == s.list })])
		}
		own := lexical(a.features(s.text))
		for t, f := range asked {
			if _, known := slices.BinarySearch(own, f); known {
				has[i][t] = true
				count[t]++
			}
		}
	}
	weight, total, here := make([]float64, len(asked)), 0.0, 0.0
	for t, f := range asked {
		weight[t] = telling(f) * idf(f, float64(len(all)), count[t])
		total += weight[t]
		if count[t] > 0 {
			here += weight[t]
		}
	}
	number := wantsNumber.MatchString(question)
	var chosen []int
	covered := make([]bool, len(asked))
	for len(chosen) < mostQuoted {
		best, most := -1, 0.0
		for i, s := range all {
			adds := added(has[i], covered, weight)
			if number && strings.ContainsAny(s.text, "0123456789") {
				adds *= forNumber
			}
			if adds > most+1e-9 && !slices.Contains(chosen, i) {
				best, most = i, adds
			}
		}
		if first := len(chosen) == 0; best < 0 || first && (most < enough*total || most < enoughHere*here) || !first && most < worthMore*here {
			break
		}
		chosen = append(chosen, best)
		for t := range covered {
			covered[t] = covered[t] || has[best][t]
		}
	}
	slices.Sort(chosen)
	return withNeighbours(all, chosen)
}

// withNeighbours adds, while there is room, the sentence that a chosen one refers back to, and the answer to a question.
func withNeighbours(all []sentence, chosen []int) []int {
	add := func(at, i int) {
		if len(chosen) < mostQuoted && all[i].list == 0 && !slices.Contains(chosen, i) {
			chosen = slices.Insert(chosen, at, i)
		}
	}
	for _, i := range slices.Clone(chosen) {
		if all[i].list != 0 {
			continue
		}
		at, _ := slices.BinarySearch(chosen, i)
		if i > 0 && refersBack.MatchString(all[i].text) {
			add(at, i-1)
		}
		if i < len(all)-1 && asks.MatchString(all[i].text) {
			at, _ := slices.BinarySearch(chosen, i)
			add(at+1, i+1)
		}
	}
	return chosen
}

var (
	refersBack = regexp.MustCompile(`^(?i:it|its|they|their|he|his|she|her|this|these|those|such|there)\b|^[这该此其它他她]`)
	asks       = regexp.MustCompile(`[?？]["'”’」』）)]*$`)
)

// wantsNumber is a question whose answer has a number in it, more often than not.
var wantsNumber = regexp.MustCompile(`(?i)\b(how (many|much|long|old|often|far|high|tall|big|large|fast|soon|late|early)|when|(what|which) (\w+ )?(year|date|time|day|month|price|cost|fee|percentage|percent|number|century|decade))\b|多少|多久|多长|多高|多大|多远|多快|多重|何时|什么时候|什么时间|几`)

// telling is how much a feature of a question says: a character less than a pair of them, a word that only asks nothing.
func telling(f feature) float64 {
	switch {
	case functionWords[f] || asking[f]:
		return 0
	case f.kind() == dense1Kind:
		return 0.4
	case f.kind() == conceptKind:
		return 0.7
	}
	return 1
}

// asking are the Chinese pieces that make a sentence a question, or hold it together.
var asking = func() map[feature]bool {
	all := map[feature]bool{}
	for _, w := range strings.Fields("什么 怎么 怎样 怎么样 如何 为什么 为何 哪里 哪儿 哪个 哪些 哪一 哪年 多少 多久 多长 多大 多高 何时 何地 何种 何人 几个 几年 是否 可以 能否 请问 谁 吗 呢 么 的 了 是 在 有 我 你 您 们 和 与 或 被 于 吧 啊 是谁 是什 是哪 在哪 的是 个是 一个 哪 何 几 些 个 中 为") {
		each(newAnalyser().features(w), func(f feature, _ int) { all[f] = true })
	}
	return all
}()

// added is the weight of the terms that a sentence has and those before it lack.
func added(has, covered []bool, weight []float64) float64 {
	sum := 0.0
	for t, w := range weight {
		if has[t] && !covered[t] {
			sum += w
		}
	}
	return sum
}

// lexical keeps the features that a reader would call words.
func lexical(features []feature) []feature {
	return slices.DeleteFunc(features, func(f feature) bool { return !f.kind().lexical() })
}

const shortList = 10

// say puts the chosen sentences together.
func say(all []sentence, chosen []int) []string {
	var out []string
	list := 0 // of the piece before
	for _, i := range chosen {
		s := all[i]
		switch {
		case s.item && s.list == list:
			out[len(out)-1] += "\n" + s.text
		case s.item && s.lead != "":
			out = append(out, s.lead+"\n"+s.text)
		default:
			out = append(out, s.text)
		}
		list = s.list
		if s.list != 0 && !s.item && !slices.ContainsFunc(chosen, func(j int) bool { return all[j].list == s.list && all[j].item }) {
			out[len(out)-1] += whole(all[i+1:], s.list)
		}
	}
	return out
}

// whole is all of a list that is short.
func whole(after []sentence, list int) string {
	var b strings.Builder
	for n, s := range after {
		if s.list != list {
			break
		}
		if n == shortList {
			return ""
		}
		b.WriteString("\n" + s.text)
	}
	return b.String()
}
