package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/pressly/goose/v3"

	"github.com/batondesk/baton/store/driver"
)

// Dump is the content of a database file at one moment, for copying it elsewhere. The file is only read.
type Dump struct {
	Updated bool // the file is of an older version: what is read is a copy of it that was brought up to date

	tx    *sql.Tx
	close func() error
}

// OpenDump opens the file at a path. Others may go on writing; what they write from now on is not seen. A file of an older
// version is copied to the system's temporary folder first, and brought up to date there.
func OpenDump(ctx context.Context, path string) (*Dump, error) {
	d, err := openDump(ctx, path)
	if err != nil {
		return nil, fmt.Errorf("read database %s: %w", path, err)
	}
	return d, nil
}

func openDump(ctx context.Context, path string) (_ *Dump, err error) {
	old, err := outdated(ctx, path)
	if err != nil {
		return nil, err
	}
	d := &Dump{Updated: old, close: func() error { return nil }}
	defer func() {
		if err != nil {
			err = errors.Join(err, d.close())
		}
	}()
	if old {
		folder, err := os.MkdirTemp("", "baton-")
		if err != nil {
			return nil, err
		}
		d.close = func() error { return os.RemoveAll(folder) }
		newer := filepath.Join(folder, "baton.db")
		if err := copyFile(ctx, path, newer); err != nil {
			return nil, err
		}
		db, err := Open(ctx, newer)
		if err != nil {
			return nil, err
		}
		if err := db.Close(); err != nil {
			return nil, err
		}
		path = newer
	}
	db, err := connectToRead(path)
	if err != nil {
		return nil, err
	}
	remove := d.close
	d.close = func() error { return errors.Join(db.Close(), remove()) }
	if d.tx, err = db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true}); err != nil {
		return nil, err
	}
	return d, d.tx.QueryRowContext(ctx, `SELECT 1 FROM goose_db_version`).Scan(new(int)) // from here on it sees this moment
}

// Close ends the reading.
func (d *Dump) Close() error { return errors.Join(d.tx.Rollback(), d.close()) }

// connectToRead opens one connection that cannot write.
func connectToRead(path string) (*sql.DB, error) {
	absolute, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	query := url.Values{"mode": {"ro"}, "_pragma": {"busy_timeout(5000)", "cache_size(-16000)"}}
	name := url.URL{Scheme: "file", Path: filepath.ToSlash(absolute), RawQuery: query.Encode()}
	db, err := sql.Open("sqlite", name.String())
	if err == nil {
		db.SetMaxOpenConns(1)
	}
	return db, err
}

// outdated reports whether a file is of an older version of the tables. One of a newer version is an error.
func outdated(ctx context.Context, path string) (bool, error) {
	have, err := versionOf(ctx, path)
	if err != nil {
		return false, err
	}
	newest, err := newestVersion()
	if err == nil && have > newest {
		err = fmt.Errorf("it was written by a newer version of Baton (tables %d, this one knows %d): use that version", have, newest)
	}
	return have < newest, err
}

