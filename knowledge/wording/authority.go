package wording

// Authority is what a sender may say without a source.
type Authority struct {
	// Kinds says what follows from an unsupported claim of a kind. What is not named is blocked.
	Kinds map[Kind]Verdict `json:"kinds,omitempty"`
	// UpTo is the greatest amount, per currency (ISO 4217), that may be named without a source; "percent" is the
	// greatest share. What exceeds it follows Kinds.
	UpTo map[string]float64 `json:"up_to,omitempty"`
}

// Nobody may say nothing without a source: the bot's authority.
var Nobody = Authority{}

// ForRole returns what a role may say when the configuration does not say otherwise. Everybody may name other numbers. An
// agent is warned about dates, times, durations, links and disliked words, and may not name amounts or commit the business; an expert is
// warned there too; a supervisor or admin is warned about commitments and amounts and free in the rest. Unknown roles, and
// roles that do not talk to customers, are treated as an agent.
func ForRole(role string) Authority {
	switch role {
	case "supervisor", "admin":
		return Authority{Kinds: map[Kind]Verdict{Amount: Warn, Commitment: Warn, Date: Pass, Time: Pass, Duration: Pass, Link: Warn, Quantity: Pass, Term: Warn}}
	case "expert":
		return Authority{Kinds: map[Kind]Verdict{Amount: Warn, Commitment: Warn, Date: Warn, Time: Pass, Duration: Warn, Link: Warn, Quantity: Pass, Term: Warn}}
	}
	return Authority{Kinds: map[Kind]Verdict{Amount: Block, Commitment: Block, Date: Warn, Time: Warn, Duration: Warn, Link: Warn, Quantity: Pass, Term: Warn}}
}

func (a Authority) verdict(c claim) Verdict {
	if limit, ok := a.UpTo[c.value.unit]; ok && c.kind == Amount {
		within := len(c.value.readings) > 0
		for _, r := range c.value.readings {
			within = within && r <= limit
		}
		if within {
			return Pass
		}
	}
	switch v := a.Kinds[c.kind]; v {
	case Pass, Warn:
		return v
	}
	return Block
}
