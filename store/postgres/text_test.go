package postgres

import (
	"context"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/store/postgres/pgtest"
)

func FuzzAnyTextComesBack(f *testing.F) {
	for _, seed := range []string{"", "order 7", "a\x00b", "caf\xe9", "\x10", "\x1000", "\x10\x10\x00", "会话", "\x101"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		stored := escaped(text)
		if !utf8.ValidString(stored) || strings.IndexByte(stored, 0) >= 0 {
			t.Errorf("%q is stored as %q, which is refused", text, stored)
		}
		if back := unescaped(stored); back != text {
			t.Errorf("%q came back as %q", text, back)
		}
	})
}

func TestAnyTextIsStoredComparedAndRead(t *testing.T) {
	ctx := context.Background()
	db, err := Open(ctx, pgtest.URL(t), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	type read struct {
		Text, Pointed string
		ID            conversation.ID
		Array         []string
	}
	for _, text := range []string{"order 7", "a\x00b", "caf\xe9", "\x10", "会话"} {
		want := read{text, text, conversation.ID(text), []string{"", text}}
		var got read
		err := row(ctx, db.read(), `SELECT $1::text, $2::text, $3::text, $4::text[] WHERE $1::text = ANY($4)`,
			[]any{text, &text, conversation.ID(text), want.Array}, &got.Text, &got.Pointed, &got.ID, &got.Array)
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("%q: error %v (-want +got)\n%s", text, err, diff)
		}
	}
}
