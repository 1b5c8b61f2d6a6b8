package bot

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/knowledge"
)

var errNothingDue = errors.New("nothing is due")

// timePassed acts on a deadline or on silence. What is due is read again under the fence, so that a reply in the last
// moment wins.
func (b *Bot) timePassed(ctx context.Context, id conversation.ID) error {
	_, err := b.Ledger.Append(ctx, id, conversation.Write{
		Compose: func(now conversation.State) ([]conversation.Entry, error) {
			next, ok := b.Timers.Next(now)
			if !ok || next.At.After(b.Now()) {
				return nil, errNothingDue
			}
			return b.due(now, next.What), nil
		},
	})
	if errors.Is(err, errNothingDue) {
		return nil
	}
	return err
}

func (b *Bot) due(s conversation.State, what string) []conversation.Entry {
	switch what {
	case conversation.NextClaim, conversation.NextFirstReply, conversation.NextResolve:
		book := b.Playbooks().Book
		return book.Told(s, b.Phrases(), b.Now(), book.Overdue(s, b.Now()))
	case conversation.NextSilence:
		outcome := "assumed"
		if len(s.Answered) == 0 && s.AgentReply.Seq == 0 {
			outcome = "abandoned"
		}
		entries := []conversation.Entry{system(conversation.Resolved{Outcome: outcome})}
		if text, source, ok := b.Phrases().Phrase(knowledge.SayClosing, s.Locale, b.Variables); ok && s.Customer.Seq > 0 && b.modeOf(s) == Answer {
			entries = append([]conversation.Entry{said(conversation.Message{
				Text: text, Locale: s.Locale, Act: conversation.ActNotice, Phrase: source,
			})}, entries...)
		}
		return entries
	case conversation.NextClose:
		return []conversation.Entry{system(conversation.Closed{Outcome: s.Outcome})}
	}
	return nil
}

func (b *Bot) modeOf(s conversation.State) Mode {
	return b.Modes.For(s.Opening.Channel, b.Spoken(s.Locale, s.Opening.Locale), s.Tags)
}

// duration puts a waiting time in words, rounded up so that it promises no less than is meant.
func duration(d time.Duration, locale string) string {
	minutes := int((d + time.Minute - 1) / time.Minute)
	n, en, zh := minutes, "minute", "分钟"
	switch {
	case minutes > 48*60:
		n, en, zh = (minutes+24*60-1)/(24*60), "day", "天"
	case minutes >= 90:
		n, en, zh = (minutes+59)/60, "hour", "小时"
	case minutes > 10:
		n = (minutes + 4) / 5 * 5
	}
	n = max(n, 1)
	if locale == "zh" {
		return fmt.Sprintf("%d%s", n, zh)
	}
	if n != 1 {
		en += "s"
	}
	return fmt.Sprintf("%d %s", n, en)
}
