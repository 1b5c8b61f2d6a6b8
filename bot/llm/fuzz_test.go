package llm_test

import (
	"context"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/batondesk/baton/bot"
	"github.com/batondesk/baton/bot/llm"
	"github.com/batondesk/baton/conversation"
)

// FuzzAdvise looks for texts that break a prompt, let a value out, or bring back what was not there.
func FuzzAdvise(f *testing.F) {
	for _, attack := range attacks {
		f.Add(attack, "KT20455", attack)
	}
	f.Add("order kt 20-455, lena@example.org ﬁ ㎏ ½ é e\u0301", "４８２13", "[order_number 1] [email 2]")
	f.Add("10.1.1", "101", "[order_number 1]")
	f.Add("1", "1 \x00", "")
	f.Fuzz(func(t *testing.T, text, value, answer string) {
		spec := conversation.FieldSpec{Name: "order_number", Type: conversation.TypeID}
		canonical, err := spec.Normalize(value, monday)
		if err != nil {
			canonical = ""
		}
		b := bot.Brief{
			Now: monday, Locale: "en", Fields: []conversation.FieldSpec{spec}, Compose: true,
			Known:      []conversation.Field{{Name: "order_number", Type: conversation.TypeID, Value: canonical, Raw: value}},
			Candidates: []bot.BriefArticle{{ArticleID: "x", Question: text, Answer: "For " + canonical + ".", Passage: true}, {ArticleID: "y", Answer: text}},
			Turns:      []bot.Turn{fresh(1, text+" "+canonical+" ")},
		}
		o := &oracle{answer: encode(t, map[string]any{
			"answers":    []any{map[string]any{"article": "a1", "fit": "full", "sentences": []int{1, 2}}},
			"unanswered": []string{answer}, "reply": answer, "question": answer,
			"values": []any{map[string]any{"field": "order_number", "value": answer, "message": "m1", "words": answer}},
		})}
		got, err := llm.New(o).Advise(context.Background(), b)
		if err != nil || len(o.asked) == 0 {
			return
		}
		o.document(t)
		body := o.asked[0].Messages[0].Text
		if plain := []rune(canonical); len(plain) >= 5 && strings.Trim(canonical, "0123456789") == "" && strings.Contains(body, " "+canonical+".") {
			t.Fatalf("%.80q is in %.400s", canonical, body)
		}
		for _, v := range got.Values {
			if !strings.Contains(b.Turns[0].Text, v.Raw) {
				t.Fatalf("%.80q is not in %.80q", v.Raw, b.Turns[0].Text)
			}
		}
		for _, u := range got.Unanswered {
			if !strings.Contains(b.Turns[0].Text, u) {
				t.Fatalf("%.80q is not in %.80q", u, b.Turns[0].Text)
			}
		}
		if utf8.ValidString(answer) && !utf8.ValidString(got.Reply) && utf8.ValidString(text) {
			t.Fatalf("%.80q is no text", got.Reply)
		}
	})
}
