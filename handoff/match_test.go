package handoff

import (
	"strings"
	"testing"

	"github.com/batondesk/baton/conversation"
)

func TestTriggersOpenPlaybooks(t *testing.T) {
	c := shop()
	c.Playbooks["delivery"] = Playbook{Triggers: Triggers{Examples: []string{
		"where is my parcel", "my package has not arrived", "when will my delivery come", "包裹还没有到", "快递到哪里了",
	}}}
	c.Playbooks["sales"] = Playbook{Triggers: Triggers{Examples: []string{
		"which camera do you recommend", "is this laptop good for gaming", "哪款手机适合拍照", "推荐一台笔记本",
	}}}
	m := NewMatcher(mustBook(t, c))
	for _, c := range []struct {
		text string
		o    conversation.Opening
		tags []string
		want string
	}{
		{text: "I'd like a REFUND, please", want: "refund!"},
		{text: "you refunded too little", want: "refund!"},
		{text: "give me my money back!", want: "refund!"},
		{text: "prefunding of a project", want: ""},
		{text: "我要退款", want: "refund!"},
		{text: "我要 退 款", want: "refund!"},
		{text: "我要退款，手机坏了", want: "refund! fault"},
		{text: "it shows Error 42", want: "fault"},
		{text: "it shows ＥＲＲＯＲ 42", want: "fault"},
		{text: "hello", o: conversation.Opening{Profile: map[string]string{"plan": "Care"}}, want: "fault"},
		{text: "hello", o: conversation.Opening{Source: "/vip"}, want: "vip"},
		{text: "hello", tags: []string{"returns"}, want: "refund!"},
		{text: "where is my package", want: "delivery"},
		{text: "我的包裹到哪里了", want: "delivery"},
		{text: "what are your opening hours", want: ""},
		{text: "", want: ""},
		{text: "\xff\xfe broken", want: "fault"},
	} {
		var got []string
		for _, match := range m.Match(Situation{Text: c.text, State: conversation.State{Opening: c.o, Tags: c.tags}}) {
			name := match.Playbook
			if match.Must {
				name += "!"
			}
			if match.Why == "" || match.Probability <= 0 || match.Probability > 1 {
				t.Errorf("%q: %+v", c.text, match)
			}
			got = append(got, name)
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%q opens %v, want %s", c.text, got, c.want)
		}
	}
}

func TestRulesTagConversations(t *testing.T) {
	c := shop()
	c.Rules = append(c.Rules,
		Rule{When: Condition{Tags: []string{"returns"}, Attributes: map[string]string{"tier": "gold"}}, Add: []string{"gold-returns", "returns"}},
		Rule{When: Condition{Channels: []string{"mail"}}, Add: []string{"slow"}},
	)
	b := mustBook(t, c)
	sit := Situation{Text: "I want to return it", Locale: "en"}
	if got := b.Tags(sit); strings.Join(got, " ") != "returns" || b.Source(sit) != "returns-page" {
		t.Errorf("tags %v, source %q", got, b.Source(sit))
	}
	sit.State.Opening.Profile = map[string]string{"tier": "gold"}
	if got := b.Tags(sit); strings.Join(got, " ") != "returns gold-returns" {
		t.Errorf("tags %v", got)
	}
	sit.State.Tags = []string{"gold-returns", "returns"}
	if got := b.Tags(sit); got != nil {
		t.Errorf("tags that it has already: %v", got)
	}
	if got := b.Tags(Situation{Text: "I want to return it", Locale: "fr"}); got != nil {
		t.Errorf("every condition must hold: %v", got)
	}
}

func FuzzMatch(f *testing.F) {
	m := NewMatcher(mustBook(f, shop()))
	f.Add("I want a refund", "en")
	f.Add("退\x00款", "zh-TW")
	f.Fuzz(func(t *testing.T, text, locale string) {
		for _, match := range m.Match(Situation{Text: text, Locale: locale}) {
			if _, ok := m.book.Playbook(match.Playbook); !ok {
				t.Errorf("%q opens the unknown playbook %q", text, match.Playbook)
			}
		}
		m.book.Tags(Situation{Text: text, Locale: locale})
	})
}
