package postgres

import (
	"context"
	"encoding/json"

	"github.com/jackc/pgx/v5"

	"github.com/batondesk/baton/people"
)

// AddCustomer stores a new customer.
func (t register) AddCustomer(ctx context.Context, c people.Customer, a people.AuditEntry) error {
	data, err := json.Marshal(c)
	if err != nil {
		return err
	}
	return t.change(ctx, func(ctx context.Context, tx pgx.Tx) error {
		n, err := exec(ctx, tx, `INSERT INTO customer (id, version, data) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`, c.ID, c.Version, string(data))
		if err != nil {
			return err
		}
		if n == 0 {
			return &people.ExistsError{What: "customer", ID: c.ID}
		}
		if c.Verified {
			if err := identify(ctx, tx, c); err != nil {
				return err
			}
		}
		return record(ctx, tx, a)
	})
}

// UpdateCustomer replaces a customer.
func (t register) UpdateCustomer(ctx context.Context, c people.Customer, a people.AuditEntry) error {
	data, err := json.Marshal(c)
	if err != nil {
		return err
	}
	return t.change(ctx, func(ctx context.Context, tx pgx.Tx) error {
		n, err := exec(ctx, tx, `UPDATE customer SET version = $1, data = $2 WHERE id = $3 AND version = $4`, c.Version, string(data), c.ID, c.Version-1)
		if err != nil {
			return err
		}
		if n == 0 {
			if _, err := customer(ctx, tx, `id = $1`, c.ID); err != nil {
				return err
			}
			return people.ErrConflict
		}
		if err := identify(ctx, tx, c); err != nil {
			return err
		}
		return record(ctx, tx, a)
	})
}

// identify makes a verified customer findable by exactly its identities. What is there is locked, and what is new is
// written, in one order by everybody, so that two customers who take over each other's identities do not deadlock. An
// identity that somebody else is just writing is waited for: it is found taken, or free again.
func identify(ctx context.Context, s statements, c people.Customer) error {
	var channels, ids []string
	if c.Verified {
		for _, i := range c.Identities {
			channels, ids = append(channels, i.Channel), append(ids, i.ExternalID)
		}
	}
	const wanted = `(SELECT * FROM unnest($2::text[], $3::text[]))`
	for _, step := range []string{
		`SELECT 1 FROM identity WHERE (channel, external_id) IN (SELECT channel, external_id FROM identity WHERE customer = $1 UNION ` + wanted + `)
			ORDER BY channel, external_id FOR UPDATE`,
		`DELETE FROM identity WHERE customer = $1 AND (channel, external_id) NOT IN ` + wanted,
		`INSERT INTO identity (channel, external_id, customer)
			SELECT DISTINCT channel COLLATE "C", id COLLATE "C", $1::text FROM ` + wanted + ` AS w(channel, id) ORDER BY 1, 2 ON CONFLICT DO NOTHING`,
	} {
		if _, err := exec(ctx, s, step, c.ID, channels, ids); err != nil {
			return err
		}
	}
	var channel, id string
	taken, err := exists(row(ctx, s, `SELECT channel, external_id FROM identity WHERE customer <> $1 AND (channel, external_id) IN `+wanted+` LIMIT 1`,
		[]any{c.ID, channels, ids}, &channel, &id))
	if err == nil && taken {
		err = &people.ExistsError{What: "customer", ID: channel + ":" + id}
	}
	return err
}

// Customer returns one customer.
func (t register) Customer(ctx context.Context, id string) (people.Customer, error) {
	return customer(ctx, t.read(), `id = $1`, id)
}

// VerifiedCustomer finds the verified customer with an identity.
func (t register) VerifiedCustomer(ctx context.Context, i people.Identity) (people.Customer, error) {
	return customer(ctx, t.read(), `id = (SELECT customer FROM identity WHERE channel = $1 AND external_id = $2)`, i.Channel, i.ExternalID)
}

// customer reads the one that a condition names; the last of its arguments names it in the error.
func customer(ctx context.Context, s statements, condition string, args ...any) (c people.Customer, err error) {
	var data []byte
	found, err := exists(row(ctx, s, `SELECT data FROM customer WHERE `+condition, args, &data))
	if err == nil && !found {
		err = &people.NotFoundError{What: "customer", ID: args[len(args)-1].(string)}
	}
	if err == nil {
		err = json.Unmarshal(data, &c)
	}
	return c, err
}
