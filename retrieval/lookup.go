package retrieval

import (
	"context"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/batondesk/baton/knowledge"
)

// Lookup searches a catalogue as Searcher searches its snapshot: the candidates come from the database, what speaks for them
// and how sure it is are computed here, in the same way. It is safe for concurrent use.
type Lookup struct {
	finder  Finder
	o       LookupOptions
	serving atomic.Pointer[serving]

	mu       sync.Mutex
	articles map[string]knowledge.Article // lately read
	read     int                          // counts what may have made them out of date
}

// serving are the models whose vectors can be searched.
type serving struct {
	models []string
	crowds map[string]crowd // by language, of the Meaning's model
	since  time.Time        // the crowds are of then
}

// LookupOptions are what a Lookup needs beside the catalogue.
type LookupOptions struct {
	Embedders func(model string) (Embedder, bool)                                   // those that need no service
	Meaning   *Meaning                                                              // the model of a service; nil: none
	Published func(ctx context.Context, id string) (knowledge.Article, bool, error) // reads the version in force
	Log       *slog.Logger
}

// NewLookup gives a Lookup that searches by words only until it is refreshed.
func NewLookup(f Finder, o LookupOptions) *Lookup {
	l := &Lookup{finder: f, o: o, articles: map[string]knowledge.Article{}}
	l.serving.Store(&serving{})
	return l
}

// crowdsLast is how long crowds are taken for those of the day.
const crowdsLast = 10 * time.Minute

// Refresh takes up which models serve, and reports whether there are others than before. It is to be called now and then.
func (l *Lookup) Refresh(ctx context.Context) (changed bool, err error) {
	models, err := l.finder.Serving(ctx)
	if err != nil {
		return false, err
	}
	before := l.serving.Load()
	changed = !slices.Equal(models, before.models)
	now := &serving{models: models, crowds: before.crowds, since: before.since}
	if model := l.o.Meaning.model(); slices.Contains(models, model) && (changed || time.Since(now.since) > crowdsLast) {
		vectors, err := l.finder.Crowd(ctx, model, crowdSize)
		if err != nil {
			return false, err
		}
		now.crowds, now.since = map[string]crowd{}, time.Now()
		for lang, some := range vectors {
			now.crowds[lang] = newCrowd(some)
		}
	}
	l.serving.Store(now)
	if changed {
		l.o.Log.Info("articles are searched by the vectors of models", "models", models, "before", before.models)
	}
	return changed, nil
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
	serving := l.serving.Load()
	p := l.probe(ctx, serving.models, q, features)
	found, err := l.finder.Find(ctx, p)
	if err != nil {
		return Result{}, err
	}
	questions := make(map[string]question, len(found.Statistics))
	for lang, s := range found.Statistics {
		questions[lang] = weigh(features, s.idf)
	}
	middles := map[string]float64{} // of the languages in which nearness says something
	if p.Near {
		for lang, crowd := range serving.crowds {
			if middle, ok := crowd.middle(p.Vector); ok {
				middles[lang] = middle
			}
		}
	}
	best := newContest(q)
	for _, p := range found.Passages {
		across := q.across(p.Language())
		if !across && !q.speaks(p.Locale, slices.Values(p.Locales)) {
			continue
		}
		c := Candidate{ArticleID: p.Article, Version: p.Version, Locale: p.Locale, Question: p.Question, Across: across, Own: q.owns(slices.Values(p.Locales))}
		if !c.Across {
			c.Evidence, _ = p.evidence(questions[p.Language()])
		}
		if middle, ok := middles[p.Language()]; ok && p.Near != nil {
			c.Semantic, c.Embedded = standard(*p.Near, middle), true
		}
		best.enter(c.Evidence, c.Across, l.o.Meaning.weight(), func() (Candidate, bool) { return c, true })
	}
	return best.result(wordsOf(features), len(middles) > 0, l.o.Meaning), nil
}

func (l *Lookup) probe(ctx context.Context, serving []string, q Query, features []feature) Probe {
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
	if model := l.o.Meaning.model(); slices.Contains(serving, model) {
		if p.Vector = l.o.Meaning.vector(ctx, q); p.Vector != nil {
			p.Model, p.Near, p.Across = model, true, q.Across && len(p.Languages) > 0
			return p
		}
	}
	for _, model := range serving {
		embedder, ok := l.o.Embedders(model)
		if !ok {
			continue
		}
		if vectors, err := embedder.Embed(ctx, []string{q.Text}); err == nil && len(vectors) == 1 {
			p.Model, p.Vector = model, unit(vectors[0])
			return p
		}
	}
	return p
}

// Prepare is Meaning.Prepare, while the model is searched by.
func (l *Lookup) Prepare(ctx context.Context, texts ...string) context.Context {
	if !slices.Contains(l.serving.Load().models, l.o.Meaning.model()) {
		return ctx
	}
	return l.o.Meaning.Prepare(ctx, texts...)
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
