package knowledge

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Outcome is what an import did with a row, or would do.
type Outcome string

// The outcomes.
const (
	RowNew       Outcome = "new" // a new article
	RowChanged   Outcome = "changed"
	RowUnchanged Outcome = "unchanged"
	RowInvalid   Outcome = "invalid"
)

// Result is the outcome of one row.
type Result struct {
	Place   Place    `json:"place"`
	ID      string   `json:"id,omitempty"`
	Locale  string   `json:"locale,omitempty"`
	Title   string   `json:"title,omitempty"` // the row's question, up to titleRunes characters
	Outcome Outcome  `json:"outcome"`
	Fields  []string `json:"fields,omitempty"`  // what changed, as in JSON: "texts.en.answer"
	Message string   `json:"message,omitempty"` // invalid: "file:line: what is wrong"; else what was ignored
}

// Report counts the rows of an import by outcome.
type Report struct {
	New       int `json:"new"`
	Changed   int `json:"changed"`
	Unchanged int `json:"unchanged"`
	Invalid   int `json:"invalid"`
	Published int `json:"published"` // versions put in force, or that would be
}

// Rows is how many rows were read.
func (r Report) Rows() int { return r.New + r.Changed + r.Unchanged + r.Invalid }

// ImportOptions says how to import.
type ImportOptions struct {
	DryRun   bool
	Publish  bool         // put what is imported in force at once
	Locale   string       // of rows that do not say; empty: Chinese or English by their letters
	Each     func(Result) // told of every row, in the order of the file
	Progress func(Report) // told after each batch
}

// importBatch is how many rows are written in one transaction.
const importBatch = 200

// Import makes every row's text the newest version of its article: new, changed, or left alone where it says the same
// already. So an import that was interrupted is simply run again, and one that is run twice changes nothing. A row
// without tags, audience, validity or source leaves those of the article as they are. An article keeps the languages that
// the rows do not have.
//
// A row that cannot be used is reported as invalid and stops nothing else: it cannot be read or breaks a rule; it
// contradicts an earlier row of the same article; or its article is archived or, with Publish,
// has somebody else's unpublished version. With four eyes only an operator can publish by importing; others get a
// *FourEyesError.
//
// The error is that of the reader, the repository or the context; what was reported before it is written. Memory is bounded
// by the batch, except for some hundred bytes per row to notice contradictions.
func (s *Service) Import(ctx context.Context, by Actor, rows Rows, o ImportOptions) (Report, error) {
	if o.Publish && s.o.FourEyes && !by.Operator {
		return Report{}, &FourEyesError{Kind: KindArticle, Author: by.name()}
	}
	if o.Each == nil {
		o.Each = func(Result) {}
	}
	im := &importer{s: s, by: by, o: o, seen: map[string]earlier{}}
	for row, err := range rows {
		var bad *RowError
		switch {
		case errors.As(err, &bad):
			im.batch = append(im.batch, importRow{row: Row{Place: bad.Place}, err: bad})
		case err != nil:
			return im.report, errors.Join(im.flush(ctx), err)
		default:
			im.batch = append(im.batch, importRow{row: row})
		}
		if len(im.batch) == importBatch {
			if err := im.flush(ctx); err != nil {
				return im.report, err
			}
		}
	}
	return im.report, im.flush(ctx)
}

type importer struct {
	s      *Service
	by     Actor
	o      ImportOptions
	report Report
	batch  []importRow
	seen   map[string]earlier // by claim, and by id alone
}

type importRow struct {
	row Row
	err *RowError
}

// earlier is what is remembered of a row.
type earlier struct {
	place Place
	sum   uint64
}

// pending is an article with the rows of this batch in it.
type pending struct {
	history history
	base    Article // what it says in the repository
	next    Article
}

