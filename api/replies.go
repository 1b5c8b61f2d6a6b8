package api

import (
	"context"
	"time"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/handoff"
	"github.com/batondesk/baton/knowledge/wording"
)

// ReplyRequest is what a human says to the customer.
type ReplyRequest struct {
	ID          string              `json:"id,omitempty" maxLength:"128" doc:"The client's idempotency key."`
	Text        string              `json:"text"`
	Claim       bool                `json:"claim,omitempty" doc:"Become the holder in the same step."`
	Reason      string              `json:"reason,omitempty" maxLength:"1000" doc:"Why a warning of the wording check is overridden; recorded."`
	Attachments []AttachmentRequest `json:"attachments,omitempty" maxItems:"10"`
	Sources     []SourceRequest     `json:"sources,omitempty" maxItems:"10" doc:"The articles that the text was taken from, such as those of a suggestion. If one is no longer in force nothing is sent."`
	Promises    []PromiseRequest    `json:"promises,omitempty" maxItems:"10" doc:"What this reply commits to. Left out, its sentences that bind the business are recorded."`
}

// SourceRequest names an article in the version that was used.
type SourceRequest struct {
	ArticleID string `json:"article_id" minLength:"1" maxLength:"128"`
	Version   int    `json:"version" minimum:"1"`
}

// PromiseRequest is a commitment to the customer.
type PromiseRequest struct {
	Text string    `json:"text" minLength:"1" maxLength:"500"`
	Due  time.Time `json:"due,omitzero"`
}

type replyInput struct {
	ConversationRef
	Body ReplyRequest
}

// reply says something to the customer, after the wording check with the sender's authority.
func (s *Server) reply(ctx context.Context, in *replyInput) (*acceptedOutput, error) {
	r := in.Body
	if err := s.checkText(r.Text, len(r.Attachments) > 0); err != nil {
		return nil, err
	}
	state, err := s.see(ctx, conversation.ID(in.ID))
	if err != nil {
		return nil, err
	}
	who := principal(ctx)
	result, err := s.check(ctx, wordingQuestion{Text: r.Text, Locale: state.Locale, Roles: who.Roles, State: &state})
	if err != nil {
		return nil, err
	}
	reply := handoff.Reply{ID: r.ID, Text: r.Text, Locale: state.Locale, Attachments: attachments(r.Attachments), Claim: r.Claim}
	for _, source := range r.Sources {
		reply.Sources = append(reply.Sources, conversation.Source{ArticleID: source.ArticleID, Version: source.Version})
	}
	switch result.Verdict {
	case wording.Block:
		return nil, wordingProblem(wordingStop, "a claim has no approved source and is beyond your authority; use the approved wording", result)
	case wording.Warn:
		if r.Reason == "" {
			p := wordingProblem(wordingWarn, "say in body.reason why this is right, or use the approved wording", result)
			p.Errors = []ProblemField{{"body.reason", "is required because of the findings"}}
			return nil, p
		}
		reply.Reason = r.Reason
	}
	for _, p := range r.Promises {
		reply.Promises = append(reply.Promises, handoff.Commitment{Text: p.Text, Due: p.Due})
	}
	if len(r.Promises) == 0 { // what binds the business is on record whether or not its author says so
		for _, sentence := range wording.Promised(r.Text) {
			reply.Promises = append(reply.Promises, handoff.Commitment{Text: sentence})
		}
	}
	receipt, err := s.o.Desk.Reply(ctx, who, state.ID, reply)
	return accepted(receipt, err, conversation.KindMessage)
}

func wordingProblem(k kind, detail string, result wording.Result) *Problem {
	p := k.problem(detail)
	p.Verdict, p.Findings = result.Verdict, findings(result)
	for _, f := range result.Findings {
		if f.Suggestion != "" {
			p.Alternative = f.Suggestion
			break
		}
	}
	return p
}

// accepted answers with the seq of the event of a kind that was appended, now or the first time.
func accepted(receipt conversation.Receipt, err error, kind conversation.Kind) (*acceptedOutput, error) {
	if err != nil {
		return nil, err
	}
	seq := receipt.State.Seq
	for _, e := range receipt.Events {
		if e.Kind() == kind {
			seq = e.Seq
			if e.Actor.Kind == conversation.Agent {
				break
			}
		}
	}
	return &acceptedOutput{Accepted{seq}}, nil
}

type noteInput struct {
	ConversationRef
	Body struct {
		ID   string `json:"id,omitempty" maxLength:"128" doc:"The client's idempotency key."`
		Text string `json:"text"`
	}
}

