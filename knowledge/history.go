package knowledge

import (
	"slices"
	"time"
)

// history is all versions of one item, oldest first, and what they say about it.
type history struct {
	kind     Kind
	id       string
	versions []Version
}

func (h history) newest() Version { return h.versions[len(h.versions)-1] }

// current is the version that is shown and edited: the newest that is not archived, or the newest if all are.
func (h history) current() Version {
	for _, v := range slices.Backward(h.versions) {
		if v.State != Archived {
			return v
		}
	}
	return h.newest()
}

// find returns a version by number; 0 is the current one.
func (h history) find(number int) (Version, error) {
	if number == 0 && len(h.versions) > 0 {
		return h.current(), nil
	}
	for _, v := range h.versions {
		if v.Number == number {
			return v, nil
		}
	}
	return Version{}, &NotFoundError{h.kind, h.id, number}
}

// working is the version in draft or in review.
func (h history) working() *Version {
	for _, v := range h.versions {
		if v.State == Draft || v.State == InReview {
			return &v
		}
	}
	return nil
}

// published is the version in force.
func (h history) published() *Version {
	for _, v := range h.versions {
		if v.State == Published {
			return &v
		}
	}
	return nil
}

// archived reports whether no version is in use any more.
func (h history) archived() bool {
	return len(h.versions) > 0 && h.working() == nil && h.published() == nil
}

// retire makes the moves that archive versions; those that are nil are skipped.
func (h history) retire(versions ...*Version) []Move {
	var moves []Move
	for _, v := range versions {
		if v != nil {
			moves = append(moves, Move{Number: v.Number, From: v.State, To: Archived})
		}
	}
	return moves
}

// newChange completes one change to an item: numbers, times and the audit entry.
func newChange(h history, moves []Move, add *Version, audit Audit, now time.Time) Change {
	now = now.UTC().Truncate(time.Millisecond)
	c := Change{Kind: h.kind, ID: h.id, Moves: moves, At: now, Audit: audit}
	if len(h.versions) > 0 {
		c.Newest = h.newest().Number
	}
	if len(moves) > 0 {
		c.Audit.Version = moves[len(moves)-1].Number
	}
	if add != nil {
		added := *add
		added.Number, added.At = c.Newest+1, now
		c.Add, c.Audit.Version = &added, added.Number
	}
	c.Audit.At, c.Audit.Kind, c.Audit.ID = now, h.kind, h.id
	return c
}
