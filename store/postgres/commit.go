package postgres

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/store/driver"
)

// Commit writes the group in one round trip and one transaction: a pipeline whose main statement (save) takes all changes
// as columns, finds out which are to be refused, and writes the others. What goes with a change beside its row and events
// follows for those rows that the transaction has written. A failure of the database itself undoes the group, whose
// members then get a transaction each, since one of them may be the cause.
//
// A database that is lost on the way is not asked again: whether the group is on record is then not known.
func (db *DB) Commit(ctx context.Context, group []*driver.Change) []error {
	errs, failed := db.commit(ctx, group)
	switch {
	case failed == nil:
		return errs
	case len(group) == 1 && unlucky(failed):
		failed = fmt.Errorf("%w: %w", conversation.ErrBusy, failed)
	case len(group) > 1 && !errors.Is(failed, driver.ErrUnavailable):
		for i := range group {
			if i > 0 && errors.Is(errs[i-1], driver.ErrUnavailable) {
				errs[i] = errs[i-1]
				continue
			}
			errs[i] = db.Commit(ctx, group[i:i+1])[0]
		}
		return errs
	}
	for i, c := range group {
		errs[i] = fmt.Errorf("store conversation %s: %w", c.Row.ID, failed)
	}
	return errs
}

func (db *DB) commit(ctx context.Context, group []*driver.Change) (errs []error, err error) {
	errs = make([]error, len(group))
	defer func() {
		if errors.Is(err, context.Canceled) { // half-way: who cancels a commit does not know what became of it
			err = driver.ErrUnavailable
		}
		err = failed(err)
	}()
	ctx, cancel := context.WithTimeout(ctx, db.wait)
	defer cancel()

	pipeline := &pgx.Batch{}
	args, has := saveArgs(group)
	if has.sources {
		pipeline.Queue(`SELECT pg_advisory_xact_lock_shared($1)`, int64(knowledgeLock))
	}
	pipeline.Queue(save(has), args...)
	saved := pipeline.Len() - 1
	blanked, err := blankArgs(group)
	if err != nil {
		return errs, err
	}
	for _, rest := range []struct {
		statement string
		args      []any
	}{{saveCases, caseArgs(group)}, {addDeliveries, deliveryArgs(group)}, {blank, blanked}} {
		if rest.args != nil {
			pipeline.Queue(rest.statement, rest.args...)
		}
	}

	results := db.commits.SendBatch(ctx, pipeline)
	defer func() { err = errors.Join(err, results.Close()) }()
	for i := range pipeline.Len() {
		if i != saved {
			if _, err := results.Exec(); err != nil {
				return errs, err
			}
			continue
		}
		if err := readVerdicts(results, group, errs); err != nil {
			return errs, err
		}
	}
	return errs, nil
}

// readVerdicts reads what became of each change.
func readVerdicts(results pgx.BatchResults, group []*driver.Change, errs []error) error {
	for i := range group {
		errs[i] = conversation.ErrConflict
	}
	rows, err := results.Query()
	if err != nil {
		return err
	}
	var (
		verdict string
		n       int
		ref     int64
	)
	_, err = pgx.ForEachRow(rows, []any{&verdict, &n, &ref}, func() error {
		switch verdict {
		case "written":
			group[n].Row.Ref, errs[n] = ref, nil
		case "taken":
			errs[n] = driver.ErrKeyTaken
		case "withdrawn":
			errs[n] = &conversation.SourceWithdrawnError{Source: group[n].Sources[ref]}
		}
		return nil
	})
	return err
}
