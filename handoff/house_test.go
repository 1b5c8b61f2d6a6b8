package handoff

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/knowledge"
	"github.com/batondesk/baton/people"
)

// shop is a configuration with three queues and four kinds of cases.
func shop() Config {
	return Config{
		Fields: map[string]Field{
			"order_number": {
				Type: "id", Label: Words{"en": "Order number", "zh": "订单号"}, Prompt: Words{"en": "Which order?", "zh": "哪个订单？"},
				Words: []string{"order number", "订单号"}, Profile: "last_order",
			},
			"amount": {Type: "amount", Label: Words{"en": "Amount", "zh": "金额"}},
			"model":  {Type: "text", Label: Words{"en": "Model", "zh": "型号"}, MaxAsks: 1},
		},
		Playbooks: map[string]Playbook{
			"refund": {
				Title:    Words{"en": "Refund", "zh": "退款"},
				Triggers: Triggers{Keywords: []string{"refund", "money back", "退款"}, Tags: []string{"returns"}}, MustEscalate: true,
				Fields: []string{"order_number", "amount"}, Optional: []string{"model"}, Priority: 2, Tags: []string{"money"},
				Card: CardHints{
					Want:        Words{"en": "A refund of {amount} for order {order_number}", "zh": "订单{order_number}退款{amount}"},
					NextStep:    Words{"en": "Check the order, then decide on the refund", "zh": "核对订单后决定是否退款"},
					Constraints: []Words{{"en": "Refunds above 500 need a supervisor", "zh": "超过500的退款须由主管批准"}},
				},
				SuggestedReply: "refund_steps",
			},
			"fault": {
				Title:    Words{"en": "Technical fault", "zh": "技术故障"},
				Triggers: Triggers{Keywords: []string{"broken", "坏了"}, Patterns: []string{`error \d+`}, Attributes: map[string]string{"plan": "care"}},
				Fields:   []string{"model"}, AskFirst: true, Queue: "experts",
			},
			"vip":     {Triggers: Triggers{Sources: []string{"/vip"}}, Priority: 1, Queue: "night"},
			"general": {Default: true, Title: Words{"en": "General enquiry", "zh": "一般咨询"}},
		},
		Queues: map[string]Queue{
			"front":   {Title: Words{"en": "Front desk", "zh": "前台"}, Default: true, Members: []string{"mei", "tom"}, Capacity: 2},
			"experts": {Title: Words{"en": "Experts", "zh": "专家"}, Members: []string{"role:expert"}},
			"night": {Members: []string{"tom"}, Hours: OpenHours{
				Zone: "Europe/Berlin", Weekly: map[string][]string{"mon": {"22:00-06:00"}, "fri": {"09:00-12:00", "13:00-17:00"}},
			}},
			"boss": {Title: Words{"en": "Supervisors", "zh": "主管"}, Supervisor: true, Members: []string{"role:supervisor"}},
		},
		Rules: []Rule{{When: Condition{Keywords: []string{"return", "退货"}, Locales: []string{"en", "zh"}}, Add: []string{"returns"}, Source: "returns-page"}},
	}
}

func mustBook(t testing.TB, c Config) *Book {
	t.Helper()
	b, err := NewBook(7, c)
	if err != nil {
		t.Fatalf("the configuration has problems:\n%v", err)
	}
	return b
}

var staff = map[string]people.User{
	"mei":  {ID: "mei", Name: "Mei", Roles: []people.Role{people.RoleAgent}},
	"tom":  {ID: "tom", Name: "Tom", Roles: []people.Role{people.RoleAgent}},
	"eva":  {ID: "eva", Name: "Eva", Roles: []people.Role{people.RoleExpert}},
	"boss": {ID: "boss", Name: "Bo", Roles: []people.Role{people.RoleSupervisor}},
	"gone": {ID: "gone", Name: "Gone", Roles: []people.Role{people.RoleAgent}, Disabled: true},
	"pub":  {ID: "pub", Name: "Pub", Roles: []people.Role{people.RolePublisher}},
}

func as(id string) people.Principal {
	u := staff[id]
	return people.Principal{ID: u.ID, Name: u.Name, Roles: u.Roles}
}

// house is a desk over a ledger in memory.
type house struct {
	t      testing.TB
	ctx    context.Context
	desk   *Desk
	book   *Book
	now    time.Time
	states map[conversation.ID]conversation.State
	events map[conversation.ID][]conversation.Event
	cases  map[string]Case
	keys   map[string]keyed
	before func() // runs once between composing and committing: another writer is faster
}

