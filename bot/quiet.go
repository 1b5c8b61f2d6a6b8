package bot

import "context"

type quietKey struct{}

// Quietly gives a context in which searches ask nobody outside: for texts that are not to leave the house, and where an
// answer must be quick and may be had often. Words and the local vectors are all that such a search goes by.
func (b *Bot) Quietly(ctx context.Context) context.Context {
	if p, ok := b.Search.(preparer); ok {
		ctx = p.Prepare(ctx)
	}
	return context.WithValue(ctx, quietKey{}, true)
}

func quiet(ctx context.Context) bool { return ctx.Value(quietKey{}) != nil }
