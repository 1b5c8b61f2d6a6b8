package bot

import (
	"testing"

	"github.com/batondesk/baton/conversation"
)

func TestChosenReadsRepliesToAListOfChoices(t *testing.T) {
	choices := []conversation.Choice{
		{Text: "How do I pair my earphones?", ArticleID: "pair"},
		{Text: "怎么查询物流？", ArticleID: "track"},
		{Text: "Is the case waterproof?", ArticleID: "water"},
		{Text: "None of these"},
	}
	for reply, want := range map[string]string{
		"1": "pair", "2.": "track", "３": "water", "the first one": "pair", "second": "track", "number 3 please": "water",
		"option two": "track", "第一个": "pair", "第2个": "track", "我要第三个": "water", "选二": "track",
		"how do i pair my earphones": "pair", "怎么查询物流": "track", "I mean the third": "water",
		"the case": "water", "查物流": "", "物流": "track", "pair": "pair", "物流 的": "track", "is": "",
		"4": "none", "none of these": "none", "都不是": "none", "Neither.": "none",
		"5": "", "0": "", "my order is 2": "", "one more thing: is it loud?": "", "": "", "what do they cost": "", "2 3": "",
		"第一次用的时候就坏了": "", "I have two of them and both are broken": "",
	} {
		choice, none, ok := chosen(reply, choices)
		got := choice.ArticleID
		if ok && none {
			got = "none"
		}
		if got != want {
			t.Errorf("%q chose %q, want %q", reply, got, want)
		}
	}
}

func TestNothingIsChosenWhereNothingWasOffered(t *testing.T) {
	if _, _, ok := chosen("1", nil); ok {
		t.Error("a number was read as a choice although nothing had been offered")
	}
}

func FuzzChosen(f *testing.F) {
	f.Add("the first one")
	f.Add("第一个")
	f.Fuzz(func(t *testing.T, reply string) {
		choices := []conversation.Choice{{Text: "a?", ArticleID: "a"}, {Text: "b?", ArticleID: "b"}}
		if choice, none, ok := chosen(reply, choices); ok && !none && choice.ArticleID == "" {
			t.Errorf("%q chose nothing that was offered", reply)
		}
	})
}
