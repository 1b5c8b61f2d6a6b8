package practice_test

import (
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/batondesk/baton/bot"
	"github.com/batondesk/baton/bot/local"
	"github.com/batondesk/baton/bot/practice"
	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/handoff"
	"github.com/batondesk/baton/knowledge"
	"github.com/batondesk/baton/people"
	"github.com/batondesk/baton/retrieval"
	"github.com/batondesk/baton/store"
)

// house is a Baton on a real store, without HTTP, in which drafts are made from practice.
type house struct {
	testing.TB
	ctx     context.Context
	store   *store.Store
	search  *retrieval.Searcher
	service *knowledge.Service
	desk    *handoff.Desk
	bot     *bot.Bot
	intake  *bot.Intake
	learner *practice.Learner
	talks   int
}

type staff struct{}

func (staff) User(_ context.Context, id string) (people.User, error) {
	return people.User{ID: id, Name: "Ann Kowalski", Roles: []people.Role{people.RoleAgent}}, nil
}

var ann = people.Principal{ID: "ann", Name: "Ann Kowalski", Roles: []people.Role{people.RoleAgent, people.RoleSupervisor}}

var privacy = people.Principal{ID: "pat", Roles: []people.Role{people.RoleAdmin}}

var operator = knowledge.Actor{ID: "operator", Operator: true}

var cases = handoff.Config{
	Fields: map[string]handoff.Field{
		"order_no": {Type: "id", Pattern: `[0-9]{8}`, Words: []string{"order number", "order", "订单号", "订单"}},
		"email":    {Type: "email", Words: []string{"email", "邮箱"}},
	},
	Queues: map[string]handoff.Queue{"desk": {Default: true}, "boss": {Supervisor: true}},
}

func open(tb testing.TB) *house {
	tb.Helper()
	h := &house{TB: tb, ctx: tb.Context()}
	var passed atomic.Int64 // a millisecond each time that somebody looks
	now := func() time.Time {
		return time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC).Add(time.Duration(passed.Add(1)) * time.Millisecond)
	}
	opened, err := store.Open(h.ctx, filepath.Join(tb.TempDir(), "baton.db"), store.Options{Now: now})
	h.must(err)
	tb.Cleanup(func() { opened.Close() })
	book, err := handoff.NewBook(1, cases)
	h.must(err)
	h.store, h.search = opened, retrieval.NewSearcher()
	h.service = knowledge.New(opened.Knowledge(), knowledge.Options{FourEyes: true, Now: now})
	phrases := knowledge.NewPhrasebook(nil, "en")
	playbooks := &bot.Playbooks{Book: book, Matcher: handoff.NewMatcher(book)}
	h.desk = handoff.NewDesk(opened, handoff.DeskOptions{
		Book: func() *handoff.Book { return book }, Phrases: func() handoff.Phrases { return phrases },
		Article: h.search.Article, Repository: opened.Handoff(), People: staff{}, Now: now,
	})
	h.bot = bot.New(bot.Options{
		Ledger: opened, Understand: local.New(), Search: h.search, Phrases: func() *knowledge.Phrasebook { return phrases },
		Playbooks: func() *bot.Playbooks { return playbooks }, Wait: h.desk.Wait, Gap: opened.Knowledge().AddGap,
		Thresholds: retrieval.DefaultThresholds(), Timers: conversation.DefaultTimers(),
		Locale: "en", Locales: []string{"en", "zh"}, Zone: time.UTC, Now: now, Log: slog.New(slog.DiscardHandler),
	})
	h.intake = &bot.Intake{
		Ledger: opened, Runner: &bot.Runner{}, Phrases: func() *knowledge.Phrasebook { return phrases },
		Book: func() *handoff.Book { return book }, Active: func(string) bool { return true }, Now: now,
	}
	h.learner = practice.New(practice.Options{
		Ledger: opened, Feed: opened, Knowledge: h.service, Search: h.search, Thresholds: retrieval.DefaultThresholds(),
		Conversations: func(ctx context.Context, cursor string, limit int) ([]conversation.State, string, error) {
			return opened.Conversations(ctx, store.ConversationQuery{After: cursor, Limit: limit})
		},
		Locale: "en", Variables: map[string]string{"support_email": "help@twinlights.example"}, Now: now, Log: slog.New(slog.DiscardHandler),
	})
	h.publish("shipping-cost", "en", "How much does shipping cost?", "Shipping costs 4.90 EUR.")
	h.publish("opening-hours", "en", "When is the shop open?", "The shop is open from 9 to 18, Monday to Friday.")
	return h
}

