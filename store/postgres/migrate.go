package postgres

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/database"
)

// Migrations run while the version before still serves, so they only add: a column with a default, a table, an index (of a
// large table with CREATE INDEX CONCURRENTLY, in a file of its own with "-- +goose NO TRANSACTION"). What nobody uses any
// more goes one version later.
//
//go:embed migrations/*.sql
var migrations embed.FS

// migrationLock is held by the one that migrates.
const migrationLock = 0x6261746f6e02 // "baton", 2

// migrate brings the tables up to date; of several servers that start at once one does it.
func migrate(ctx context.Context, pool *pgxpool.Pool) error {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	sql := stdlib.OpenDBFromPool(pool)
	defer sql.Close()
	provider, err := goose.NewProvider(goose.DialectPostgres, sql, files, goose.WithLogger(goose.NopLogger()))
	if err != nil {
		return err
	}
	if current, err := upToDate(ctx, provider, pool); current || err != nil {
		return err
	}
	conn, err := pool.Acquire(ctx)
	if err != nil {
		return err
	}
	defer conn.Release()
	// Asking again and again instead of waiting in the database: a waiting statement would hold up the making of an index
	// beside traffic for ever.
	for held := false; !held; {
		if err := conn.QueryRow(ctx, `SELECT pg_try_advisory_lock($1)`, int64(migrationLock)).Scan(&held); err != nil {
			return err
		}
		if held {
			break
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(50 * time.Millisecond):
		}
	}
	_, err = provider.Up(ctx)
	if code(err) == "42501" { // insufficient privilege
		err = fmt.Errorf("run baton migrate first, as the role that owns the tables: %w", err)
	}
	_, unlock := conn.Exec(context.WithoutCancel(ctx), `SELECT pg_advisory_unlock($1)`, int64(migrationLock))
	return errors.Join(err, unlock)
}

// upToDate spares a server that finds nothing to do the lock and the table of versions.
func upToDate(ctx context.Context, provider *goose.Provider, pool *pgxpool.Pool) (bool, error) {
	var there bool
	if err := pool.QueryRow(ctx, `SELECT to_regclass($1) IS NOT NULL`, goose.DefaultTablename).Scan(&there); err != nil || !there {
		return false, err
	}
	pending, err := provider.HasPending(ctx)
	if errors.Is(err, database.ErrVersionNotFound) {
		return false, nil
	}
	return !pending, err
}
