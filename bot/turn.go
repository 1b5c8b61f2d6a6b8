package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/knowledge"
)

const (
	newMessageAttempts = 3 // the third one answers what it has read; newer messages stay a debt
	turnAttempts       = 8 // for any other conflict
)

// Step does what is due in a conversation: it answers what the customer is owed, or acts on time that has passed.
func (b *Bot) Step(ctx context.Context, id conversation.ID) error {
	state, err := b.Ledger.Recent(ctx, id)
	if err == nil && !state.Owes() { // another process may have taken a message since
		state, err = b.Ledger.State(ctx, id)
	}
	if err != nil {
		return fmt.Errorf("reading %s: %w", id, err)
	}
	if state.Owes() {
		if err := b.answer(ctx, state); err != nil {
			return fmt.Errorf("answering in %s: %w", id, err)
		}
		return nil
	}
	if err := b.timePassed(ctx, id); err != nil {
		return fmt.Errorf("acting on time passed in %s: %w", id, err)
	}
	return nil
}

// answer thinks about a snapshot, outside any transaction; that it still holds is for the append to prove.
func (b *Bot) answer(ctx context.Context, snapshot conversation.State) error {
	began := b.Now()
	var asked counsel
	for attempt := 1; snapshot.Owes(); attempt++ {
		if attempt > turnAttempts {
			return conversation.ErrBusy
		}
		plan, err := b.think(ctx, snapshot, &asked)
		if err != nil {
			return err
		}
		last := attempt >= newMessageAttempts
		_, err = b.Ledger.Append(ctx, snapshot.ID, conversation.Write{
			Sources: plan.sources(),
			Compose: func(now conversation.State) ([]conversation.Entry, error) { return plan.compose(now, last) },
		})
		var withdrawn *conversation.SourceWithdrawnError
		switch {
		case err == nil:
			b.report(ctx, plan, began)
			return nil
		case errors.As(err, &withdrawn):
			b.Search.Withdraw(withdrawn.Source.ArticleID)
		case errors.Is(err, errAnswered):
			return nil
		case !errors.Is(err, conversation.ErrConflict):
			return err
		}
		if snapshot, err = b.Ledger.Recent(ctx, snapshot.ID); err != nil {
			return err
		}
	}
	return nil
}

var errAnswered = errors.New("another turn has answered")

// compose is the semantic fence of a turn and what it appends. What was understood is kept in any case; what was to be
// said is kept from the customer if a human has taken over since the snapshot, and is shown to that human instead.
func (p *plan) compose(now conversation.State, last bool) ([]conversation.Entry, error) {
	if now.Through >= p.decision.Through {
		return nil, errAnswered
	}
	if err := conversation.ReadAll(now, p.snapshot); err != nil && !last && !p.answersWhatItRead(now) {
		return nil, err
	}
	decision := p.decision
	if err := conversation.SameHolder(now, p.snapshot); err != nil {
		if len(p.says) > 0 || p.handsOff() {
			if _, human := now.Holder.Agent(); !human {
				return nil, err
			}
			return p.takenOver(now), nil
		}
		decision.Playbook, decision.Trigger = now.Playbook, now.Trigger // silent, and whoever took over has set the case
	}
	if field := p.asksKnown(now); field != "" {
		return nil, &conversation.StaleError{Why: field + " has become known"}
	}
	entries := append(p.understood(now), noted(decision))
	for _, message := range p.says {
		entries = append(entries, said(message))
	}
	for _, suggestion := range p.suggestions {
		entries = append(entries, noted(suggestion))
	}
	return append(entries, p.after...), nil
}

// answersWhatItRead reports whether a turn for which a model was asked may answer although the customer has written more: a
// model is asked once per turn, and the newer messages get a turn of their own. Not if what it read was edited or recalled, and not
// if the newer messages need a person.
func (p *plan) answersWhatItRead(now conversation.State) bool {
	return p.advised != NotAsked && !p.interrupted && !slices.ContainsFunc(now.Amended, func(a conversation.Amendment) bool {
		return a.Seq > p.snapshot.Customer.Seq && a.Target <= p.snapshot.Customer.Seq
	})
}

// asksKnown is a field that would be asked for although somebody has entered it since the snapshot.
func (p *plan) asksKnown(now conversation.State) string {
	for _, message := range p.says {
		if known := now.Fields[message.Field]; known.Value != "" && known.Seq > p.snapshot.Seq {
			return message.Field
		}
	}
	return ""
}

func (p *plan) takenOver(now conversation.State) []conversation.Entry {
	decision := p.decision
	decision.Acts = []conversation.DecidedAct{{Act: conversation.ActSilence}}
	decision.Reasons = append([]string{"taken_over"}, decision.Reasons...)
	decision.Choices, decision.Missed = nil, false
	decision.Playbook, decision.Trigger = now.Playbook, now.Trigger
	entries := append(p.understood(now), noted(decision))
	for _, message := range p.says {
		entries = append(entries, noted(suggestion(message, decision.Through, "taken_over")))
	}
	return entries
}

// understood are the facts and tags that are news to the conversation as it is now.
func (p *plan) understood(now conversation.State) []conversation.Entry {
	var entries []conversation.Entry
	for _, field := range p.facts {
		known, ok := now.Fields[field.Name]
		if field.Removed && (!ok || known.Value == "" || known.FromSeq != field.FromSeq) {
			continue
		}
		if !field.Removed && ok && known.Value == field.Value {
			continue
		}
		// A value that a human or a later message has set since the snapshot is newer than what this turn read.
		if known.Seq > p.snapshot.Seq {
			continue
		}
		entries = append(entries, noted(field))
	}
	if len(p.tags.Add) > 0 || p.tags.Source != "" {
		entries = append(entries, system(p.tags))
	}
	return entries
}

// report does what need not be in the turn's transaction.
func (b *Bot) report(ctx context.Context, p *plan, began time.Time) {
	unanswered := p.unanswered
	if p.decision.Missed {
		unanswered = p.decision.Question
	}
	if unanswered != "" && b.Gap != nil {
		gap := knowledge.Gap{
			ConversationID: p.snapshot.ID, Seq: p.decision.Through, Text: unanswered, Locale: p.decision.Locale, At: b.Now(),
		}
		if err := b.Gap(ctx, gap); err != nil {
			b.Log.Warn("a question without an answer was not listed for the editors", "conversation", gap.ConversationID, "error", err)
		}
	}
	if b.Observe == nil {
		return
	}
	outcome := Outcome{
		Mode: Mode(p.decision.Mode), Confidence: p.decision.Confidence, Took: b.Now().Sub(began),
		Advice: p.advised, AdviceError: p.adviceError,
	}
	for _, act := range p.decision.Acts {
		outcome.Acts = append(outcome.Acts, act.Act)
	}
	b.Observe(outcome)
}
