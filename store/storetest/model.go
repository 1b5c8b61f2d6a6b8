package storetest

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/handoff"
	"github.com/batondesk/baton/knowledge"
	"github.com/batondesk/baton/store"
)

var modelTests = []test{{"whatever happens, the store agrees with a simple model", agreesWithModel}}

// agreesWithModel does random things in random order through two processes, and compares all that can be read with a
// model that is nothing but lists in memory.
func agreesWithModel(w *world) {
	run, other := 0, w.open()
	rapid.Check(w.T, func(t *rapid.T) {
		run++
		m := &model{
			T: t, ctx: w.ctx, clock: w.clock, prefix: fmt.Sprint("run", run, "-"),
			stores: []*store.Store{w.Store, other},
			said:   map[conversation.ID][]conversation.Event{}, keys: map[string]usedKey{}, inForce: map[int]bool{},
		}
		m.article = m.prefix + "article"
		t.Repeat(map[string]func(*rapid.T){
			"open": m.open, "say": m.say, "decide": m.decide, "repeat": m.repeat, "hand off": m.handOff, "pass on": m.passOn,
			"redact": m.redact, "publish": m.publish, "withdraw": m.withdraw, "wait": m.wait, "": m.compare,
		})
	})
}

type model struct {
	*rapid.T
	ctx     context.Context
	clock   *clock
	prefix  string
	stores  []*store.Store
	said    map[conversation.ID][]conversation.Event // what is acknowledged
	keys    map[string]usedKey
	article string
	version int // newest of the article
	touched conversation.ID
	inForce map[int]bool // its versions in force
}

type usedKey struct {
	id     conversation.ID
	write  conversation.Write
	events []conversation.Event
}

func (m *model) id() conversation.ID {
	m.touched = conversation.ID(m.prefix + rapid.SampledFrom([]string{"a", "b", "c"}).Draw(m.T, "conversation"))
	return m.touched
}

func (m *model) store() *store.Store {
	return m.stores[rapid.IntRange(0, 1).Draw(m.T, "process")]
}

func (m *model) state(id conversation.ID) conversation.State {
	return conversation.Fold(id, m.said[id])
}

// append does one append and notes it if it is acknowledged; want is the error that it must end with.
func (m *model) append(id conversation.ID, w conversation.Write, want error) {
	receipt, err := m.store().Append(m.ctx, id, w)
	if want == nil && len(m.said[id]) == 0 && len(receipt.Events) > 0 {
		if _, opened := receipt.Events[0].Payload.(conversation.HolderChanged); !opened {
			m.Fatalf("%s exists without an opening", id)
		}
	}
	switch {
	case want == nil && err != nil:
		m.Fatalf("append to %s: %v", id, err)
	case want != nil && (err == nil || err.Error() != want.Error() && !errors.Is(err, want)):
		m.Fatalf("append to %s ended with %v, want %v", id, err, want)
	case err == nil:
		m.said[id] = append(m.said[id], receipt.Events...)
		if w.Key != "" {
			m.keys[string(id)+"/"+w.Key] = usedKey{id, w, receipt.Events}
		}
	}
}

// missing is the error for a conversation that is not open yet.
func (m *model) missing(id conversation.ID) error {
	if len(m.said[id]) == 0 {
		return conversation.ErrNotFound
	}
	return nil
}

func (m *model) open(t *rapid.T) {
	id := m.id()
	exists := errors.New("exists")
	want := exists
	if m.missing(id) != nil {
		want = nil
	}
	m.append(id, conversation.Write{Compose: func(now conversation.State) ([]conversation.Entry, error) {
		if now.Exists() {
			return nil, exists
		}
		return []conversation.Entry{opening(conversation.Opening{Channel: "web", CustomerID: "ann", Verified: rapid.Bool().Draw(t, "verified")})}, nil
	}}, want)
}

func (m *model) say(t *rapid.T) {
	id := m.id()
	w := write(says(rapid.String().Draw(t, "text")))
	w.Lease = rapid.Bool().Draw(t, "lease")
	if rapid.Bool().Draw(t, "with key") {
		w.Key, w.Digest = fmt.Sprint("k", len(m.said[id])), rapid.StringN(1, 5, -1).Draw(t, "digest")
	}
	m.append(id, w, m.missing(id))
}

func (m *model) decide(t *rapid.T) {
	id := m.id()
	snapshot := m.state(id)
	source := conversation.Source{ArticleID: m.article, Version: rapid.IntRange(1, 4).Draw(t, "version")}
	want := m.missing(id)
	if want == nil && !m.inForce[source.Version] {
		want = &conversation.SourceWithdrawnError{Source: source}
	}
	m.append(id, conversation.Write{Sources: []conversation.Source{source}, Compose: func(now conversation.State) ([]conversation.Entry, error) {
		if err := conversation.ReadAll(now, snapshot); err != nil {
			return nil, err
		}
		return []conversation.Entry{
			by(bot, conversation.Field{Name: "order", Value: rapid.StringMatching(`[A-Z][0-9]`).Draw(t, "order"), FromSeq: now.Customer.Seq}),
			decided(now.Customer.Seq), by(bot, conversation.Message{Text: "so it is", Act: conversation.ActAnswer, Sources: []conversation.Source{source}}),
		}, nil
	}}, want)
}

