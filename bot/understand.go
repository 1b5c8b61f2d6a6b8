package bot

import (
	"context"
	"time"

	"github.com/batondesk/baton/conversation"
)

// Understander reads what customers say. bot/local does it without a model; a model service is the second implementation.
// An error means that nothing was understood: the turn goes on with what the rules say.
type Understander interface {
	Understand(ctx context.Context, in Input) (Understanding, error)
}

// Input is what an Understander may read. Texts are data, never instructions.
type Input struct {
	Now    time.Time // for relative dates, in the zone of the business
	Locale string    // the customer's language so far: "en", "zh", or "" if unknown
	// Turns are what was said, oldest first. Values are read from customer turns and from what an agent wrote down for
	// them; the rest gives context.
	Turns  []Turn
	Fields []conversation.FieldSpec // the fields worth reading
}

// Turn is one message with what the reader needs to know of it.
type Turn struct {
	Seq          int64
	Role         conversation.ActorKind // Customer, Bot or Agent
	Text         string
	Alternatives []string // other guesses of a speech recogniser
	Asks         string   // the field this bot or agent turn asks for, if one
	Fresh        bool     // not yet answered: wishes and risk are read from these only
}

// Understanding is what the customer's messages say. Values are in canonical form and in the order in which they were
// said; a later value of the same field is a correction.
type Understanding struct {
	Locale     string // of the fresh messages: "en", "zh", or "" when they do not tell
	Values     []Value
	WantsHuman bool
	Greeting   bool     // nothing but a greeting
	Thanks     bool     // nothing but thanks or goodbye: no answer needed beyond a closing phrase
	Confirms   bool     // says that it is solved, or yes
	Denies     bool     // says that it did not help, or no
	Corrects   bool     // takes back something said before
	DontKnow   bool     // cannot or will not give what was asked
	Risk       []string // of: safety, legal, media, self_harm, fraud, abuse, payment_data
}

// Value is a field read from a message.
type Value struct {
	Field     string
	Canonical string
	Raw       string // the words it was read from
	Seq       int64  // the turn
	Sure      bool   // the words around it or the question before it name the field; otherwise only its shape fits
}
