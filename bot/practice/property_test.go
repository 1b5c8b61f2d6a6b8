package practice

import (
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode"

	"pgregory.net/rapid"

	"github.com/batondesk/baton/conversation"
)

// person is a customer with values in the ways in which people write them.
type person struct {
	name    string
	fields  []conversation.Field
	written [][]string // of each field
}

func drawPerson(t *rapid.T) person {
	given := rapid.SampledFrom([]string{"Robin", "Mei", "Zoë", "Jean-Luc", "Will", "王小明", "欧阳娜娜"}).Draw(t, "given name")
	name := given
	if !strings.ContainsFunc(given, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
		name += " " + rapid.SampledFrom([]string{"Vale", "O'Hara", "Szczepański", "May"}).Draw(t, "surname")
	}
	order := rapid.StringMatching(`[0-9]{6,8}`).Draw(t, "order")
	code := rapid.StringMatching(`[A-Z]{2}[0-9]{3,5}`).Draw(t, "customer code")
	mail := rapid.StringMatching(`[a-z]{3,8}(\.[a-z]{2,5})?@[a-z]{3,6}\.(example|test)`).Draw(t, "mail")
	phone := "+49" + rapid.StringMatching(`1[0-9]{9}`).Draw(t, "phone")
	amount := fmt.Sprintf("%d.%02d", rapid.IntRange(1, 99999).Draw(t, "euros"), rapid.IntRange(0, 99).Draw(t, "cents"))
	day := time.Date(2026, time.Month(rapid.IntRange(1, 12).Draw(t, "month")), rapid.IntRange(1, 28).Draw(t, "day"), 0, 0, 0, 0, time.UTC)
	return person{name, []conversation.Field{
		{Name: "order_no", Type: conversation.TypeID, Value: order, Raw: order[:3] + " " + order[3:]},
		{Name: "code", Type: conversation.TypeID, Value: code},
		{Name: "email", Type: conversation.TypeEmail, Value: mail},
		{Name: "phone", Type: conversation.TypePhone, Value: phone, Raw: "0" + phone[3:]},
		{Name: "paid", Type: conversation.TypeAmount, Value: amount},
		{Name: "bought", Type: conversation.TypeDate, Value: day.Format(time.DateOnly)},
		{Name: "full_name", Type: conversation.TypeName, Value: name},
	}, [][]string{
		{order, order[:4] + "-" + order[4:], wide(order), "#" + order},
		{code, strings.ToLower(code), code[:2] + " " + code[2:], code[:2] + "-" + code[2:]},
		{mail, strings.ToUpper(mail), "<" + mail + ">"},
		{phone, "0" + phone[3:], phone[:3] + " " + phone[3:6] + " " + phone[6:], "(0" + phone[3:6] + ") " + phone[6:]},
		{amount, strings.Replace(amount, ".", ",", 1), amount + " EUR", "€" + amount},
		{day.Format(time.DateOnly), day.Format("2 January"), day.Format("January 2, 2006"), day.Format("02.01.2006"), day.Format("1月2日")},
		{name},
	}}
}

func wide(digits string) string {
	return strings.Map(func(r rune) rune { return r - '0' + '０' }, digits)
}

var asked = []string{"Can you engrave a name on the walnut lamp", "Do you ship the lamp to Norway", "Is the brass lamp safe for a damp bathroom"}

var told = []string{
	"We engrave up to twelve letters on the walnut lamp.", "The lamp ships to Norway within a week.",
	"Please keep the brass lamp out of the reach of water.", "A colleague from the workshop confirmed it this morning.",
}

var botSays = []string{
	"I do not have a reliable answer to that.", "Shall I ask a colleague to take over?", "Our shop opens at nine on every weekday.",
}

