package postgres

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/batondesk/baton/store/driver"
)

// Tables are all tables except those of the migrations, of extensions, and of Filling itself.
func (f *Filling) Tables(ctx context.Context) ([]driver.Table, error) {
	rows, err := f.conn.Query(ctx, `SELECT t.relname, c.attname, format_type(c.atttypid, NULL), NOT c.attnotnull,
			c.atthasdef OR c.attidentity <> '' OR c.attgenerated <> ''
		FROM pg_class t JOIN pg_attribute c ON c.attrelid = t.oid AND c.attnum > 0 AND NOT c.attisdropped
		WHERE t.relnamespace = current_schema()::regnamespace AND t.relkind IN ('r', 'p') AND NOT t.relispartition
			AND t.relname NOT IN ('goose_db_version', 'copied_from')
			AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = t.oid AND d.deptype = 'e')
		ORDER BY t.relname, c.attnum`)
	if err != nil {
		return nil, err
	}
	var (
		tables      []driver.Table
		table, kind string
		column      driver.Column
	)
	_, err = pgx.ForEachRow(rows, []any{&table, &column.Name, &kind, &column.Nullable, &column.Default}, func() error {
		if len(tables) == 0 || tables[len(tables)-1].Name != table {
			tables = append(tables, driver.Table{Name: table})
		}
		last := &tables[len(tables)-1]
		column.Holds = holds[kind]
		last.Columns = append(last.Columns, column)
		return nil
	})
	return tables, err
}

// holds says what is copied into columns of a type.
var holds = map[string]driver.Value{
	"text": driver.Text, "bigint": driver.Integer, "integer": driver.Integer, "smallint": driver.Integer,
	"double precision": driver.Real, "boolean": driver.Bool, "bytea": driver.Bytes,
	"timestamp with time zone": driver.Time, "text[]": driver.Texts,
}

// Count is how many rows a table has.
func (f *Filling) Count(ctx context.Context, t driver.Table) (n int64, err error) {
	err = f.conn.QueryRow(ctx, `SELECT count(*) FROM `+name(t.Name)).Scan(&n)
	return n, err
}

// Add adds rows to a table, all or none.
func (f *Filling) Add(ctx context.Context, t driver.Table, rows [][]any) error {
	columns := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		columns[i] = c.Name
		if c.Holds == driver.Time && !c.Nullable {
			for _, row := range rows {
				if row[i] == nil {
					row[i] = time.Time{} // what the driver writes too
				}
			}
		}
	}
	_, err := f.conn.CopyFrom(ctx, pgx.Identifier{t.Name}, columns, pgx.CopyFromRows(rows))
	if answer, ok := errors.AsType[*pgconn.PgError](err); ok && answer.Where != "" {
		err = fmt.Errorf("%w (%s)", err, answer.Where)
	}
	return err
}

// Rows calls each with all rows of a table, in any order: the columns that t names. The slice is used again.
func (f *Filling) Rows(ctx context.Context, t driver.Table, each func(row []any) error) error {
	names := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		names[i] = name(c.Name)
	}
	rows, err := f.conn.Query(ctx, `SELECT `+strings.Join(names, ", ")+` FROM `+name(t.Name))
	if err != nil {
		return err
	}
	into, row := make([]any, len(t.Columns)), make([]any, len(t.Columns))
	for i, c := range t.Columns {
		into[i] = place(c.Holds)
	}
	_, err = pgx.ForEachRow(rows, into, func() error {
		for i, from := range into {
			if row[i] = value(from); t.Columns[i].Holds == driver.Text {
				row[i] = text(rows.RawValues()[i])
			}
		}
		return each(row)
	})
	return err
}

// place is where a column is read into.
func place(holds driver.Value) any {
	switch holds {
	case driver.Integer:
		return new(*int64)
	case driver.Real:
		return new(*float64)
	case driver.Bool:
		return new(*bool)
	case driver.Time:
		return new(*time.Time)
	case driver.Texts:
		return new([]string)
	}
	return new([]byte)
}

// value is what was read there.
func value(from any) any {
	switch from := from.(type) {
	case **int64:
		return deref(*from)
	case **float64:
		return deref(*from)
	case **bool:
		return deref(*from)
	case **time.Time:
		if *from != nil && !(*from).IsZero() {
			return (*from).UTC()
		}
	case *[]byte:
		if *from != nil {
			return *from
		}
	case *[]string:
		if *from == nil {
			return nil
		}
		list := make([]string, len(*from))
		for i, text := range *from {
			list[i] = unescaped(text)
		}
		return list
	}
	return nil
}

// text is a text as it was written; see text.go.
func text(stored []byte) any {
	if stored == nil {
		return nil
	}
	return unescaped(string(stored))
}

func deref[T any](p *T) any {
	if p == nil {
		return nil
	}
	return *p
}

func name(words ...string) string { return pgx.Identifier(words).Sanitize() }
