package knowledge

import (
	"bytes"
	"context"
	"slices"
	"time"
)

// Actor is who changes something. What a role may do is checked before; here it matters only who wrote what.
type Actor struct {
	ID string
	// Operator is somebody at the server's own command line. Four eyes do not bind them: they own the database.
	Operator bool
}

func (a Actor) name() string {
	if a.ID == "" && a.Operator {
		return "operator"
	}
	return a.ID
}

// item is what Shelf must know of the things on it.
type item[T any] interface {
	Article | Phrase | Term
	kind() Kind
	key() (id string, version int)
	tidy() T                          // the form in which it is stored: trimmed, line ends as \n
	check() []FieldError              // of the tidied item
	content() (Version, error)        // Body and validity
	fromVersion(v Version) (T, error) // the item that a stored version is
	keeping(old T) T                  // with what an edit of old does not change
}

// Shelf keeps the items of one kind through their editorial life:
//
//	Create/Update/Restore -> draft -Submit-> in review -Publish-> published -Archive-> archived
//	                           ^----Reject----'
//
// An item has at most one version in draft or in review, newer than all but archived ones, and at most one published,
// which stays in force until another is published or it is archived. Whatever is replaced becomes archived. A step that is already done
// is no error and changes nothing, so that a request may be repeated.
type Shelf[T item[T]] struct {
	repo     Repository
	fourEyes bool
	now      func() time.Time
}

// Get returns one version of an item; version 0 is the current one: the newest that is not archived, or
// the newest if all are.
func (s *Shelf[T]) Get(ctx context.Context, id string, version int) (T, error) {
	h, err := s.history(ctx, id)
	if err != nil {
		return *new(T), err
	}
	v, err := h.find(version)
	if err != nil {
		return *new(T), err
	}
	return decode[T](v)
}

// Versions returns all versions of an item, oldest first.
func (s *Shelf[T]) Versions(ctx context.Context, id string) ([]T, error) {
	h, err := s.history(ctx, id)
	if err != nil {
		return nil, err
	}
	return decodeAll[T](h.versions)
}

// List returns a page of items as Repository.List does; q.Kind is set by the shelf.
func (s *Shelf[T]) List(ctx context.Context, q Query) (items []T, next string, err error) {
	q.Kind = s.kind()
	versions, next, err := s.repo.List(ctx, q)
	if err != nil {
		return nil, "", err
	}
	items, err = decodeAll[T](versions)
	return items, next, err
}

// Published returns all published items and the revision at which they were read.
func (s *Shelf[T]) Published(ctx context.Context) (items []T, revision int64, err error) {
	versions, revision, err := s.repo.Published(ctx, s.kind())
	if err != nil {
		return nil, 0, err
	}
	items, err = decodeAll[T](versions)
	return items, revision, err
}

// Create makes a new item as a draft. An item of that id with the same first version is returned as it is; one with
// another is a *ConflictError.
func (s *Shelf[T]) Create(ctx context.Context, by Actor, it T) (T, error) {
	draft, err := s.draft(by, it)
	if err != nil {
		return it, err
	}
	existing, err := s.repo.Histories(ctx, s.kind(), []string{draft.ID})
	if err != nil {
		return it, err
	}
	if h := (history{s.kind(), draft.ID, existing[draft.ID]}); len(h.versions) > 0 {
		if sameContent(h.versions[0], draft) {
			return decode[T](h.current())
		}
		return it, &ConflictError{h.kind, h.id, 0, h.current().Number}
	}
	return s.apply(ctx, by, "create", "", history{kind: s.kind(), id: draft.ID}, nil, &draft)
}

// Update makes a new draft of an item; its Version says which version the change is based on, and a *ConflictError
// comes back if that is not the current one (see Get). An update to what the current version already says changes nothing.
func (s *Shelf[T]) Update(ctx context.Context, by Actor, it T) (T, error) {
	it = it.tidy()
	id, base := it.key()
	if !idSyntax.MatchString(id) { // a repository need not take it
		_, err := s.draft(by, it)
		return it, err
	}
	h, err := s.history(ctx, id)
	if err != nil {
		return it, err
	}
	current := h.current()
	old, err := decode[T](current)
	if err != nil {
		return it, err
	}
	draft, err := s.draft(by, it.keeping(old))
	if err != nil {
		return it, err
	}
	if current.State != Archived && sameContent(current, draft) {
		return decode[T](current)
	}
	if base != current.Number {
		return it, &ConflictError{h.kind, h.id, base, current.Number}
	}
	if h.archived() {
		return it, &StateError{h.kind, h.id, current.Number, Archived, "update"}
	}
	return s.apply(ctx, by, "update", "", h, h.retire(h.working()), &draft)
}

// Submit hands a draft to review.
func (s *Shelf[T]) Submit(ctx context.Context, by Actor, id string, version int) (T, error) {
	return s.step(ctx, by, id, version, "submit", "", InReview, Draft)
}

