package postgres

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/pressly/goose/v3"

	"github.com/batondesk/baton/store/driver"
)

// Filling fills an empty database with the rows of another one, in pieces: what was interrupted is gone on with. Only one
// Filling works on a database at a time. It takes as long as it takes: nothing here is bounded by Options.Wait.
type Filling struct{ conn *pgxpool.Conn }

// Source names the database that the rows are from.
type Source struct {
	Installation string // tells it from every other
	Digest       string // of all its rows
}

// Begun is how Begin found the database.
type Begun string

// The ways.
const (
	Fresh     Begun = "fresh"     // it was empty
	Resumed   Begun = "resumed"   // it has a part of the same rows
	Restarted Begun = "restarted" // it had a part of the rows that the source had then; that part is gone
	Finished  Begun = "finished"  // it has all of them
)

// The reasons not to fill a database.
var (
	ErrNotEmpty   = errors.New("the database is not empty: something else is in it; use one that was just created")
	ErrOtherCopy  = errors.New("the database holds an unfinished copy of another installation; drop it, or use one that was just created")
	ErrMovedOn    = errors.New("the database holds a finished copy of this installation, which has changed since then; to copy it again use a database that was just created")
	ErrFilling    = errors.New("another process is copying into this database at the moment")
	ErrUnfinished = errors.New("the database holds a copy of an installation that is not finished; run the baton migrate that began it again")
)

// fillLock is held by the one that fills.
const fillLock = 0x6261746f6e03 // "baton", 3

// Fill begins to fill the database.
func (db *DB) Fill(ctx context.Context) (*Filling, error) {
	conn, err := db.pool.Acquire(ctx)
	if err != nil {
		return nil, failed(err)
	}
	f := &Filling{conn}
	var mine bool
	err = conn.QueryRow(ctx, `SELECT pg_try_advisory_lock($1) FROM set_config('statement_timeout', '0', false)`, int64(fillLock)).Scan(&mine)
	if err == nil && !mine {
		err = ErrFilling
	}
	if err == nil {
		err = f.known(ctx)
	}
	if err != nil {
		f.Close()
		return nil, failed(err)
	}
	return f, nil
}

// Close gives the connection up: the session has settings and a lock that nobody else should have.
func (f *Filling) Close() {
	conn := f.conn.Hijack()
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	_ = conn.Close(ctx)
}

// known refuses tables of a newer version, whose rows may mean something else.
func (f *Filling) known(ctx context.Context) error {
	newest, err := newestVersion()
	if err != nil {
		return err
	}
	var have int64
	if err := f.conn.QueryRow(ctx, `SELECT max(version_id) FROM goose_db_version`).Scan(&have); err != nil {
		return err
	}
	if have > newest {
		return fmt.Errorf("the database is of a newer version of Baton (tables %d, this one knows %d): use that version", have, newest)
	}
	return nil
}

// newestVersion is the version of the tables that this program makes.
func newestVersion() (newest int64, err error) {
	files, err := migrations.ReadDir("migrations")
	for _, file := range files {
		version, unnamed := goose.NumericComponent(file.Name())
		newest, err = max(newest, version), errors.Join(err, unnamed)
	}
	return newest, err
}

// Begin looks whether the database may be filled from this source, and notes that it is. From then on nothing else opens it
// until Finish.
func (f *Filling) Begin(ctx context.Context, from Source) (begun Begun, err error) {
	err = pgx.BeginFunc(ctx, f.conn, func(tx pgx.Tx) error {
		begun, err = f.begin(ctx, tx, from)
		return err
	})
	return begun, err
}

