package postgres

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/store/driver"
	"github.com/batondesk/baton/store/postgres/pgtest"
)

func TestOthersHearWhatIsAnnounced(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	url := pgtest.URL(t)
	speaker, hearer := openTest(t, url), openTest(t, url)
	heard, ready := make(chan driver.Moved, 10_000), make(chan struct{})
	listening := make(chan error, 1)
	go func() {
		listening <- hearer.Listen(ctx, "hearer", func() { close(ready) }, func(moved []driver.Moved) {
			for _, m := range moved {
				heard <- m
			}
		})
	}()
	select {
	case <-ready:
	case err := <-listening:
		t.Fatal(err)
	}
	var said []driver.Moved
	for i := range 3000 { // many notifications
		said = append(said, driver.Moved{ID: conversation.ID(fmt.Sprintf("%d \x00'\n会话", i)), Seq: int64(i)})
	}
	tooLong := driver.Moved{ID: conversation.ID(strings.Repeat("x", wakeBytes)), Seq: 1}
	for _, announced := range []struct {
		owner string
		moved []driver.Moved
	}{
		{"hearer", []driver.Moved{{ID: "its own", Seq: 1}}}, {"speaker", nil}, {"speaker", append([]driver.Moved{tooLong}, said...)},
	} {
		if err := speaker.Announce(ctx, announced.owner, announced.moved); err != nil {
			t.Fatal(err)
		}
	}
	for i, want := range said {
		select {
		case got := <-heard:
			if diff := cmp.Diff(want, got); diff != "" {
				t.Fatalf("wake %d: (-said +heard)\n%s", i, diff)
			}
		case <-time.After(10 * time.Second):
			t.Fatalf("%d of %d were heard", i, len(said))
		}
	}
	stop()
	if err := <-listening; !errors.Is(err, context.Canceled) {
		t.Errorf("listening ended with %v", err)
	}
}

func TestListeningEndsWithItsConnection(t *testing.T) {
	db := openTest(t, pgtest.URL(t))
	listening, ready := make(chan error, 1), make(chan struct{})
	go func() { listening <- db.Listen(t.Context(), "me", func() { close(ready) }, func([]driver.Moved) {}) }()
	<-ready
	if _, err := exec(t.Context(), db.read(), `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'`); err != nil {
		t.Fatal(err)
	}
	if err := <-listening; !errors.Is(err, driver.ErrUnavailable) {
		t.Errorf("listening ended with %v", err)
	}
}

func openTest(t testing.TB, url string) *DB {
	t.Helper()
	db, err := Open(context.Background(), url, Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}
