package postgres

import (
	"context"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/batondesk/baton/store/driver"
)

// Spending is what model services were used for.
func (t tables) Spending() driver.Spending { return spending{t} }

type spending struct{ tables }

// AddSpend adds to the sums of a day. Rows are locked in one order, since servers do this at the same time.
func (t spending) AddSpend(ctx context.Context, day string, spent []driver.Spend) (sums []driver.Spend, err error) {
	if len(spent) == 0 {
		return t.spent(ctx, t.read(), day)
	}
	spent = slices.SortedFunc(slices.Values(spent), func(a, b driver.Spend) int { return strings.Compare(a.Endpoint, b.Endpoint) })
	err = t.change(ctx, func(ctx context.Context, tx pgx.Tx) error {
		for _, e := range spent {
			if _, err := exec(ctx, tx, `INSERT INTO spend AS s (day, endpoint, calls, prompt, completion, cost) VALUES ($1, $2, $3, $4, $5, $6)
				ON CONFLICT (day, endpoint) DO UPDATE SET calls = s.calls + excluded.calls, prompt = s.prompt + excluded.prompt,
				completion = s.completion + excluded.completion, cost = s.cost + excluded.cost`,
				day, e.Endpoint, e.Calls, e.Prompt, e.Completion, e.Cost); err != nil {
				return err
			}
		}
		sums, err = t.spent(ctx, tx, day)
		return err
	})
	return sums, err
}

func (t spending) spent(ctx context.Context, s statements, day string) ([]driver.Spend, error) {
	return all(ctx, s, func(row pgx.CollectableRow) (e driver.Spend, err error) {
		err = row.Scan(&e.Endpoint, &e.Calls, &e.Prompt, &e.Completion, &e.Cost)
		return e, err
	}, `SELECT endpoint, calls, prompt, completion, cost FROM spend WHERE day = $1 ORDER BY endpoint`, day)
}
