package retrieval

import (
	"context"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/batondesk/baton/knowledge"
)

// Lookup searches a catalogue as Searcher searches its snapshot: the candidates come from the database, what speaks for them
// and how sure it is are computed here, in the same way. It is safe for concurrent use.
type Lookup struct {
	finder Finder
	o      LookupOptions
	model  atomic.Pointer[string] // that serves

	mu       sync.Mutex
	articles map[string]knowledge.Article // lately read
	read     int                          // counts what may have made them out of date
}

// LookupOptions are what a Lookup needs beside the catalogue.
type LookupOptions struct {
	Embedders func(model string) (Embedder, bool)                                   // those that this server can use
	Published func(ctx context.Context, id string) (knowledge.Article, bool, error) // reads the version in force
	Log       *slog.Logger
}

// NewLookup gives a Lookup that searches by words only until it is refreshed.
func NewLookup(f Finder, o LookupOptions) *Lookup {
	l := &Lookup{finder: f, o: o, articles: map[string]knowledge.Article{}}
	l.model.Store(new(string))
	return l
}

// Refresh takes up which model serves, and reports whether it is another than before. It is to be called now and then.
func (l *Lookup) Refresh(ctx context.Context) (changed bool, err error) {
	model, err := l.finder.Serving(ctx)
	if err != nil {
		return false, err
	}
	before := *l.model.Swap(&model)
	if before != model {
		l.o.Log.Info("articles are searched by the vectors of a model", "model", model, "before", before)
	}
	return before != model, nil
}

// candidates, by what they were found. docs/retrieval.md has what fewer find.
const candidatesByKeys, candidatesByVector = 100, 200

// Search ranks the articles that may answer the question.
func (l *Lookup) Search(ctx context.Context, q Query) (Result, error) {
	if q.Limit <= 0 {
		q.Limit = 10
	}
	features := newAnalyser().features(q.Text)
	if len(features) == 0 {
		return Result{}, ctx.Err()
	}
	found, err := l.finder.Find(ctx, l.probe(ctx, q, features))
	if err != nil {
		return Result{}, err
	}
	questions := make(map[string]question, len(found.Statistics))
	for lang, s := range found.Statistics {
		questions[lang] = weigh(features, s.idf)
	}
	best := shortlist{size: max(q.Limit, rivals)}
	for _, p := range found.Passages {
		if !q.speaks(p.Locale, slices.Values(p.Locales)) {
			continue
		}
		e, any := p.evidence(questions[p.Language()])
		if score := e.score(); any && best.wants(score) {
			best.add(score, Candidate{ArticleID: p.Article, Version: p.Version, Locale: p.Locale, Question: p.Question, Evidence: e})
		}
	}
	r := Fuse(wordsOf(features), best.candidates)
	r.Hits = r.Hits[:min(len(r.Hits), q.Limit)]
	return r, nil
}

func (l *Lookup) probe(ctx context.Context, q Query, features []feature) Probe {
	p := Probe{Tags: q.Tags, Now: q.Now, ByKeys: candidatesByKeys, ByVector: candidatesByVector}
	for _, locale := range []string{q.Locale, q.Fallback} {
		if lang := language(locale); q.Locale != "" && lang != "" && !slices.Contains(p.Languages, lang) {
			p.Languages = append(p.Languages, lang)
		}
	}
	each(features, func(f feature, _ int) {
		p.Features = append(p.Features, int32(f))
		if f.kind() != gramKind {
			p.Keys = append(p.Keys, int32(f))
		}
	})
	p.Keys = append(p.Keys, wholeOf(features))
	p.Model = *l.model.Load()
	embedder, ok := l.o.Embedders(p.Model)
	if !ok {
		return p
	}
	vectors, err := embedder.Embed(ctx, []string{q.Text})
	switch {
	case err != nil:
		l.o.Log.Warn("a question is searched by its words only: it could not be turned into a vector", "model", p.Model, "error", err)
	case len(vectors) == 1:
		p.Vector = unit(vectors[0])
	}
	return p
}

// remembered is how many articles are kept after they were read.
const remembered = 500

// Article gives the published version, unless it was withdrawn.
func (l *Lookup) Article(id string) (knowledge.Article, bool) {
	l.mu.Lock()
	a, known := l.articles[id]
	began := l.read
	l.mu.Unlock()
	if known {
		return a, true
	}
	a, ok, err := l.o.Published(context.Background(), id)
	if err != nil {
		l.o.Log.Error("an article could not be read", "article", id, "error", err)
		return knowledge.Article{}, false
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if ok && began == l.read {
		if len(l.articles) >= remembered {
			clear(l.articles)
		}
		l.articles[id] = a
	}
	return a, ok
}

// Withdraw forgets articles that were read, all of them. It is to be called when anything was published or withdrawn; what
// is found the database knows already.
func (l *Lookup) Withdraw(...string) { l.forget() }

func (l *Lookup) forget() {
	l.mu.Lock()
	defer l.mu.Unlock()
	clear(l.articles)
	l.read++
}
