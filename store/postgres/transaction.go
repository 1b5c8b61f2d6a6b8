package postgres

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

// tables are the repositories. Outside a transaction they read and write each on its own; inside one (see Seed) they do
// both in it.
type tables struct {
	pool *pgxpool.Pool
	tx   pgx.Tx        // nil outside
	wait time.Duration // for one answer
}

// statements is where statements run: the pool, or a transaction.
type statements interface {
	Exec(ctx context.Context, query string, args ...any) (pgconn.CommandTag, error)
	Query(ctx context.Context, query string, args ...any) (pgx.Rows, error)
	QueryRow(ctx context.Context, query string, args ...any) pgx.Row
	SendBatch(ctx context.Context, b *pgx.Batch) pgx.BatchResults
}

// knowledgeLock keeps withdrawals and the commits that rely on what is withdrawn apart. A commit with sources takes it
// shared before it looks at them; whoever takes a published version out of force takes it alone, last thing before its
// own commit. So the one sees the other, and neither holds a lock on rows.
const knowledgeLock = 0x6261746f6e01 // "baton", 1

// change runs fn in a transaction: the one that is open, or else one of its own, again if the database undid it because
// of others (so fn must be repeatable). It does not stop half-way because somebody no longer waits for it.
func (t tables) change(ctx context.Context, fn func(ctx context.Context, tx pgx.Tx) error) error {
	if t.tx != nil {
		return fn(ctx, t.tx)
	}
	ctx = context.WithoutCancel(ctx)
	for tries := 1; ; tries++ {
		err := t.transaction(ctx, fn)
		if !unlucky(err) || tries == 5 {
			return failed(err)
		}
	}
}

func (t tables) transaction(ctx context.Context, fn func(ctx context.Context, tx pgx.Tx) error) error {
	within := func(do func(ctx context.Context) error) error {
		ctx, cancel := context.WithTimeout(ctx, t.wait)
		defer cancel()
		return do(ctx)
	}
	var tx pgx.Tx
	err := within(func(ctx context.Context) (err error) {
		tx, err = t.pool.Begin(ctx)
		return err
	})
	if err != nil {
		return err
	}
	committed := false
	defer func() { // also when fn panics
		if !committed {
			_ = within(tx.Rollback) // if it fails, the connection is gone and with it the transaction
		}
	}()
	if err := fn(ctx, patientTx{tx, t.wait}); err != nil {
		return err
	}
	committed = true
	return within(tx.Commit)
}

// read is where to read. Use it with all, row and exec, which bound the wait.
func (t tables) read() statements {
	if t.tx != nil {
		return t.tx
	}
	return patient{t.pool, t.wait}
}

// within are the repositories inside a transaction.
func (t tables) within(tx pgx.Tx) tables { return tables{pool: t.pool, tx: tx, wait: t.wait} }

// patient and patientTx are the pool and a transaction with a bound to how long one answer may take.
type (
	patient struct {
		*pgxpool.Pool
		wait time.Duration
	}
	patientTx struct {
		pgx.Tx
		wait time.Duration
	}
)

// bounded bounds how long an answer may take.
func bounded(ctx context.Context, s statements) (context.Context, context.CancelFunc) {
	switch s := s.(type) {
	case patient:
		return context.WithTimeout(ctx, s.wait)
	case patientTx:
		return context.WithTimeout(ctx, s.wait)
	}
	return ctx, func() {}
}

// exec returns the number of rows that were changed.
func exec(ctx context.Context, s statements, query string, args ...any) (int64, error) {
	ctx, cancel := bounded(ctx, s)
	defer cancel()
	tag, err := s.Exec(ctx, query, arguments(args)...)
	return tag.RowsAffected(), failed(err)
}

// row reads one row into dest; pgx.ErrNoRows if there is none.
func row(ctx context.Context, s statements, query string, args []any, dest ...any) error {
	ctx, cancel := bounded(ctx, s)
	defer cancel()
	err := s.QueryRow(ctx, query, arguments(args)...).Scan(dest...)
	results(dest)
	return failed(err)
}

// all reads every row with scan.
func all[T any](ctx context.Context, s statements, scan pgx.RowToFunc[T], query string, args ...any) ([]T, error) {
	ctx, cancel := bounded(ctx, s)
	defer cancel()
	rows, err := s.Query(ctx, query, arguments(args)...)
	if err != nil {
		return nil, failed(err)
	}
	found, err := pgx.CollectRows(plainRows{rows}, scan)
	if err != nil || len(found) == 0 {
		return nil, failed(err)
	}
	return found, nil
}

// exists turns "no row" into false.
func exists(err error) (bool, error) {
	if errors.Is(err, pgx.ErrNoRows) {
		return false, nil
	}
	return err == nil, err
}

// stamp and moment are how times are stored: to the millisecond, NULL for none.
func stamp(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC().Truncate(time.Millisecond)
	return &t
}

func moment(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return t.UTC()
}
