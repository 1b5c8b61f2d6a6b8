package local_test

import (
	"context"
	"testing"
	"time"

	"github.com/batondesk/baton/bot"
	"github.com/batondesk/baton/bot/local"
	"github.com/batondesk/baton/conversation"
)

// wednesday is the day on which the customers of these tests write: 14 May 2025, 10:00.
var wednesday = time.Date(2025, 5, 14, 10, 0, 0, 0, time.UTC)

func spec(name string, typ conversation.FieldType) conversation.FieldSpec {
	return conversation.FieldSpec{Name: name, Type: typ}
}

func customer(text string) bot.Turn {
	return bot.Turn{Role: conversation.Customer, Text: text, Fresh: true}
}

func agent(text string) bot.Turn { return bot.Turn{Role: conversation.Agent, Text: text} }

func asks(field, text string) bot.Turn {
	return bot.Turn{Role: conversation.Bot, Text: text, Asks: field}
}

// understand reads the turns, numbered from 1.
func understand(t testing.TB, fields []conversation.FieldSpec, turns ...bot.Turn) bot.Understanding {
	t.Helper()
	for i := range turns {
		turns[i].Seq = int64(i + 1)
	}
	heard, err := local.New().Understand(context.Background(), bot.Input{Now: wednesday, Turns: turns, Fields: fields})
	if err != nil {
		t.Fatal(err)
	}
	return heard
}

// values are the last value of each field.
func values(heard bot.Understanding) map[string]string {
	last := map[string]string{}
	for _, v := range heard.Values {
		last[v.Field] = v.Canonical
	}
	return last
}
