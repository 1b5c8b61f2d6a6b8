package sqlite

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// Backup writes the database at path to a new file (mode 0600) and checks what it wrote. Others may go on reading and
// writing: the file is the database as it was at one moment. It is smaller than the original where things were deleted,
// and without the bytes of what was redacted.
func Backup(ctx context.Context, path, to string) error {
	if _, err := versionOf(ctx, path); err != nil {
		return fmt.Errorf("back up %s: %w", path, err)
	}
	if err := copyFile(ctx, path, to); err != nil {
		return fmt.Errorf("back up %s: %w", path, err)
	}
	return nil
}

// Restore makes the database at path from a backup: as a new file, which must not be there yet. The backup must be sound
// and not of a newer version.
func Restore(ctx context.Context, backup, path string) error {
	if err := restore(ctx, backup, path); err != nil {
		return fmt.Errorf("restore %s: %w", backup, err)
	}
	return nil
}

func restore(ctx context.Context, backup, path string) error {
	for _, file := range []string{path, path + "-wal", path + "-shm"} { // SQLite would apply a log that is left of another database
		if _, err := os.Lstat(file); err == nil {
			return fmt.Errorf("%s is there already: move it away, or choose another folder", file)
		} else if !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	if _, err := outdated(ctx, backup); err != nil {
		return err
	}
	if err := sound(ctx, backup); err != nil {
		return fmt.Errorf("it is damaged: %w", err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	return copyFile(ctx, backup, path)
}

// copyFile writes a database to a new file, all of it or none: it appears under its name when it is complete, sound and
// on disk.
func copyFile(ctx context.Context, from, to string) (err error) {
	if _, err := os.Lstat(to); !errors.Is(err, os.ErrNotExist) {
		if err == nil {
			err = fmt.Errorf("%s is there already; it is not overwritten", to)
		}
		return err
	}
	unfinished, err := os.CreateTemp(filepath.Dir(to), filepath.Base(to)+".unfinished-*") // mode 0600
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(unfinished.Name()))
		}
	}()
	err = errors.Join(vacuumInto(ctx, from, unfinished.Name()), unfinished.Sync(), unfinished.Close())
	if err != nil {
		return err
	}
	if err := sound(ctx, unfinished.Name()); err != nil {
		return fmt.Errorf("what was written is damaged: %w", err)
	}
	if err := os.Rename(unfinished.Name(), to); err != nil {
		return err
	}
	if folder, err := os.Open(filepath.Dir(to)); err == nil {
		_ = folder.Sync() // its new name; some systems cannot, or need not
		_ = folder.Close()
	}
	return nil
}

func vacuumInto(ctx context.Context, from, to string) error {
	db, err := connectToRead(from)
	if err != nil {
		return err
	}
	_, err = db.ExecContext(ctx, `VACUUM INTO ?`, to)
	return errors.Join(err, db.Close())
}

// sound checks every page and index of a database file.
func sound(ctx context.Context, path string) error {
	db, err := connectToRead(path)
	if err != nil {
		return err
	}
	defer db.Close()
	var verdict string
	if err := db.QueryRowContext(ctx, `PRAGMA integrity_check(1)`).Scan(&verdict); err != nil {
		return err
	}
	if verdict != "ok" {
		return errors.New(verdict)
	}
	return nil
}
