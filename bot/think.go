package bot

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/handoff"
	"github.com/batondesk/baton/knowledge"
	"github.com/batondesk/baton/retrieval"
)

// thought is one turn in the making: what is known, what the customer said, and the plan that grows from it.
type thought struct {
	*Bot
	ctx context.Context
	*plan
	state   conversation.State // the snapshot with what this turn has learned
	pending []conversation.Said
	turns   []Turn // the last messages
	text    string // the pending messages, one per line
	heard   Understanding
	books   *Playbooks
	phrases *knowledge.Phrasebook
	mode    Mode
	locale  string
	now     time.Time

	searched bool
	found    []lookup // what the turn goes by
	looked   []lookup // all that was searched for
	parts    int      // questions in the message, if there are several
	open     []string // those of them that the search is not sure of

	counsel  *counsel              // nil: a model is not to be asked
	foreign  []conversation.Source // answers that are not approved in the customer's language
	unquoted bool                  // a long passage was found of which no sentence answers
}

// think computes what to do about everything the customer has said and nobody has covered. It has no effects.
func (b *Bot) think(ctx context.Context, snapshot conversation.State, c *counsel) (*plan, error) {
	t := b.begin(ctx, snapshot, b.Now())
	if t.counsel = c; c.asked {
		t.advised = Unused // until its word counts
	}
	t.decision.Through = snapshot.Customer.Seq
	t.decision.Locale = t.heard.Locale
	t.decision.Risk = t.heard.Risk
	t.decision.WantsHuman = t.heard.WantsHuman
	t.decision.Playbook, t.decision.Trigger = snapshot.Playbook, snapshot.Trigger
	t.learn()
	t.tags = conversation.Tag{Add: t.books.Book.Tags(t.situation())}
	if source := t.books.Book.Source(t.situation()); source != t.state.Opening.Source {
		t.tags.Source = source
	}
	t.apply(t.tags)
	t.mode = b.Modes.For(snapshot.Opening.Channel, t.locale, t.state.Tags)
	t.decision.Mode = string(t.mode)
	if err := t.decide(); err != nil {
		return nil, err
	}
	for _, message := range t.says {
		t.decision.Sources = append(t.decision.Sources, message.Sources...)
	}
	return t.plan, nil
}

// begin gathers what one turn thinks with.
func (b *Bot) begin(ctx context.Context, snapshot conversation.State, now time.Time) *thought {
	t := &thought{
		Bot: b, ctx: ctx, plan: &plan{snapshot: snapshot}, state: snapshot, pending: snapshot.Pending(),
		books: b.Playbooks(), phrases: b.Phrases(), now: now,
	}
	for i, said := range t.pending {
		if i > 0 {
			t.text += "\n"
		}
		t.text += said.Text
	}
	t.text = strings.TrimSpace(t.text)
	t.understand()
	return t
}

func (t *thought) decide() error {
	if _, human := t.state.Holder.Agent(); human {
		return t.besideHuman()
	}
	if len(t.pending) == 0 {
		t.silent("nothing_left_to_answer")
		return nil
	}
	if _, waiting := t.state.Holder.Queue(); waiting {
		return t.whileWaiting()
	}
	switch t.mode {
	case Off:
		return t.pass(t.playbookOf(t.books.Matcher.Match(t.situation())), "mode_off", knowledge.SayModeOff)
	case Suggest:
		return t.onlySuggest()
	default:
		return t.triage()
	}
}

func (t *thought) understand() {
	t.turns = make([]Turn, len(t.snapshot.Recent))
	for i, said := range t.snapshot.Recent {
		t.turns[i] = Turn{
			Seq: said.Seq, Role: said.By, Text: said.Text, Asks: said.Asks,
			Fresh: said.By == conversation.Customer && said.Fresh > t.snapshot.Through,
		}
	}
	heard, err := t.Understand.Understand(t.ctx, Input{
		Now: t.now.In(t.Zone), Locale: t.snapshot.Locale, Turns: t.turns, Fields: t.books.Book.Fields(),
	})
	if err != nil {
		t.Log.Warn("understanding failed; the turn goes on with the rules", "conversation", t.snapshot.ID, "error", err)
		t.because("understanding_failed")
	}
	if strings.ContainsAny(t.text, "?？吗") { // "可以退货吗" begins like a yes
		heard.Confirms, heard.Denies = false, false
	}
	if courtesy := heard.Thanks || heard.Greeting || heard.Confirms || heard.Denies; courtesy || !tells(t.text, heard.Locale) {
		heard.Locale = cmp.Or(t.snapshot.Locale, heard.Locale) // a borrowed word or a brand does not change the language
	}
	t.heard = heard
	t.locale = t.Spoken(heard.Locale, t.snapshot.Locale, t.snapshot.Opening.Locale)
}

// tells reports whether there are enough words to tell the language by.
func tells(text, locale string) bool {
	if locale == "zh" {
		return letters(text) >= 4 // two characters
	}
	return len(strings.Fields(text)) >= 3
}

// Spoken is the first of the customer's languages in which answers are approved.
func (b *Bot) Spoken(locales ...string) string {
	for _, locale := range locales {
		language, _, _ := strings.Cut(locale, "-")
		for _, candidate := range []string{locale, language} {
			if slices.Contains(b.Locales, candidate) {
				return candidate
			}
		}
	}
	return b.Locale
}

func (t *thought) situation() handoff.Situation {
	return handoff.Situation{Text: t.text, Locale: t.locale, State: t.state}
}

// apply folds something into the working state, as it will be once committed.
func (t *thought) apply(p conversation.Payload) {
	t.state = t.state.Apply(conversation.Event{
		Seq: t.state.Seq + 1, At: t.now, Actor: conversation.Actor{Kind: conversation.Bot},
		Visibility: conversation.Internal, Payload: p,
	})
}

// sure and unclear say what a search result is good for.
func (t *thought) sure(l lookup) bool { return t.Thresholds.Verdict(l.Result) == retrieval.Answer }

func (t *thought) unclear(l lookup) bool { return t.Thresholds.Verdict(l.Result) == retrieval.Clarify }