func (f *Filling) begin(ctx context.Context, tx pgx.Tx, from Source) (Begun, error) {
	tables, err := f.Tables(ctx)
	if err != nil {
		return "", err
	}
	var (
		earlier  Source
		finished bool
	)
	found, err := exists(tx.QueryRow(ctx, `SELECT installation, digest, finished_at IS NOT NULL FROM copied_from`).
		Scan(&earlier.Installation, &earlier.Digest, &finished))
	switch {
	case err != nil:
		return "", err
	case !found:
		if err := empty(ctx, tx, tables); err != nil {
			return "", err
		}
		if _, err := tx.Exec(ctx, `INSERT INTO copied_from (installation, digest) VALUES ($1, $2)`, from.Installation, from.Digest); err != nil {
			return "", err
		}
		return Fresh, truncate(ctx, tx, tables)
	case finished && earlier == from:
		return Finished, nil
	case finished && earlier.Installation == from.Installation:
		return "", ErrMovedOn
	case finished:
		return "", ErrNotEmpty
	case earlier == from:
		return Resumed, nil
	case earlier.Installation != from.Installation:
		return "", ErrOtherCopy
	}
	if _, err := tx.Exec(ctx, `UPDATE copied_from SET digest = $1, begun_at = now()`, from.Digest); err != nil {
		return "", err
	}
	return Restarted, truncate(ctx, tx, tables)
}

// empty refuses a database with rows other than those that the migrations make: the counters at zero.
func empty(ctx context.Context, tx pgx.Tx, tables []driver.Table) error {
	for _, t := range tables {
		query := `SELECT EXISTS (SELECT FROM ` + name(t.Name) + `)`
		if t.Name == "revision" {
			query = `SELECT EXISTS (SELECT FROM revision WHERE value > 0)`
		}
		var used bool
		if err := tx.QueryRow(ctx, query).Scan(&used); err != nil {
			return err
		}
		if used {
			return fmt.Errorf("%w (table %s)", ErrNotEmpty, t.Name)
		}
	}
	return nil
}

func truncate(ctx context.Context, tx pgx.Tx, tables []driver.Table) error {
	names := make([]string, len(tables))
	for i, t := range tables {
		names[i] = name(t.Name)
	}
	_, err := tx.Exec(ctx, `TRUNCATE `+strings.Join(names, ", "))
	return err
}

// Ready makes a filled database fit for use: numbers that the database gives go on after the highest, and the planner knows
// what is there.
func (f *Filling) Ready(ctx context.Context) error {
	rows, err := f.conn.Query(ctx, `SELECT table_name, column_name, pg_get_serial_sequence(quote_ident(table_name), column_name)
		FROM information_schema.columns WHERE table_schema = current_schema()
			AND pg_get_serial_sequence(quote_ident(table_name), column_name) IS NOT NULL AND table_name <> 'goose_db_version'`)
	if err != nil {
		return err
	}
	type numbered struct{ Table, Column, Sequence string }
	all, err := pgx.CollectRows(rows, pgx.RowToStructByPos[numbered])
	if err != nil {
		return err
	}
	for _, n := range all {
		if _, err := f.conn.Exec(ctx, fmt.Sprintf(`SELECT setval($1, coalesce(max(%[1]s), 1), max(%[1]s) IS NOT NULL) FROM %s`, name(n.Column), name(n.Table)), n.Sequence); err != nil {
			return err
		}
	}
	_, err = f.conn.Exec(ctx, `ANALYZE`)
	return err
}

// Finish notes that the database is whole. What is derived from its rows is made anew: see catalogue in revision.
func (f *Filling) Finish(ctx context.Context) error {
	return pgx.BeginFunc(ctx, f.conn, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO revision (name, value) VALUES ('catalogue', -1)`)
		if err == nil {
			_, err = tx.Exec(ctx, `UPDATE copied_from SET finished_at = now()`)
		}
		return err
	})
}

// Whole refuses a database that is being filled.
func (db *DB) Whole(ctx context.Context) error {
	var unfinished bool
	err := row(ctx, db.read(), `SELECT EXISTS (SELECT FROM copied_from WHERE finished_at IS NULL)`, nil, &unfinished)
	if err == nil && unfinished {
		err = ErrUnfinished
	}
	return err
}
