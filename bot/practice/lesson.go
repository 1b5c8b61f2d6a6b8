package practice

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/knowledge"
)

// lesson is a question that a human answered.
type lesson struct {
	conversation conversation.ID
	locale       string
	question     phrasing
	others       []phrasing
	answer       string
	seq          int64   // of the first message of the answer
	answers      []int64 // all of them
	tags         []string
}

// phrasing is a question in a customer's words.
type phrasing struct {
	from knowledge.Message
	text string
}

const (
	leastAnswer   = 16  // what an answer says at least: see weight
	leastQuestion = 8   // what a question says at least
	longQuestion  = 160 // characters; of longer messages only the sentences that ask are the question
)

// lessons finds what humans answered that the bot could not. Questions stay open until a human's message answers, so
// asking back in between does not end them.
func (r record) lessons(house map[string]string, fallback string) []lesson {
	var found []lesson
	var open []phrasing
	locale := cmp.Or(r.state.Locale, r.state.Opening.Locale, fallback)
	for at := 0; at < len(r.lines); {
		l := r.lines[at]
		if l.by == conversation.Customer {
			if text := r.question(l); text != "" {
				open = append(open, phrasing{knowledge.Message{ConversationID: string(r.id), Seq: l.seq}, text})
			}
			at++
			continue
		}
		to := at
		for to < len(r.lines) && r.lines[to].by == conversation.Agent {
			to++
		}
		said := r.answer(r.lines[at:to])
		if weight(said) >= leastAnswer && len(open) > 0 {
			x := lesson{conversation: r.id, locale: locale, seq: l.seq, tags: r.state.Tags}
			for _, answer := range r.lines[at:to] {
				x.answers = append(x.answers, answer.seq)
			}
			x.question, x.others = nearest(open, said, locale)
			x.answer = withVariables(said, r.known, house)
			if chinese(x.answer) == chinese(x.question.text) {
				x.locale = spokenIn(x.answer, locale)
				found = append(found, x)
			}
			open = nil
		}
		at = to
	}
	return found
}

// question is what a customer's line asks and the knowledge could not tell, without what concerns them only; "" if it does
// not ask.
func (r record) question(l line) string {
	if !l.lacks && (!l.open || !asks(l.text) || continues(l.text)) {
		return ""
	}
	text := withoutGreeting(l.text)
	if utf8.RuneCountInString(text) > longQuestion {
		parts := slices.DeleteFunc(sentences(text), func(s string) bool { return !asks(s) })
		if text = strings.Join(parts, ""); text == "" || utf8.RuneCountInString(text) > knowledge.MaxQuestion {
			return ""
		}
	}
	if text = withoutValues(text, r.known); weight(text) < leastQuestion {
		return ""
	}
	return text
}

// answer is what humans said in a row that answers: their own words, without what is only polite or asks back.
func (r record) answer(lines []line) string {
	var parts []string
	for _, l := range lines {
		if l.taken || l.denied || r.spoken[bare(l.text)] {
			continue
		}
		text := plain(r.own(l.text))
		if weight(text) == 0 || onlyAsks(text) {
			continue
		}
		parts = append(parts, text)
	}
	text := strings.Join(parts, "\n")
	if utf8.RuneCountInString(text) > knowledge.MaxAnswer/2 { // variables may be longer than values
		return ""
	}
	return text
}

// own is a human's text without sentences that the bot said or suggested in this conversation.
func (r record) own(text string) string {
	parts := sentences(text)
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return weight(s) > 0 && r.spoken[bare(s)] }), "")
}

func onlyAsks(text string) bool {
	return !slices.ContainsFunc(sentences(text), func(s string) bool {
		return !polite(s) && weight(s) > 0 && !asksBack.MatchString(s)
	})
}

func asks(text string) bool { return asking.MatchString(fold(withoutGreeting(text))) }

func continues(text string) bool { return continuing.MatchString(fold(withoutGreeting(text))) }

// chinese reports whether a text is written in Chinese characters, for the most part.
func chinese(text string) bool {
	han, other := 0, 0
	for _, r := range text {
		switch {
		case unicode.Is(unicode.Han, r):
			han += 2
		case unicode.IsLetter(r):
			other++
		}
	}
	return han > other/2
}

// spokenIn is the locale of a text: that of the conversation, unless the letters say otherwise.
func spokenIn(text, locale string) string {
	language, _, _ := strings.Cut(locale, "-")
	switch zh := chinese(text); {
	case zh && language != "zh" && language != "ja":
		return "zh"
	case !zh && (language == "zh" || language == ""):
		return "en"
	}
	return locale
}
