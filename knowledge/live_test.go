package knowledge_test

import (
	"context"
	"testing"

	"github.com/batondesk/baton/knowledge"
)

func TestAServerHoldsNoArticlesWhileThereAreTooMany(t *testing.T) {
	ctx, large := context.Background(), false
	k := knowledge.New(newMemory(), knowledge.Options{Large: func(context.Context) (bool, error) { return large, nil }})
	live, err := k.Live(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := k.Articles.Create(ctx, ann, opening("Nine.")); err != nil {
		t.Fatal(err)
	}
	if _, ok, err := k.Published(ctx, "opening"); ok || err != nil {
		t.Errorf("a draft was given: %v", err)
	}
	if _, err := k.Articles.Publish(ctx, ann, "opening", 1); err != nil {
		t.Fatal(err)
	}
	for _, large = range []bool{false, true, false} { // nothing else changes
		want := 1
		if large {
			want = 0
		}
		if changed, err := live.Refresh(ctx); !changed || err != nil {
			t.Errorf("large %v: changed %v, %v", large, changed, err)
		}
		if now := live.Snapshot(); now.Large != large || len(now.Articles) != want || now.Phrases == nil {
			t.Errorf("large %v: %+v", large, now)
		}
	}
	if a, ok, err := k.Published(ctx, "opening"); !ok || err != nil || a.Texts["en"].Answer != "Nine." {
		t.Errorf("%+v, %v, %v", a, ok, err)
	}
	if _, ok, err := k.Published(ctx, "closing"); ok || err != nil {
		t.Errorf("an article that does not exist: %v, %v", ok, err)
	}
}