type keyed struct {
	digest string
	events []conversation.Event
}

var monday = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

func newHouse(t testing.TB) *house {
	h := &house{
		t: t, ctx: context.Background(), book: mustBook(t, shop()), now: monday,
		states: map[conversation.ID]conversation.State{}, events: map[conversation.ID][]conversation.Event{},
		cases: map[string]Case{}, keys: map[string]keyed{},
	}
	phrases := knowledge.NewPhrasebook(nil, "en")
	h.desk = NewDesk(h, DeskOptions{
		Book: func() *Book { return h.book }, Phrases: func() Phrases { return phrases }, Repository: h, People: h,
		Article: articles, Now: func() time.Time { return h.now },
	})
	return h
}

func articles(id string) (knowledge.Article, bool) {
	switch id {
	case "refund_steps":
		return knowledge.Article{ID: id, Version: 3, State: knowledge.Published, Texts: map[string]knowledge.Text{
			"en": {Question: "How do I get a refund?", Answer: "We check order {order_number} and write to you."},
			"zh": {Question: "怎么退款？", Answer: "我们核对订单{order_number}后回复您。"},
		}}, true
	case "refund_time":
		return knowledge.Article{ID: id, Version: 1, State: knowledge.Published, Texts: map[string]knowledge.Text{
			"en": {Question: "How long does a refund take?", Answer: "It takes a while."},
			"zh": {Question: "退款要多久？", Answer: "需要一些时间。"},
		}}, true
	}
	return knowledge.Article{}, false
}

func (h *house) Append(ctx context.Context, id conversation.ID, w conversation.Write) (conversation.Receipt, error) {
	if k, used := h.keys[string(id)+w.Key]; used && w.Key != "" {
		if k.digest != w.Digest {
			return conversation.Receipt{}, conversation.ErrKeyReused
		}
		return conversation.Receipt{State: h.states[id], Events: k.events, Repeat: true}, nil
	}
	s := h.states[id]
	s.ID = id
	entries, err := w.Compose(s)
	if faster := h.before; faster != nil {
		h.before = nil
		faster()
		return h.Append(ctx, id, w)
	}
	if err != nil {
		return conversation.Receipt{}, err
	}
	var stored []conversation.Event
	for _, entry := range entries {
		e := conversation.Event{
			Seq: s.Seq + 1, At: h.now, Actor: entry.Actor, Visibility: cmp.Or(entry.Visibility, conversation.Internal), Payload: entry.Payload,
		}
		before := s
		s = s.Apply(e)
		_, opened := e.Payload.(conversation.HandoffOpened)
		if opened && before.Handoff != nil {
			h.t.Errorf("a second case was opened while %s is open", before.Handoff.ID)
		}
		if before.Handoff != nil || opened {
			var c Case
			if before.Handoff != nil {
				c = h.cases[before.Handoff.ID]
			}
			c = c.Apply(e, s)
			h.cases[c.ID] = c
		}
		stored = append(stored, e)
	}
	h.states[id] = s
	h.events[id] = append(h.events[id], stored...)
	if w.Key != "" {
		h.keys[string(id)+w.Key] = keyed{w.Digest, stored}
	}
	return conversation.Receipt{State: s, Events: stored}, nil
}

func (h *house) State(_ context.Context, id conversation.ID) (conversation.State, error) {
	s, ok := h.states[id]
	if !ok {
		return s, conversation.ErrNotFound
	}
	return s, nil
}

func (h *house) Recent(ctx context.Context, id conversation.ID) (conversation.State, error) {
	return h.State(ctx, id)
}

func (h *house) After(_ context.Context, id conversation.ID, seq int64, limit int) ([]conversation.Event, error) {
	all := h.events[id]
	from := min(int(seq), len(all))
	return all[from:min(from+limit, len(all))], nil
}

func (h *house) User(_ context.Context, id string) (people.User, error) {
	u, ok := staff[id]
	if !ok {
		return u, &people.NotFoundError{What: "user", ID: id}
	}
	return u, nil
}

func (h *house) Case(_ context.Context, id string) (Case, error) {
	c, ok := h.cases[id]
	if !ok {
		return c, &NotFoundError{"case", id}
	}
	return c, nil
}

