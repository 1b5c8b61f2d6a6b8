package api

import (
	"context"
	"errors"

	"github.com/batondesk/baton/bot"
	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/handoff"
	"github.com/batondesk/baton/knowledge/wording"
)

// SuggestedReply is a reply that the caller may send, or change, or leave.
type SuggestedReply struct {
	Seq        int64                 `json:"seq,omitempty" doc:"Of the event by which it is on record; absent where there is no text."`
	Text       string                `json:"text,omitempty" doc:"Absent where there is nothing to suggest."`
	Locale     string                `json:"locale,omitempty"`
	Written    bool                  `json:"written" doc:"By a model, from approved answers and what was said; otherwise it is approved wording."`
	Reason     string                `json:"reason,omitempty" enum:"nothing_said,no_answer,model_failed,draft_blocked" doc:"Why there is no text, or why no model wrote it: the customer has said nothing, no approved answer fits, the model did not answer or its budget is spent, or nothing of its draft may be said."`
	Verdict    wording.Verdict       `json:"verdict,omitempty" doc:"Of the wording check with the caller's authority; never block where a model wrote it."`
	Findings   []WordingFinding      `json:"findings" nullable:"false"`
	Sources    []conversation.Source `json:"sources" nullable:"false"`
	Confidence float64               `json:"confidence,omitempty" minimum:"0" maximum:"1" doc:"That the sources answer, where no model wrote it."`
}

// Why there is no suggestion, or none that a model wrote.
const (
	nothingSaid  = "nothing_said"
	noAnswer     = "no_answer"
	modelFailed  = "model_failed"
	draftBlocked = "draft_blocked"
)

type suggestInput struct {
	ConversationRef
	Body *struct {
		ID string `json:"id,omitempty" maxLength:"128" doc:"The client's idempotency key."`
	}
}

// suggest drafts the next reply to the customer, with a model if there is one, and puts it on record. Nothing is said.
func (s *Server) suggest(ctx context.Context, in *suggestInput) (*output[SuggestedReply], error) {
	who, clientID := principal(ctx), ""
	if in.Body != nil {
		clientID = in.Body.ID
	}
	state, err := s.see(ctx, conversation.ID(in.ID))
	if err != nil {
		return nil, err
	}
	if made, seq, again, err := s.o.Desk.SuggestedBefore(ctx, who, state.ID, clientID); err != nil {
		return nil, err
	} else if again {
		return s.suggested(ctx, state, bot.Proposal{
			Text: made.Text, Locale: state.Locale, Sources: made.Sources, Confidence: made.Confidence, Written: made.Written,
		}, seq, "")
	}
	if err := s.counters.take(s.counters.suggestion, who.ID); err != nil {
		return nil, err
	}
	for attempt := 1; ; attempt++ {
		proposal, reason, err := s.propose(ctx, state)
		if err != nil {
			return nil, err
		}
		if proposal.Text == "" {
			return s.suggested(ctx, state, proposal, 0, reason)
		}
		receipt, err := s.o.Desk.Suggest(ctx, who, state.ID, handoff.Suggested{ID: clientID, Reads: proposal.Reads, Suggestion: conversation.Suggestion{
			Text: proposal.Text, Act: conversation.ActAnswer, Through: state.Customer.Seq, Sources: proposal.Sources,
			Confidence: proposal.Confidence, Written: proposal.Written,
		}})
		var withdrawn *conversation.SourceWithdrawnError
		if errors.As(err, &withdrawn) && attempt == 1 {
			s.o.Bot.Search.Withdraw(withdrawn.Source.ArticleID)
			continue
		}
		if err != nil {
			return nil, err
		}
		return s.suggested(ctx, state, proposal, receipt.Events[0].Seq, reason)
	}
}

// propose has a model draft a reply, takes out what the caller may not say, and falls back on the approved answers.
func (s *Server) propose(ctx context.Context, state conversation.State) (proposal bot.Proposal, reason string, err error) {
	if s.o.Scribe != nil {
		proposal, err = s.o.Scribe.Draft(ctx, state.ID)
		switch {
		case err != nil && ctx.Err() != nil:
			return proposal, "", err
		case err != nil:
			s.log.Warn("no model drafted a reply; approved answers are suggested", "conversation", state.ID, "error", err)
			reason = modelFailed
		case proposal.Text != "":
			if proposal.Text, err = s.sayable(ctx, state, proposal); err != nil || proposal.Text != "" {
				return proposal, "", err
			}
			reason = draftBlocked
		}
	}
	proposal, err = s.o.Bot.Propose(ctx, state)
	if err == nil && proposal.Text == "" && reason == "" {
		reason = noAnswer
		if proposal.Reads == 0 {
			reason = nothingSaid
		}
	}
	return proposal, reason, err
}

// mendings is how often a draft is checked; what is still blocked then is not suggested.
const mendings = 4

// sayable is what the caller may say of a draft: blocked sentences give way to the approved ones, or to nothing.
func (s *Server) sayable(ctx context.Context, state conversation.State, draft bot.Proposal) (string, error) {
	text := draft.Text
	for range mendings {
		if text == "" {
			return "", nil
		}
		result, err := s.check(ctx, wordingQuestion{Text: text, Locale: draft.Locale, Roles: principal(ctx).Roles, State: &state})
		if err != nil || result.Verdict != wording.Block {
			return text, err
		}
		text = wording.Mend(text, result.Findings)
	}
	return "", nil
}

// suggested shows a proposal as it would be checked if it were sent now.
func (s *Server) suggested(ctx context.Context, state conversation.State, p bot.Proposal, seq int64, reason string) (*output[SuggestedReply], error) {
	shown := SuggestedReply{
		Seq: seq, Text: p.Text, Locale: p.Locale, Written: p.Written, Reason: reason, Sources: p.Sources, Confidence: p.Confidence,
		Findings: []WordingFinding{},
	}
	if shown.Sources == nil {
		shown.Sources = []conversation.Source{}
	}
	if p.Text != "" {
		result, err := s.check(ctx, wordingQuestion{Text: p.Text, Locale: state.Locale, Roles: principal(ctx).Roles, State: &state})
		if err != nil {
			return nil, err
		}
		shown.Verdict, shown.Findings = result.Verdict, findings(result)
	}
	return answer(shown), nil
}
