package conversation

// Kind names what happened.
type Kind string

// The kinds of events, in the words of the HTTP contract.
const (
	KindMessage            Kind = "message"
	KindMessageEdited      Kind = "message_edited"
	KindMessageRecalled    Kind = "message_recalled"
	KindDecision           Kind = "decision"
	KindSuggestion         Kind = "suggestion"
	KindSummary            Kind = "summary"
	KindField              Kind = "field"
	KindTag                Kind = "tag"
	KindHolder             Kind = "holder"
	KindHandoffOpened      Kind = "handoff_opened"
	KindHandoffClaimed     Kind = "handoff_claimed"
	KindHandoffBounced     Kind = "handoff_bounced"
	KindHandoffTransferred Kind = "handoff_transferred"
	KindHandoffReturned    Kind = "handoff_returned"
	KindHandoffResolved    Kind = "handoff_resolved"
	KindPromise            Kind = "promise"
	KindNote               Kind = "note"
	KindConsult            Kind = "consult"
	KindFeedback           Kind = "feedback"
	KindResolved           Kind = "resolved"
	KindReopened           Kind = "reopened"
	KindClosed             Kind = "closed"
	KindRedacted           Kind = "redacted"
)

// Usual is who may read an event where its entry does not say: the customer may see who is with them and how far their
// concern is, but not the event that opens the conversation, which is full of where they came from.
func Usual(p Payload) Visibility {
	switch p := p.(type) {
	case HolderChanged:
		if p.Opening != nil {
			return Internal
		}
		return Public
	case HandoffOpened, HandoffClaimed, HandoffResolved, Resolved, Reopened, Closed:
		return Public
	}
	return Internal
}

var decoders = map[Kind]func([]byte) (Payload, error){
	KindMessage:            decoder[Message],
	KindMessageEdited:      decoder[MessageEdited],
	KindMessageRecalled:    decoder[MessageRecalled],
	KindDecision:           decoder[Decision],
	KindSuggestion:         decoder[Suggestion],
	KindSummary:            decoder[Summary],
	KindField:              decoder[Field],
	KindTag:                decoder[Tag],
	KindHolder:             decoder[HolderChanged],
	KindHandoffOpened:      decoder[HandoffOpened],
	KindHandoffClaimed:     decoder[HandoffClaimed],
	KindHandoffBounced:     decoder[HandoffBounced],
	KindHandoffTransferred: decoder[HandoffTransferred],
	KindHandoffReturned:    decoder[HandoffReturned],
	KindHandoffResolved:    decoder[HandoffResolved],
	KindPromise:            decoder[Promise],
	KindNote:               decoder[Note],
	KindConsult:            decoder[Consult],
	KindFeedback:           decoder[Feedback],
	KindResolved:           decoder[Resolved],
	KindReopened:           decoder[Reopened],
	KindClosed:             decoder[Closed],
	KindRedacted:           decoder[Redacted],
}

func (Message) Kind() Kind            { return KindMessage }
func (MessageEdited) Kind() Kind      { return KindMessageEdited }
func (MessageRecalled) Kind() Kind    { return KindMessageRecalled }
func (Decision) Kind() Kind           { return KindDecision }
func (Suggestion) Kind() Kind         { return KindSuggestion }
func (Summary) Kind() Kind            { return KindSummary }
func (Field) Kind() Kind              { return KindField }
func (Tag) Kind() Kind                { return KindTag }
func (HolderChanged) Kind() Kind      { return KindHolder }
func (HandoffOpened) Kind() Kind      { return KindHandoffOpened }
func (HandoffClaimed) Kind() Kind     { return KindHandoffClaimed }
func (HandoffBounced) Kind() Kind     { return KindHandoffBounced }
func (HandoffTransferred) Kind() Kind { return KindHandoffTransferred }
func (HandoffReturned) Kind() Kind    { return KindHandoffReturned }
func (HandoffResolved) Kind() Kind    { return KindHandoffResolved }
func (Promise) Kind() Kind            { return KindPromise }
func (Note) Kind() Kind               { return KindNote }
func (Consult) Kind() Kind            { return KindConsult }
func (Feedback) Kind() Kind           { return KindFeedback }
func (Resolved) Kind() Kind           { return KindResolved }
func (Reopened) Kind() Kind           { return KindReopened }
func (Closed) Kind() Kind             { return KindClosed }
func (Redacted) Kind() Kind           { return KindRedacted }