func (h *house) must(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

func (h *house) publish(id, locale, question, answer string) {
	h.Helper()
	a, err := h.service.Articles.Create(h.ctx, operator, knowledge.Article{ID: id, Texts: map[string]knowledge.Text{locale: {Question: question, Answer: answer}}})
	h.must(err)
	_, err = h.service.Articles.Publish(h.ctx, operator, id, a.Version)
	h.must(err)
	h.reindex()
}

func (h *house) reindex() {
	snapshot, err := h.service.Snapshot(h.ctx)
	h.must(err)
	h.search.Publish(snapshot.Articles)
}

// talk is one conversation. Its script has lines "customer: TEXT", "agent: TEXT", "suggested: TEXT" (a human sends an
// article's answer), "set: FIELD=VALUE" and "resolve".
type talk struct {
	*house
	id conversation.ID
	n  int
}

func (h *house) talk(script string) *talk {
	h.Helper()
	h.talks++
	t := &talk{house: h, id: conversation.ID(fmt.Sprintf("talk-%d", h.talks))}
	_, err := h.intake.Open(h.ctx, bot.Opening{ID: t.id, Opening: conversation.Opening{Channel: "api", Name: "Robin Vale"}})
	h.must(err)
	t.play(script)
	return t
}

func (t *talk) play(script string) {
	t.Helper()
	for line := range strings.SplitSeq(strings.TrimSpace(script), "\n") {
		verb, text, _ := strings.Cut(strings.TrimSpace(line), ": ")
		text = strings.ReplaceAll(text, `\n`, "\n")
		t.n++
		var err error
		switch verb {
		case "customer":
			_, _, err = t.intake.Receive(t.ctx, t.id, bot.Incoming{ClientID: fmt.Sprint(t.n), Digest: text, Text: text})
			t.must(err)
			err = t.bot.Step(t.ctx, t.id)
		case "agent":
			t.takeover()
			_, err = t.desk.Reply(t.ctx, ann, t.id, handoff.Reply{ID: fmt.Sprint(t.n), Text: text})
		case "suggested":
			t.takeover()
			article, _ := t.search.Article(text)
			_, err = t.desk.Reply(t.ctx, ann, t.id, handoff.Reply{
				ID: fmt.Sprint(t.n), Text: article.Texts["en"].Answer, Sources: []conversation.Source{{ArticleID: text, Version: article.Version}},
			})
		case "set":
			field, value, _ := strings.Cut(text, "=")
			_, err = t.desk.SetFields(t.ctx, ann, t.id, map[string]string{field: value})
		case "resolve":
			_, err = t.desk.Resolve(t.ctx, ann, t.state().Handoff.ID, "")
		default:
			t.Fatalf("what is %q?", line)
		}
		t.must(err)
	}
}

func (t *talk) takeover() {
	t.Helper()
	if _, human := t.state().Holder.Agent(); !human {
		_, err := t.desk.Takeover(t.ctx, ann, t.id, "")
		t.must(err)
	}
}

func (t *talk) state() conversation.State {
	t.Helper()
	state, err := t.store.State(t.ctx, t.id)
	t.must(err)
	return state
}

func (t *talk) events() []conversation.Event {
	t.Helper()
	events, err := t.store.After(t.ctx, t.id, 0, 500)
	t.must(err)
	return events
}

// said is the seq of the message of somebody that contains these words.
func (t *talk) said(words string) int64 {
	t.Helper()
	for _, e := range t.events() {
		if m, ok := e.Payload.(conversation.Message); ok && strings.Contains(m.Text, words) {
			return e.Seq
		}
	}
	t.Fatalf("nobody said %q", words)
	return 0
}

// learn looks at the conversation, as Run does when it ended.
func (t *talk) learn() *talk {
	t.Helper()
	t.must(t.learner.Look(t.ctx, t.id))
	return t
}

// run lets the learner work by itself until something holds.
func (h *house) run(until func() bool) {
	h.Helper()
	ctx, stop := context.WithCancel(h.ctx)
	done := make(chan struct{})
	go func() { h.learner.Run(ctx); close(done) }()
	defer func() { stop(); <-done }()
	for deadline := time.Now().Add(20 * time.Second); !until(); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(deadline) {
			h.Fatal("it was waited for in vain")
		}
	}
}

// drafts are the articles made from practice, oldest first.
func (h *house) drafts() []knowledge.Article {
	h.Helper()
	all, _, err := h.service.Articles.List(h.ctx, knowledge.Query{Label: knowledge.LabelPractice, Limit: 500})
	h.must(err)
	slices.SortFunc(all, func(a, b knowledge.Article) int { return a.UpdatedAt.Compare(b.UpdatedAt) })
	return all
}

// draft is the only one, in its only language.
func (h *house) draft() (knowledge.Article, knowledge.Text) {
	h.Helper()
	all := h.drafts()
	if len(all) != 1 || len(all[0].Texts) != 1 {
		h.Fatalf("there are %d drafts: %+v", len(all), all)
	}
	for _, text := range all[0].Texts {
		return all[0], text
	}
	panic("unreachable")
}

func (h *house) none() {
	h.Helper()
	if all := h.drafts(); len(all) > 0 {
		h.Errorf("a draft was made: %+v", all[0].Texts)
	}
}
