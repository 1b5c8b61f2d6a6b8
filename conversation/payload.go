package conversation

import "time"

// Act is what the bot does with a sentence it says.
type Act string

// The acts of the bot. Silence is an act too: it is recorded, not said.
const (
	ActAnswer  Act = "answer"
	ActClarify Act = "clarify"
	ActAsk     Act = "ask"
	ActHandoff Act = "handoff"
	ActNotice  Act = "notice"
	ActSilence Act = "silence"
)

// Source names an article in the version that was used.
type Source struct {
	ArticleID string `json:"article_id"`
	Version   int    `json:"version"`
	Title     string `json:"title,omitempty"` // its question, or the headings above a passage, where it is shown
	URL       string `json:"url,omitempty"`   // of the document that a passage is from, where the customer may read it
}

// Attachment is a file that a message refers to; the bytes live elsewhere.
type Attachment struct {
	Name string `json:"name"`
	Type string `json:"type,omitempty"` // media type
	URL  string `json:"url,omitempty"`
	Size int64  `json:"size,omitempty"` // bytes
}

// Choice is one of the questions offered when the bot asks which was meant, or one value of a field.
type Choice struct {
	Text      string `json:"text"`
	ArticleID string `json:"article_id,omitempty"`
	Value     string `json:"value,omitempty"`
}

// Message is something said to the customer or by the customer.
type Message struct {
	ClientID    string       `json:"id,omitempty"` // the sender's idempotency key
	Text        string       `json:"text"`
	Attachments []Attachment `json:"attachments,omitempty"`
	Locale      string       `json:"locale,omitempty"`

	// From the bot.
	Act        Act      `json:"act,omitempty"`
	Phrase     string   `json:"phrase,omitempty"` // the approved phrase spoken, if not an article
	Sources    []Source `json:"sources,omitempty"`
	Confidence float64  `json:"confidence,omitempty"` // 0 to 1
	Choices    []Choice `json:"choices,omitempty"`
	Field      string   `json:"field,omitempty"` // the field asked for
	Input      *Input   `json:"input,omitempty"` // what it looks like

	// From a human: why a warning of the wording check was overridden.
	Reason string `json:"reason,omitempty"`
}

// MessageEdited replaces the text of an earlier message of the same sender. Both stay on record.
type MessageEdited struct {
	Target int64  `json:"target"` // seq of the message
	Text   string `json:"text"`
}

// MessageRecalled withdraws an earlier message of the same sender. It stays on record and is no longer relied on.
type MessageRecalled struct {
	Target int64 `json:"target"`
}

// DecidedAct is one act of a decision, in the order in which the acts are said.
type DecidedAct struct {
	Act      Act    `json:"act"`
	Article  string `json:"article_id,omitempty"`
	Phrase   string `json:"phrase,omitempty"`
	Field    string `json:"field,omitempty"`
	Playbook string `json:"playbook,omitempty"`
	Queue    string `json:"queue,omitempty"`
}

// Decision is what the bot made of all customer messages up to Through, and why.
type Decision struct {
	Through    int64        `json:"through"` // last customer event read
	Mode       string       `json:"mode"`    // off, suggest, answer
	Acts       []DecidedAct `json:"acts"`
	Reasons    []string     `json:"reasons"`
	Sources    []Source     `json:"sources,omitempty"`
	Confidence float64      `json:"confidence"` // 0 to 1, of the best article
	Locale     string       `json:"locale,omitempty"`
	Playbook   string       `json:"playbook,omitempty"` // the kind of case now open
	Trigger    string       `json:"trigger,omitempty"`  // what opened it
	Risk       []string     `json:"risk,omitempty"`
	WantsHuman bool         `json:"wants_human,omitempty"`
	Missed     bool         `json:"missed,omitempty"`   // the customer got no answer this turn
	Question   string       `json:"question,omitempty"` // what was searched for
	Declined   []string     `json:"declined,omitempty"` // fields that the customer cannot or will not give
	Choices    []Choice     `json:"choices,omitempty"`  // offered and still open
}

// full has no nil lists, so that JSON has none either.
func (d Decision) full() Decision {
	if d.Acts == nil {
		d.Acts = []DecidedAct{}
	}
	if d.Reasons == nil {
		d.Reasons = []string{}
	}
	return d
}

// Asked is why there is a suggestion that a human asked for.
const Asked = "asked"

// Suggestion is a bot reply that is shown to a human instead of the customer.
type Suggestion struct {
	Text       string   `json:"text"`
	Act        Act      `json:"act"`
	Through    int64    `json:"through"`
	Why        string   `json:"why"` // mode_suggest, taken_over, or asked: a human asked for it
	Sources    []Source `json:"sources,omitempty"`
	Confidence float64  `json:"confidence,omitempty"`
	Written    bool     `json:"written,omitempty"` // by a model, and checked; otherwise it is approved wording
}

// Summary is prose that a model wrote about the conversation up to Through, for whoever takes over the case.
type Summary struct {
	HandoffID  string             `json:"handoff_id"`
	Through    int64              `json:"through"` // last event that it was made from
	Statements []SummaryStatement `json:"statements"`
}

// SummaryStatement is one thing that a Summary says, in each of the house's languages, and what it rests on: a message,
// an article, or both.
type SummaryStatement struct {
	Texts     map[string]string `json:"texts"` // by locale
	Seq       int64             `json:"seq,omitempty"`
	ArticleID string            `json:"article_id,omitempty"`
}

