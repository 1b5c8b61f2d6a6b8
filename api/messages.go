package api

import (
	"context"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/batondesk/baton/bot"
	"github.com/batondesk/baton/conversation"
)

// MessageRequest is what the customer says.
type MessageRequest struct {
	ID          string              `json:"id,omitempty" maxLength:"128" doc:"The client's idempotency key: the same id and text again is the same message."`
	Text        string              `json:"text" doc:"At most 10,000 characters unless configured otherwise."`
	Attachments []AttachmentRequest `json:"attachments,omitempty" maxItems:"10"`
}

// AttachmentRequest refers to a file; its bytes live elsewhere.
type AttachmentRequest struct {
	Name string `json:"name" minLength:"1" maxLength:"255"`
	Type string `json:"type,omitempty" maxLength:"127" doc:"Media type."`
	URL  string `json:"url,omitempty" maxLength:"2000" pattern:"^https?://" doc:"http or https."`
	Size int64  `json:"size,omitempty" minimum:"0" doc:"Bytes."`
}

type messageInput struct {
	ID   string `path:"id"`
	Body MessageRequest
}

// Accepted is the place of an event in its conversation.
type Accepted struct {
	Seq int64 `json:"seq"`
}

type acceptedOutput struct{ Body Accepted }

func (s *Server) sendMessage(ctx context.Context, in *messageInput) (*acceptedOutput, error) {
	if err := s.checkText(in.Body.Text, len(in.Body.Attachments) > 0); err != nil {
		return nil, err
	}
	seq, _, err := s.o.Intake.Receive(ctx, conversation.ID(in.ID), bot.Incoming{
		ClientID: in.Body.ID, Digest: digest(in.Body), Text: in.Body.Text, Attachments: attachments(in.Body.Attachments),
	})
	if err != nil {
		return nil, err
	}
	return &acceptedOutput{Accepted{seq}}, nil
}

type editInput struct {
	ID   string `path:"id"`
	Seq  int64  `path:"seq" minimum:"1"`
	Body struct {
		Text string `json:"text"`
	}
}

func (s *Server) editMessage(ctx context.Context, in *editInput) (*acceptedOutput, error) {
	if err := s.checkText(in.Body.Text, false); err != nil {
		return nil, err
	}
	receipt, err := s.o.Intake.Edit(ctx, conversation.ID(in.ID), in.Seq, in.Body.Text)
	if err != nil {
		return nil, err
	}
	return &acceptedOutput{Accepted{receipt.State.Seq}}, nil
}

type messageRef struct {
	ID  string `path:"id"`
	Seq int64  `path:"seq" minimum:"1"`
}

func (s *Server) recallMessage(ctx context.Context, in *messageRef) (*struct{}, error) {
	_, err := s.o.Intake.Recall(ctx, conversation.ID(in.ID), in.Seq)
	return nil, err
}

// ConversationRef names a conversation in a path.
type ConversationRef struct {
	ID string `path:"id"`
}

func (s *Server) showTyping(_ context.Context, in *ConversationRef) (*struct{}, error) {
	s.o.Intake.Typing(conversation.ID(in.ID))
	return nil, nil
}

type feedbackInput struct {
	ID   string `path:"id"`
	Body struct {
		Seq     int64 `json:"seq" minimum:"1" doc:"Of the message that helped or not."`
		Helpful bool  `json:"helpful"`
	}
}

func (s *Server) giveFeedback(ctx context.Context, in *feedbackInput) (*struct{}, error) {
	return nil, s.o.Intake.Feedback(ctx, conversation.ID(in.ID), in.Body.Seq, in.Body.Helpful)
}

func (s *Server) checkText(text string, optional bool) error {
	if !optional && !strings.ContainsFunc(text, visible) {
		return invalid.field("body.text", "is empty")
	}
	if most := s.limits.MessageChars; len(text) > most && utf8.RuneCountInString(text) > most {
		return invalid.field("body.text", "is longer than "+strconv.Itoa(most)+" characters")
	}
	return nil
}

// visible reports whether a character can be seen: it is no space, no control, and nothing that only changes or joins what
// stands beside it (zero-width and bidirectional controls, variation selectors, fillers).
func visible(r rune) bool {
	return !unicode.IsSpace(r) && !unicode.In(r, unicode.Cc, unicode.Cf, unicode.Variation_Selector, unicode.Other_Default_Ignorable_Code_Point) && r != '\u2800'
}

func checkTag(field, tag string) error {
	if n := utf8.RuneCountInString(tag); n == 0 || n > 64 || strings.TrimSpace(tag) != tag || strings.ContainsAny(tag, ",\n\t\r") {
		return invalid.field(field, "must be words of 1 to 64 characters without commas, line ends or space around them")
	}
	return nil
}

func attachments(in []AttachmentRequest) []conversation.Attachment {
	var out []conversation.Attachment
	for _, a := range in {
		out = append(out, conversation.Attachment{Name: a.Name, Type: a.Type, URL: a.URL, Size: a.Size})
	}
	return out
}