func (h *house) Cases(_ context.Context, q CaseQuery) ([]Case, string, error) {
	var out []Case
	for _, id := range sortedNames(h.cases) {
		c := h.cases[id]
		if q.Visible == nil || slices.Contains(q.Visible.Queues, c.Queue) || c.Holder == q.Visible.Agent {
			out = append(out, c)
		}
	}
	return out, "", nil
}

func (h *house) count(keep func(Case) bool) int {
	n := 0
	for _, c := range h.cases {
		if keep(c) {
			n++
		}
	}
	return n
}

func (h *house) Waiting(_ context.Context, queue string) (int, error) {
	return h.count(func(c Case) bool { return c.Status == Waiting && c.Queue == queue }), nil
}

func (h *house) Claimed(_ context.Context, agent string) (int, error) {
	return h.count(func(c Case) bool { return c.Status == Claimed && c.Holder == agent }), nil
}

func (h *house) CasesOf(_ context.Context, customer string, limit int) ([]Case, error) {
	var out []Case
	for _, id := range sortedNames(h.cases) {
		if h.cases[id].CustomerID == customer && len(out) < limit {
			out = append(out, h.cases[id])
		}
	}
	return out, nil
}

func (h *house) ClaimWaits(context.Context, string, int) ([]time.Duration, error) { return nil, nil }

func (h *house) SaveConfig(context.Context, Config, string, time.Time) (int, error) {
	return 0, fmt.Errorf("not kept here")
}

func (h *house) Config(context.Context, int) (Config, int, error) {
	return Config{}, 0, &NotFoundError{"configuration", "newest"}
}

// The customer's side and the bot's.

func (h *house) open(id conversation.ID, o conversation.Opening) {
	h.t.Helper()
	h.add(id, conversation.Customer, conversation.HolderChanged{To: conversation.HeldByBot, Reason: "opened", Opening: &o})
}

func (h *house) add(id conversation.ID, by conversation.ActorKind, payloads ...conversation.Payload) conversation.State {
	h.t.Helper()
	receipt, err := h.Append(h.ctx, id, conversation.Write{Compose: func(conversation.State) ([]conversation.Entry, error) {
		var entries []conversation.Entry
		for _, p := range payloads {
			entries = append(entries, conversation.Entry{Actor: conversation.Actor{Kind: by}, Payload: p})
		}
		return entries, nil
	}})
	if err != nil {
		h.t.Fatal(err)
	}
	return receipt.State
}

// write is the customer writing, as the intake does it.
func (h *house) write(id conversation.ID, text string) int64 {
	h.t.Helper()
	receipt, err := h.Append(h.ctx, id, conversation.Write{Compose: func(s conversation.State) ([]conversation.Entry, error) {
		entries := h.book.Reopening(s, func(agent string) bool { return !staff[agent].Disabled }, h.now)
		entries = h.book.Told(s, h.desk.o.Phrases(), h.now, entries)
		return append(entries, conversation.Entry{
			Actor: conversation.Actor{Kind: conversation.Customer}, Visibility: conversation.Public, Payload: conversation.Message{Text: text},
		}), nil
	}})
	if err != nil {
		h.t.Fatal(err)
	}
	return receipt.State.Seq
}

// decide is the bot having read everything, silently.
func (h *house) decide(id conversation.ID, playbook string) {
	h.t.Helper()
	h.add(id, conversation.Bot, conversation.Decision{Through: h.states[id].Customer.Seq, Playbook: playbook})
}

func (h *house) handOff(id conversation.ID, playbook, reason string) string {
	h.t.Helper()
	receipt, err := h.Append(h.ctx, id, conversation.Write{Compose: func(s conversation.State) ([]conversation.Entry, error) {
		return h.book.Open(s, OpenCase{Playbook: playbook, Reason: reason}, h.now), nil
	}})
	if err != nil {
		h.t.Fatal(err)
	}
	return receipt.State.Handoff.ID
}

// waiting is a conversation with a case in a queue.
func (h *house) waiting(id conversation.ID, playbook string) string {
	h.t.Helper()
	h.open(id, conversation.Opening{Channel: "web", Locale: "en"})
	h.write(id, "I want my money back")
	h.decide(id, playbook)
	return h.handOff(id, playbook, "keyword money back")
}

func (h *house) ok(_ conversation.Receipt, err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatalf("refused: %v", err)
	}
}
