package knowledge

import (
	"context"
	"slices"
)

// passageStep is what becomes of a passage, with the change that brings it about.
type passageStep struct {
	next      Article // as it is to be
	result    PassageResult
	withdrawn bool    // a person archived it
	change    *Change // nil: nothing is written
	publishes bool    // the change puts a version in force
}

// changes works out the change of every step that has one.
func (im *documentImporter) changes(ctx context.Context, steps []passageStep) error {
	var open []*passageStep
	for i := range steps {
		switch s := &steps[i]; s.result.Outcome {
		case PassageNew, PassageChanged, PassageMoved:
			open = append(open, s)
		case PassageVanished:
			if im.o.Publish {
				open = append(open, s)
			}
		case PassageUnchanged:
			if im.o.Publish && s.next.State != Published {
				open = append(open, s)
			}
		}
	}
	for batch := range slices.Chunk(open, importBatch) {
		var ids []string
		for _, s := range batch {
			if s.next.Version > 0 {
				ids = append(ids, s.result.ID)
			}
		}
		histories, err := im.s.repo.Histories(ctx, KindArticle, ids)
		if err != nil {
			return err
		}
		for _, s := range batch {
			if err := im.change(s, history{KindArticle, s.result.ID, histories[s.result.ID]}); err != nil {
				return err
			}
		}
	}
	return nil
}

// change works out the change of one step.
func (im *documentImporter) change(s *passageStep, h history) error {
	audit := Audit{Actor: im.by.name(), Action: "import"}
	working, published := h.working(), h.published()
	var (
		moves []Move
		add   *Version
	)
	switch s.result.Outcome {
	case PassageUnchanged:
		edited, err := im.editedByOthers(working)
		if err != nil || edited || working == nil {
			return err
		}
		moves = append(h.retire(published), Move{Number: working.Number, From: working.State, To: Published, Reviewer: im.by.name()})
		s.publishes = true
	case PassageVanished:
		// The version that is added is never in force: it says why the article is archived, and lets the passage come back.
		v, err := im.version(s, Archived)
		if err != nil {
			return err
		}
		moves, add = h.retire(working, published), &v
		audit.Note = "no longer in " + s.next.Origin.Document
	default:
		state := Draft
		moves = h.retire(working)
		if im.o.Publish && !s.withdrawn {
			edited, err := im.editedByOthers(working)
			if err != nil {
				return err
			}
			if edited {
				s.invalid("article %q has an unpublished version %d by %s; publish or archive it first", h.id, working.Number, working.Author)
				return nil
			}
			state, moves, s.publishes = Published, h.retire(working, published), true
		}
		v, err := im.version(s, state)
		if err != nil {
			return err
		}
		add = &v
	}
	change := newChange(h, moves, add, audit, im.s.o.Now())
	s.change = &change
	return nil
}

func (im *documentImporter) version(s *passageStep, state State) (Version, error) {
	v, err := s.next.content()
	v.Kind, v.ID, v.State, v.Author = KindArticle, s.result.ID, state, im.by.name()
	if state == Published {
		v.Reviewer = im.by.name()
	}
	return v, err
}

// editedByOthers reports whether an unpublished version is somebody else's work, not just their import of the document.
func (im *documentImporter) editedByOthers(v *Version) (bool, error) {
	if v == nil || v.Author == im.by.name() {
		return false, nil
	}
	a, err := ArticleOf(*v)
	if err != nil || len(a.Texts) != 1 {
		return true, err
	}
	for _, t := range a.Texts {
		return t.Question != "" || digestOf(t.Answer) != a.Origin.Digest, nil
	}
	return true, nil
}
