package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/store/driver"
	"github.com/batondesk/baton/store/postgres"
	"github.com/batondesk/baton/store/sqlite"
)

// CopyOptions are what Copy must know.
type CopyOptions struct {
	Progress func(step Step, what string, done, of int64) // called often; of is 0 where it is unknown; nil: nobody wants to know
}

// Step is a part of a copy.
type Step string

// The steps, in order.
const (
	Reading   Step = "reading"   // the source, to know its digests
	Copying   Step = "copying"   // its rows
	Comparing Step = "comparing" // what the target has now
	Folding   Step = "folding"   // the events of the target
)

// CopyReport says what was copied and how it was proven.
type CopyReport struct {
	Begun         postgres.Begun    `json:"begun"`   // how the target was found
	Updated       bool              `json:"updated"` // the source was of an older version; a copy of it was brought up to date
	Tables        []CopiedTable     `json:"tables"`
	Conversations int64             `json:"conversations"`
	Folded        int64             `json:"folded"`           // so many of them were folded again from their events
	Differ        []conversation.ID `json:"differ,omitempty"` // and these gave other rows
}

// CopiedTable is a table with its rows and their digest, on the side of the source.
type CopiedTable struct {
	Name     string `json:"name"`
	Rows     int64  `json:"rows"`
	Checksum string `json:"checksum"`
	OK       bool   `json:"ok"` // the target has the same rows
}

// OK says that the target holds what the source holds.
func (r CopyReport) OK() bool {
	return len(r.Differ) == 0 && !slices.ContainsFunc(r.Tables, func(t CopiedTable) bool { return !t.OK })
}

// leftOut are the columns that are not copied, with the reason.
var leftOut = map[string]string{
	"conversation.lease_owner": "leases are of servers that run on the source",
	"conversation.lease_until": "the same",
	"delivery.lease_owner":     "the same; next_at says when it is taken up",
}

// foldAll is up to how many conversations are all folded again after a copy; of more it is as many, evenly spread.
const foldAll = 5000

// Copy copies the installation in a SQLite file to a Postgres database: every row of every table, without leases. Nothing
// may write to the source meanwhile, or it is not copied. What was interrupted, at whatever moment, is completed by the same
// call. The database counts as an installation only after everything was compared: until then Open refuses it. An error
// means that nothing was proven; a report that is not OK, that the target differs.
func Copy(ctx context.Context, path, url string, o CopyOptions) (CopyReport, error) {
	if o.Progress == nil {
		o.Progress = func(Step, string, int64, int64) {}
	}
	source, err := sqlite.OpenDump(ctx, path)
	if err != nil {
		return CopyReport{}, err
	}
	defer source.Close()
	db, err := postgres.Open(ctx, url, postgres.Options{})
	if err != nil {
		return CopyReport{}, err
	}
	defer db.Close()
	target, err := db.Fill(ctx)
	if err != nil {
		return CopyReport{}, err
	}
	defer target.Close()
	c := copying{source: source, target: target, CopyOptions: o}
	if c.tables, err = pairTables(ctx, source, target); err != nil {
		return CopyReport{}, err
	}
	if err := c.run(ctx); err != nil {
		return c.report, err
	}
	if c.report.Begun == postgres.Finished { // and in use since
		return c.report, nil
	}
	if err := c.fold(ctx, New(db, Options{})); err != nil || !c.report.OK() {
		return c.report, err
	}
	return c.report, target.Finish(ctx)
}

// copying is one Copy.
type copying struct {
	CopyOptions
	source *sqlite.Dump
	target *postgres.Filling
	tables []driver.Table
	report CopyReport
}

// run copies and compares all tables.
func (c *copying) run(ctx context.Context) error {
	from, err := c.read(ctx)
	if err != nil {
		return err
	}
	if c.report.Begun, err = c.target.Begin(ctx, from); err != nil {
		return err
	}
	if c.report.Begun == postgres.Finished {
		for i := range c.report.Tables {
			c.report.Tables[i].OK = true // when it was finished
		}
		return nil
	}
	for i, table := range c.tables {
		if err := c.copyTable(ctx, table, c.report.Tables[i].Rows); err != nil {
			return fmt.Errorf("copy table %s: %w", table.Name, err)
		}
	}
	if err := c.target.Ready(ctx); err != nil {
		return err
	}
	return c.compare(ctx)
}

// read takes the digest of every table of the source.
func (c *copying) read(ctx context.Context) (postgres.Source, error) {
	c.report.Updated = c.source.Updated
	installation, err := c.source.Origin(ctx)
	if err != nil {
		return postgres.Source{}, err
	}
	whole := sha256.New()
	for _, table := range c.tables {
		var digest driver.Digest
		if err := c.source.Rows(ctx, table, 0, func(row []any) error {
			c.Progress(Reading, table.Name, digest.Rows+1, 0)
			return digest.Add(row)
		}); err != nil {
			return postgres.Source{}, fmt.Errorf("read table %s: %w", table.Name, err)
		}
		c.report.Tables = append(c.report.Tables, CopiedTable{Name: table.Name, Rows: digest.Rows, Checksum: digest.String()})
		fmt.Fprintln(whole, table.Name, digest.Rows, digest.String())
		if table.Name == "conversation" {
			c.report.Conversations = digest.Rows
		}
	}
	return postgres.Source{Installation: installation, Digest: hex.EncodeToString(whole.Sum(nil))}, nil
}

