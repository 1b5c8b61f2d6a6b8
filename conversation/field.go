package conversation

import (
	"cmp"
	"strings"
)

// FieldType is the type of a field's value and so its canonical form.
type FieldType string

// The field types. Canonical forms: name and text as written, trimmed; id and postcode letters and digits, upper case;
// phone digits with an optional leading +; email lower case; amount a decimal number without currency or grouping; date
// YYYY-MM-DD; time HH:MM; choice one of the declared values; date_text and time_text the customer's own words.
const (
	TypeText     FieldType = "text"
	TypeName     FieldType = "name"
	TypeID       FieldType = "id"
	TypePostcode FieldType = "postcode"
	TypePhone    FieldType = "phone"
	TypeEmail    FieldType = "email"
	TypeAmount   FieldType = "amount"
	TypeDate     FieldType = "date"
	TypeTime     FieldType = "time"
	TypeChoice   FieldType = "choice"
	TypeDateText FieldType = "date_text"
	TypeTimeText FieldType = "time_text"
)

// FieldSpec declares a field: what it is called, what it looks like, and how it is asked for.
type FieldSpec struct {
	Name    string            `json:"name"`
	Type    FieldType         `json:"type"`
	Label   map[string]string `json:"label,omitempty"`    // per locale, for cards
	Prompt  map[string]string `json:"prompt,omitempty"`   // per locale, the question that asks for it
	Words   []string          `json:"words,omitempty"`    // what customers call it, any language ("order number", "订单号")
	Pattern string            `json:"pattern,omitempty"`  // RE2 that the whole canonical value must match
	Choices []FieldChoice     `json:"choices,omitempty"`  // for type choice
	Region  string            `json:"region,omitempty"`   // ISO 3166 region for phone numbers without country code
	MaxAsks int               `json:"max_asks,omitempty"` // how often to ask; 0 means the default of 2
	Profile string            `json:"profile,omitempty"`  // profile attribute that holds it for a verified customer
}

// Input says what a field that is asked for looks like, so that it can be entered in a fitting way. Its choices, if it has
// any, are those of the message that asks.
type Input struct {
	Type  FieldType `json:"type"`
	Label string    `json:"label"`
}

// Input is that of this field in the first of the locales that has a label for it.
func (f FieldSpec) Input(locales ...string) *Input {
	for _, l := range locales {
		language, _, _ := strings.Cut(l, "-")
		if label := cmp.Or(f.Label[l], f.Label[language]); label != "" {
			return &Input{f.Type, label}
		}
	}
	return &Input{f.Type, cmp.Or(f.Label["en"], f.Name)}
}

// FieldChoice is one value of a choice field, with the words that mean it.
type FieldChoice struct {
	Value string            `json:"value"`
	Label map[string]string `json:"label,omitempty"`
	Words []string          `json:"words,omitempty"`
}

// Field records a fact: its canonical value and where it came from. A later Field of the same name replaces it; one with
// Removed set withdraws it (the message it came from was recalled). As an entry of State it also lists what it replaced.
type Field struct {
	Name     string    `json:"name"`
	Type     FieldType `json:"type"`
	Value    string    `json:"value,omitempty"`
	Raw      string    `json:"raw,omitempty"`      // the words it was read from
	FromSeq  int64     `json:"from_seq,omitempty"` // the message it came from
	Origin   string    `json:"origin"`             // message, profile, agent
	Verified bool      `json:"verified,omitempty"` // comes from a verified identity or was set by a human
	Removed  bool      `json:"removed,omitempty"`
}
