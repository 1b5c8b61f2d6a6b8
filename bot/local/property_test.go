package local_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/batondesk/baton/bot"
	"github.com/batondesk/baton/bot/local"
	"github.com/batondesk/baton/conversation"
)

// wide writes ASCII in full-width forms.
func wide(s string) string {
	return strings.Map(func(r rune) rune {
		if r > ' ' && r < 0x7F {
			return r + 0xFEE0
		}
		return r
	}, s)
}

func TestAnyNumberInASentenceIsFoundHoweverItIsWritten(t *testing.T) {
	fields := []conversation.FieldSpec{spec("order_number", conversation.TypeID), spec("phone", conversation.TypePhone)}
	frames := []string{
		"my order number is %s", "Hello, where is order %s?", "order #%s has not come yet", "%s is my order number",
		"订单号是%s", "你好，我的订单%s还没到", "單號：%s，謝謝",
	}
	rapid.Check(t, func(t *rapid.T) {
		// ID123, NO123 and NR123 are read as a number after its name
		code := rapid.StringMatching(`[A-HJ-MO-Z][A-Z][0-9]{6,9}|[0-9]{7,9}`).Draw(t, "code")
		message := fmt.Sprintf(rapid.SampledFrom(frames).Draw(t, "frame"), code)
		for _, written := range []string{message, wide(message), strings.ToLower(message)} {
			heard, err := local.New().Understand(context.Background(), bot.Input{
				Now: wednesday, Fields: fields, Turns: []bot.Turn{{Seq: 1, Role: conversation.Customer, Text: written, Fresh: true}},
			})
			if err != nil {
				t.Fatal(err)
			}
			if got := values(heard); got["order_number"] != code || len(got) != 1 {
				t.Fatalf("%q: read %v, want %s", written, got, code)
			}
		}
	})
}

func TestAnyDayIsFoundInEveryForm(t *testing.T) {
	fields := []conversation.FieldSpec{spec("purchase_date", conversation.TypeDate)}
	rapid.Check(t, func(t *rapid.T) {
		day := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, rapid.IntRange(0, 498).Draw(t, "day"))
		form := rapid.SampledFrom([]string{
			"2006-01-02", "2006/1/2", "2 January 2006", "January 2, 2006", "Jan 2 2006", "2 Jan 2006", "2006年1月2日", "2006年1月2号",
		}).Draw(t, "form")
		frame := rapid.SampledFrom([]string{"I bought it on %s", "bought %s, 2 items", "%s下的单", "是%s买的"}).Draw(t, "frame")
		message := fmt.Sprintf(frame, day.Format(form))
		heard, err := local.New().Understand(context.Background(), bot.Input{
			Now: wednesday, Fields: fields, Turns: []bot.Turn{{Seq: 1, Role: conversation.Customer, Text: message, Fresh: true}},
		})
		if err != nil {
			t.Fatal(err)
		}
		if got, want := values(heard)["purchase_date"], day.Format(time.DateOnly); got != want {
			t.Fatalf("%q: read %q, want %q", message, got, want)
		}
	})
}

func TestEveryValueIsCanonical(t *testing.T) {
	fields := twentyFields()
	types := map[string]conversation.FieldSpec{}
	for _, f := range fields {
		types[f.Name] = f
	}
	pieces := []string{
		"order", "#", "12", "2025", "-", "05", "/", "@", "example", ".", "com", "dot", "at", "double", "five", "on", "May", "3rd", "$", "k", "pm",
		"my name is", "Ann", "Lee", "not", "or", "no", "sorry", "订单号", "是", "三", "百", "块", "万", "点", "半", "月", "号", "我叫", "王", "小明", "不对", "，", "?", "\n", "+", "(", ")", "next", "Friday", "ago", "days", "from", "until",
	}
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfN(rapid.SampledFrom(pieces), 1, 25).Draw(t, "words")
		text := strings.Join(words, rapid.SampledFrom([]string{" ", ""}).Draw(t, "glue"))
		asked := rapid.SampledFrom(fields).Draw(t, "asked").Name
		heard, err := local.New().Understand(context.Background(), bot.Input{Now: wednesday, Fields: fields, Turns: []bot.Turn{
			{Seq: 1, Role: conversation.Bot, Text: "?", Asks: asked}, {Seq: 2, Role: conversation.Customer, Text: text, Fresh: true},
		}})
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range heard.Values {
			again, err := types[v.Field].Normalize(v.Canonical, wednesday)
			if err != nil || again != v.Canonical {
				t.Fatalf("%q: %s is %q, normalised again %q, %v", text, v.Field, v.Canonical, again, err)
			}
		}
	})
}

func FuzzUnderstand(f *testing.F) {
	f.Add("order 12345, 5pm on 3rd May", "asked?", "alternative")
	f.Add("付了三百五十块", "请问金额？", "")
	f.Add("\xff\xfe1\x00", "\xf0", "💥4111 1111 1111 1111")
	f.Add("double double triple o", "name?", "o tt o")
	u := local.New()
	fields := twentyFields()
	f.Fuzz(func(t *testing.T, text, question, alternative string) {
		for _, asked := range []string{"", "order_number", "full_name", "phone", "purchase_date", "postcode", "error_message", "colour", "call_time"} {
			in := bot.Input{Now: wednesday, Fields: fields, Turns: []bot.Turn{
				{Seq: 1, Role: conversation.Agent, Text: question, Asks: asked},
				{Seq: 2, Role: conversation.Customer, Text: text, Alternatives: []string{alternative}, Fresh: true},
			}}
			if _, err := u.Understand(context.Background(), in); err != nil {
				t.Fatal(err)
			}
		}
	})
}

func TestAVeryLongMessageIsReadInTime(t *testing.T) {
	u := local.New()
	for _, piece := range []string{"order 12 ", "订单12 ", "a", "1", "5 to 8 or ", "my name is Ann Lee ", "double ", "三", "@a.b", "is the "} {
		in := bot.Input{Now: wednesday, Fields: twentyFields(), Turns: []bot.Turn{
			{Seq: 1, Role: conversation.Customer, Text: strings.Repeat(piece, 16_000/len(piece)), Fresh: true},
		}}
		start := time.Now()
		if _, err := u.Understand(context.Background(), in); err != nil {
			t.Fatal(err)
		}
		if took := time.Since(start); took > 2*time.Second {
			t.Errorf("%q repeated took %v", piece, took)
		} else {
			t.Logf("%q repeated took %v", piece, took)
		}
	}
}
