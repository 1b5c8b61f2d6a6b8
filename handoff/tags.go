package handoff

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/batondesk/baton/conversation"
)

// ValidTag reports whether a text can be a tag: 1 to 64 letters (any script), digits and - _ : . /
func ValidTag(tag string) bool {
	if tag == "" || utf8.RuneCountInString(tag) > 64 || !utf8.ValidString(tag) {
		return false
	}
	return !strings.ContainsFunc(tag, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("-_:./", r)
	})
}

// Tags are what the rules add to a conversation, without those that it carries already. A tag that one rule adds may be
// a condition of a later one.
func (b *Book) Tags(sit Situation) []string { return b.follow(sit).Add }

// Source is where the rules say that a conversation came from, or "". The last rule that says so wins.
func (b *Book) Source(sit Situation) string { return b.follow(sit).Source }

func (b *Book) follow(sit Situation) conversation.Tag {
	var out conversation.Tag
	said := newReading(sit)
	for i, c := range b.rules {
		now := said
		now.State.Tags = slices.Concat(sit.State.Tags, out.Add)
		if out.Source != "" {
			now.State.Opening.Source = out.Source
		}
		if _, holds := c.holds(now); !holds {
			continue
		}
		rule := b.config.Rules[i]
		for _, tag := range rule.Add {
			if !slices.Contains(now.State.Tags, tag) && !slices.Contains(out.Add, tag) {
				out.Add = append(out.Add, tag)
			}
		}
		if rule.Source != "" && rule.Source != now.State.Opening.Source {
			out.Source = rule.Source
		}
	}
	return out
}