// drawEvents is a conversation in which the bot has no answer, a human says all sorts of things and the customer's values
// are anywhere.
func drawEvents(t *rapid.T, p person) []conversation.Event {
	var events []conversation.Event
	at := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	add := func(kind conversation.ActorKind, payload conversation.Payload) int64 {
		actor := conversation.Actor{Kind: kind}
		if kind == conversation.Agent {
			actor.ID, actor.Name = "ann", "Ann Kowalski"
		}
		seq := int64(len(events) + 1)
		events = append(events, conversation.Event{Seq: seq, At: at.Add(time.Duration(seq) * time.Second), Actor: actor, Payload: payload})
		return seq
	}
	value := func() string {
		written := rapid.SampledFrom(p.written).Draw(t, "field")
		return rapid.SampledFrom(written).Draw(t, "written")
	}
	with := func(text string) string {
		for range rapid.IntRange(0, 2).Draw(t, "values") {
			text += rapid.SampledFrom([]string{" (%s)", " for %s", ", %s,", "：%s。", " %s"}).Draw(t, "around")
			text = fmt.Sprintf(text, value())
		}
		return text
	}
	add(conversation.System, conversation.HolderChanged{To: conversation.HeldByBot, Opening: &conversation.Opening{
		Channel: "api", Locale: "en", Name: p.name, Profile: map[string]string{"member-no": "M-" + p.fields[0].Value},
	}})
	for _, f := range p.fields {
		add(conversation.Bot, f)
	}
	for range rapid.IntRange(1, 3).Draw(t, "rounds") {
		seq := add(conversation.Customer, conversation.Message{Text: with(rapid.SampledFrom(asked).Draw(t, "asked")) + "?"})
		add(conversation.Bot, conversation.Decision{Through: seq, Missed: true})
		add(conversation.Bot, conversation.Message{Text: rapid.SampledFrom(botSays).Draw(t, "bot"), Act: conversation.ActNotice})
		add(conversation.Bot, conversation.Suggestion{Text: strings.Join(botSays, " ")})
		for range rapid.IntRange(1, 2).Draw(t, "replies") {
			var parts []string
			for range rapid.IntRange(1, 4).Draw(t, "sentences") {
				parts = append(parts, rapid.OneOf(rapid.SampledFrom(botSays), rapid.Custom(func(t *rapid.T) string {
					return with(strings.TrimSuffix(rapid.SampledFrom(told).Draw(t, "told"), ".")) + "."
				})).Draw(t, "sentence"))
			}
			add(conversation.Agent, conversation.Message{Text: strings.Join(parts, rapid.SampledFrom([]string{" ", "\n"}).Draw(t, "between"))})
		}
	}
	add(conversation.Agent, conversation.Resolved{Outcome: "assumed"})
	return events
}

func TestADraftHasNeitherKnownValuesNorTheBotsWords(t *testing.T) {
	learnt := 0
	rapid.Check(t, func(t *rapid.T) {
		p := drawPerson(t)
		events := drawEvents(t, p)
		for _, x := range read("c", events).lessons(nil, "en") {
			learnt++
			texts := []string{x.question.text, x.answer}
			for _, other := range x.others {
				texts = append(texts, other.text)
			}
			for _, text := range texts {
				for i, f := range p.fields {
					for _, written := range append(p.written[i], f.Value) {
						if holds(text, written) {
							t.Errorf("%s %q is in %q", f.Name, written, text)
						}
					}
				}
			}
			for _, said := range botSays {
				if strings.Contains(bare(x.answer), bare(said)) {
					t.Errorf("the bot's words %q are in %q", said, x.answer)
				}
			}
		}
	})
	if learnt == 0 {
		t.Error("nothing was ever learnt: the test says nothing")
	}
}

// holds reports whether a text has a value in it, as a word of its own.
func holds(text, value string) bool {
	text, value = " "+fold(text)+" ", fold(strings.Trim(value, "<>#€"))
	for at := strings.Index(text, value); at >= 0; {
		before, after := []rune(text[:at]), []rune(text[at+len(value):])
		if !inWord(before[len(before)-1]) && !inWord(after[0]) {
			return true
		}
		next := strings.Index(text[at+1:], value)
		if next < 0 {
			return false
		}
		at += 1 + next
	}
	return false
}
