package retrieval

import (
	"iter"
	"maps"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/batondesk/baton/knowledge"
)

// Query is a customer's question and who asks it.
type Query struct {
	Text     string
	Veiled   string    // Text without what is private: this may be sent to the service of a model; empty: nothing is
	Locale   string    // "en", "zh"; empty searches all languages
	Fallback string    // where an article has no text in Locale, search this one; empty: do not
	Across   bool      // search texts in all other languages by their meaning; needs a model
	Tags     []string  // of the conversation, for the audience of articles
	Now      time.Time // articles not in force at this time do not match
	Limit    int       // hits at most; 0 means 10
}

// Index is an immutable searchable form of published articles, safe for concurrent use.
type Index struct {
	articles []knowledge.Article
	byID     map[string]int
	shards   map[string]*shard // by language
}

// NewIndex indexes articles. Of two with the same id the last counts.
func NewIndex(articles []knowledge.Article) *Index { return newIndex(articles, nil) }

// newIndex takes over the analysis of texts that have not changed since the index before.
func newIndex(articles []knowledge.Article, before *Index) *Index {
	x := &Index{byID: make(map[string]int, len(articles)), shards: map[string]*shard{}}
	for _, a := range articles {
		if i, ok := x.byID[a.ID]; ok {
			x.articles[i] = a
			continue
		}
		x.byID[a.ID] = len(x.articles)
		x.articles = append(x.articles, a)
	}
	docs := map[string][]analysed{}
	for _, d := range x.analyse(before.known()) {
		lang := language(d.locale)
		docs[lang] = append(docs[lang], d)
	}
	for lang, of := range docs {
		x.shards[lang] = newShard(of)
		delete(docs, lang)
	}
	return x
}

type docKey struct{ article, locale string }

type knownDoc struct {
	from  []said
	texts []text
}

func (x *Index) known() map[docKey]knownDoc {
	if x == nil {
		return nil
	}
	known := make(map[docKey]knownDoc, len(x.articles))
	for _, s := range x.shards {
		texts := s.texts()
		for i, d := range s.docs {
			a := x.articles[d.article]
			known[docKey{a.ID, d.locale}] = knownDoc{textsOf(a, d.locale), texts[i]}
		}
	}
	return known
}

// analyse gives the docs of all articles, in order, working on as many at once as there are processors.
func (x *Index) analyse(known map[docKey]knownDoc) []analysed {
	workers := max(1, min(runtime.GOMAXPROCS(0), len(x.articles)/64))
	parts := make([][]analysed, workers)
	var wait sync.WaitGroup
	for w := range workers {
		wait.Go(func() {
			a := newAnalyser()
			for i := len(x.articles) * w / workers; i < len(x.articles)*(w+1)/workers; i++ {
				for _, locale := range locales(x.articles[i]) {
					of := textsOf(x.articles[i], locale)
					d := analysed{doc: doc{i, locale}}
					if k, ok := known[docKey{x.articles[i].ID, locale}]; ok && slices.Equal(k.from, of) {
						d.texts = k.texts
					} else {
						d.texts = a.texts(of)
					}
					if len(d.texts) > 0 {
						parts[w] = append(parts[w], d)
					}
				}
			}
		})
	}
	wait.Wait()
	return slices.Concat(parts...)
}

func locales(a knowledge.Article) []string {
	out := make([]string, 0, len(a.Texts))
	for l := range a.Texts {
		out = append(out, l)
	}
	slices.Sort(out)
	return out
}

// language is the first part of a locale: "zh" of "zh-Hant".
func language(locale string) string {
	lang, _, _ := strings.Cut(strings.ToLower(strings.ReplaceAll(locale, "_", "-")), "-")
	return lang
}

// Search ranks the articles that may answer the question and says how sure it is of the first.
func (x *Index) Search(q Query) Result { return x.search(q, nil) }

func (x *Index) search(q Query, withdrawn map[string]uint64) Result {
	if q.Limit <= 0 {
		q.Limit = 10
	}
	features := newAnalyser().features(q.Text)
	best := shortlist{size: max(q.Limit, rivals)}
	for lang, s := range x.shards {
		if q.across(lang) {
			continue
		}
		s.search(features, func(d uint32, e Evidence) {
			if score := e.score(); best.wants(score) && x.mayMatch(q, s.docs[d], withdrawn) {
				best.add(score, x.candidate(q, s.docs[d], e))
			}
		})
	}
	r := Fuse(wordsOf(features), best.candidates)
	r.Hits = r.Hits[:min(len(r.Hits), q.Limit)]
	return r
}

func (x *Index) candidate(q Query, d doc, e Evidence) Candidate {
	a := &x.articles[d.article]
	return Candidate{ArticleID: a.ID, Version: a.Version, Locale: d.locale, Question: a.Texts[d.locale].Question, Own: q.owns(maps.Keys(a.Texts)), Evidence: e}
}

func (x *Index) mayMatch(q Query, d doc, withdrawn map[string]uint64) bool {
	a := &x.articles[d.article]
	if _, gone := withdrawn[a.ID]; gone || !a.InForce(q.Now) {
		return false
	}
	if len(a.Audience) > 0 && !slices.ContainsFunc(a.Audience, func(t string) bool { return slices.Contains(q.Tags, t) }) {
		return false
	}
	return q.across(language(d.locale)) && q.Across || q.speaks(d.locale, maps.Keys(a.Texts))
}

// owns reports whether an article with texts in these locales has one in the language asked for.
func (q Query) owns(all iter.Seq[string]) bool {
	for l := range all {
		if q.Locale == "" || language(l) == language(q.Locale) {
			return true
		}
	}
	return false
}

// speaks reports whether a text in that locale may match, of an article that has texts in these: the nearest to the query's
// locale does.
func (q Query) speaks(locale string, all iter.Seq[string]) bool {
	if q.Locale == "" || locale == q.Locale {
		return true
	}
	lang := language(q.Locale)
	near := language(locale) == lang
	for l := range all {
		if l == q.Locale || !near && language(l) == lang {
			return false
		}
	}
	return true
}
