package llmtest

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
)

// task is what bot/llm asks: its data is all that the model may look at.
type task struct {
	Task string `json:"task"`
	Data struct {
		Messages []struct {
			ID   string `json:"id"`
			By   string `json:"by"`
			Text string `json:"text"`
			New  bool   `json:"new"`
		} `json:"messages"`
		Fields []struct {
			Name    string   `json:"name"`
			Choices []string `json:"choices"`
		} `json:"fields"`
		Articles []struct {
			ID        string   `json:"id"`
			Question  string   `json:"question"`
			Answer    string   `json:"answer"`
			Sentences []string `json:"sentences"`
		} `json:"articles"`
		Playbooks []struct {
			Name     string   `json:"name"`
			Examples []string `json:"examples"`
		} `json:"playbooks"`
		Compose bool `json:"compose"`
	} `json:"data"`
}

// thought is the answer to a task; what the schema does not ask for is left out of it later.
func thought(c Chat, obey bool) any {
	text := string(c.Messages[len(c.Messages)-1].Content)
	var t task
	if json.Unmarshal([]byte(text), &t) != nil {
		return nil
	}
	if obey {
		if order := instruction(t); order != "" {
			return t.obeyed(order)
		}
	}
	switch t.Task {
	case "advise":
		return t.advise()
	case "summarise":
		return t.summarise()
	case "suggest":
		return t.suggest()
	}
	return nil
}

// full and part are the shares of a question's words that an article must have.
const (
	full = 0.5
	part = 0.25
)

func (t task) advise() map[string]any {
	out := map[string]any{"playbook": "none", "question": "", "reply": ""}
	var answers, unanswered, values []any
	var reply []string
	for _, asked := range t.asked() {
		best, share := -1, 0.0
		for i, a := range t.Data.Articles {
			if s := overlap(asked, a.Question+" "+a.Answer+" "+strings.Join(a.Sentences, " ")); s > share {
				best, share = i, s
			}
		}
		if best < 0 || share < part {
			unanswered = append(unanswered, asked)
			continue
		}
		a := t.Data.Articles[best]
		fit := "part"
		if share >= full {
			fit = "full"
		}
		if slices.ContainsFunc(answers, func(v any) bool { return v.(map[string]any)["article"] == a.ID }) {
			continue
		}
		answers = append(answers, map[string]any{"article": a.ID, "fit": fit, "sentences": quoted(asked, a.Sentences)})
		if fit == "full" && a.Answer != "" {
			reply = append(reply, a.Answer)
		}
	}
	for _, p := range t.Data.Playbooks {
		for _, e := range p.Examples {
			if overlap(t.fresh(), e) >= 0.6 {
				out["playbook"] = p.Name
			}
		}
	}
	for _, f := range t.Data.Fields {
		for _, m := range t.Data.Messages {
			if value, ok := heard(f.Name, f.Choices, m.Text); ok && m.New {
				values = append(values, map[string]any{"field": f.Name, "value": value, "message": m.ID, "words": value})
			}
		}
	}
	if t.Data.Compose && len(reply) > 1 {
		out["reply"] = strings.Join(reply, " ")
	}
	if follow := t.followed(); follow != "" {
		out["question"] = follow
	}
	out["answers"], out["unanswered"], out["values"] = answers, unanswered, values
	return out
}

// fresh is what the customer said and nobody answered.
func (t task) fresh() string {
	var all []string
	for _, m := range t.Data.Messages {
		if m.New && m.By == "customer" {
			all = append(all, m.Text)
		}
	}
	return strings.Join(all, "\n")
}

var ends = regexp.MustCompile(`[?!。？！\n]+|\.\s`)

// asked are the parts of it: sentences that say anything.
func (t task) asked() []string {
	var parts []string
	for _, p := range ends.Split(t.fresh(), -1) {
		if p = strings.TrimSpace(p); len(words(p)) > 0 {
			parts = append(parts, p)
		}
	}
	return parts
}

// followed makes a question of a follow-up, with what was asked before.
func (t task) followed() string {
	if len(words(t.fresh())) > 3 {
		return ""
	}
	before := ""
	for _, m := range t.Data.Messages {
		if m.By == "customer" && !m.New {
			before = m.Text
		}
	}
	if before == "" || t.fresh() == "" {
		return ""
	}
	return strings.TrimSpace(before) + " " + strings.TrimSpace(t.fresh())
}

// overlap is the share of the words of a question that a text has, or means.
func overlap(question, text string) float64 {
	asked := words(question)
	if len(asked) == 0 {
		return 0
	}
	there, found := words(text), 0
	for _, w := range asked {
		if slices.Contains(there, w) {
			found++
		}
	}
	share := float64(found) / float64(len(asked))
	if means := meant(question); len(means) > 0 {
		same, other := 0, meant(text)
		for _, m := range means {
			if slices.Contains(other, m) {
				same++
			}
		}
		share = max(share, float64(same)/float64(len(means))*0.9)
	}
	return share
}

// quoted are the numbers of the sentences that share most with a question, at most three, in order.
func quoted(question string, sentences []string) []any {
	best := 0.0
	shares := make([]float64, len(sentences))
	for i, s := range sentences {
		shares[i] = overlap(question, s)
		best = max(best, shares[i])
	}
	numbers := []any{}
	for i, s := range shares {
		if best > 0 && s >= 0.7*best && len(numbers) < 3 {
			numbers = append(numbers, i+1)
		}
	}
	return numbers
}

// heard reads a field from a message: a choice by its name, anything private by its placeholder.
func heard(name string, options []string, text string) (string, bool) {
	for _, o := range options {
		if strings.Contains(strings.ToLower(text), strings.ToLower(o)) {
			return o, true
		}
	}
	if at := strings.Index(text, "["+name+" "); at >= 0 {
		if end := strings.Index(text[at:], "]"); end > 0 {
			return text[at : at+end+1], true
		}
	}
	return "", false
}

func (t task) summarise() map[string]any {
	var statements []any
	for _, m := range t.Data.Messages {
		if m.By == "customer" && len(statements) < 5 {
			statements = append(statements, map[string]any{"source": m.ID, "texts": map[string]any{
				"en": "The customer wrote: " + m.Text, "zh": "客户写道：" + m.Text,
			}})
		}
	}
	return map[string]any{"statements": statements}
}

func (t task) suggest() map[string]any {
	asked, best, share := "", -1, 0.0
	for _, m := range t.Data.Messages {
		if m.By == "customer" {
			asked = m.Text
		}
	}
	for i, a := range t.Data.Articles {
		if s := overlap(asked, a.Question+" "+a.Answer); s > share {
			best, share = i, s
		}
	}
	if best < 0 {
		return map[string]any{"reply": "", "articles": []any{}}
	}
	return map[string]any{"reply": t.Data.Articles[best].Answer, "articles": []any{t.Data.Articles[best].ID}}
}
