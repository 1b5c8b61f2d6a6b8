// Package sqlite keeps everything in one SQLite file: the store for one machine.
//
// The file is in WAL mode with synchronous=FULL, so what is committed survives power loss. One connection writes, a few
// read beside it; other processes (the commands of the same binary) may write too, each transaction takes the file's
// write lock at its start and waits for it.
//
// Weak at: one writer at a time, so a long import delays appends; a network file system, where WAL does not work.
package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"

	_ "modernc.org/sqlite" // registers the driver

	"github.com/batondesk/baton/store/driver"
)

// DB is an open database file.
type DB struct {
	tables
	readers *sql.DB
	write   *sql.DB
}

var _ driver.Driver = (*DB)(nil)

const readers = 3

// Open opens the database file, creates it (mode 0600, its folder 0700) if there is none, and brings its tables up to
// date.
func Open(ctx context.Context, path string) (*DB, error) {
	if err := createFile(path); err != nil {
		return nil, fmt.Errorf("open database %s: %w", path, err)
	}
	db, err := open(ctx, path)
	if err != nil {
		return nil, fmt.Errorf("open database %s: %w", path, err)
	}
	return db, nil
}

func open(ctx context.Context, path string) (_ *DB, err error) {
	db := &DB{}
	defer func() {
		if err != nil {
			err = errors.Join(err, db.Close())
		}
	}()
	if db.write, err = connect(path, 1, 4000); err != nil {
		return nil, err
	}
	if err := migrate(ctx, db.write); err != nil {
		return nil, err
	}
	conn, err := db.write.Conn(ctx)
	if err != nil {
		return nil, err
	}
	if _, err := conn.ExecContext(ctx, fmt.Sprintf("PRAGMA busy_timeout(%d)", lockRetry.Milliseconds())); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	if db.readers, err = connect(path, readers, 1000); err != nil {
		return nil, err
	}
	db.writer = &writer{statements: newStatements(conn)}
	db.reader = newStatements(db.readers)
	return db, nil
}

// connect opens a pool of connections; cache is the size of each one's page cache in KiB.
func connect(path string, connections, cache int) (*sql.DB, error) {
	query := url.Values{
		"_pragma": {
			"busy_timeout(5000)", "journal_mode(WAL)", "synchronous(FULL)", "temp_store(MEMORY)",
			fmt.Sprintf("cache_size(-%d)", cache), "journal_size_limit(67108864)",
		},
		"_txlock": {"immediate"},
	}
	absolute, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	name := url.URL{Scheme: "file", Path: filepath.ToSlash(absolute), RawQuery: query.Encode()}
	pool, err := sql.Open("sqlite", name.String())
	if err != nil {
		return nil, err
	}
	pool.SetMaxOpenConns(connections)
	pool.SetMaxIdleConns(connections)
	return pool, nil
}

func createFile(path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	return file.Close()
}

// Close waits for the transaction that is under way and closes the file.
func (db *DB) Close() error {
	var errs []error
	if db.writer != nil {
		db.writer.mu.Lock()
		defer db.writer.mu.Unlock()
		errs = append(errs, db.writer.close())
	}
	if db.reader != nil {
		errs = append(errs, db.reader.close())
	}
	for _, pool := range []*sql.DB{db.readers, db.write} {
		if pool != nil {
			errs = append(errs, pool.Close())
		}
	}
	return errors.Join(errs...)
}

// Lanes is one: SQLite has one writer.
func (db *DB) Lanes() int { return 1 }
