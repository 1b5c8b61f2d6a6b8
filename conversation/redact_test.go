package conversation

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestBlankLeavesNoWords fills every text of every kind of event with a secret. What stays of it must be names that the
// system or the configuration gave, each listed here with the reason.
func TestBlankLeavesNoWords(t *testing.T) {
	const secret = "Kim lives at 12 Orchard Road"
	stays := map[string]bool{ // names and codes, none of them written by somebody
		"locale": true, "act": true, "phrase": true, "field": true, "article_id": true, "mode": true, "reasons": true,
		"playbook": true, "queue": true, "trigger": true, "risk": true, "declined": true, "why": true, "add": true, "remove": true,
		"from": true, "to": true, "name": true, "type": true, "origin": true, "channel": true, "customer_id": true, "handoff_id": true,
		"needs": true, "by": true, "breach": true, "authority": true,
	}
	for kind, decode := range decoders {
		if kind == KindRedacted || kind == KindResolved || kind == KindClosed {
			continue // their words are codes, or say why something was redacted
		}
		empty, err := decode([]byte("{}"))
		if err != nil {
			t.Fatal(err)
		}
		full := reflect.New(reflect.TypeOf(empty)).Elem()
		fillTexts(full, secret)
		data, err := json.Marshal(Blank(full.Interface().(Payload)))
		if err != nil {
			t.Fatal(err)
		}
		var left any
		if err := json.Unmarshal(data, &left); err != nil {
			t.Fatal(err)
		}
		eachText(left, "", func(name, text string) {
			if strings.Contains(text, secret) && !stays[name] {
				t.Errorf("%s keeps its %s", kind, name)
			}
		})
		if again := Blank(Blank(full.Interface().(Payload))); !reflect.DeepEqual(again, Blank(full.Interface().(Payload))) {
			t.Errorf("%s blanked twice is not what it is blanked once", kind)
		}
	}
}

func fillTexts(v reflect.Value, text string) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(text)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fillTexts(v.Elem(), text)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fillTexts(v.Index(0), text)
	case reflect.Map:
		v.Set(reflect.ValueOf(map[string]string{text: text}))
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Field(i); f.CanSet() {
				fillTexts(f, text)
			}
		}
	}
}

func eachText(v any, name string, see func(name, text string)) {
	switch v := v.(type) {
	case string:
		see(name, v)
	case []any:
		for _, item := range v {
			eachText(item, name, see)
		}
	case map[string]any:
		for key, item := range v {
			see(name+" (a key)", key)
			eachText(item, key, see)
		}
	}
}

func TestQuotingFindsWhatRepeatsAMessage(t *testing.T) {
	event := func(seq int64, by ActorKind, p Payload) Event {
		return Event{Seq: seq, Actor: Actor{Kind: by}, Payload: p}
	}
	message := event(2, Customer, Message{Text: "my card is 4111"})
	later := []Event{
		event(3, Customer, Message{Text: "hello?"}),
		event(4, Bot, Field{Name: "card", FromSeq: 2}),
		event(5, Bot, Field{Name: "name", FromSeq: 3}),
		event(6, Bot, Decision{Through: 3, Question: "my card is 4111 hello?"}),
		event(7, Customer, Message{Text: "thanks"}),
		event(8, Bot, Decision{Through: 7}),
		event(9, Customer, MessageEdited{Target: 2, Text: "my card is 4112"}),
		event(10, Customer, MessageEdited{Target: 7, Text: "thank you"}),
		event(11, Bot, Decision{Through: 10, Question: "my card is 4112"}),
		event(12, Bot, Summary{Through: 11, Statements: []SummaryStatement{{Seq: 2}}}),
		event(13, Agent, Suggestion{Through: 11, Why: Asked, Text: "about your card 4112"}),
		event(14, Bot, Suggestion{Through: 11, Why: "taken_over", Text: "an approved answer"}),
	}
	var seqs []int64
	for _, e := range Quoting(message, later) {
		seqs = append(seqs, e.Seq)
	}
	if diff := cmp.Diff([]int64{4, 6, 9, 11, 12, 13}, seqs); diff != "" {
		t.Error(diff)
	}
}
