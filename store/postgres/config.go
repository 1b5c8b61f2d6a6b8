package postgres

import (
	"context"
	"encoding/json"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/batondesk/baton/handoff"
	"github.com/batondesk/baton/people"
)

// selectConfig reads one version, 0 for the newest.
const selectConfig = `SELECT version, data FROM config WHERE version = coalesce(nullif($1, 0), (SELECT max(version) FROM config))`

// SaveConfig stores a new version of the configuration if it differs from the newest.
func (t cases) SaveConfig(ctx context.Context, c handoff.Config, actor string, at time.Time) (version int, err error) {
	data, err := json.Marshal(c)
	if err != nil {
		return 0, err
	}
	err = t.change(ctx, func(ctx context.Context, tx pgx.Tx) error {
		if err := lock(ctx, tx, "config"); err != nil {
			return err
		}
		var newest string
		version = 0
		if _, err := exists(row(ctx, tx, selectConfig, []any{0}, &version, &newest)); err != nil || newest == string(data) {
			return err
		}
		version++
		if _, err := exec(ctx, tx, `INSERT INTO config (version, at, author, data) VALUES ($1, $2, $3, $4)`, version, stamp(at), actor, string(data)); err != nil {
			return err
		}
		if err := record(ctx, tx, people.AuditEntry{At: at, Actor: actor, Action: "config.save", Object: "config", Detail: map[string]any{"version": version}}); err != nil {
			return err
		}
		return raise(ctx, tx, "config")
	})
	return version, err
}

// Config returns one version of the configuration, 0 for the newest.
func (t cases) Config(ctx context.Context, version int) (c handoff.Config, number int, err error) {
	var data []byte
	found, err := exists(row(ctx, t.read(), selectConfig, []any{version}, &number, &data))
	if err == nil && !found {
		name := "newest"
		if version != 0 {
			name = strconv.Itoa(version)
		}
		err = &handoff.NotFoundError{What: "configuration version", Name: name}
	}
	if err == nil {
		err = json.Unmarshal(data, &c)
	}
	return c, number, err
}

// lock makes those who change one kind of thing go one after the other, until the end of the transaction. It comes
// before anything else that the transaction locks, so that nobody who waits for it has what its holder needs.
func lock(ctx context.Context, s statements, name string) error {
	return row(ctx, s, `SELECT 1 FROM revision WHERE name = $1 FOR UPDATE`, []any{name}, new(int))
}
