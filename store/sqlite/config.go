package sqlite

import (
	"context"
	"encoding/json"
	"strconv"
	"time"

	"github.com/batondesk/baton/handoff"
)

// selectConfig reads one version, 0 for the newest.
const selectConfig = `SELECT version, data FROM config WHERE version = coalesce(nullif(?, 0), (SELECT max(version) FROM config))`

// SaveConfig stores a new version of the configuration if it differs from the newest.
func (t cases) SaveConfig(ctx context.Context, c handoff.Config, actor string, at time.Time) (version int, err error) {
	data, err := json.Marshal(c)
	if err != nil {
		return 0, err
	}
	err = t.change(ctx, func(ctx context.Context, s *statements) error {
		var newest string
		if _, err := exists(s.row(ctx, selectConfig, []any{0}, &version, &newest)); err != nil || newest == string(data) {
			return err
		}
		version++
		if _, err := s.exec(ctx, `INSERT INTO config (version, at, author, data) VALUES (?, ?, ?, ?)`, version, millis(at), actor, string(data)); err != nil {
			return err
		}
		if err := record(ctx, s, at, actor, "config.save", "config", map[string]any{"version": version}); err != nil {
			return err
		}
		return raise(ctx, s, "config")
	})
	return version, err
}

// Config returns one version of the configuration, 0 for the newest.
func (t cases) Config(ctx context.Context, version int) (c handoff.Config, number int, err error) {
	var data []byte
	found, err := exists(t.read().row(ctx, selectConfig, []any{version}, &number, &data))
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
