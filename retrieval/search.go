package retrieval

// contest keeps the best candidates of a search: by the evidence of words and local vectors, by all evidence, and of those in
// another language.
type contest struct {
	query              Query
	local, all, across shortlist
}

func newContest(q Query) *contest {
	size := max(q.Limit, rivals)
	return &contest{query: q, local: shortlist{size: size}, all: shortlist{size: size}, across: shortlist{size: size}}
}

// enter lets a candidate take part; candidate is called where it would have a place, and may say that it does not match.
func (c *contest) enter(e Evidence, across bool, weight float64, candidate func() (Candidate, bool)) {
	add := func(to *shortlist, score float64) {
		if score > 0 && to.wants(score) {
			if made, ok := candidate(); ok {
				to.add(score, made)
			}
		}
	}
	if across {
		add(&c.across, e.Semantic)
		return
	}
	score := e.score()
	add(&c.local, score)
	add(&c.all, score+weight*e.Semantic)
}

// result judges. heard says that there was a vector of the question.
func (c *contest) result(words int, heard bool, m *Meaning) Result {
	var r Result
	if heard {
		r = m.fusion.fuse(words, c.local.candidates, c.all.candidates, c.across.candidates)
	} else {
		r = Fuse(words, c.local.candidates)
	}
	r.Hits = r.Hits[:min(len(r.Hits), c.query.Limit)]
	return r
}

// across reports whether texts of a language are in another one than asked for, and match by their meaning only.
func (q Query) across(lang string) bool {
	return q.Locale != "" && lang != language(q.Locale) && lang != language(q.Fallback)
}

// searchBy searches by words and by meaning: vector is that of the question.
func (x *Index) searchBy(q Query, withdrawn map[string]uint64, meanings *semantic, vector []float32, m *Meaning) Result {
	if q.Limit <= 0 {
		q.Limit = 10
	}
	features := newAnalyser().features(q.Text)
	best, heard := newContest(q), false
	for lang, s := range x.shards {
		across := q.across(lang)
		if across && !q.Across {
			continue
		}
		found := make([]Evidence, len(s.docs))
		if !across {
			s.search(features, func(d uint32, e Evidence) { found[d] = e })
		}
		shard := meanings.shards[lang]
		middle, comparable := shard.crowd.middle(vector)
		heard = heard || comparable
		for d, e := range found {
			if v := shard.vectors[d]; comparable && len(v) == len(vector) {
				e.Semantic, e.Embedded = standard(dot(vector, v), middle), true
			}
			best.enter(e, across, m.fusion.Weight, func() (Candidate, bool) {
				if !x.mayMatch(q, s.docs[d], withdrawn) {
					return Candidate{}, false
				}
				c := x.candidate(q, s.docs[d], e)
				c.Across = across
				return c, true
			})
		}
	}
	return best.result(wordsOf(features), heard, m)
}
