package retrieval

import (
	"encoding/binary"
	"math"
	"slices"
	"sort"
	"time"

	"github.com/batondesk/baton/knowledge"
)

// Passage is a published article in one locale as a database keeps it for searching: analysed, so that evidence for it is
// the same as from an index in memory.
type Passage struct {
	ID         int64 // the database's own name of it
	Article    string
	Version    int
	Locale     string
	Locales    []string // of the article
	Audience   []string
	ValidFrom  time.Time // zero: always
	ValidUntil time.Time // zero: for ever
	Question   string
	Keys       []int32 // what it can be looked up by, in ascending order: its features but pieces of words, and the whole of each question
	Words      int     // its length for BM25
	Texts      []byte  // the features of each text
	Weights    []byte  // what its texts, and it as a whole, weigh by the statistics of the day; see Weigh

	Near *float64 // cosine with the vector of a probe that asks for it; nil: it has no vector
}

// Statistics are about all passages in one language.
type Statistics struct {
	Passages   int
	Words      int           // in all of them
	Containing map[int32]int // passages with a feature; one left out is in none
}

func (s Statistics) idf(f feature) float64 {
	containing := s.Containing[int32(f)]
	weight := idf(f, float64(s.Passages), float64(containing))
	if containing > 0 {
		return float64(float32(weight)) // as precisely as an index in memory keeps it
	}
	return weight
}

// Language is that of the locale: passages are compared with those of their language.
func (p Passage) Language() string { return language(p.Locale) }

// Analyse makes the passages of an article, one for each locale that has a text. An article that says nothing gives one
// passage without a locale, which is never found: so a database knows that the article was seen to.
func Analyse(a knowledge.Article) []Passage { return newAnalyser().passages(a) }

func (a *analyser) passages(article knowledge.Article) []Passage {
	all := locales(article)
	blank := Passage{Article: article.ID, Version: article.Version, Locales: all, Audience: article.Audience,
		ValidFrom: article.ValidFrom, ValidUntil: article.ValidUntil}
	var out []Passage
	for _, locale := range all {
		p := blank
		p.Locale, p.Question = locale, article.Texts[locale].Question
		for _, t := range a.texts(textsOf(article, locale)) {
			p.add(t)
		}
		if len(p.Texts) == 0 {
			continue
		}
		slices.Sort(p.Keys)
		p.Keys = slices.Compact(p.Keys)
		out = append(out, p)
	}
	if len(out) == 0 {
		out = []Passage{blank}
	}
	return out
}

func (p *Passage) add(t text) {
	head := uint64(len(t.features)) << 1
	if t.answer {
		head |= 1
	} else {
		p.Keys = append(p.Keys, wholeOf(t.features))
	}
	p.Texts = binary.AppendUvarint(p.Texts, head)
	for _, f := range t.features {
		p.Texts = binary.LittleEndian.AppendUint32(p.Texts, uint32(f))
		if f.kind() != gramKind {
			p.Keys = append(p.Keys, int32(f))
		}
		if f.kind().lexical() {
			p.Words++
		}
	}
}

// wholeOf is a key made of a whole text: who asks in the very words of an article finds it by that alone.
func wholeOf(features []feature) int32 {
	sum := uint64(14695981039346656037)
	for _, f := range features {
		sum = (sum ^ uint64(f)) * 1099511628211
	}
	return int32(feature(kinds)<<kindShift | feature((sum^sum>>32)&(1<<kindShift-1)))
}

// packed is a text as Texts has it: its features in ascending order, four bytes each.
type packed struct {
	features []byte
	answer   bool
}

// packed gives the texts as add packed them. What is damaged is left out.
func (p Passage) packed() []packed {
	var out []packed
	for rest := p.Texts; len(rest) > 0; {
		head, n := binary.Uvarint(rest)
		if n <= 0 || head>>1 > uint64(len(rest)-n)/4 {
			return out
		}
		end := n + 4*int(head>>1)
		out, rest = append(out, packed{rest[n:end], head&1 == 1}), rest[end:]
	}
	return out
}

func (t packed) len() int { return len(t.features) / 4 }

func (t packed) at(i int) feature { return feature(binary.LittleEndian.Uint32(t.features[4*i:])) }

// times is how often a feature occurs.
func (t packed) times(f feature) int {
	at := sort.Search(t.len(), func(i int) bool { return t.at(i) >= f })
	n := 0
	for at+n < t.len() && t.at(at+n) == f {
		n++
	}
	return n
}

func (t packed) unpack() []feature {
	out := make([]feature, t.len())
	for i := range out {
		out[i] = t.at(i)
	}
	return out
}

// Features are the distinct features and keys, in ascending order: what Statistics count.
func (p Passage) Features() []int32 {
	out := slices.Clone(p.Keys)
	for _, t := range p.packed() {
		for i := range t.len() {
			out = append(out, int32(t.at(i)))
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Weigh computes Weights by statistics that contain the passage itself.
func (p *Passage) Weigh(s Statistics) {
	texts := p.packed()
	var all []feature
	units := make([]float32, len(texts))
	for i, t := range texts {
		features, square := t.unpack(), 0.0
		each(features, func(f feature, n int) {
			w := component(f.kind(), n, s.idf(f))
			square += w * w
		})
		units[i] = float32(1 / math.Sqrt(max(square, 1e-12)))
		all = append(all, features...)
	}
	slices.Sort(all)
	square := 0.0
	each(all, func(f feature, _ int) {
		sum := 0.0
		for i, t := range texts {
			if n := t.times(f); n > 0 {
				part := 1.0
				if t.answer {
					part = answerShare
				}
				sum += part * component(f.kind(), n, s.idf(f)) * float64(units[i])
			}
		}
		square += sum * sum
	})
	mean := max(float64(s.Words)/float64(max(s.Passages, 1)), 1)
	p.Weights = p.Weights[:0]
	for _, x := range append(units, float32(math.Sqrt(square)), sizeOf(float64(p.Words), mean, len(texts) > 0 && texts[0].answer)) {
		p.Weights = binary.LittleEndian.AppendUint32(p.Weights, math.Float32bits(x))
	}
}

// evidence is what speaks for the passage, the same as shard.search finds.
func (p Passage) evidence(q question) (Evidence, bool) {
	texts := p.packed()
	if len(texts) == 0 || len(p.Weights) != 4*(len(texts)+2) {
		return Evidence{}, false
	}
	weights := make([]float32, len(texts)+2)
	for i := range weights {
		weights[i] = math.Float32frombits(binary.LittleEndian.Uint32(p.Weights[4*i:]))
	}
	length, size := weights[len(texts)], weights[len(texts)+1]
	products, answer, times := make([]float32, len(texts)), make([]bool, len(texts)), make([]int, len(q.terms))
	for i, t := range texts { // both in ascending order
		answer[i] = t.answer
		at, end := 0, t.len()
		for k, term := range q.terms {
			for at < end && t.at(at) < term.feature {
				at++
			}
			n := 0
			for at < end && t.at(at) == term.feature {
				at++
				n++
			}
			if n > 0 {
				products[i] += share(term.once, n)
				times[k] += n
			}
		}
	}
	words := float32(0)
	for k, term := range q.terms {
		if times[k] > 0 && term.kind().lexical() {
			words += bm25(term.idf, times[k], size)
		}
	}
	e := q.evidence(words, products, weights[:len(texts)], answer, length)
	return e, e.Centre > 0 || e.Lexical > 0
}
