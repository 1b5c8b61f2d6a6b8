package knowledge

import "context"

// Erase removes an item that was never published, with all its versions and their words, as if it had never been written;
// that it was erased stays in the audit. It serves redaction: to put a text out of use, archive it. A version that was ever
// published makes it a *StateError; an item that does not exist is no error.
func (s *Shelf[T]) Erase(ctx context.Context, by Actor, id string) error {
	return s.repo.Erase(ctx, Audit{At: instant(s.now()), Actor: by.name(), Action: "erase", Kind: s.kind(), ID: id})
}
