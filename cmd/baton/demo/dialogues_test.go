package demo_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/batondesk/baton/evals/dialogue"
)

// Names in the scripts are names in the shop: a slip would make an expectation that nothing can meet, or that nothing
// can break.
func TestScriptsNameWhatTheShopHas(t *testing.T) {
	scripts, err := dialogue.Load(os.DirFS("dialogues"))
	if err != nil {
		t.Fatal(err)
	}
	b := book(t)
	known := map[string]bool{"contact": true}
	for _, f := range b.Fields() {
		known[f.Name] = true
	}
	for _, row := range rows(t) {
		known[row.ID] = true
	}
	for _, p := range b.Playbooks() {
		known[p.Name] = true
	}
	for _, q := range b.Queues() {
		known[q.Name] = true
	}
	perFolder := map[string]int{}
	for _, s := range scripts {
		folder, _, _ := strings.Cut(s.File, "/")
		perFolder[folder]++
		if s.Title == "" || !slices.Contains([]string{"en", "zh"}, s.Locale) || s.Locale != folder {
			t.Errorf("%s: a script has a title, and the locale of its folder", s.File)
		}
		for _, step := range s.Steps {
			for _, name := range step.Names() {
				if !known[name] {
					t.Errorf("%s:%d: the shop has no %q", s.File, step.Line, name)
				}
			}
		}
	}
	if perFolder["en"] != perFolder["zh"] {
		t.Errorf("the languages have different scripts: %v", perFolder)
	}
}
