package handoff

// Config is the part of baton.yaml that says what kinds of cases there are and who takes them. Everything is optional.
type Config struct {
	Fields    map[string]Field     `yaml:"fields" json:"fields,omitempty"`
	Playbooks map[string]Playbook  `yaml:"playbooks" json:"playbooks,omitempty"`
	Queues    map[string]Queue     `yaml:"queues" json:"queues,omitempty"`
	Rules     []Rule               `yaml:"rules" json:"rules,omitempty"`
	Authority map[string]Authority `yaml:"authority" json:"authority,omitempty"` // by role
}

// Words is a text in several languages: "en", "zh".
type Words map[string]string

// In is the text in a locale, or in its language, or in English, or in any language.
func (w Words) In(locale string) string {
	for _, l := range []string{locale, language(locale), "en"} {
		if text := w[l]; text != "" {
			return text
		}
	}
	for _, l := range sortedNames(w) {
		return w[l]
	}
	return ""
}

// Field declares a fact that cases need; see conversation.FieldSpec for what each member means.
type Field struct {
	Type    string   `yaml:"type" json:"type"`
	Label   Words    `yaml:"label" json:"label,omitempty"`
	Prompt  Words    `yaml:"prompt" json:"prompt,omitempty"`
	Words   []string `yaml:"words" json:"words,omitempty"`
	Pattern string   `yaml:"pattern" json:"pattern,omitempty"`
	Choices []Choice `yaml:"choices" json:"choices,omitempty"`
	Region  string   `yaml:"region" json:"region,omitempty"`
	MaxAsks int      `yaml:"max_asks" json:"max_asks,omitempty"`
	Profile string   `yaml:"profile" json:"profile,omitempty"`
}

// Choice is one value of a choice field.
type Choice struct {
	Value string   `yaml:"value" json:"value"`
	Label Words    `yaml:"label" json:"label,omitempty"`
	Words []string `yaml:"words" json:"words,omitempty"`
}

// Playbook is a kind of case.
type Playbook struct {
	Name           string    `yaml:"-" json:"-"` // its key in the configuration
	Title          Words     `yaml:"title" json:"title,omitempty"`
	Default        bool      `yaml:"default" json:"default,omitempty"` // for a wish for a human and for unknown questions
	Triggers       Triggers  `yaml:"triggers" json:"triggers,omitzero"`
	MustEscalate   bool      `yaml:"must_escalate" json:"must_escalate,omitempty"` // no model and no answer stands in the way
	Fields         []string  `yaml:"fields" json:"fields,omitempty"`               // needed, in the order of asking
	Optional       []string  `yaml:"optional" json:"optional,omitempty"`           // wanted on the card, never asked for
	AskFirst       bool      `yaml:"ask_first" json:"ask_first,omitempty"`         // collect the fields before handing off
	Queue          string    `yaml:"queue" json:"queue,omitempty"`                 // empty: the default queue
	Priority       int       `yaml:"priority" json:"priority,omitempty"`           // 1 most urgent to 4; 0 means 3
	Deadlines      Deadlines `yaml:"deadlines" json:"deadlines,omitzero"`          // override the queue's
	Tags           []string  `yaml:"tags" json:"tags,omitempty"`                   // put on the conversation when a case opens
	Card           CardHints `yaml:"card" json:"card,omitzero"`
	SuggestedReply string    `yaml:"suggested_reply" json:"suggested_reply,omitempty"` // id of an article
}

// Triggers are what opens a playbook: any one of them is enough. Rules combine conditions into a tag, and a tag triggers.
type Triggers struct {
	Keywords   []string          `yaml:"keywords" json:"keywords,omitempty"`
	Patterns   []string          `yaml:"patterns" json:"patterns,omitempty"` // RE2, case and width ignored
	Examples   []string          `yaml:"examples" json:"examples,omitempty"` // messages that open it
	Attributes map[string]string `yaml:"attributes" json:"attributes,omitempty"`
	Sources    []string          `yaml:"sources" json:"sources,omitempty"`
	Tags       []string          `yaml:"tags" json:"tags,omitempty"`
}

// CardHints are what a card says about this kind of case.
type CardHints struct {
	Want        Words   `yaml:"want" json:"want,omitempty"`
	NextStep    Words   `yaml:"next_step" json:"next_step,omitempty"`
	Constraints []Words `yaml:"constraints" json:"constraints,omitempty"`
}

// Deadlines are working time: they run while the queue is open. Zero means the default for the case's priority.
type Deadlines struct {
	Claim      Duration `yaml:"claim" json:"claim,omitzero"`
	FirstReply Duration `yaml:"first_reply" json:"first_reply,omitzero"`
	Resolve    Duration `yaml:"resolve" json:"resolve,omitzero"`
}

// Queue is a team that takes cases.
type Queue struct {
	Name    string `yaml:"-" json:"-"` // its key in the configuration
	Title   Words  `yaml:"title" json:"title,omitempty"`
	Default bool   `yaml:"default" json:"default,omitempty"` // for cases that no playbook claims
	// Members are user ids, or "role:expert" for everyone with that role. None: everyone who works on cases.
	Members    []string  `yaml:"members" json:"members,omitempty"`
	Hours      OpenHours `yaml:"hours" json:"hours,omitzero"`
	Capacity   int       `yaml:"capacity" json:"capacity,omitempty"` // claimed cases per member at a time; 0: no limit
	Deadlines  Deadlines `yaml:"deadlines" json:"deadlines,omitzero"`
	Supervisor bool      `yaml:"supervisor" json:"supervisor,omitempty"`   // missed deadlines and third passes come here
	EscalateTo string    `yaml:"escalate_to" json:"escalate_to,omitempty"` // another queue instead of the supervisor's
	// AskContactAfter is the expected wait beyond which the customer is asked how to be reached; zero: 30 minutes.
	AskContactAfter Duration `yaml:"ask_contact_after" json:"ask_contact_after,omitzero"`
}

// OpenHours are when the members of a queue work.
type OpenHours struct {
	Zone     string              `yaml:"zone" json:"zone,omitempty"`         // IANA, such as Asia/Shanghai; empty: UTC
	Weekly   map[string][]string `yaml:"weekly" json:"weekly,omitempty"`     // mon to sun: "09:00-18:00"; none at all: always open
	Holidays []string            `yaml:"holidays" json:"holidays,omitempty"` // 2006-01-02, closed all day
}

// Rule tags a conversation, or says where it came from, when everything under When holds.
type Rule struct {
	When   Condition `yaml:"when" json:"when"`
	Add    []string  `yaml:"add" json:"add,omitempty"`
	Source string    `yaml:"source" json:"source,omitempty"`
}

// Condition holds if each of its members that is given holds; of a list, one is enough.
type Condition struct {
	Keywords   []string          `yaml:"keywords" json:"keywords,omitempty"`
	Patterns   []string          `yaml:"patterns" json:"patterns,omitempty"`
	Attributes map[string]string `yaml:"attributes" json:"attributes,omitempty"`
	Sources    []string          `yaml:"sources" json:"sources,omitempty"`
	Channels   []string          `yaml:"channels" json:"channels,omitempty"`
	Locales    []string          `yaml:"locales" json:"locales,omitempty"`
	Tags       []string          `yaml:"tags" json:"tags,omitempty"`
}

// Authority is what a role may commit to without an approved source; see wording.Authority.
type Authority struct {
	Kinds map[string]string  `yaml:"kinds" json:"kinds,omitempty"` // kind of claim -> pass, warn, block
	UpTo  map[string]float64 `yaml:"up_to" json:"up_to,omitempty"` // currency -> greatest amount
}
