package postgres

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgtype"

	"github.com/batondesk/baton/store/driver"
)

// saveArgs are the arguments of save, and what is among them.
func saveArgs(group []*driver.Change) ([]any, features) {
	order := inOrder(group)
	changes, has := changeColumns(group, order)
	args := slices.Concat(changes, eventColumns(group, order))
	if has.sources {
		args = append(args, sourceColumns(group)...)
	}
	return args, has
}

// inOrder are the places of the changes in the order in which rows are locked: those that are there, then new ones.
func inOrder(group []*driver.Change) []int {
	order := make([]int, len(group))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(i, j int) int {
		a, b := group[i], group[j]
		return cmp.Or(cmp.Compare(min(b.From, 1), min(a.From, 1)), cmp.Compare(a.Row.Ref, b.Row.Ref), strings.Compare(string(a.Row.ID), string(b.Row.ID)))
	})
	return order
}

func changeColumns(group []*driver.Change, order []int) (args []any, has features) {
	size := len(order)
	n, ref, from, seq, leaseFor := numbers(size), numbers(size), numbers(size), numbers(size), numbers(size)
	id, status, holder, tags, state := texts(size), texts(size), texts(size), texts(size), texts(size)
	customer, channel, source := texts(size), texts(size), texts(size)
	key, leaseOwner := make([]*string, size), make([]*string, size)
	next, opened, updated := times(size), times(size), times(size)
	owes := make([]bool, size)
	for at, i := range order {
		c, r := group[i], &group[i].Row
		n[at], ref[at], from[at], seq[at] = int64(i), r.Ref, c.From, r.Seq
		id[at], status[at], holder[at], tags[at], state[at] = string(r.ID), string(r.Status), string(r.Holder), arrayText(r.Tags), string(r.State)
		customer[at], channel[at], source[at] = r.CustomerID, r.Channel, r.Source
		next[at] = pgtype.Timestamptz{Time: r.NextAt, Valid: !r.NextAt.IsZero()}
		opened[at], updated[at], owes[at] = exactly(r.Opened), exactly(r.Updated), r.Owes
		if c.Key != "" {
			key[at] = &c.Key
		}
		if c.Lease != nil {
			leaseOwner[at], leaseFor[at] = &c.Lease.Owner, c.Lease.For.Microseconds()
		}
		has.openings = has.openings || c.From == 0
		has.keys = has.keys || c.Key != "" && c.From > 0
		has.sources = has.sources || len(c.Sources) > 0
	}
	return []any{n, ref, from, id, seq, status, holder, customer, channel, source, tags, owes, next, opened, updated, key, leaseOwner, leaseFor, state}, has
}

func eventColumns(group []*driver.Change, order []int) []any {
	size := 0
	for _, c := range group {
		size += len(c.Events)
	}
	n, seq, at := numbers(size), numbers(size), times(size)
	ref, span := make([]*int64, size), make([]*int64, size)
	actor, actorID, actorName := texts(size), texts(size), texts(size)
	visibility, kind, payload := texts(size), texts(size), texts(size)
	key, digest := make([]*string, size), make([]*string, size)
	row := 0
	for _, i := range order {
		c := group[i]
		if c.Key != "" && len(c.Events) > 0 {
			many := int64(len(c.Events))
			key[row], digest[row], span[row] = &c.Key, &c.Digest, &many
		}
		for j := range c.Events {
			e := &c.Events[j]
			n[row], seq[row], at[row] = int64(i), e.Seq, exactly(e.At)
			if c.From > 0 {
				ref[row] = &c.Row.Ref
			}
			actor[row], actorID[row], actorName[row] = string(e.Actor.Kind), e.Actor.ID, e.Actor.Name
			visibility[row], kind[row], payload[row] = string(e.Visibility), string(e.Kind), string(e.Payload)
			row++
		}
	}
	return []any{n, ref, seq, at, actor, actorID, actorName, visibility, kind, payload, key, digest, span}
}

func sourceColumns(group []*driver.Change) []any {
	var (
		n, place, number []int64
		article          []string
		at               []pgtype.Timestamptz
	)
	for i, c := range group {
		for j, s := range c.Sources {
			n, place, article, number, at = append(n, int64(i)), append(place, int64(j)), append(article, s.ArticleID), append(number, int64(s.Version)), append(at, exactly(c.At))
		}
	}
	return []any{n, place, article, number, at}
}

func numbers(size int) []int64            { return make([]int64, size) }
func texts(size int) []string             { return make([]string, size) }
func times(size int) []pgtype.Timestamptz { return make([]pgtype.Timestamptz, size) }

// exactly is a time as an argument, where none means the zero time.
func exactly(t time.Time) pgtype.Timestamptz { return pgtype.Timestamptz{Time: t, Valid: true} }

// arrayText writes words as Postgres writes an array: an array of arrays must not be ragged, an array of such texts may.
func arrayText(words []string) string {
	if len(words) == 0 {
		return "{}"
	}
	var b strings.Builder
	for i, word := range words {
		b.WriteByte("{,"[min(i, 1)])
		b.WriteByte('"')
		b.WriteString(inQuotes.Replace(word))
		b.WriteByte('"')
	}
	b.WriteByte('}')
	return b.String()
}

var inQuotes = strings.NewReplacer(`\`, `\\`, `"`, `\"`)
