package bot_test

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/batondesk/baton/bot"
	"github.com/batondesk/baton/bot/local"
	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/handoff"
	"github.com/batondesk/baton/knowledge"
	"github.com/batondesk/baton/people"
	"github.com/batondesk/baton/retrieval"
	"github.com/batondesk/baton/store"
)

// clock is a time that only tests move.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// house is a whole Baton on a real store, without HTTP.
type house struct {
	testing.TB
	ctx     context.Context
	path    string
	clock   *clock
	store   *store.Store
	ledger  *ledger
	search  *retrieval.Searcher
	service *knowledge.Service
	desk    *handoff.Desk
	bot     *bot.Bot
	intake  *bot.Intake
	model   *model // nil: none
	adapt   bool   // it may compose
	modes   bot.Modes
	meaning retrieval.Embedder // of a service; nil: none
	bare    func(string, []conversation.Field, []bot.Value, []conversation.FieldSpec) string
	across  bool                // answers are looked for in other languages
	more    []knowledge.Article // besides those of every house
	outcome bot.Outcome         // of the last turn
}

// ledger lets a test act in the moment between a turn's snapshot and its commit.
type ledger struct {
	conversation.Ledger
	before func() error                     // an error is a crash before the commit
	after  func(conversation.Receipt) error // an error is a crash after the commit and before anybody hears of it
}

func (l *ledger) Append(ctx context.Context, id conversation.ID, w conversation.Write) (conversation.Receipt, error) {
	if act := l.before; act != nil {
		l.before = nil
		if err := act(); err != nil {
			return conversation.Receipt{}, err
		}
	}
	receipt, err := l.Ledger.Append(ctx, id, w)
	if err == nil && l.after != nil {
		err = l.after(receipt)
	}
	return receipt, err
}

type staff struct{}

func (staff) User(_ context.Context, id string) (people.User, error) {
	return people.User{ID: id, Name: "Colleague " + id, Roles: []people.Role{people.RoleAgent}}, nil
}

var cases = handoff.Config{
	Fields: map[string]handoff.Field{
		"order_number": {
			Type: "id", Pattern: `[0-9]{8}`, Words: []string{"order number", "order", "订单号", "订单"},
			Label:  handoff.Words{"en": "order number", "zh": "订单号"},
			Prompt: handoff.Words{"en": "What is your order number?", "zh": "请问您的订单号是多少？"},
		},
		"product": {
			Type: "choice", Prompt: handoff.Words{"en": "Which product is it?", "zh": "请问是哪款产品？"}, Choices: []handoff.Choice{
				{Value: "lamp", Words: []string{"lamp", "desk lamp", "台灯"}}, {Value: "charger", Words: []string{"charger", "充电器"}},
			},
		},
		"tried": {
			Type: "text", Prompt: handoff.Words{"en": "What have you already tried?", "zh": "请问您已经尝试过哪些方法？"},
		},
		"email": {
			Type: "email", Words: []string{"email", "mail", "邮箱"}, Label: handoff.Words{"en": "email address", "zh": "邮箱"},
			Prompt: handoff.Words{"en": "What is your email address?", "zh": "请问您的邮箱是？"},
		},
	},
	Playbooks: map[string]handoff.Playbook{
		"fault": {
			Triggers: handoff.Triggers{Patterns: []string{`(won't|doesn't) turn on`, "开不了机"}}, AskFirst: true,
			Fields: []string{"product", "tried"}, Queue: "night",
		},
		"refund": {
			Triggers: handoff.Triggers{Keywords: []string{"refund", "退款"}}, MustEscalate: true,
			Fields: []string{"order_number"}, Queue: "desk", Priority: 2,
		},
		"delivery": {
			Triggers: handoff.Triggers{Keywords: []string{"parcel is missing", "包裹丢了"}}, AskFirst: true,
			Fields: []string{"order_number", "email"}, Queue: "desk",
		},
	},
	Queues: map[string]handoff.Queue{"desk": {Default: true, AskContactAfter: handoff.Duration(time.Hour)}, "boss": {Supervisor: true},
		"night": {Hours: handoff.OpenHours{Weekly: map[string][]string{"sun": {"22:00-23:00"}}}}},
}

var articles = []struct{ id, question, answer, zhQuestion, zhAnswer string }{
	{"shipping-cost", "How much does shipping cost?", "Shipping costs 4.90 EUR.", "运费多少钱？", "运费为4.90欧元。"},
	{"opening-hours", "When is the shop open?", "The shop is open from 9 to 18, Monday to Friday.", "店铺什么时候营业？", "周一至周五9点到18点营业。"},
	{"warranty", "How long is the warranty on headphones?", "Headphones have a warranty of 24 months.", "耳机保修多久？", "耳机保修24个月。"},
}

