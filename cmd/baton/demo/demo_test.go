package demo_test

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/batondesk/baton/cmd/baton/config"
	"github.com/batondesk/baton/cmd/baton/demo"
	"github.com/batondesk/baton/handoff"
	"github.com/batondesk/baton/knowledge"
)

func shop(t *testing.T) config.Config {
	t.Helper()
	c, problems := config.Read("baton.yaml", demo.Config(), nil)
	for _, p := range problems {
		t.Error(p)
	}
	if t.Failed() {
		t.FailNow()
	}
	return c
}

func book(t *testing.T) *handoff.Book {
	t.Helper()
	b, err := handoff.NewBook(1, shop(t).Config)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func rows(t *testing.T) []knowledge.Row {
	t.Helper()
	var all []knowledge.Row
	for row, err := range knowledge.Read(knowledge.JSONL, "articles.jsonl", bytes.NewReader(demo.Articles())) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, row)
	}
	return all
}

func TestQueuesNameUsersOfTheShop(t *testing.T) {
	var ids []string
	for _, u := range demo.Users() {
		ids = append(ids, u.ID)
	}
	for _, q := range book(t).Queues() {
		for _, m := range q.Members {
			if !strings.HasPrefix(m, "role:") && !slices.Contains(ids, m) {
				t.Errorf("queue %s has a member %q who does not work here", q.Name, m)
			}
		}
	}
}

func TestEveryFieldThatIsAskedForHasASentenceInBothLanguages(t *testing.T) {
	b := book(t)
	for _, p := range b.Playbooks() {
		for _, name := range p.Fields {
			f, _ := b.Field(name)
			for _, locale := range []string{"en", "zh"} {
				if f.Prompt[locale] == "" || f.Label[locale] == "" {
					t.Errorf("field %s of playbook %s has no prompt or label in %s", name, p.Name, locale)
				}
			}
		}
	}
}

var numbers = regexp.MustCompile(`[0-9]+(?:[.,:][0-9]+)*`)
var links = regexp.MustCompile(`https://[a-z./]+[a-z]|\{[a-z_]+\}`)

// A month is a word in English.
var month = regexp.MustCompile(`[0-9]+ 月`)

// The two languages of an article promise the same: every figure, link and variable of one is in the other.
func TestLanguagesOfAnArticleAgree(t *testing.T) {
	variables := shop(t).Knowledge.Variables
	english := map[string]knowledge.Row{}
	for _, row := range rows(t) {
		for _, name := range knowledge.Variables(row.Answer) {
			if variables[name] == "" {
				t.Errorf("%s: {%s} is not under knowledge.variables", row.ID, name)
			}
		}
		if row.Locale == "en" {
			english[row.ID] = row
			continue
		}
		en := english[row.ID]
		for what, find := range map[string]*regexp.Regexp{"figures": numbers, "links": links} {
			want, got := tally(find, en.Answer), tally(find, month.ReplaceAllString(row.Answer, ""))
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s: %s differ (-en +zh):\n%s", row.ID, what, diff)
			}
		}
	}
	if len(english) < 60 {
		t.Errorf("only %d articles in English", len(english))
	}
}

func tally(find *regexp.Regexp, text string) map[string]bool {
	found := map[string]bool{}
	for _, f := range find.FindAllString(text, -1) {
		found[f] = true
	}
	return found
}

// A question that an article answers is not taken for a case by the rules.
func TestQuestionsOfArticlesOpenNoPlaybookByRule(t *testing.T) {
	m := handoff.NewMatcher(book(t))
	for _, row := range rows(t) {
		for _, q := range append([]string{row.Question}, row.Alternatives...) {
			for _, match := range m.Match(handoff.Situation{Text: q, Locale: row.Locale}) {
				if match.Must || match.Probability == 1 {
					t.Errorf("%s: %q opens playbook %s (%s)", row.ID, q, match.Playbook, match.Why)
				}
			}
		}
	}
}

func TestSuggestedRepliesExist(t *testing.T) {
	all := rows(t)
	for _, p := range book(t).Playbooks() {
		if p.SuggestedReply != "" && !slices.ContainsFunc(all, func(r knowledge.Row) bool { return r.ID == p.SuggestedReply }) {
			t.Errorf("playbook %s suggests %s, which is no article", p.Name, p.SuggestedReply)
		}
	}
}
