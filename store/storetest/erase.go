package storetest

import (
	"errors"

	"github.com/batondesk/baton/knowledge"
	"github.com/batondesk/baton/people"
)

var eraseTests = []test{
	{"what was never published can be erased, words and all", erased},
	{"what was published is not erased", publishedIsNotErased},
}

func (w *world) erasing(id string) knowledge.Audit {
	return knowledge.Audit{At: w.clock.now(), Actor: "practice", Action: "erase", Kind: knowledge.KindArticle, ID: id}
}

func erased(w *world) {
	repo := w.Knowledge()
	w.apply(w.Store, draft("draft", 1), draft("draft", 2), draft("other", 1))
	before, err := repo.Revision(w.ctx)
	if err != nil {
		w.Fatal(err)
	}
	for range 2 { // the second time there is nothing any more
		if err := repo.Erase(w.ctx, w.erasing("draft")); err != nil {
			w.Fatal(err)
		}
	}
	if _, err := repo.Versions(w.ctx, knowledge.KindArticle, "draft"); !errors.As(err, new(*knowledge.NotFoundError)) {
		w.Errorf("still there: %v", err)
	}
	items, _, err := repo.List(w.ctx, knowledge.Query{Kind: knowledge.KindArticle})
	if err != nil || len(items) != 1 || items[0].ID != "other" {
		w.Errorf("listed: %+v, error %v", items, err)
	}
	if after, err := repo.Revision(w.ctx); err != nil || after <= before {
		w.Errorf("revision %d, then %d, error %v", before, after, err)
	}
	audit, err := w.People().Audit(w.ctx, people.AuditQuery{Object: "draft", Limit: 10})
	if err != nil || len(audit) != 1 || audit[0].Action != "article.erase" || audit[0].Actor != "practice" {
		w.Errorf("audit %+v, error %v", audit, err)
	}
	w.apply(w.Store, draft("draft", 1)) // the name is free
}

func publishedIsNotErased(w *world) {
	repo := w.Knowledge()
	w.apply(w.Store, draft("a", 1))
	publish := moved("a", 1, 1, knowledge.Draft, knowledge.Published)
	publish.Moves[0].Reviewer = "eva"
	for _, change := range []knowledge.Change{publish, moved("a", 1, 1, knowledge.Published, knowledge.Archived)} {
		w.apply(w.Store, change)
		var refused *knowledge.StateError
		if err := repo.Erase(w.ctx, w.erasing("a")); !errors.As(err, &refused) || refused.Version != 1 {
			w.Errorf("error %v", err)
		}
		if versions, err := repo.Versions(w.ctx, knowledge.KindArticle, "a"); err != nil || len(versions) != 1 {
			w.Errorf("%d versions, error %v", len(versions), err)
		}
	}
}