// Tag adds and removes tags, and may say where the conversation really came from.
type Tag struct {
	Source string   `json:"source,omitempty"`
	Add    []string `json:"add,omitempty"`
	Remove []string `json:"remove,omitempty"`
}

// HolderChanged passes the conversation on. The first event of every conversation is one, with its Opening.
type HolderChanged struct {
	From    Holder   `json:"from,omitempty"`
	To      Holder   `json:"to"`
	Name    string   `json:"name,omitempty"` // display name of a human holder
	Reason  string   `json:"reason"`
	Opening *Opening `json:"opening,omitempty"`
}

// Opening is where a conversation came from.
type Opening struct {
	Channel    string            `json:"channel"`
	Source     string            `json:"source,omitempty"` // page, campaign, product: set by the channel
	Locale     string            `json:"locale,omitempty"`
	CustomerID string            `json:"customer_id,omitempty"`
	Verified   bool              `json:"verified,omitempty"`
	Name       string            `json:"name,omitempty"`
	Profile    map[string]string `json:"profile,omitempty"` // attributes at that moment
}

// Due holds the deadlines of a case; a zero time means none.
type Due struct {
	Claim      time.Time `json:"claim,omitzero"`
	FirstReply time.Time `json:"first_reply,omitzero"`
	Resolve    time.Time `json:"resolve,omitzero"`
}

// HandoffOpened passes a case to a queue.
type HandoffOpened struct {
	HandoffID       string    `json:"handoff_id"`
	Playbook        string    `json:"playbook"`
	PlaybookVersion int       `json:"playbook_version"`
	Queue           string    `json:"queue"`
	Priority        int       `json:"priority"` // 1 most urgent, 4 least
	Reason          string    `json:"reason"`
	Needs           []string  `json:"needs,omitempty"` // fields the case needs
	Due             Due       `json:"due"`
	OutOfHours      bool      `json:"out_of_hours,omitempty"`
	OpensAt         time.Time `json:"opens_at,omitzero"` // when the queue opens, if it is closed now
	// ExpectBy is when a human should have replied, for the customer, who is not shown Due.
	ExpectBy time.Time `json:"expect_by,omitzero"`
}

// HandoffClaimed makes a human the holder of the case.
type HandoffClaimed struct {
	HandoffID string `json:"handoff_id"`
	By        string `json:"by"`
	Name      string `json:"name,omitempty"`
	Due       Due    `json:"due"` // deadlines from now on
}

// HandoffBounced refuses a case: it goes back to a queue with a reason.
type HandoffBounced struct {
	HandoffID string `json:"handoff_id"`
	From      string `json:"from,omitempty"` // the queue it was in
	Queue     string `json:"queue"`          // where it goes
	Reason    string `json:"reason"`
	Due       Due    `json:"due"`
}

// HandoffTransferred passes a case to another queue, or to a colleague.
type HandoffTransferred struct {
	HandoffID string `json:"handoff_id"`
	From      string `json:"from,omitempty"` // the queue it was in
	Queue     string `json:"queue"`
	To        string `json:"to,omitempty"` // an agent, if it is passed to a person
	Name      string `json:"name,omitempty"`
	Reason    string `json:"reason"`
	Breach    string `json:"breach,omitempty"` // claim, first_reply, resolve: the deadline that moved it
	Due       Due    `json:"due"`
}

// HandoffReturned gives the conversation back to the bot.
type HandoffReturned struct {
	HandoffID string `json:"handoff_id"`
	Reason    string `json:"reason,omitempty"`
}

// HandoffResolved ends a case.
type HandoffResolved struct {
	HandoffID string `json:"handoff_id"`
	Outcome   string `json:"outcome,omitempty"`
}

// Promise is a commitment made to the customer.
type Promise struct {
	Text       string    `json:"text"`
	By         string    `json:"by"`        // bot or agent:<id>
	Authority  string    `json:"authority"` // article:<id>@<version> or role:<role>
	MessageSeq int64     `json:"message_seq,omitempty"`
	Due        time.Time `json:"due,omitzero"`
}

// Note is a remark for colleagues.
type Note struct {
	ClientID string `json:"id,omitempty"`
	Text     string `json:"text"`
}

// Consult is a question to an expert behind the scene, or the answer to one.
type Consult struct {
	ClientID string `json:"id,omitempty"`
	To       string `json:"to,omitempty"`        // queue or agent asked
	AnswerTo int64  `json:"answer_to,omitempty"` // seq of the question answered
	Text     string `json:"text"`
}

// Feedback is the customer's word on one answer.
type Feedback struct {
	Target  int64 `json:"target"` // seq of the message
	Helpful bool  `json:"helpful"`
}

// Resolved says that the customer's concern is dealt with.
type Resolved struct {
	Outcome string `json:"outcome"` // confirmed, assumed
}

// Reopened says that a message came after the conversation was resolved or closed.
type Reopened struct {
	Reason string `json:"reason,omitempty"`
}

// Closed ends a conversation.
type Closed struct {
	Outcome string `json:"outcome"` // confirmed, assumed, abandoned
}

// Redacted records that the payload of another event was blanked.
type Redacted struct {
	Target int64  `json:"target"`
	Reason string `json:"reason,omitempty"`
}
