package bot_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/batondesk/baton/bot"
	"github.com/batondesk/baton/bot/local"
	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/handoff"
	"github.com/batondesk/baton/knowledge"
	"github.com/batondesk/baton/retrieval"
)

// suite is a knowledge base with questions to it, in the format of the evaluation data.
type suite struct {
	name      string
	articles  []knowledge.Article
	questions []suiteQuestion
}

type suiteQuestion struct {
	Locale string
	Text   string
	Expect *string // nil: nothing answers it
}

// tally is what became of the questions of a suite.
type tally struct{ Right, Wrong, AskedBack, OfferedIt, None, Unanswerable, AnsweredAnyway, Calls, Questions int }

// share is how many of the answers given are right.
func (n tally) share() float64 {
	return float64(n.Right) / float64(max(n.Right+n.Wrong+n.AnsweredAnyway, 1))
}

func (n tally) String() string {
	return fmt.Sprintf("answered %3d of %3d, right %.3f, asked back %3d (it was offered in %3d), calls %3d",
		n.Right+n.Wrong+n.AnsweredAnyway, n.Questions, n.share(), n.AskedBack, n.OfferedIt, n.Calls)
}

// TestWhatAModelsWordIsWorth asks real questions without a model, with models that are right as often as they are here, and
// with one that always takes the second article for the answer. docs/turn.md has the figures.
func TestWhatAModelsWordIsWorth(t *testing.T) {
	folders, _ := filepath.Glob("../../shared/evals/retrieval/*/queries.jsonl")
	if len(folders) == 0 || testing.Short() {
		t.Skip("no evaluation data beside the repository (../shared/evals)")
	}
	for _, path := range folders {
		s := readSuite(t, filepath.Dir(path))
		if s.questions[0].Locale != localeOf(s.articles[0]) {
			continue // in another language on purpose, which needs embeddings
		}
		expect := (*string)(nil)
		nobody := s.ask(nil, &expect)
		t.Logf("%-18s nobody %v", s.name, nobody)
		of := map[float64]tally{}
		for _, often := range []float64{1, 0.95, 0.9, 0.8} {
			of[often] = s.ask(rightly(often, &expect), &expect)
			t.Logf("%-18s %5.0f%% %v", s.name, 100*often, of[often])
		}
		second := s.ask(func(_ context.Context, b bot.Brief) (a bot.Advice, _ error) {
			a.Answers = fully(b.Candidates[min(1, len(b.Candidates)-1)].ArticleID)
			return a, nil
		}, &expect)
		t.Logf("%-18s second %v", s.name, second)
		if of[1].Right < nobody.Right || of[1].Wrong > nobody.Wrong || of[1].AnsweredAnyway > nobody.AnsweredAnyway {
			t.Errorf("%s: a model that is right does harm", s.name)
		}
		if of[0.9].Right < nobody.Right || of[0.9].share() < nobody.share()-0.04 {
			t.Errorf("%s: a model that is right nine times in ten does harm", s.name)
		}
		if second.share() < nobody.share()-0.06 {
			t.Errorf("%s: a model that always takes the second does harm", s.name)
		}
	}
}

// rightly is a model that is right so often; otherwise it takes the likeliest of the others.
func rightly(often float64, expect **string) func(context.Context, bot.Brief) (bot.Advice, error) {
	random := rand.New(rand.NewPCG(1, 2))
	return func(_ context.Context, b bot.Brief) (a bot.Advice, _ error) {
		errs := random.Float64() >= often
		for _, c := range b.Candidates {
			if right := *expect != nil && c.ArticleID == **expect; right != errs {
				a.Answers = fully(c.ArticleID)
				break
			}
		}
		return a, nil
	}
}

func fully(id string) []bot.AdvisedAnswer { return []bot.AdvisedAnswer{{ArticleID: id, Fully: true}} }

func (s suite) ask(says func(context.Context, bot.Brief) (bot.Advice, error), expect **string) (n tally) {
	search := retrieval.NewSearcher()
	search.Publish(s.articles)
	book, err := handoff.NewBook(1, handoff.Config{})
	check(err)
	phrases, playbooks := knowledge.NewPhrasebook(nil, "en"), &bot.Playbooks{Book: book, Matcher: handoff.NewMatcher(book)}
	o := bot.Options{
		Understand: local.New(), Search: search, Phrases: func() *knowledge.Phrasebook { return phrases },
		Playbooks: func() *bot.Playbooks { return playbooks }, Thresholds: retrieval.DefaultThresholds(), Locale: "en",
		Locales: []string{"en", "zh"}, Zone: time.UTC, Now: time.Now, Log: slog.New(slog.DiscardHandler),
	}
	m := &model{says: says}
	if says != nil {
		o.Advise = m
	}
	b := bot.New(o)
	for i := 0; i < len(s.questions); i += 1 + len(s.questions)/1000 {
		q := s.questions[i]
		*expect = q.Expect
		reply, err := b.Ask(context.Background(), q.Text, q.Locale, nil)
		check(err)
		n.Questions++
		answered := reply.Act == conversation.ActAnswer
		switch is := func(id string) bool { return q.Expect != nil && id == *q.Expect }; {
		case q.Expect == nil:
			n.Unanswerable++
			if answered {
				n.AnsweredAnyway++
			}
		case answered && slices.ContainsFunc(reply.Sources, func(s conversation.Source) bool { return is(s.ArticleID) }):
			n.Right++
		case answered:
			n.Wrong++
		case reply.Act == conversation.ActClarify:
			n.AskedBack++
			if slices.ContainsFunc(reply.Choices, func(c conversation.Choice) bool { return is(c.ArticleID) }) {
				n.OfferedIt++
			}
		default:
			n.None++
		}
	}
	n.Calls = m.calls()
	return n
}

func localeOf(a knowledge.Article) string {
	for locale := range a.Texts {
		return locale
	}
	return ""
}

func readSuite(t *testing.T, dir string) suite {
	s := suite{name: filepath.Base(dir)}
	for _, item := range readLines[struct {
		ID, Locale, Question, Answer string
		Alternatives                 []string `json:"alt_questions"`
	}](t, filepath.Join(dir, "knowledge.jsonl")) {
		text := knowledge.Text{Question: item.Question, Alternatives: item.Alternatives, Answer: item.Answer}
		a := knowledge.Article{ID: item.ID, Version: 1, State: knowledge.Published, Texts: map[string]knowledge.Text{item.Locale: text}}
		if item.Question == "" {
			a.Kind, a.Origin.Document = knowledge.Passage, item.ID
		}
		s.articles = append(s.articles, a)
	}
	s.questions = readLines[suiteQuestion](t, filepath.Join(dir, "queries.jsonl"))
	return s
}

func readLines[T any](t *testing.T, path string) (all []T) {
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var one T
		if err := json.Unmarshal(lines.Bytes(), &one); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		all = append(all, one)
	}
	return all
}