// repeat does an append again that was acknowledged: the same, or something else under its key.
func (m *model) repeat(t *rapid.T) {
	id := m.id()
	used, ok := m.keys[fmt.Sprintf("%s/k%d", id, rapid.IntRange(0, 20).Draw(t, "key"))]
	if !ok {
		t.Skip("no such key")
	}
	receipt, err := m.store().Append(m.ctx, id, used.write)
	if err != nil || !receipt.Repeat {
		m.Fatalf("repeat %v, error %v", receipt.Repeat, err)
	}
	m.same("repeated events", used.events, receipt.Events)
	used.write.Digest += "x"
	if _, err := m.store().Append(m.ctx, id, used.write); !errors.Is(err, conversation.ErrKeyReused) {
		m.Fatalf("a reused key: %v", err)
	}
}

func (m *model) handOff(*rapid.T) {
	id := m.id()
	if s := m.state(id); m.missing(id) == nil && s.Handoff == nil {
		m.append(id, write(handedOff(s, "front", 1+len(m.said[id])%4)...), nil)
	}
}

func (m *model) passOn(t *rapid.T) {
	id := m.id()
	s := m.state(id)
	if s.Handoff == nil {
		t.Skip("no case")
	}
	next := rapid.SampledFrom([][]conversation.Entry{
		claimed(s, "mei"), {by(mei, conversation.Message{Text: "hello"})}, {by(mei, conversation.HandoffResolved{HandoffID: s.Handoff.ID})},
		{by(mei, conversation.HandoffTransferred{HandoffID: s.Handoff.ID, Queue: "experts"})}, {by(mei, conversation.HandoffBounced{HandoffID: s.Handoff.ID, Queue: "front"})},
		append([]conversation.Entry{by(mei, conversation.HandoffReturned{HandoffID: s.Handoff.ID})}, handedOff(conversation.State{ID: id, Handoffs: s.Handoffs}, "experts", 2)...),
	}).Draw(t, "next")
	m.append(id, write(next...), nil)
}

// redact blanks an event in the record and in the model.
func (m *model) redact(t *rapid.T) {
	id := m.id()
	if m.missing(id) != nil {
		t.Skip("nothing to redact")
	}
	said := m.said[id]
	target := rapid.IntRange(1, len(said)).Draw(t, "target")
	m.append(id, write(by(mei, conversation.Redacted{Target: int64(target)})), nil)
	m.said[id][target-1].Payload = conversation.Blank(said[target-1].Payload)
	for key, used := range m.keys { // what the key stands for is forgotten
		if first := used.events[0].Seq; used.id == id && first <= int64(target) && int64(target) < first+int64(len(used.events)) {
			delete(m.keys, key)
		}
	}
}

func (m *model) publish(t *rapid.T) {
	if m.version == 4 {
		t.Skip("enough")
	}
	change := knowledge.Change{Kind: knowledge.KindArticle, ID: m.article, Newest: m.version, At: m.clock.now(), Add: &knowledge.Version{State: knowledge.Published, Body: []byte("{}")}}
	for number := range m.inForce {
		change.Moves = append(change.Moves, knowledge.Move{Number: number, From: knowledge.Published, To: knowledge.Archived})
	}
	m.apply(change)
	m.version++
	m.inForce = map[int]bool{m.version: true}
}

func (m *model) withdraw(*rapid.T) {
	for number := range m.inForce {
		m.apply(knowledge.Change{Kind: knowledge.KindArticle, ID: m.article, Newest: m.version, Moves: []knowledge.Move{{Number: number, From: knowledge.Published, To: knowledge.Archived}}})
	}
	clear(m.inForce)
}

func (m *model) apply(c knowledge.Change) {
	if err := m.store().Knowledge().Apply(m.ctx, []knowledge.Change{c}); err != nil {
		m.Fatal(err)
	}
}

func (m *model) wait(t *rapid.T) {
	m.clock.pass(time.Duration(rapid.IntRange(0, 5000).Draw(t, "ms")) * time.Millisecond)
}

// compare reads back what the last step may have changed; a test ends with a look at everything.
func (m *model) compare(*rapid.T) {
	id, want := m.touched, m.said[m.touched]
	if len(want) == 0 {
		return
	}
	// The process that wrote last knows; the other may learn of it later, so an append that changes nothing makes it look.
	for _, s := range m.stores {
		receipt, err := s.Append(m.ctx, id, write())
		if err != nil {
			m.Fatal(err)
		}
		m.same("state of "+string(id), conversation.Fold(id, want), receipt.State)
	}
	events, err := m.stores[0].After(m.ctx, id, 0, 1000)
	if err != nil {
		m.Fatal(err)
	}
	m.same("events of "+string(id), want, events)
	m.compareCases(id, want)
}

func (m *model) compareCases(id conversation.ID, events []conversation.Event) {
	s, c := conversation.State{ID: id}, handoff.Case{}
	want := map[string]handoff.Case{}
	for _, e := range events {
		s = s.Apply(e)
		if c = c.Apply(e, s); c.ID != "" {
			want[c.ID] = c
		}
	}
	for caseID := range want {
		got, err := m.stores[0].Handoff().Case(m.ctx, caseID)
		if err != nil {
			m.Fatal(err)
		}
		m.same("case "+caseID, want[caseID], got)
	}
}

func (m *model) same(what string, want, got any) {
	if diff := cmp.Diff(want, got, moments, cmpopts.EquateEmpty()); diff != "" {
		m.Fatalf("%s: (-want +got)\n%s", what, diff)
	}
}