// Reject gives a text in review back to its author, with a reason.
func (s *Shelf[T]) Reject(ctx context.Context, by Actor, id string, version int, reason string) (T, error) {
	return s.step(ctx, by, id, version, "reject", reason, Draft, InReview)
}

// Publish puts a reviewed version in force and archives the one that was. With four eyes the author of the version gets
// a *FourEyesError, and a draft must have been submitted; without, a draft is published directly.
func (s *Shelf[T]) Publish(ctx context.Context, by Actor, id string, version int) (T, error) {
	if s.fourEyes && !by.Operator {
		return s.step(ctx, by, id, version, "publish", "", Published, InReview)
	}
	return s.step(ctx, by, id, version, "publish", "", Published, InReview, Draft)
}

// Archive takes one version out of use, or with version 0 every version of the item. A published text is withdrawn by it
// at once.
func (s *Shelf[T]) Archive(ctx context.Context, by Actor, id string, version int) (T, error) {
	if version > 0 {
		return s.step(ctx, by, id, version, "archive", "", Archived, Draft, InReview, Published)
	}
	h, err := s.history(ctx, id)
	if err != nil {
		return *new(T), err
	}
	if h.archived() {
		return decode[T](h.current())
	}
	return s.apply(ctx, by, "archive", "", h, h.retire(h.working(), h.published()), nil)
}

// Restore makes a new draft with the content of an earlier version. What is published stays in force.
func (s *Shelf[T]) Restore(ctx context.Context, by Actor, id string, version int) (T, error) {
	h, err := s.history(ctx, id)
	if err != nil {
		return *new(T), err
	}
	old, err := h.find(version)
	if err != nil {
		return *new(T), err
	}
	if w := h.working(); w != nil && sameContent(*w, old) {
		return decode[T](*w)
	}
	draft := old
	draft.State, draft.Author, draft.Reviewer = Draft, by.name(), ""
	return s.apply(ctx, by, "restore", "", h, h.retire(h.working()), &draft)
}

// step moves one version (0: the current one) to another state.
func (s *Shelf[T]) step(ctx context.Context, by Actor, id string, version int, action, note string, to State, from ...State) (T, error) {
	h, err := s.history(ctx, id)
	if err != nil {
		return *new(T), err
	}
	v, err := h.find(version)
	if err != nil {
		return *new(T), err
	}
	if v.State == to {
		return decode[T](v)
	}
	if !slices.Contains(from, v.State) {
		return *new(T), &StateError{h.kind, h.id, v.Number, v.State, action}
	}
	move := Move{Number: v.Number, From: v.State, To: to}
	moves := []Move{}
	if to == Published {
		if s.fourEyes && !by.Operator && v.Author == by.name() {
			return *new(T), &FourEyesError{h.kind, h.id, v.Number, v.Author}
		}
		move.Reviewer = by.name()
		moves = h.retire(h.published())
	}
	return s.apply(ctx, by, action, note, h, append(moves, move), nil)
}

// apply writes one change and returns the version that it made, or moved last.
func (s *Shelf[T]) apply(ctx context.Context, by Actor, action, note string, h history, moves []Move, add *Version) (T, error) {
	change := newChange(h, moves, add, Audit{Actor: by.name(), Action: action, Note: note}, s.now())
	if err := s.repo.Apply(ctx, []Change{change}); err != nil {
		return *new(T), err
	}
	if add != nil {
		return decode[T](*change.Add)
	}
	v, _ := h.find(change.Audit.Version)
	last := moves[len(moves)-1]
	v.State, v.At = last.To, change.At
	if last.Reviewer != "" {
		v.Reviewer = last.Reviewer
	}
	return decode[T](v)
}

// draft validates an item and makes it a version that has no number yet.
func (s *Shelf[T]) draft(by Actor, it T) (Version, error) {
	it = it.tidy()
	id, _ := it.key()
	if wrong := it.check(); len(wrong) > 0 {
		return Version{}, &InvalidError{s.kind(), id, wrong}
	}
	v, err := it.content()
	v.Kind, v.ID, v.State, v.Author = s.kind(), id, Draft, by.name()
	return v, err
}

func (s *Shelf[T]) kind() Kind { return (*new(T)).kind() }

func (s *Shelf[T]) history(ctx context.Context, id string) (history, error) {
	versions, err := s.repo.Versions(ctx, s.kind(), id)
	if err == nil && len(versions) == 0 {
		err = &NotFoundError{Kind: s.kind(), ID: id}
	}
	return history{s.kind(), id, versions}, err
}

func decode[T item[T]](v Version) (T, error) { return (*new(T)).fromVersion(v) }

func decodeAll[T item[T]](versions []Version) ([]T, error) {
	items := make([]T, 0, len(versions))
	for _, v := range versions {
		it, err := decode[T](v)
		if err != nil {
			return nil, err
		}
		items = append(items, it)
	}
	return items, nil
}

func sameContent(a, b Version) bool {
	return a.ValidFrom.Equal(b.ValidFrom) && a.ValidUntil.Equal(b.ValidUntil) && bytes.Equal(a.Body, b.Body)
}