func (s *Server) addNote(ctx context.Context, in *noteInput) (*acceptedOutput, error) {
	if err := s.checkText(in.Body.Text, false); err != nil {
		return nil, err
	}
	state, err := s.see(ctx, conversation.ID(in.ID))
	if err != nil {
		return nil, err
	}
	receipt, err := s.o.Desk.Note(ctx, principal(ctx), state.ID, in.Body.ID, in.Body.Text)
	return accepted(receipt, err, conversation.KindNote)
}

type consultInput struct {
	ConversationRef
	Body struct {
		ID       string `json:"id,omitempty" maxLength:"128" doc:"The client's idempotency key."`
		To       string `json:"to,omitempty" maxLength:"200" doc:"Who is asked: queue:<name> or agent:<id>."`
		AnswerTo int64  `json:"answer_to,omitempty" minimum:"1" doc:"The seq of the question that this answers."`
		Text     string `json:"text"`
	}
}

func (s *Server) consult(ctx context.Context, in *consultInput) (*acceptedOutput, error) {
	if err := s.checkText(in.Body.Text, false); err != nil {
		return nil, err
	}
	state, err := s.see(ctx, conversation.ID(in.ID))
	if err != nil {
		return nil, err
	}
	receipt, err := s.o.Desk.Consult(ctx, principal(ctx), state.ID, handoff.Question{
		ID: in.Body.ID, To: in.Body.To, AnswerTo: in.Body.AnswerTo, Text: in.Body.Text,
	})
	return accepted(receipt, err, conversation.KindConsult)
}

// Why is a body that may be left out.
type Why struct {
	Reason string `json:"reason,omitempty" maxLength:"1000"`
}

func (w *Why) reason() string {
	if w == nil {
		return ""
	}
	return w.Reason
}

type optionalReason struct {
	ConversationRef
	Body *Why
}

func (s *Server) takeOver(ctx context.Context, in *optionalReason) (*output[Conversation], error) {
	return s.onConversation(ctx, in.ID, func(id conversation.ID) (conversation.Receipt, error) {
		return s.o.Desk.Takeover(ctx, principal(ctx), id, in.Body.reason())
	})
}

func (s *Server) reopen(ctx context.Context, in *optionalReason) (*output[Conversation], error) {
	return s.onConversation(ctx, in.ID, func(id conversation.ID) (conversation.Receipt, error) {
		return s.o.Desk.Reopen(ctx, principal(ctx), id, in.Body.reason())
	})
}

type fieldsInput struct {
	ConversationRef
	Body struct {
		Fields map[string]string `json:"fields" minProperties:"1" maxProperties:"50" doc:"Values by field name; an empty value withdraws the fact."`
	}
}

func (s *Server) setFields(ctx context.Context, in *fieldsInput) (*output[Conversation], error) {
	return s.onConversation(ctx, in.ID, func(id conversation.ID) (conversation.Receipt, error) {
		return s.o.Desk.SetFields(ctx, principal(ctx), id, in.Body.Fields)
	})
}

type tagsInput struct {
	ConversationRef
	Body struct {
		Add    []string `json:"add,omitempty" maxItems:"50"`
		Remove []string `json:"remove,omitempty" maxItems:"50"`
		Source string   `json:"source,omitempty" maxLength:"200" doc:"Where the conversation really came from."`
	}
}

func (s *Server) changeTags(ctx context.Context, in *tagsInput) (*output[Conversation], error) {
	return s.onConversation(ctx, in.ID, func(id conversation.ID) (conversation.Receipt, error) {
		return s.o.Desk.Tag(ctx, principal(ctx), id, conversation.Tag{Add: in.Body.Add, Remove: in.Body.Remove, Source: in.Body.Source})
	})
}

type redactionInput struct {
	ConversationRef
	Body struct {
		Seq    int64  `json:"seq" minimum:"1" doc:"Of the event to blank. Later events that quote it are blanked too."`
		Reason string `json:"reason" minLength:"1" maxLength:"1000" doc:"For the record and the audit; it stays."`
	}
}

func (s *Server) redact(ctx context.Context, in *redactionInput) (*output[Conversation], error) {
	return s.onConversation(ctx, in.ID, func(id conversation.ID) (conversation.Receipt, error) {
		return s.o.Desk.Redact(ctx, principal(ctx), id, in.Body.Seq, in.Body.Reason)
	})
}

// onConversation does something to a conversation that the caller may see, and answers with how it stands then.
func (s *Server) onConversation(ctx context.Context, id string, do func(conversation.ID) (conversation.Receipt, error)) (*output[Conversation], error) {
	state, err := s.see(ctx, conversation.ID(id))
	if err != nil {
		return nil, err
	}
	receipt, err := do(state.ID)
	if err != nil {
		return nil, err
	}
	return answer(conversationOf(receipt.State)), nil
}
