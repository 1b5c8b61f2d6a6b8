package retrieval

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

func TestPostingsGiveTheTextsAgain(t *testing.T) {
	anyFeature := rapid.Custom(func(t *rapid.T) feature {
		k := kind(rapid.IntRange(0, int(kinds)-1).Draw(t, "kind"))
		return feature(k)<<kindShift | feature(rapid.OneOf(rapid.Uint32Range(0, 3), rapid.Uint32Range(0, 1<<kindShift-1)).Draw(t, "hash"))
	})
	rapid.Check(t, func(t *rapid.T) {
		texts := rapid.SliceOfN(rapid.SliceOfN(anyFeature, 0, 20), 0, 30).Draw(t, "texts")
		for _, features := range texts {
			slices.Sort(features)
		}
		p := newPostings(texts)
		if !slices.IsSorted(p.features) || len(slices.Compact(slices.Clone(p.features))) != len(p.features) {
			t.Fatalf("features out of order or twice: %v", p.features)
		}
		if diff := cmp.Diff(texts, p.texts(len(texts)), cmpopts.EquateEmpty()); diff != "" {
			t.Fatal(diff)
		}
	})
}