// flush writes a batch. If somebody else changes one of its articles at the same moment it is worked out again.
func (im *importer) flush(ctx context.Context) error {
	if len(im.batch) == 0 {
		return nil
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	for attempt := 1; ; attempt++ {
		results, changes, err := im.plan(ctx)
		if err != nil {
			return err
		}
		if !im.o.DryRun && len(changes) > 0 {
			err = im.s.repo.Apply(ctx, changes)
		}
		var conflict *ConflictError
		if errors.As(err, &conflict) && attempt < 5 {
			continue
		}
		if err != nil {
			return err
		}
		im.done(results, changes)
		return nil
	}
}

func (im *importer) done(results []Result, changes []Change) {
	for i, r := range results {
		switch r.Outcome {
		case RowNew:
			im.report.New++
		case RowChanged:
			im.report.Changed++
		case RowUnchanged:
			im.report.Unchanged++
		case RowInvalid:
			im.report.Invalid++
		}
		if r.Outcome != RowInvalid {
			im.batch[i].row.remember(im.seen)
		}
		im.o.Each(r)
	}
	if im.o.Publish {
		im.report.Published += len(changes)
	}
	im.batch = im.batch[:0]
	if im.o.Progress != nil {
		im.o.Progress(im.report)
	}
}

// plan works out what the batch does, without doing it.
func (im *importer) plan(ctx context.Context) ([]Result, []Change, error) {
	var ids []string
	for i := range im.batch {
		b := &im.batch[i]
		if b.row.Locale == "" {
			b.row.Locale = im.o.Locale
		}
		if b.row.Locale == "" {
			b.row.Locale = guessLocale(b.row.Question + b.row.Answer)
		}
		if b.err == nil && b.row.ID != "" && !slices.Contains(ids, b.row.ID) {
			ids = append(ids, b.row.ID)
		}
	}
	histories, err := im.s.repo.Histories(ctx, KindArticle, ids)
	if err != nil {
		return nil, nil, err
	}
	articles := map[string]*pending{}
	for _, id := range ids {
		p := &pending{history: history{KindArticle, id, histories[id]}}
		if len(p.history.versions) > 0 {
			if p.base, err = decode[Article](p.history.current()); err != nil {
				return nil, nil, err
			}
		} else {
			p.base = Article{ID: id}
		}
		p.next = p.base
		articles[id] = p
	}
	inBatch := map[string]earlier{}
	results := make([]Result, len(im.batch))
	for i, b := range im.batch {
		results[i] = im.row(b, articles[b.row.ID], inBatch)
	}
	var changes []Change
	for _, id := range ids {
		change, err := im.change(articles[id])
		if err != nil {
			return nil, nil, err
		}
		if change != nil {
			changes = append(changes, *change)
		}
	}
	return results, changes, nil
}

// row puts one row into its article.
func (im *importer) row(b importRow, p *pending, inBatch map[string]earlier) Result {
	result := Result{Place: b.row.Place, ID: b.row.ID, Locale: b.row.Locale, Title: titleOf(b.row.Question), Outcome: RowInvalid}
	invalid := func(format string, args ...any) Result {
		result.Message = fmt.Sprintf("%s: %s", b.row.Place, fmt.Sprintf(format, args...))
		return result
	}
	if b.err != nil {
		result.Locale = ""
		return invalid("%v", b.err.Err)
	}
	if p == nil {
		return invalid("id: is missing")
	}
	if b.row.Source != "" && im.differs(b.row, inBatch) {
		b.row.Source, b.row.Ignored = "", append(b.row.Ignored, "source, as an earlier row names another")
	}
	merged := b.row.into(p.next).tidy()
	if wrong := merged.check(); len(wrong) > 0 {
		return invalid("%s", wrong[0].Field+": "+wrong[0].Message)
	}
	fields := changedFields(p.next, merged)
	firstTime := len(p.history.versions) == 0
	claims := b.row.claims()
	for _, c := range claims {
		before, ok := im.before(c.key, inBatch)
		switch {
		case !ok:
		case before.sum != c.sum:
			return invalid("says otherwise than %s about %s of article %q", before.place, c.about, b.row.ID)
		case c.about == aboutText:
			fields = nil // said before, and in a dry run not yet in the repository
		}
	}
	if _, again := im.before(b.row.ID, inBatch); again {
		firstTime = false
	}
	if p.history.archived() { // also where nothing changed: it will not be in force, and whoever imports must know
		return invalid("article %q is archived (version %d); restore it first", p.history.id, p.history.newest().Number)
	}
	if w := p.history.working(); im.o.Publish && w != nil && w.Author != im.by.name() {
		return invalid("article %q has an unpublished version %d by %s; publish or archive it first", p.history.id, w.Number, w.Author)
	}
	p.next = merged
	b.row.remember(inBatch)
	if len(b.row.Ignored) > 0 {
		result.Message = "ignored: " + strings.Join(b.row.Ignored, ", ")
	}
	result.Fields = fields
	switch {
	case firstTime:
		result.Outcome, result.Fields = RowNew, nil
	case len(fields) > 0:
		result.Outcome = RowChanged
	default:
		result.Outcome = RowUnchanged
	}
	return result
}

// change is the step that brings an article to what the rows say, or nil.
func (im *importer) change(p *pending) (*Change, error) {
	audit := Audit{Actor: im.by.name(), Action: "import"}
	working := p.history.working()
	if len(p.next.Texts) == 0 { // every row of a new article was invalid
		return nil, nil
	}
	if len(changedFields(p.base, p.next)) == 0 {
		if !im.o.Publish || working == nil || working.Author != im.by.name() {
			return nil, nil
		}
		moves := append(p.history.retire(p.history.published()),
			Move{Number: working.Number, From: working.State, To: Published, Reviewer: im.by.name()})
		change := newChange(p.history, moves, nil, audit, im.s.o.Now())
		return &change, nil
	}
	v, err := p.next.content()
	if err != nil {
		return nil, err
	}
	v.Kind, v.ID, v.State, v.Author = KindArticle, p.history.id, Draft, im.by.name()
	moves := p.history.retire(working)
	if im.o.Publish {
		v.State, v.Reviewer = Published, im.by.name()
		moves = p.history.retire(working, p.history.published())
	}
	change := newChange(p.history, moves, &v, audit, im.s.o.Now())
	return &change, nil
}
