package bot

import "slices"

// Mode says how far the bot goes.
type Mode string

// Going live in steps: off passes every conversation to people; suggest also shows people what the bot would have said;
// answer lets the bot speak.
const (
	Off     Mode = "off"
	Suggest Mode = "suggest"
	Answer  Mode = "answer"
)

// ModeRule sets the mode of the conversations that match everything it names.
type ModeRule struct {
	Channel string `json:"channel,omitempty" yaml:"channel"`
	Locale  string `json:"locale,omitempty" yaml:"locale"`
	Tag     string `json:"tag,omitempty" yaml:"tag"`
	Mode    Mode   `json:"mode" yaml:"mode"`
}

// Modes is the mode of the house with its exceptions; of several that match, the first one counts.
type Modes struct {
	Default Mode
	Rules   []ModeRule
}

// For is the mode of a conversation. The zero Modes answers.
func (m Modes) For(channel, locale string, tags []string) Mode {
	for _, rule := range m.Rules {
		if (rule.Channel == "" || rule.Channel == channel) && (rule.Locale == "" || rule.Locale == locale) &&
			(rule.Tag == "" || slices.Contains(tags, rule.Tag)) {
			return rule.Mode
		}
	}
	if m.Default == "" {
		return Answer
	}
	return m.Default
}