// A piece of a table is copied in one transaction: so many rows, or fewer if they are large.
const (
	pieceRows  = 2_000
	pieceBytes = 4 << 20
)

// copyTable copies the rows that the target has not got. Those that it has are the first ones of the same rows in the same
// order, because a piece is written whole or not at all and Begin has compared the digests.
func (c *copying) copyTable(ctx context.Context, table driver.Table, total int64) error {
	done, err := c.target.Count(ctx, table)
	if err != nil {
		return err
	}
	var piece [][]any
	bytes := 0
	write := func() error {
		if len(piece) == 0 {
			return nil
		}
		if err := c.target.Add(ctx, table, piece); err != nil {
			return err
		}
		done += int64(len(piece))
		piece, bytes = piece[:0], 0
		c.Progress(Copying, table.Name, done, total)
		return ctx.Err()
	}
	if err := c.source.Rows(ctx, table, done, func(row []any) error {
		piece = append(piece, slices.Clone(row))
		for _, value := range row {
			bytes += size(value)
		}
		if len(piece) >= pieceRows || bytes >= pieceBytes {
			return write()
		}
		return nil
	}); err != nil {
		return err
	}
	return write()
}

func size(value any) int {
	switch v := value.(type) {
	case string:
		return len(v)
	case []byte:
		return len(v)
	}
	return 16
}

// compare takes the digest of every table of the target.
func (c *copying) compare(ctx context.Context) error {
	for i, table := range c.tables {
		var digest driver.Digest
		if err := c.target.Rows(ctx, table, func(row []any) error {
			c.Progress(Comparing, table.Name, digest.Rows+1, c.report.Tables[i].Rows)
			return digest.Add(row)
		}); err != nil {
			return fmt.Errorf("read the copy of table %s: %w", table.Name, err)
		}
		of := &c.report.Tables[i]
		of.OK = of.Rows == digest.Rows && of.Checksum == digest.String()
	}
	return nil
}

// fold folds conversations of the target again from their events.
func (c *copying) fold(ctx context.Context, s *Store) error {
	every := max(1, (c.report.Conversations+foldAll-1)/foldAll)
	of := (c.report.Conversations + every - 1) / every
	seen := int64(0)
	for cursor := ""; ; {
		rows, next, err := s.db.Find(ctx, driver.Query{After: cursor, Limit: 500})
		if err != nil {
			return err
		}
		for _, row := range rows {
			if seen++; (seen-1)%every != 0 {
				continue
			}
			same, err := s.checkOne(ctx, row.ID, false) // the Timers may have changed since; the digests prove the rest
			if err != nil {
				return fmt.Errorf("fold conversation %s: %w", row.ID, err)
			}
			if !same {
				c.report.Differ = append(c.report.Differ, row.ID)
			}
			c.report.Folded++
			c.Progress(Folding, "conversation", c.report.Folded, of)
		}
		if cursor = next; cursor == "" {
			return nil
		}
	}
}

// pairTables are the tables of the source with what their columns hold in the target. Each must have its counterpart, or a
// reason in leftOut, and a column that only the target has must do without a value.
func pairTables(ctx context.Context, source *sqlite.Dump, target *postgres.Filling) ([]driver.Table, error) {
	from, err := source.Tables(ctx)
	if err != nil {
		return nil, err
	}
	to, err := target.Tables(ctx)
	if err != nil {
		return nil, err
	}
	var paired []driver.Table
	for _, table := range from {
		i := slices.IndexFunc(to, func(t driver.Table) bool { return t.Name == table.Name })
		if i < 0 {
			return nil, fmt.Errorf("table %s has no counterpart in Postgres", table.Name)
		}
		columns, err := pairColumns(table, to[i])
		if err != nil {
			return nil, err
		}
		paired = append(paired, driver.Table{Name: table.Name, Columns: columns})
	}
	return paired, nil
}

func pairColumns(from, to driver.Table) (paired []driver.Column, err error) {
	for _, column := range from.Columns {
		full := from.Name + "." + column.Name
		if leftOut[full] != "" {
			continue
		}
		i := slices.IndexFunc(to.Columns, func(c driver.Column) bool { return c.Name == column.Name })
		if i < 0 {
			return nil, fmt.Errorf("column %s has no counterpart in Postgres", full)
		}
		if to.Columns[i].Holds == driver.Unknown {
			return nil, fmt.Errorf("column %s has a type in Postgres that is not copied", full)
		}
		paired = append(paired, to.Columns[i])
	}
	for _, column := range to.Columns {
		fed := slices.ContainsFunc(paired, func(c driver.Column) bool { return c.Name == column.Name })
		if !fed && !column.Nullable && !column.Default {
			return nil, fmt.Errorf("column %s.%s of Postgres would have no value", to.Name, column.Name)
		}
	}
	return paired, nil
}
