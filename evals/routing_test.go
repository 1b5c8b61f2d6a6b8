package evals_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/batondesk/baton/evals"
)

const teamsFixture = `[{"id":"repairs","description":"Broken devices and repairs","examples":["my kettle is broken"]},
{"id":"billing","description":"Invoices and payments","examples":["I was charged twice"]}]`

const messagesFixture = `{"id":"1","locale":"en","text":"the kettle is broken","team":"repairs","wants_human":false}
{"id":"2","locale":"en","text":"a question about invoices","team":"billing","wants_human":false}
{"id":"3","locale":"en","text":"let me talk to a human","team":null,"wants_human":true}
{"id":"4","locale":"zh","text":"转人工","team":null,"wants_human":true}
`

func TestRoutingIsMeasuredInBothSettings(t *testing.T) {
	root := t.TempDir()
	writeSet(t, filepath.Join(root, "routing", "mine"), map[string]string{"messages.jsonl": messagesFixture, "teams.json": teamsFixture})
	report, err := evals.Routing(root)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]map[string]float64{}
	for _, set := range report.Sets {
		seen[set.Setting] = set.Metrics
	}
	for setting, metrics := range map[string][]string{
		"few_shot": {"accuracy", "macro_f1"}, "question_only": {"accuracy", "macro_f1"}, "wants_human": {"f1_en", "f1_zh", "precision_en", "recall_zh"},
	} {
		for _, name := range metrics {
			if seen[setting][name] != 1 {
				t.Errorf("%s %s is %v, want 1", setting, name, seen[setting][name])
			}
		}
	}
}

func TestBrokenRoutingDataNamesFileAndLine(t *testing.T) {
	for _, tt := range []struct{ teams, messages, say string }{
		{teamsFixture, "{", "messages.jsonl:1"},
		{teamsFixture, "\n" + `{"id":"1","text":"x","team":"nobody"}`, `messages.jsonl:2: team "nobody"`},
		{teamsFixture, `{"id":"1"}`, "text is missing"},
		{"{", messagesFixture, "teams.json"},
		{`[{"description":"x"}]`, messagesFixture, "team 1 has no id"},
	} {
		dir := t.TempDir()
		writeSet(t, dir, map[string]string{"messages.jsonl": tt.messages, "teams.json": tt.teams})
		if _, err := evals.Routing(dir); err == nil || !strings.Contains(err.Error(), tt.say) {
			t.Errorf("error %v, want one with %q", err, tt.say)
		}
	}
}

func TestTheWishForAHumanStaysHeard(t *testing.T) {
	dir := filepath.Join("..", "..", "shared", "evals", "routing", "wants-human")
	if _, err := os.Stat(dir); err != nil {
		t.Skip("the evaluation data is not beside this checkout (../shared/evals)")
	}
	report, err := evals.Routing(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, set := range report.Sets {
		for _, name := range []string{"f1_en", "f1_zh"} {
			if set.Metrics[name] < 0.93 {
				t.Errorf("%s %s is %.3f, below 0.93", set.Name, name, set.Metrics[name])
			}
		}
	}
}
