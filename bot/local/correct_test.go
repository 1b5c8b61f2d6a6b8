package local_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/batondesk/baton/conversation"
)

// parcelFields are those of a case in which a number was told unasked before the reason is asked for.
var parcelFields = []conversation.FieldSpec{
	{Name: "parcel", Type: conversation.TypeID, Words: []string{"parcel", "包裹号"}, Pattern: `KT\d{5}`},
	{Name: "reason", Type: conversation.TypeChoice, Choices: []conversation.FieldChoice{
		{Value: "damaged", Words: []string{"broken", "坏了"}}, {Value: "wrong_item", Words: []string{"wrong item", "发错"}},
	}},
}

func TestANumberToldUnaskedIsTakenBack(t *testing.T) {
	for message, want := range map[string]map[string]string{
		"sorry, wrong one: KT20456":       {"parcel": "KT20456"},
		"No, KT20456":                     {"parcel": "KT20456"},
		"I meant KT20456":                 {"parcel": "KT20456"},
		"not KT20455 but KT20456":         {"parcel": "KT20456"},
		"KT20456, not KT20455":            {"parcel": "KT20456"},
		"是KT20456不是KT20455":               {"parcel": "KT20456"},
		"写错了，是KT20456":                    {"parcel": "KT20456"},
		"刚才发错了 KT20456":                   {"parcel": "KT20456"}, // mistyped, not sent wrongly
		"发错货了":                            {"parcel": "KT20455", "reason": "wrong_item"},
		"oops, KT20456, and it is broken": {"parcel": "KT20456", "reason": "damaged"},
		"it was broken when it came":      {"parcel": "KT20455", "reason": "damaged"},
	} {
		heard := understand(t, parcelFields, customer("my parcel KT20455, I want to send it back"), asks("reason", "Why?"), customer(message))
		if diff := cmp.Diff(want, values(heard)); diff != "" {
			t.Errorf("%q\n%s", message, diff)
		}
	}
}

func TestOfTwoNumbersTheCustomersOwnCounts(t *testing.T) {
	for _, message := range []string{
		"My neighbour got his parcel KT20455, mine is KT20456",
		"my sister's parcel is KT20455 and mine is KT20456",
		"mine is KT20456, my neighbour's parcel was KT20455",
		"邻居的包裹号是KT20455，我的是KT20456",
	} {
		if got := values(understand(t, parcelFields, customer(message)))["parcel"]; got != "KT20456" {
			t.Errorf("%q: read %q", message, got)
		}
	}
}
