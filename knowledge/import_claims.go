package knowledge

import (
	"fmt"
	"hash/fnv"
)

// claim is what a row says and a later row of the same import may contradict.
type claim struct {
	key   string
	about string
	sum   uint64
}

const (
	aboutText   = "the text in this language"
	aboutSource = "the source"
)

func (r Row) claims() []claim {
	sum := func(parts ...any) uint64 {
		h := fnv.New64a()
		fmt.Fprintf(h, "%q", parts)
		return h.Sum64()
	}
	claims := []claim{{r.ID + "\x00" + r.Locale, aboutText,
		sum(oneLine(r.Question), paragraph(r.Answer), tidyList(r.Alternatives))}}
	say := func(said bool, about string, value any) {
		if said {
			claims = append(claims, claim{r.ID + "\x00" + about, about, sum(value)})
		}
	}
	say(len(r.Tags) > 0, "the tags", tidyList(r.Tags))
	say(len(r.Audience) > 0, "the audience", tidyList(r.Audience))
	say(!r.ValidFrom.IsZero(), "valid_from", r.ValidFrom.UnixMilli())
	say(!r.ValidUntil.IsZero(), "valid_until", r.ValidUntil.UnixMilli())
	say(r.Kind != "", "the kind", r.Kind)
	say(!r.Origin.isZero(), "the origin", originCell(r.Origin))
	say(r.Source != "", aboutSource, oneLine(r.Source))
	return claims
}

// remember notes the row and its claims; the first row to claim something is the one named later.
func (r Row) remember(in map[string]earlier) {
	for _, c := range append(r.claims(), claim{key: r.ID}) {
		if _, ok := in[c.key]; !ok {
			in[c.key] = earlier{r.Place, c.sum}
		}
	}
}

// before finds an earlier row of this import.
func (im *importer) before(key string, inBatch map[string]earlier) (earlier, bool) {
	if e, ok := im.seen[key]; ok {
		return e, true
	}
	e, ok := inBatch[key]
	return e, ok
}

// differs reports whether an earlier row names another source. Sources may differ by language, so that is no error; the
// first one stays.
func (im *importer) differs(r Row, inBatch map[string]earlier) bool {
	for _, c := range r.claims() {
		if e, ok := im.before(c.key, inBatch); ok && c.about == aboutSource && e.sum != c.sum {
			return true
		}
	}
	return false
}
