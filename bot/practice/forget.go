package practice

import (
	"context"
	"reflect"
	"slices"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/knowledge"
)

// forget takes what was redacted in a conversation out of the drafts that were made from it and never published: such a
// draft disappears with all its versions, edited or not, and is made anew of what is left, if that still is an answer.
// What was published is the house's own approved text by then.
func (l *Learner) forget(ctx context.Context, id conversation.ID, events []conversation.Event) error {
	blank := redacted(events)
	if len(blank) == 0 {
		return nil
	}
	all, err := l.drafts(ctx)
	if err != nil {
		return err
	}
	for _, a := range all {
		if !involves(a, id) {
			continue
		}
		versions, err := l.Knowledge.Articles.Versions(ctx, a.ID)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(versions, func(v knowledge.Article) bool { return v.Reviewer != "" || v.State == knowledge.Published }) {
			continue
		}
		used := a.Origin.Others
		if a.Origin.ConversationID == string(id) {
			used = append(slices.Clone(used), run(events, a.Origin)...)
		}
		if !slices.ContainsFunc(used, func(m knowledge.Message) bool { return m.ConversationID == string(id) && blank[m.Seq] }) {
			continue
		}
		if err := l.anew(ctx, a, versions); err != nil {
			return err
		}
	}
	return nil
}

// anew replaces a draft by what the record gives now, unless it is made of that already.
func (l *Learner) anew(ctx context.Context, a knowledge.Article, versions []knowledge.Article) error {
	x, ok, err := l.again(ctx, a)
	if err != nil {
		return err
	}
	for _, v := range slices.Backward(versions) {
		if v.Author == Author {
			if ok && reflect.DeepEqual(v.Texts, x.article().Texts) {
				return nil
			}
			break
		}
	}
	if err := l.Knowledge.Articles.Erase(ctx, author, a.ID); err != nil || !ok {
		return err
	}
	if err := l.create(ctx, x); err != nil || a.State != knowledge.Archived {
		return err
	}
	_, err = l.Knowledge.Articles.Archive(ctx, author, a.ID, 0) // what was dismissed stays dismissed
	return err
}

// again reads the lesson of a draft from the record, as it stands now; false if there is none any more.
func (l *Learner) again(ctx context.Context, a knowledge.Article) (lesson, bool, error) {
	id := conversation.ID(a.Origin.ConversationID)
	events, err := l.events(ctx, id)
	if err != nil {
		return lesson{}, false, err
	}
	lessons := read(id, events).lessons(l.Variables, l.Locale)
	at := slices.IndexFunc(lessons, func(x lesson) bool { return slices.Contains(x.answers, a.Origin.Seq) })
	if at < 0 {
		return lesson{}, false, nil
	}
	x := lessons[at]
	for _, m := range a.Origin.Others {
		if m.ConversationID == a.Origin.ConversationID {
			continue // the lesson has them
		}
		p, err := l.phrasing(ctx, m)
		if err != nil {
			return x, false, err
		}
		if p.text != "" {
			x.others = append(x.others, p)
		}
	}
	return x, true, nil
}

// redacted are the messages that were redacted, also by an edit of theirs.
func redacted(events []conversation.Event) map[int64]bool {
	edited, blank := map[int64]int64{}, map[int64]bool{}
	for _, e := range events {
		switch p := e.Payload.(type) {
		case conversation.MessageEdited:
			edited[e.Seq] = p.Target
		case conversation.Redacted:
			blank[p.Target] = true
			if message, ok := edited[p.Target]; ok {
				blank[message] = true
			}
		}
	}
	return blank
}

// run are the messages of humans that a draft's answer was made of.
func run(events []conversation.Event, from knowledge.Origin) []knowledge.Message {
	var said []knowledge.Message
	for _, e := range events {
		if _, ok := e.Payload.(conversation.Message); !ok || e.Seq < from.Seq {
			continue
		}
		if e.Actor.Kind == conversation.Customer {
			break
		}
		if e.Actor.Kind == conversation.Agent {
			said = append(said, knowledge.Message{ConversationID: from.ConversationID, Seq: e.Seq})
		}
	}
	return said
}
