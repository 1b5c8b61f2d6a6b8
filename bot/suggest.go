package bot

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/batondesk/baton/conversation"
)

const draftAtMost = 25 * time.Second // somebody is waiting

// Proposal is a reply that a human may send. An empty Text means that there is nothing to propose.
type Proposal struct {
	Text       string
	Locale     string
	Sources    []conversation.Source
	Confidence float64 // 0 to 1, that the best of the sources answers; 0 if Written
	Written    bool    // by a model, so that it has to be checked; otherwise it is approved wording
	Reads      int64   // the last event that it was made from
}

// Propose gives the approved answers to what the customer is still waiting for, in their language and word by word: those
// that the bot would give by itself, or else the best that is worth asking about, or else, as the first reply, the one that
// the kind of case suggests. What they were given already is left out.
func (b *Bot) Propose(ctx context.Context, state conversation.State) (Proposal, error) {
	t := b.waitedFor(ctx, state)
	if t.text == "" {
		return Proposal{}, nil
	}
	found, err := t.search()
	if err != nil {
		return Proposal{}, err
	}
	for _, f := range found {
		if (t.sure(f) || t.unclear(f)) && !t.given(f.Hits[0].ArticleID) {
			t.give(f)
		}
	}
	if h := state.Handoff; len(t.says) == 0 && h != nil && !h.Replied {
		if a, ok := t.inForce(t.usual()); ok && !t.given(a.ArticleID) {
			t.answer(conversation.Source{ArticleID: a.ArticleID, Version: a.Version}, t.locale, 0)
		}
	}
	proposal := Proposal{Locale: t.locale, Reads: state.Seq}
	for i, message := range t.says {
		if i > 0 {
			proposal.Text += "\n\n"
		}
		proposal.Text += message.Text
		proposal.Sources = append(proposal.Sources, message.Sources...)
		proposal.Confidence = max(proposal.Confidence, message.Confidence)
	}
	return proposal, nil
}

// Draft has a reply written from the record and the approved answers that come nearest.
func (s *Scribe) Draft(ctx context.Context, id conversation.ID) (Proposal, error) {
	ctx, cancel := context.WithTimeout(ctx, draftAtMost)
	defer cancel()
	state, events, err := s.record(ctx, id)
	if err != nil {
		return Proposal{}, err
	}
	t := s.waitedFor(ctx, state)
	if t.text == "" {
		return Proposal{}, nil
	}
	if _, err := t.search(); err != nil {
		return Proposal{}, err
	}
	brief := ReplyBrief{
		Locale: t.locale, Turns: transcript(events, 0, t.snapshot.Through), Known: t.identity(), Candidates: t.candidates(),
	}
	offered := func(a BriefArticle) bool { return a.ArticleID == t.usual() }
	if a, ok := t.inForce(t.usual()); ok && !slices.ContainsFunc(brief.Candidates, offered) {
		brief.Candidates = append(brief.Candidates[:min(len(brief.Candidates), mostOffered-1)], a)
	}
	draft, err := s.Write.Suggest(ctx, brief)
	if err != nil {
		return Proposal{}, err
	}
	proposal := Proposal{Text: firstRunes(strings.TrimSpace(draft.Text), turnRunes), Locale: t.locale, Written: true, Reads: state.Seq}
	for _, a := range brief.Candidates {
		if slices.Contains(draft.Articles, a.ArticleID) {
			source := conversation.Source{ArticleID: a.ArticleID, Version: a.Version, Title: a.Question}
			if article, ok := s.Search.Article(a.ArticleID); ok {
				source.URL = article.Origin.URL
			}
			proposal.Sources = append(proposal.Sources, source)
		}
	}
	return proposal, nil
}

// waitedFor is a thought about what the customer said and has no human reply to: without what the bot has answered since,
// if there is anything else; with the last thing they said, if there is nothing.
func (b *Bot) waitedFor(ctx context.Context, state conversation.State) *thought {
	answered, last := int64(0), int64(0)
	for _, a := range state.Answered {
		answered = a.Seq
	}
	for _, said := range state.Recent {
		if said.By == conversation.Customer {
			last = said.Fresh
		}
	}
	for _, through := range []int64{max(answered, state.AgentReply.Seq), state.AgentReply.Seq, last - 1} {
		state.Through = through
		if len(state.Pending()) > 0 {
			break
		}
	}
	return b.begin(ctx, state, b.Now())
}

// usual is the approved answer that the kind of the open case suggests.
func (t *thought) usual() string {
	p, _ := t.books.Book.Playbook(t.state.Playbook)
	return p.SuggestedReply
}

// given reports whether the bot has answered what the customer waits for with an article.
func (t *thought) given(id string) bool {
	return slices.ContainsFunc(t.state.Answered, func(a conversation.Answered) bool { return a.ArticleID == id && a.Seq > t.snapshot.Through })
}