func open(tb testing.TB, with ...func(*house)) *house {
	tb.Helper()
	h := &house{TB: tb, ctx: tb.Context(), path: filepath.Join(tb.TempDir(), "baton.db"),
		clock: &clock{now: time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)}}
	h.must(os.WriteFile(h.path, furnished(), 0o600))
	for _, change := range with {
		change(h)
	}
	h.start()
	for _, a := range h.more {
		created, err := h.service.Articles.Create(h.ctx, operator, a)
		h.must(err)
		_, err = h.service.Articles.Publish(h.ctx, operator, a.ID, created.Version)
		h.must(err)
	}
	h.reindex()
	return h
}

// furnished is a store with the articles published, made once: the property test opens hundreds.
var furnished = sync.OnceValue(func() []byte {
	ctx := context.Background()
	dir, err := os.MkdirTemp("", "baton-house")
	check(err)
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "baton.db")
	opened, err := store.Open(ctx, path, store.Options{})
	check(err)
	service := knowledge.New(opened.Knowledge(), knowledge.Options{})
	for _, a := range articles {
		created, err := service.Articles.Create(ctx, operator, knowledge.Article{ID: a.id, Texts: map[string]knowledge.Text{
			"en": {Question: a.question, Answer: a.answer}, "zh": {Question: a.zhQuestion, Answer: a.zhAnswer},
		}})
		check(err)
		_, err = service.Articles.Publish(ctx, operator, a.id, created.Version)
		check(err)
	}
	check(opened.Close())
	data, err := os.ReadFile(path)
	check(err)
	return data
})

var operator = knowledge.Actor{ID: "operator", Operator: true}

func check(err error) {
	if err != nil {
		panic(err)
	}
}

// start builds everything on what the file holds, as a restarted process does.
func (h *house) start() {
	opened, err := store.Open(h.ctx, h.path, store.Options{Now: h.clock.Now})
	h.must(err)
	h.Cleanup(func() { opened.Close() })
	h.must(opened.VoidLeases(h.ctx))
	h.store, h.ledger = opened, &ledger{Ledger: opened}
	book, err := handoff.NewBook(1, cases)
	h.must(err)
	h.search = retrieval.NewSearcher()
	if h.meaning != nil {
		h.search = retrieval.NewSearcherBy(retrieval.NewMeaning(retrieval.MeaningOptions{Embedder: h.meaning}))
	}
	h.service = knowledge.New(opened.Knowledge(), knowledge.Options{Now: h.clock.Now})
	phrases := knowledge.NewPhrasebook(nil, "en")
	playbooks := &bot.Playbooks{Book: book, Matcher: handoff.NewMatcher(book)}
	h.desk = handoff.NewDesk(opened, handoff.DeskOptions{
		Book: func() *handoff.Book { return book }, Phrases: func() handoff.Phrases { return phrases },
		Repository: opened.Handoff(), People: staff{}, Now: h.clock.Now,
	})
	options := bot.Options{
		Ledger: h.ledger, Understand: local.New(), Search: h.search, Phrases: func() *knowledge.Phrasebook { return phrases },
		Playbooks: func() *bot.Playbooks { return playbooks }, Wait: h.desk.Wait, Gap: opened.Knowledge().AddGap,
		Thresholds: retrieval.DefaultThresholds(), Timers: conversation.DefaultTimers(),
		Locale: "en", Locales: []string{"en", "zh"}, Zone: time.UTC, Now: h.clock.Now, Log: slog.New(slog.DiscardHandler),
		Modes: h.modes, Adapt: h.adapt, Across: h.across, Bare: h.bare,
	}
	if h.model != nil {
		options.Advise, options.Observe = h.model, func(o bot.Outcome) { h.outcome = o }
	}
	h.bot = bot.New(options)
	h.intake = &bot.Intake{
		Ledger: opened, Runner: &bot.Runner{}, Phrases: func() *knowledge.Phrasebook { return phrases },
		Book: func() *handoff.Book { return book }, Active: func(string) bool { return true }, Now: h.clock.Now,
	}
	h.reindex()
}

func (h *house) must(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

// reindex takes the published knowledge into search, as a running server does after every change.
func (h *house) reindex() {
	h.search.Publish(h.published())
	if h.meaning != nil {
		h.must(h.search.LearnNow(h.ctx))
	}
}

func (h *house) published() []knowledge.Article {
	snapshot, err := h.service.Snapshot(h.ctx)
	h.must(err)
	return snapshot.Articles
}

// archive takes an article out of force, in the store and in search.
func (h *house) archive(id string) {
	h.Helper()
	_, err := h.service.Articles.Archive(h.ctx, operator, id, 0)
	h.must(err)
	h.reindex()
}
