package sqlite

import (
	"context"
	"database/sql"

	"github.com/batondesk/baton/store/driver"
)

// Spending is what model services were used for.
func (t tables) Spending() driver.Spending { return spending{t} }

type spending struct{ tables }

// AddSpend adds to the sums of a day.
func (t spending) AddSpend(ctx context.Context, day string, spent []driver.Spend) (sums []driver.Spend, err error) {
	if len(spent) == 0 {
		return t.spent(ctx, t.read(), day)
	}
	err = t.change(ctx, func(ctx context.Context, s *statements) error {
		for _, e := range spent {
			if _, err := s.exec(ctx, `INSERT INTO spend (day, endpoint, calls, prompt, completion, cost) VALUES (?, ?, ?, ?, ?, ?)
				ON CONFLICT (day, endpoint) DO UPDATE SET calls = calls + excluded.calls, prompt = prompt + excluded.prompt,
				completion = completion + excluded.completion, cost = cost + excluded.cost`,
				day, e.Endpoint, e.Calls, e.Prompt, e.Completion, e.Cost); err != nil {
				return err
			}
		}
		sums, err = t.spent(ctx, s, day)
		return err
	})
	return sums, err
}

func (t spending) spent(ctx context.Context, s *statements, day string) ([]driver.Spend, error) {
	return all(ctx, s, func(rows *sql.Rows) (e driver.Spend, err error) {
		err = rows.Scan(&e.Endpoint, &e.Calls, &e.Prompt, &e.Completion, &e.Cost)
		return e, err
	}, `SELECT endpoint, calls, prompt, completion, cost FROM spend WHERE day = ? ORDER BY endpoint`, day)
}
