package conversation

import "time"

// Status is where a conversation stands in its life.
type Status string

// The life of a conversation: open, resolved, closed; a message reopens it.
const (
	Open           Status = "open"
	StatusResolved Status = "resolved"
	StatusClosed   Status = "closed"
)

// State is everything that follows from the events of a conversation. The zero State is a conversation that does not
// exist yet.
type State struct {
	ID      ID        `json:"id"`
	Seq     int64     `json:"seq"` // last event
	Opened  time.Time `json:"opened"`
	Updated time.Time `json:"updated"`
	Opening Opening   `json:"opening"`
	Locale  string    `json:"locale,omitempty"` // the customer's language, as last recognised

	Status  Status    `json:"status"`
	Outcome string    `json:"outcome,omitempty"`
	Ended   time.Time `json:"ended,omitzero"` // resolved or closed at

	Holder        Holder `json:"holder"`
	HolderName    string `json:"holder_name,omitempty"`
	Epoch         int64  `json:"epoch"`                // seq of the last change of holder
	LastAgent     string `json:"last_agent,omitempty"` // the last human who held it
	LastAgentName string `json:"last_agent_name,omitempty"`

	Customer   Mark  `json:"customer,omitzero"` // last event of the customer that wants attention
	Reply      Mark  `json:"reply,omitzero"`    // last message to the customer, by bot or human
	AgentReply Mark  `json:"agent_reply,omitzero"`
	Spoken     int64 `json:"spoken,omitempty"`   // seq of the last message to the customer that was more than a notice
	Through    int64 `json:"through"`            // last customer event that a decision covered
	Redacted   int64 `json:"redacted,omitempty"` // seq of the last redaction

	Recent   []Said           `json:"recent,omitempty"`  // the last messages, oldest first; all unanswered ones are among them
	Amended  []Amendment      `json:"amended,omitempty"` // edits and recalls of the customer that no decision covers yet
	Fields   map[string]Known `json:"fields,omitempty"`
	Asked    map[string]int   `json:"asked,omitempty"`    // how often each field was asked for since the case opened
	Asking   string           `json:"asking,omitempty"`   // the field asked for last, unanswered
	Declined []string         `json:"declined,omitempty"` // fields that the customer cannot or will not give, since the case opened
	Tags     []string         `json:"tags,omitempty"`     // sorted
	Promises []Promise        `json:"promises,omitempty"`
	Risk     []string         `json:"risk,omitempty"` // sorted, all that was ever noticed

	Playbook string     `json:"playbook,omitempty"` // the kind of case that is open
	Trigger  string     `json:"trigger,omitempty"`
	Choices  []Choice   `json:"choices,omitempty"`  // offered by the last clarify and still open
	Misses   int        `json:"misses,omitempty"`   // questions in a row that got no answer
	Answered []Answered `json:"answered,omitempty"` // the last answers given, oldest first
	Welcomed bool       `json:"welcomed,omitempty"`

	Handoff  *Handoff `json:"handoff,omitempty"`  // the open one
	Handoffs int      `json:"handoffs,omitempty"` // ever opened
	Previous *Handoff `json:"previous,omitempty"` // the last one that ended
}

// Mark is the place and time of an event.
type Mark struct {
	Seq int64     `json:"seq"`
	At  time.Time `json:"at"`
}

// Said is a message as it stands now: an edit replaces the text, a recalled message is dropped.
type Said struct {
	Seq    int64     `json:"seq"`
	By     ActorKind `json:"by"`
	Text   string    `json:"text"`
	Asks   string    `json:"asks,omitempty"`
	Phrase string    `json:"phrase,omitempty"` // the phrase that was said and its version ("greeting/en@2"), if it was one
	Fresh  int64     `json:"fresh,omitempty"`  // seq of the message or of its last edit: what a decision must cover
}

// Amendment is an edit or a recall of an earlier message.
type Amendment struct {
	Target int64 `json:"target"`
	Seq    int64 `json:"seq"`
}

// Known is a field's current value and what it replaced, oldest first.
type Known struct {
	Field
	Seq      int64   `json:"seq"` // the field event
	Replaced []Field `json:"replaced,omitempty"`
}

// Answered is an article that was given as an answer.
type Answered struct {
	Source
	Question string `json:"question"` // what the customer asked
	Seq      int64  `json:"seq"`
}

// Handoff is the open case of a conversation, as far as the conversation must know it.
type Handoff struct {
	ID       string    `json:"id"`
	Playbook string    `json:"playbook"`
	Queue    string    `json:"queue"`
	Claimed  bool      `json:"claimed,omitempty"`
	Needs    []string  `json:"needs,omitempty"`
	Due      Due       `json:"due"`
	Since    time.Time `json:"since"`            // waiting or claimed since
	Passed   int       `json:"passed,omitempty"` // transfers and bounces so far
	Breached []string  `json:"breached,omitempty"`
	Replied  bool      `json:"replied,omitempty"` // a human has replied to the customer since it opened
}

// Exists reports whether the conversation has been opened.
func (s State) Exists() bool { return s.Seq > 0 }

// Owes reports whether the customer has said something that no decision covers yet.
func (s State) Owes() bool { return s.Customer.Seq > s.Through }

// Pending are the customer's messages that no decision covers yet, oldest first.
func (s State) Pending() []Said {
	var pending []Said
	for _, said := range s.Recent {
		if said.By == Customer && said.Fresh > s.Through {
			pending = append(pending, said)
		}
	}
	return pending
}

// Value is the known value of a field, or "".
func (s State) Value(field string) string { return s.Fields[field].Value }

// HasTag reports whether the conversation carries a tag.
func (s State) HasTag(tag string) bool {
	for _, t := range s.Tags {
		if t == tag {
			return true
		}
	}
	return false
}
