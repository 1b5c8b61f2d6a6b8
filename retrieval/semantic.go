package retrieval

import (
	"crypto/sha256"
	"encoding/binary"
	"slices"
	"strings"

	"github.com/batondesk/baton/knowledge"
)

// semantic are the vectors of the articles of an index by a model: one for each article in each language, the mean of its
// texts as in Centre. It never changes.
type semantic struct {
	shards map[string]semanticShard // by language
	ready  bool                     // there are enough vectors, in one language at least, to say something
}

type semanticShard struct {
	vectors [][]float32 // of each doc, of length 1; nil: not made yet
	crowd   crowd
}

// crowd are some vectors, evenly taken, to see how near a question is to just any article: models differ in that, and so do
// questions.
type crowd [][]float32

const (
	crowdSize  = 256
	leastCrowd = 5 // of fewer the middle says nothing
)

// middle is the median cosine of the question with the crowd; false if it is too small.
func (c crowd) middle(q []float32) (float64, bool) {
	if len(c) < leastCrowd {
		return 0, false
	}
	cosines := make([]float64, len(c))
	for i, v := range c {
		cosines[i] = dot(q, v)
	}
	slices.Sort(cosines)
	return cosines[len(c)/2], true
}

// standard makes a cosine comparable between models: 0 is as near as just any article, 1 is the same text.
func standard(cosine, middle float64) float64 {
	return min(max((cosine-middle)/max(1-middle, 1e-6), 0), 1)
}

// newCrowd takes vectors evenly.
func newCrowd(vectors [][]float32) crowd {
	var c crowd
	made := slices.DeleteFunc(slices.Clone(vectors), func(v []float32) bool { return v == nil })
	for i := range min(len(made), crowdSize) {
		c = append(c, made[i*len(made)/min(len(made), crowdSize)])
	}
	return c
}

// dot is the product of two vectors; 0 if they are of different models.
func dot(a, b []float32) float64 {
	if len(a) != len(b) {
		return 0
	}
	var s0, s1, s2, s3 float32
	i := 0
	for ; i+8 <= len(a); i += 8 {
		x, y := a[i:i+8:i+8], b[i:i+8:i+8]
		s0 += x[0]*y[0] + x[4]*y[4]
		s1 += x[1]*y[1] + x[5]*y[5]
		s2 += x[2]*y[2] + x[6]*y[6]
		s3 += x[3]*y[3] + x[7]*y[7]
	}
	for ; i < len(a); i++ {
		s0 += a[i] * b[i]
	}
	return float64(s0 + s1 + s2 + s3)
}

// embedded gives the texts of an article in a locale that vectors are made of. A passage is one text, under its headings:
// a model reads both together.
func embedded(a knowledge.Article, locale string) (questions, answers []string) {
	if a.Kind == knowledge.Passage {
		t := a.Texts[locale]
		for _, s := range append([]string{t.Question}, t.Alternatives...) {
			if strings.TrimSpace(s) != "" {
				questions = append(questions, s)
			}
		}
		if text := strings.TrimSpace(Headings(a.Origin) + "\n\n" + t.Answer); text != "" {
			answers = append(answers, text)
		}
		return questions, answers
	}
	for _, s := range textsOf(a, locale) {
		if s.answer {
			answers = append(answers, s.text)
		} else {
			questions = append(questions, s.text)
		}
	}
	return questions, answers
}

// Embedded gives the texts of an article in a locale that vectors are made of.
func Embedded(a knowledge.Article, locale string) []string {
	questions, answers := embedded(a, locale)
	return append(questions, answers...)
}

// content names what a vector is made of.
type content [sha256.Size]byte

func contentOf(questions, answers []string) content {
	h := sha256.New()
	for _, texts := range [][]string{questions, answers} {
		_ = binary.Write(h, binary.LittleEndian, uint32(len(texts)))
		for _, t := range texts {
			_ = binary.Write(h, binary.LittleEndian, uint32(len(t)))
			h.Write([]byte(t))
		}
	}
	return content(h.Sum(nil))
}
