package knowledge

import (
	"context"
	"errors"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/batondesk/baton/knowledge/document"
)

// Document is a document that was read and split, or could not be.
type Document struct {
	Name     string // the same at every import: "handbook/returns.pdf", an address
	URL      string // where a customer may read it; empty: nowhere that is known
	Title    string // as it says itself; empty: it does not
	Locale   string // the language of its text; empty: as it looks
	Passages []document.Passage
	Warnings []string
	Err      error // why it could not be read; what was imported from it before stays as it is
}

// Documents is a pass over documents. Each is held in memory only until the next is asked for.
type Documents = iter.Seq[Document]

// DocumentSet is documents that belong together: those of a folder or of a site.
type DocumentSet struct {
	Documents Documents
	Of        int                                         // how many there are; 0: not known
	Complete  string                                      // see DocumentOptions
	Gone      func(ctx context.Context, name string) bool // see DocumentOptions
	Close     func()                                      // when they are imported; may be nil
}

// ReadDocument reads a file and splits it; the end of its file name tells the format. What is wrong with it is told in the
// document's Err.
func ReadDocument(name, url, file string, data []byte) Document {
	read, err := document.Read(file, data)
	d := Document{Name: name, URL: url, Title: read.Title, Locale: read.Locale, Warnings: read.Warnings}
	if said := localeOfName(name); said != "" {
		d.Locale = said
	}
	if err != nil {
		d.Err = errors.New(strings.TrimPrefix(err.Error(), file+": "))
		return d
	}
	if d.Passages = document.Passages(read); len(d.Passages) == 0 {
		d.Err = errors.New(strings.Join(append([]string{"has no text that could be found"}, read.Warnings...), "; "))
	}
	return d
}

// DocumentOptions says how to import documents. Of tags, audience and validity those that are empty leave passages that
// are there already as they are.
type DocumentOptions struct {
	DryRun     bool
	Publish    bool   // put what is new, changed or moved in force at once, and archive what has vanished
	Locale     string // of every document, whatever it says of itself
	Tags       []string
	Audience   []string
	ValidFrom  time.Time
	ValidUntil time.Time
	// Complete begins the names of documents of which all are given: one that was imported before and is not among them
	// has vanished. Empty: nothing is known of those not given.
	Complete string
	// Gone makes sure that such a document is really no longer there. nil: it is not.
	Gone func(ctx context.Context, name string) bool

	Each     func(PassageResult)                        // told of every passage, document by document
	Document func(one DocumentResult, so PassageCounts) // told after each document, with the counts of all so far
}

// ImportDocuments makes the passages of documents articles of kind Passage. A document is known again by its name, and in
// it every passage: the same words in the same place are left alone, the same words elsewhere only get their new place,
// words of which at least half are the same are a new version of the article. So an import that was interrupted is simply
// run again, and after an edit only what the edit touched gets new versions. What an editor changed in a passage stays until
// the document changes there.
//
// A passage that its document no longer has is archived with Publish, and comes back by itself if the document has it
// again; without Publish it is only told, stays in force and is for somebody to archive. One that a person archived stays so.
//
// A document that cannot be read is one invalid result; what was imported from it stays. The steps are those of the editorial
// life: drafts, or with Publish versions in force; with four eyes only an operator can publish by importing, others get a
// *FourEyesError.
//
// The error is that of the repository or the context; what was told before it is written. A batch of 200 changes is one
// transaction. Memory is bounded by the largest document.
func (s *Service) ImportDocuments(ctx context.Context, by Actor, docs Documents, o DocumentOptions) (PassageCounts, error) {
	im := &documentImporter{s: s, by: by, o: o, seen: map[string]bool{}}
	if o.Publish && s.o.FourEyes && !by.Operator {
		return im.counts, &FourEyesError{Kind: KindArticle, Author: by.name()}
	}
	for d := range docs {
		if err := im.document(ctx, d); err != nil {
			return im.counts, err
		}
	}
	if o.Complete == "" {
		return im.counts, nil
	}
	missing, err := im.missing(ctx)
	if err != nil {
		return im.counts, err
	}
	for _, d := range missing {
		if o.Gone != nil && !o.Gone(ctx, d.Name) {
			continue
		}
		if err := im.document(ctx, d); err != nil {
			return im.counts, err
		}
	}
	return im.counts, nil
}

