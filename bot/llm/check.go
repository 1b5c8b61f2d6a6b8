package llm

import (
	"slices"
	"unicode/utf8"

	"github.com/batondesk/baton/bot"
	"github.com/batondesk/baton/retrieval"
)

// advised is an answer to the task, as the service gave it.
type advised struct {
	Answers []struct {
		Article   string `json:"article"`
		Fit       string `json:"fit"`
		Sentences []int  `json:"sentences"`
	} `json:"answers"`
	Unanswered []string       `json:"unanswered"`
	Question   string         `json:"question"`
	Playbook   string         `json:"playbook"`
	Values     []advisedValue `json:"values"`
	Reply      string         `json:"reply"`
}

// The most that is taken from an answer.
const (
	mostUnanswered    = 4
	longestQuestion   = 300
	longestReply      = 2000
	longestUnanswered = 300
)

// check keeps what was offered and what is there.
func (a *advising) check(said advised) bot.Advice {
	var advice bot.Advice
	for _, answer := range said.Answers {
		offered, ok := find(a.Articles, func(x article) bool { return x.ID == answer.Article })
		if !ok || slices.ContainsFunc(advice.Answers, func(x bot.AdvisedAnswer) bool { return x.ArticleID == offered.brief.ArticleID }) {
			continue
		}
		advice.Answers = append(advice.Answers, bot.AdvisedAnswer{
			ArticleID: offered.brief.ArticleID, Fully: answer.Fit == "full", Quote: offered.quote(answer.Sentences),
		})
	}
	advice.Unanswered = a.unanswered(said.Unanswered)
	if len(a.Messages) > len(a.fresh()) {
		advice.Question = a.veil.lifted(said.Question, longestQuestion)
	}
	if slices.ContainsFunc(a.Playbooks, func(p playbook) bool { return p.Name == said.Playbook }) {
		advice.Playbook = said.Playbook
	}
	for _, value := range said.Values {
		if v, ok := a.value(value); ok {
			advice.Values = append(advice.Values, v)
		}
	}
	if a.Compose && len(advice.Answers) > 0 && !a.partly(advice.Answers) {
		advice.Reply = a.veil.lifted(said.Reply, longestReply)
	}
	return advice
}

// partly reports whether the service saw only a part of one of these articles: it may have missed a condition.
func (a *advising) partly(answers []bot.AdvisedAnswer) bool {
	return slices.ContainsFunc(a.Articles, func(x article) bool {
		return x.partly && slices.ContainsFunc(answers, func(y bot.AdvisedAnswer) bool { return y.ArticleID == x.brief.ArticleID })
	})
}

// quote gives the sentences with these numbers, of those that were sent.
func (a article) quote(numbers []int) []string {
	var chosen []int
	for _, n := range numbers {
		if n >= 1 && n <= len(a.Sentences) {
			chosen = append(chosen, n-1)
		}
	}
	if len(chosen) == 0 {
		return nil
	}
	return retrieval.Say(a.brief.Answer, chosen)
}

// unanswered gives what was asked in the customer's words. What is not word by word in a fresh message stands for the last
// one as a whole: that something is left open must not get lost because it was badly quoted.
func (a *advising) unanswered(parts []string) []string {
	var open []string
	for _, part := range parts {
		if len(key(part)) == 0 || len(open) == mostUnanswered {
			continue
		}
		fresh := a.fresh()
		words := fresh[len(fresh)-1].turn.Text
		for _, m := range fresh {
			if found, ok := m.text.find(part); ok {
				words = found
				break
			}
		}
		if words = shorten(words, longestUnanswered); !slices.Contains(open, words) {
			open = append(open, words)
		}
	}
	return open
}

// lifted is a text of the service with values back in their places; "" if it is too long, or names a value that there is
// not.
func (v *veil) lifted(said string, longest int) string {
	text, ok := v.lift(tidy(said))
	if !ok || utf8.RuneCountInString(text) > longest {
		return ""
	}
	return text
}

// shorten keeps the first characters, as they are.
func shorten(s string, limit int) string {
	for i := range s {
		if limit == 0 {
			return s[:i]
		}
		limit--
	}
	return s
}

func find[T any](list []T, match func(T) bool) (T, bool) {
	if i := slices.IndexFunc(list, match); i >= 0 {
		return list[i], true
	}
	var none T
	return none, false
}
