package llm_test

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/batondesk/baton/bot"
	"github.com/batondesk/baton/bot/local"
	"github.com/batondesk/baton/conversation"
)

// TestValuesOfRealConversationsStay sends the labelled conversations of the evaluation data: once with their values known,
// as after a turn that understood them, and once with no more than what bot/local hears in them. It counts the values of
// declared fields that are in a request, as they are written in their canonical form.
func TestValuesOfRealConversationsStay(t *testing.T) {
	files, _ := filepath.Glob("../../../shared/evals/slots/*/conversations.jsonl")
	if len(files) == 0 {
		t.Skip("no evaluation data beside the repository (../shared/evals)")
	}
	reader := local.New()
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		values, known, heard := 0, 0, 0
		for line := range strings.Lines(string(data)) {
			var c recorded
			if err := json.Unmarshal([]byte(line), &c); err != nil {
				t.Fatal(err)
			}
			b := c.brief()
			facts := b.Known
			values += len(facts)
			known += c.left(t, b, facts)
			b.Known = nil
			understood, err := reader.Understand(context.Background(), bot.Input{Now: b.Now, Locale: c.Locale, Turns: b.Turns, Fields: b.Fields})
			if err != nil {
				t.Fatal(err)
			}
			b.Heard = understood.Values
			heard += c.left(t, b, facts)
		}
		t.Logf("%-14s %4d values; known: %d left the house; heard: %d left", filepath.Base(filepath.Dir(name)), values, known, heard)
		if known > 0 {
			t.Errorf("%s: %d known values left the house", name, known)
		}
	}
}

// recorded is a conversation of the evaluation data.
type recorded struct {
	ID     string
	Locale string
	Now    string
	Fields []conversation.FieldSpec
	Turns  []struct{ Role, Text, Asks string }
	Gold   map[string]*string
}

func (c recorded) brief() bot.Brief {
	b := bot.Brief{Locale: c.Locale, Fields: c.Fields, Now: monday}
	if now, err := time.Parse("2006-01-02T15:04:05", c.Now); err == nil {
		b.Now = now
	}
	for i, turn := range c.Turns {
		b.Turns = append(b.Turns, bot.Turn{Seq: int64(i + 1), Role: conversation.ActorKind(turn.Role), Text: turn.Text, Asks: turn.Asks})
	}
	b.Turns = b.Turns[max(0, len(b.Turns)-8):]
	b.Turns = append(b.Turns, fresh(100, "and now?"))
	for _, f := range c.Fields {
		if value := c.Gold[f.Name]; value != nil && f.Type != conversation.TypeText && f.Type != conversation.TypeChoice {
			b.Known = append(b.Known, conversation.Field{Name: f.Name, Type: f.Type, Value: *value})
		}
	}
	return b
}

// left counts the values that stand in what is sent of the messages.
func (c recorded) left(t *testing.T, b bot.Brief, facts []conversation.Field) int {
	t.Helper()
	_, o := advise(t, b, `{}`)
	n := 0
	for _, m := range o.document(t).Data.Messages {
		for _, f := range facts {
			if value := bare(f.Value); len([]rune(value)) > 1 && containsWord(m.Text, f.Value) {
				t.Logf("%s: the value of %s in %s", c.ID, f.Name, m.ID)
				n++
			}
		}
	}
	return n
}

// containsWord reports whether the letters and digits of a value stand in a text, and not amid others.
func containsWord(text, value string) bool {
	apart := func(s string) string {
		return " " + strings.Join(strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !strings.ContainsRune("@", r) && bare(string(r)) == "" }), " ") + " "
	}
	if bare(value)[0] >= 0x80 {
		return strings.Contains(bare(text), bare(value))
	}
	return strings.Contains(apart(text), apart(value))
}