// versionOf is the version of the tables in a file. A file that is no database of Baton is an error.
func versionOf(ctx context.Context, path string) (version int64, err error) {
	if info, err := os.Stat(path); err != nil {
		return 0, err
	} else if !info.Mode().IsRegular() {
		return 0, errors.New("it is not a file")
	}
	db, err := connectToRead(path)
	if err != nil {
		return 0, err
	}
	defer db.Close()
	var tables int
	if err := db.QueryRowContext(ctx, `SELECT count(*) FROM sqlite_master WHERE name IN ('goose_db_version', 'conversation')`).Scan(&tables); err != nil {
		return 0, err
	}
	if tables < 2 {
		return 0, errors.New("it is not a database of Baton")
	}
	err = db.QueryRowContext(ctx, `SELECT max(version_id) FROM goose_db_version`).Scan(&version)
	return version, err
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

// Origin tells this installation from every other: when its file was made.
func (d *Dump) Origin(ctx context.Context) (string, error) {
	var made string
	err := d.tx.QueryRowContext(ctx, `SELECT CAST(tstamp AS text) FROM goose_db_version ORDER BY id LIMIT 1`).Scan(&made)
	return made, err
}

// Tables are all tables except those of SQLite and of the migrations. What their columns hold is for the reader to say:
// SQLite has no types for times, truth values and lists.
func (d *Dump) Tables(ctx context.Context) ([]driver.Table, error) {
	rows, err := d.tx.QueryContext(ctx, `SELECT t.name, c.name FROM sqlite_master t, pragma_table_info(t.name) c
		WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite\_%' ESCAPE '\' AND t.name <> 'goose_db_version' ORDER BY t.name, c.cid`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var tables []driver.Table
	for rows.Next() {
		var table, column string
		if err := rows.Scan(&table, &column); err != nil {
			return nil, err
		}
		if len(tables) == 0 || tables[len(tables)-1].Name != table {
			tables = append(tables, driver.Table{Name: table})
		}
		last := &tables[len(tables)-1]
		last.Columns = append(last.Columns, driver.Column{Name: column})
	}
	return tables, rows.Err()
}

// Rows calls each with the rows of a table, in the order of its primary key, without the first ones: the columns that t
// names, as it says what they hold. The slice is used again for the next row.
func (d *Dump) Rows(ctx context.Context, t driver.Table, skip int64, each func(row []any) error) error {
	key, err := d.key(ctx, t.Name)
	if err != nil {
		return err
	}
	names := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		names[i] = quoted(c.Name)
	}
	rows, err := d.tx.QueryContext(ctx, `SELECT `+strings.Join(names, ", ")+` FROM `+quoted(t.Name)+` ORDER BY `+key+` LIMIT -1 OFFSET ?`, skip)
	if err != nil {
		return err
	}
	defer rows.Close()
	row, into := make([]any, len(names)), make([]any, len(names))
	for i := range row {
		into[i] = &row[i]
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return err
		}
		for i, c := range t.Columns {
			if row[i], err = as(c.Holds, row[i]); err != nil {
				return fmt.Errorf("table %s, column %s, row %v: %w", t.Name, c.Name, row[0], err)
			}
		}
		if err := each(row); err != nil {
			return err
		}
	}
	return rows.Err()
}

// key is the primary key of a table, for ORDER BY.
func (d *Dump) key(ctx context.Context, table string) (string, error) {
	var key string
	err := d.tx.QueryRowContext(ctx, `SELECT coalesce(group_concat('"' || name || '"', ', '), 'rowid') FROM
		(SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk)`, table).Scan(&key)
	return key, err
}

func quoted(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

// as makes a value of what the file has for it.
func as(holds driver.Value, stored any) (any, error) {
	switch stored := stored.(type) {
	case nil:
		return nil, nil
	case int64:
		switch holds {
		case driver.Integer:
			return stored, nil
		case driver.Bool:
			return stored != 0, nil
		case driver.Real:
			return float64(stored), nil
		case driver.Time:
			if stored == 0 {
				return nil, nil
			}
			return time.UnixMilli(stored).UTC(), nil
		}
	case float64:
		if holds == driver.Real {
			return stored, nil
		}
	case []byte:
		switch holds {
		case driver.Bytes:
			return slices.Clone(stored), nil
		case driver.Text:
			return string(stored), nil
		}
	case string:
		switch holds {
		case driver.Text:
			return stored, nil
		case driver.Bytes:
			return []byte(stored), nil
		case driver.Texts:
			list := []string{}
			err := json.Unmarshal([]byte(stored), &list)
			if list == nil { // null
				list = []string{}
			}
			return list, err
		}
	}
	return nil, fmt.Errorf("a %T is stored where something else was expected (%d)", stored, holds)
}