type documentImporter struct {
	s      *Service
	by     Actor
	o      DocumentOptions
	counts PassageCounts
	seen   map[string]bool // names of documents
}

// document imports one document and tells what became of it.
func (im *documentImporter) document(ctx context.Context, d Document) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if d.Err == nil && im.seen[d.Name] {
		d.Err = errors.New("was in this import before")
	}
	im.seen[d.Name] = true
	if im.o.Locale != "" {
		d.Locale = im.o.Locale
	}
	d.Title = titleOf(d.Title)
	if d.Locale == "" && len(d.Passages) > 0 {
		d.Locale = guessLocale(d.Passages[0].Text)
	}
	one := DocumentResult{Name: d.Name, Title: d.Title, URL: d.URL, Locale: d.Locale, Warnings: d.Warnings}
	var (
		results []PassageResult
		err     error
	)
	if d.Err != nil {
		one.Message = d.Err.Error()
		results = []PassageResult{{Document: d.Name, Outcome: PassageInvalid, Message: d.Name + ": " + one.Message}}
	} else {
		results, one.Published, err = im.passages(ctx, d)
	}
	for _, r := range results {
		one.count(r.Outcome)
		if im.o.Each != nil {
			im.o.Each(r)
		}
	}
	im.counts.Add(one.PassageCounts)
	if err == nil && im.o.Document != nil {
		im.o.Document(one, im.counts)
	}
	return err
}

// passages writes what is different, and works it out again if somebody else changes one of the articles meanwhile. The
// results are those of the passages that were dealt with, also when it fails.
func (im *documentImporter) passages(ctx context.Context, d Document) (results []PassageResult, published int, err error) {
	var written []passageStep
	for attempt := 1; ; attempt++ {
		var steps []passageStep
		if steps, err = im.plan(ctx, d); err == nil {
			written, err = im.write(ctx, steps, written)
		}
		if errors.As(err, new(*ConflictError)) && attempt < 5 {
			continue
		}
		done := map[string]PassageResult{} // by article
		for _, step := range written {
			done[step.result.ID] = step.result
			if step.publishes {
				published++
			}
		}
		for _, step := range steps {
			if r, ok := done[step.result.ID]; ok {
				results = append(results, r)
				delete(done, r.ID)
			} else if err == nil {
				results = append(results, step.result)
			}
		}
		for _, id := range sortedKeys(done) { // written before somebody else's change, and not in the plan after it
			results = append(results, done[id])
		}
		return results, published, err
	}
}

// write applies the changes in batches and adds those that it wrote to written.
func (im *documentImporter) write(ctx context.Context, steps, written []passageStep) ([]passageStep, error) {
	steps = slices.DeleteFunc(slices.Clone(steps), func(s passageStep) bool { return s.change == nil })
	for batch := range slices.Chunk(steps, importBatch) {
		changes := make([]Change, len(batch))
		for i, step := range batch {
			changes[i] = *step.change
		}
		if !im.o.DryRun {
			if err := ctx.Err(); err != nil {
				return written, err
			}
			if err := im.s.repo.Apply(ctx, changes); err != nil {
				return written, err
			}
		}
		written = append(written, batch...)
	}
	return written, nil
}

// missing are the documents that were imported before and are no longer there.
func (im *documentImporter) missing(ctx context.Context) ([]Document, error) {
	var gone []Document
	for q := (Query{Label: LabelPassage, Limit: 500}); ; {
		articles, next, err := im.s.Articles.List(ctx, q)
		if err != nil {
			return nil, err
		}
		for _, a := range articles {
			if name := a.Origin.Document; a.State != Archived && strings.HasPrefix(name, im.o.Complete) && !im.seen[name] {
				im.seen[name] = true
				gone = append(gone, Document{Name: name, Title: a.Origin.Title, URL: a.Origin.URL})
			}
		}
		if next == "" {
			break
		}
		q.After = next
	}
	for _, d := range gone {
		delete(im.seen, d.Name)
	}
	return gone, nil
}
