package handoff

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/batondesk/baton/conversation"
)

// CaseStatus is where a case stands.
type CaseStatus string

// The statuses of a case; the last two are final.
const (
	Waiting  CaseStatus = "waiting"
	Claimed  CaseStatus = "claimed"
	Returned CaseStatus = "returned" // given back to the bot
	Resolved CaseStatus = "resolved"
)

// Ended reports whether nothing more can happen to a case.
func (s CaseStatus) Ended() bool { return s == Returned || s == Resolved }

// Case is one handoff as lists show it: the fold of its events. Its JSON is the contract's handoff without the card.
type Case struct {
	ID              string           `json:"id"`
	ConversationID  conversation.ID  `json:"conversation_id"`
	Playbook        string           `json:"playbook"`
	PlaybookVersion int              `json:"playbook_version"`
	Queue           string           `json:"queue"`
	Status          CaseStatus       `json:"status"`
	Holder          string           `json:"holder,omitempty"` // agent id, while claimed
	HolderName      string           `json:"holder_name,omitempty"`
	Priority        int              `json:"priority"` // 1 most urgent, 4 least
	Reason          string           `json:"reason"`
	WaitingSince    time.Time        `json:"waiting_since"` // opened, or put back into a queue by a human
	Due             conversation.Due `json:"due"`

	OpenedAt     time.Time `json:"opened_at"`
	ClaimedAt    time.Time `json:"claimed_at,omitzero"` // first claim
	FirstReplyAt time.Time `json:"first_reply_at,omitzero"`
	// UnansweredSince is when the first message of the customer came that no human has replied to; zero: none waits.
	UnansweredSince time.Time `json:"unanswered_since,omitzero"`

	EndedAt    time.Time `json:"ended_at,omitzero"`
	Outcome    string    `json:"outcome,omitempty"`
	Passed     int       `json:"passed,omitempty"` // transfers and bounces
	Breaches   []string  `json:"breaches,omitempty"`
	OutOfHours bool      `json:"out_of_hours,omitempty"`
	OpensAt    time.Time `json:"opens_at,omitzero"`

	CustomerID   string   `json:"customer_id,omitempty"`
	CustomerName string   `json:"customer_name,omitempty"`
	Verified     bool     `json:"verified,omitempty"`
	Locale       string   `json:"locale,omitempty"`
	Tags         []string `json:"tags,omitempty"`
	Risk         []string `json:"risk,omitempty"`
	Last         string   `json:"last,omitempty"` // the customer's last words, shortened
}

// lastRunes is how much of the customer's last message a list shows.
const lastRunes = 140

// Apply is the case after one more event of its conversation, where next is the conversation's State after that event.
// A HandoffOpened starts a new case whatever the receiver was; other events change a case only while it is open. The zero
// Case stays zero until then.
func (c Case) Apply(e conversation.Event, next conversation.State) Case {
	if p, ok := e.Payload.(conversation.HandoffOpened); ok {
		c = Case{
			ID: p.HandoffID, ConversationID: next.ID, Playbook: p.Playbook, PlaybookVersion: p.PlaybookVersion,
			Queue: p.Queue, Status: Waiting, Priority: p.Priority, Reason: p.Reason, WaitingSince: e.At, Due: p.Due,
			OpenedAt: e.At, UnansweredSince: e.At, OutOfHours: p.OutOfHours, OpensAt: p.OpensAt,
		}
	}
	if c.ID == "" || c.Status.Ended() {
		return c
	}
	switch p := e.Payload.(type) {
	case conversation.HandoffClaimed:
		c.Status, c.Holder, c.HolderName, c.Due = Claimed, p.By, p.Name, p.Due
		if c.ClaimedAt.IsZero() {
			c.ClaimedAt = e.At
		}
	case conversation.HandoffBounced:
		c = c.wait(p.Queue, e.At)
		c.Due = p.Due
		c.Passed++
	case conversation.HandoffTransferred:
		c = c.transfer(e, p)
	case conversation.HandoffReturned:
		c.Status, c.EndedAt, c.Holder, c.HolderName = Returned, e.At, "", ""
	case conversation.HandoffResolved:
		c.Status, c.EndedAt, c.Holder, c.HolderName, c.Outcome = Resolved, e.At, "", "", p.Outcome
	case conversation.Message:
		c = c.said(e)
	}
	return c.describe(next)
}

func (c Case) said(e conversation.Event) Case {
	switch e.Actor.Kind {
	case conversation.Customer:
		if c.UnansweredSince.IsZero() {
			c.UnansweredSince = e.At
		}
	case conversation.Agent:
		c.UnansweredSince = time.Time{}
		if c.Status == Claimed && c.FirstReplyAt.IsZero() {
			c.FirstReplyAt = e.At
		}
	}
	return c
}

func (c Case) transfer(e conversation.Event, p conversation.HandoffTransferred) Case {
	since := e.At
	if p.Breach != "" { // the customer has been waiting all along
		since = c.WaitingSince
		c.Breaches = append(slices.Clone(c.Breaches), p.Breach)
	} else {
		c.Passed++
	}
	c = c.wait(p.Queue, since)
	c.Due = p.Due
	if p.To != "" {
		c.Status, c.Holder, c.HolderName = Claimed, p.To, p.Name
		if c.ClaimedAt.IsZero() {
			c.ClaimedAt = e.At
		}
	}
	return c
}

func (c Case) wait(queue string, since time.Time) Case {
	c.Status, c.Queue, c.WaitingSince, c.Holder, c.HolderName = Waiting, queue, since, "", ""
	return c
}

// describe copies what a list shows of the conversation.
func (c Case) describe(s conversation.State) Case {
	c.CustomerID, c.CustomerName, c.Verified = s.Opening.CustomerID, s.Opening.Name, s.Opening.Verified
	c.Locale, c.Tags, c.Risk = s.Locale, s.Tags, s.Risk
	c.Last = ""
	for _, said := range slices.Backward(s.Recent) {
		if said.By == conversation.Customer {
			c.Last = shorten(said.Text, lastRunes)
			break
		}
	}
	return c
}

// HandoffID is the id of the next case of a conversation. It follows from the State, so that composing the same append
// again gives the same id.
func HandoffID(s conversation.State) string { return string(s.ID) + "." + strconv.Itoa(s.Handoffs+1) }

// ConversationOf is the conversation that a case belongs to; false if the text is no id of a case.
func ConversationOf(handoffID string) (conversation.ID, bool) {
	dot := strings.LastIndexByte(handoffID, '.')
	if dot <= 0 || HandoffNumber(handoffID) < 1 {
		return "", false
	}
	return conversation.ID(handoffID[:dot]), true
}

// HandoffNumber says which case of its conversation it is, from 1; 0 if the text is no id of a case.
func HandoffNumber(handoffID string) int {
	n, err := strconv.Atoi(handoffID[strings.LastIndexByte(handoffID, '.')+1:])
	if err != nil || n < 1 {
		return 0
	}
	return n
}

// shorten cuts a text at a limit of runes.
func shorten(text string, runes int) string {
	text = strings.Join(strings.Fields(text), " ")
	n := 0
	for i := range text {
		if n == runes {
			return strings.TrimSpace(text[:i]) + "…"
		}
		n++
	}
	return text
}
