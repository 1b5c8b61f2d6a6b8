package sqlite

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"
	"time"

	"github.com/pressly/goose/v3"
)

//go:embed migrations/*.sql
var migrations embed.FS

// migrate brings the tables up to date. Several processes may do so at once: each migration is one transaction that
// takes the write lock first, so one of them wins and the others find it done when they look again. Turning a new file to
// WAL mode, which the first connection does, is refused at once while another process does it, without waiting: so it is
// tried again here, as long as a write would wait.
func migrate(ctx context.Context, db *sql.DB) error {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	if _, err := db.ExecContext(ctx, "PRAGMA schema_version"); err != nil && !isBusy(err) {
		return err // not a database
	}
	start := time.Now()
	for tries := 1; ; tries++ {
		err := up(ctx, db, files)
		if err == nil || !isBusy(err) && tries == 20 || time.Since(start) > lockWait {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(50 * time.Millisecond):
		}
	}
}

func up(ctx context.Context, db *sql.DB, files fs.FS) error {
	provider, err := goose.NewProvider(goose.DialectSQLite3, db, files, goose.WithLogger(goose.NopLogger()))
	if err != nil {
		return err
	}
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	return nil
}
