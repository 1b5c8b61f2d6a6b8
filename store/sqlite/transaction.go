package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/handoff"
	"github.com/batondesk/baton/knowledge"
	"github.com/batondesk/baton/people"
	"github.com/batondesk/baton/store/driver"
)

// tables are the repositories. Outside a transaction they read on the readers' connections and write in transactions of
// their own; inside one (see within) they do both in it.
type tables struct {
	writer *writer
	reader *statements
	inside bool
}

// writer is the one connection that writes.
type writer struct {
	mu sync.Mutex
	*statements
}

// change runs fn in a write transaction. It does not stop half-way because somebody no longer waits for it.
func (t tables) change(ctx context.Context, fn func(ctx context.Context, s *statements) error) error {
	ctx = context.WithoutCancel(ctx)
	if t.inside {
		return fn(ctx, t.writer.statements)
	}
	t.writer.mu.Lock()
	defer t.writer.mu.Unlock()
	return t.writer.transaction(ctx, func() error { return fn(ctx, t.writer.statements) })
}

// transaction must be called with mu held.
func (w *writer) transaction(ctx context.Context, fn func() error) (err error) {
	if err := w.begin(ctx); err != nil {
		return err
	}
	committed := false
	defer func() { // also when fn panics
		if !committed {
			_, undo := w.exec(ctx, "ROLLBACK")
			err = errors.Join(err, undo)
		}
	}()
	if err := fn(); err != nil {
		return err
	}
	if _, err := w.exec(ctx, "COMMIT"); err != nil {
		return err
	}
	committed = true
	return nil
}

const (
	lockWait  = 30 * time.Second      // for the file's write lock; a large import may hold it for seconds
	lockRetry = 20 * time.Millisecond // SQLite's own waiting backs off to 100 ms, and a busy server would starve a command
)

// begin takes the file's write lock, which another process may hold.
func (w *writer) begin(ctx context.Context) error {
	for start := time.Now(); ; {
		_, err := w.exec(ctx, "BEGIN IMMEDIATE")
		if !isBusy(err) {
			return err
		}
		if time.Since(start) > lockWait {
			return fmt.Errorf("%w: another process has held the database's write lock for %v", conversation.ErrBusy, lockWait)
		}
	}
}

func isBusy(err error) bool {
	var failed *sqlite.Error
	return errors.As(err, &failed) && failed.Code()&0xff == sqlite3.SQLITE_BUSY
}

// read is where to read.
func (t tables) read() *statements {
	if t.inside {
		return t.writer.statements
	}
	return t.reader
}

// People are users, keys, customers and the audit.
func (t tables) People() people.Repository { return register{t} }

// Knowledge are articles, phrases and terms.
func (t tables) Knowledge() knowledge.Repository { return shelves{t} }

// Handoff are the cases and the configuration that they follow.
func (t tables) Handoff() handoff.Repository { return cases{t} }

// Secrets are keys that the installation makes for itself.
func (t tables) Secrets() driver.Secrets { return secrets{t} }

// within are the repositories inside the transaction that is open now.
func (t tables) within() tables { return tables{writer: t.writer, reader: t.reader, inside: true} }

// statements prepares each statement once.
type statements struct {
	on interface {
		io.Closer
		PrepareContext(ctx context.Context, query string) (*sql.Stmt, error)
	}
	mu    sync.Mutex
	ready map[string]*sql.Stmt
}

func newStatements(on interface {
	io.Closer
	PrepareContext(ctx context.Context, query string) (*sql.Stmt, error)
},
) *statements {
	return &statements{on: on, ready: map[string]*sql.Stmt{}}
}

func (s *statements) prepare(ctx context.Context, query string) (*sql.Stmt, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if stmt, ok := s.ready[query]; ok {
		return stmt, nil
	}
	stmt, err := s.on.PrepareContext(ctx, query)
	if err == nil {
		s.ready[query] = stmt
	}
	return stmt, err
}

// exec returns the number of rows that were changed.
func (s *statements) exec(ctx context.Context, query string, args ...any) (int64, error) {
	stmt, err := s.prepare(ctx, query)
	if err != nil {
		return 0, err
	}
	result, err := stmt.ExecContext(ctx, args...)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

// row reads one row into dest; sql.ErrNoRows if there is none.
func (s *statements) row(ctx context.Context, query string, args []any, dest ...any) error {
	stmt, err := s.prepare(ctx, query)
	if err != nil {
		return err
	}
	return stmt.QueryRowContext(ctx, args...).Scan(dest...)
}

// all reads every row with scan.
func all[T any](ctx context.Context, s *statements, scan func(*sql.Rows) (T, error), query string, args ...any) ([]T, error) {
	stmt, err := s.prepare(ctx, query)
	if err != nil {
		return nil, err
	}
	rows, err := stmt.QueryContext(ctx, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []T
	for rows.Next() {
		item, err := scan(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, item)
	}
	return out, rows.Err()
}

func (s *statements) close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	var errs []error
	for _, stmt := range s.ready {
		errs = append(errs, stmt.Close())
	}
	clear(s.ready)
	return errors.Join(append(errs, s.on.Close())...)
}

// millis and moment are how times are stored: milliseconds since 1970, 0 for the zero time.
func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

func moment(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}
