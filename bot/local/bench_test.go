package local_test

import (
	"context"
	"testing"
	"time"

	"github.com/batondesk/baton/bot"
	"github.com/batondesk/baton/bot/local"
	"github.com/batondesk/baton/conversation"
)

// twentyFields are more than any playbook of a sane shop declares.
func twentyFields() []conversation.FieldSpec {
	var fields []conversation.FieldSpec
	for _, f := range []struct {
		name string
		typ  conversation.FieldType
	}{
		{"order_number", conversation.TypeID}, {"invoice_id", conversation.TypeID}, {"serial_number", conversation.TypeID},
		{"tracking_number", conversation.TypeID}, {"member_id", conversation.TypeID}, {"full_name", conversation.TypeName},
		{"recipient_name", conversation.TypeName}, {"phone", conversation.TypePhone}, {"email", conversation.TypeEmail},
		{"amount", conversation.TypeAmount}, {"refund_amount", conversation.TypeAmount}, {"purchase_date", conversation.TypeDate},
		{"delivery_date", conversation.TypeDate}, {"date_from", conversation.TypeDate}, {"call_time", conversation.TypeTime},
		{"postcode", conversation.TypePostcode}, {"error_message", conversation.TypeText}, {"visit_date", conversation.TypeDateText},
		{"visit_time", conversation.TypeTimeText},
	} {
		fields = append(fields, conversation.FieldSpec{Name: f.name, Type: f.typ})
	}
	return append(fields, conversation.FieldSpec{Name: "colour", Type: conversation.TypeChoice, Choices: []conversation.FieldChoice{
		{Value: "black", Words: []string{"dark", "黑色"}}, {Value: "white", Words: []string{"白色"}},
	}})
}

func BenchmarkMessageAgainstTwentyFields(b *testing.B) {
	for name, message := range map[string]string{
		"en": "Hi, this is Maria Keller. I ordered a white kettle on 3 May, order number KX-449120, and paid $89.90. It never arrived, call me on 0151 555 2048 after 5 pm.",
		"zh": "你好，我叫林晓梅，5月3号下的单，订单号KX449120，付了89块9，到现在还没收到，请打13905550123联系我，下午三点以后都行",
	} {
		b.Run(name, func(b *testing.B) {
			u := local.New()
			in := bot.Input{
				Now: time.Date(2025, 5, 20, 9, 0, 0, 0, time.UTC), Fields: twentyFields(),
				Turns: []bot.Turn{{Seq: 1, Role: conversation.Customer, Text: message, Fresh: true}},
			}
			b.ReportAllocs()
			for b.Loop() {
				if _, err := u.Understand(context.Background(), in); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// A conversation that has gone on for a while is read anew for every message: what was said before says what a message
// answers.
func BenchmarkConversationOfTwelveTurns(b *testing.B) {
	var turns []bot.Turn
	for i := range 6 {
		turns = append(turns,
			bot.Turn{Seq: int64(2*i + 1), Role: conversation.Customer, Text: "What colour is the travel kettle that you sell in the shop?", Fresh: i == 5},
			bot.Turn{Seq: int64(2*i + 2), Role: conversation.Bot, Text: "The travel kettle comes in blue and in white. Both are in stock."})
	}
	u := local.New()
	in := bot.Input{Now: time.Date(2025, 5, 20, 9, 0, 0, 0, time.UTC), Fields: twentyFields(), Turns: turns[:11]}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := u.Understand(context.Background(), in); err != nil {
			b.Fatal(err)
		}
	}
}
