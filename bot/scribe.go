package bot

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/batondesk/baton/conversation"
)

// Bounds of what a Scribe does.
const (
	scribeCalls   = 4           // summaries written at the same time
	scribeWaiting = 100         // cases that may wait to be summed up; more go without
	summaryAtMost = time.Minute // per case
)

// Scribe writes for colleagues, with a model: a summary of each case that this process hands off, and the drafts of replies
// that they ask for. Nobody waits for a summary: it comes after the handoff is on record, and where it fails, or the
// process stops before it is written, or too many cases come at once, the card is without. It is tried once per case, by the
// process that handed it off.
type Scribe struct {
	*Bot
	Write Writer
}

// opened names a case.
type opened struct {
	conversation conversation.ID
	handoff      string
}

// Run sums up cases until ctx ends or the subscription does; it closes the subscription. What was being written then is
// dropped.
func (s *Scribe) Run(ctx context.Context, own conversation.Subscription) {
	defer own.Close()
	ctx, cancel := context.WithCancel(ctx)
	waiting := make(chan opened, scribeWaiting)
	var writing sync.WaitGroup
	defer writing.Wait()
	defer cancel()
	for range scribeCalls {
		writing.Go(func() {
			for {
				select {
				case <-ctx.Done():
					return
				case c := <-waiting:
					s.sumUp(ctx, c)
				}
			}
		})
	}
	for {
		select {
		case <-ctx.Done():
			return
		case commit, ok := <-own.Commits():
			if !ok {
				return
			}
			if own.Lagged() {
				s.Log.Warn("cases may be without a summary: too much happened at once")
			}
			for _, e := range commit.Events {
				if p, ok := e.Payload.(conversation.HandoffOpened); ok {
					select {
					case waiting <- opened{commit.State.ID, p.HandoffID}:
					default:
						s.Log.Warn("a case is without a summary: too many were opened at once", "handoff", p.HandoffID)
					}
				}
			}
		}
	}
}

func (s *Scribe) sumUp(ctx context.Context, c opened) {
	limited, cancel := context.WithTimeout(ctx, summaryAtMost)
	defer cancel()
	if err := s.summarise(limited, c); err != nil && ctx.Err() == nil {
		s.Log.Warn("a case is without a summary", "handoff", c.handoff, "error", err)
	}
}

// summarise has a case summed up and puts the summary on record, unless the case is over by then, or something that it was
// made from has been redacted.
func (s *Scribe) summarise(ctx context.Context, c opened) error {
	state, events, err := s.record(ctx, c.conversation)
	if err != nil {
		return err
	}
	over := func(now conversation.State) bool { return now.Handoff == nil || now.Handoff.ID != c.handoff }
	if over(state) {
		return nil
	}
	brief := s.summaryBrief(ctx, state, events)
	if len(brief.Turns) == 0 {
		return nil
	}
	statements, err := s.Write.Summarise(ctx, brief)
	if err != nil {
		return err
	}
	summary := conversation.Summary{HandoffID: c.handoff, Through: state.Seq, Statements: grounded(brief, statements)}
	if len(summary.Statements) == 0 {
		return errors.New("nothing of what the model wrote rests on the record")
	}
	_, err = s.Ledger.Append(ctx, c.conversation, conversation.Write{Compose: func(now conversation.State) ([]conversation.Entry, error) {
		if over(now) {
			return nil, nil
		}
		return []conversation.Entry{noted(summary)}, conversation.Unredacted(now, summary.Through)
	}})
	return err
}

// summaryBrief is what a Writer is told of the open case: what was said since the one before, and the answers given then.
func (s *Scribe) summaryBrief(ctx context.Context, state conversation.State, events []conversation.Event) SummaryBrief {
	since := int64(0)
	var given []string
	for _, e := range events {
		switch p := e.Payload.(type) {
		case conversation.HandoffReturned, conversation.HandoffResolved:
			since, given = e.Seq, nil
		case conversation.Message:
			for _, source := range p.Sources {
				if !slices.Contains(given, source.ArticleID) {
					given = append(given, source.ArticleID)
				}
			}
		}
	}
	t := s.begin(ctx, state, s.Now())
	playbook, _ := t.books.Book.Playbook(state.Playbook)
	brief := SummaryBrief{
		Locales: s.Locales, Title: playbook.Title.In(s.Locale), Turns: transcript(events, since, state.Seq),
		Known: t.identity(),
	}
	for _, id := range given {
		if a, ok := t.inForce(id); ok {
			brief.Articles = append(brief.Articles, a)
		}
	}
	return brief
}
