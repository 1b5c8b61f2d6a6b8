package knowledge_test

import (
	"context"
	"errors"
	"testing"

	"github.com/batondesk/baton/knowledge"
)

func TestWhatIsErasedWasNeverWritten(t *testing.T) {
	ctx, repo := context.Background(), newMemory()
	k := knowledge.New(repo, knowledge.Options{})
	if _, err := k.Articles.Create(ctx, ann, opening("Nine.")); err != nil {
		t.Fatal(err)
	}
	if err := k.Articles.Erase(ctx, ann, "opening"); err != nil {
		t.Fatal(err)
	}
	if _, err := k.Articles.Get(ctx, "opening", 0); !errors.As(err, new(*knowledge.NotFoundError)) {
		t.Errorf("still there: %v", err)
	}
	if last := repo.audit[len(repo.audit)-1]; last.Action != "erase" || last.ID != "opening" {
		t.Errorf("audit %+v", last)
	}
	if a, err := k.Articles.Create(ctx, ann, opening("Ten.")); err != nil || a.Version != 1 {
		t.Errorf("the name is not free: %+v, %v", a, err)
	}
}

func TestWhatWasPublishedIsNotErased(t *testing.T) {
	ctx := context.Background()
	k := knowledge.New(newMemory(), knowledge.Options{})
	a, err := k.Articles.Create(ctx, ann, opening("Nine."))
	if err == nil {
		_, err = k.Articles.Publish(ctx, ann, a.ID, a.Version)
	}
	if err == nil {
		_, err = k.Articles.Archive(ctx, ann, a.ID, 0)
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := k.Articles.Erase(ctx, ann, a.ID); !errors.As(err, new(*knowledge.StateError)) {
		t.Errorf("error %v", err)
	}
	if _, err := k.Articles.Get(ctx, a.ID, 0); err != nil {
		t.Error(err)
	}
}
