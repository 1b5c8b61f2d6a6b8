package sqlite_test

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/pressly/goose/v3"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/store"
	"github.com/batondesk/baton/store/driver"
	"github.com/batondesk/baton/store/sqlite"
)

var seqs = driver.Table{Name: "event", Columns: []driver.Column{{Name: "conversation", Holds: driver.Integer}, {Name: "seq", Holds: driver.Integer}}}

func read(t *testing.T, d *sqlite.Dump, skip int64) (rows []string) {
	t.Helper()
	if err := d.Rows(t.Context(), seqs, skip, func(row []any) error {
		rows = append(rows, fmt.Sprint(row...))
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return rows
}

// What is written while somebody reads a dump is not in it, and skipping gives the rest of the same rows.
func TestADumpIsOneMoment(t *testing.T) {
	path := filepath.Join(t.TempDir(), "baton.db")
	s, err := store.Open(t.Context(), path, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for i := range 30 {
		if _, err := say(t.Context(), s, conversation.ID(fmt.Sprint("c", i%3))); err != nil {
			t.Fatal(err)
		}
	}
	d, err := sqlite.OpenDump(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if d.Updated {
		t.Error("a file of this version was taken for an older one")
	}
	if _, err := say(t.Context(), s, "c0"); err != nil {
		t.Fatal(err)
	}
	all := read(t, d, 0)
	if len(all) != 30 {
		t.Errorf("%d rows of 30", len(all))
	}
	if rest := read(t, d, 12); fmt.Sprint(rest) != fmt.Sprint(all[12:]) {
		t.Errorf("after skipping: %v, want %v", rest, all[12:])
	}
}

// A process that was killed leaves a log beside the file; what it acknowledged is in the dump, and the file is not changed.
func TestADumpOfAKilledInstallationIsComplete(t *testing.T) {
	path := filepath.Join(t.TempDir(), "baton.db")
	acknowledged := map[conversation.ID]int64{}
	killOnce(t, path, acknowledged)
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	d, err := sqlite.OpenDump(context.Background(), path)
	if err != nil {
		t.Fatal(err)
	}
	want := int64(0)
	for _, seq := range acknowledged {
		want += seq
	}
	if got := int64(len(read(t, d, 0))); got < want || want == 0 {
		t.Errorf("%d events acknowledged, %d read", want, got)
	}
	if err := d.Close(); err != nil {
		t.Error(err)
	}
	if after, err := os.ReadFile(path); err != nil || string(after) != string(before) {
		t.Errorf("reading changed the file; error %v", err)
	}
}

// A file of an older version is read through a copy that is brought up to date; it stays as it is.
func TestADumpOfAnOlderVersionIsBroughtUpToDate(t *testing.T) {
	path := filepath.Join(t.TempDir(), "baton.db")
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	first, err := goose.NewProvider(goose.DialectSQLite3, db, os.DirFS("migrations"), goose.WithLogger(goose.NopLogger()))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := first.UpTo(t.Context(), 5); err != nil {
		t.Fatal(err)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	change(t, path, `INSERT INTO event VALUES (1, 1, 1, '', '', '', '', '', '{}', NULL, NULL, NULL)`)
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	d, err := sqlite.OpenDump(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	tables, err := d.Tables(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if last := tables[len(tables)-1].Name; !d.Updated || last != "webhook" || len(read(t, d, 0)) != 1 {
		t.Errorf("updated %t, last table %s, %d rows", d.Updated, last, len(read(t, d, 0)))
	}
	if after, err := os.ReadFile(path); err != nil || !bytes.Equal(before, after) {
		t.Errorf("reading changed the file; error %v", err)
	}
}
