package sqlite

import (
	"context"
	"encoding/json"

	"github.com/batondesk/baton/people"
)

// AddCustomer stores a new customer.
func (t register) AddCustomer(ctx context.Context, c people.Customer, a people.AuditEntry) error {
	data, err := json.Marshal(c)
	if err != nil {
		return err
	}
	return t.noted(ctx, a, func(ctx context.Context, s *statements) error {
		n, err := s.exec(ctx, `INSERT INTO customer (id, version, data) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`, c.ID, c.Version, string(data))
		if err != nil {
			return err
		}
		if n == 0 {
			return &people.ExistsError{What: "customer", ID: c.ID}
		}
		return identify(ctx, s, c)
	})
}

// UpdateCustomer replaces a customer.
func (t register) UpdateCustomer(ctx context.Context, c people.Customer, a people.AuditEntry) error {
	data, err := json.Marshal(c)
	if err != nil {
		return err
	}
	return t.noted(ctx, a, func(ctx context.Context, s *statements) error {
		n, err := s.exec(ctx, `UPDATE customer SET version = ?, data = ? WHERE id = ? AND version = ?`, c.Version, string(data), c.ID, c.Version-1)
		if err != nil {
			return err
		}
		if n == 0 {
			if _, err := customer(ctx, s, `id = ?`, c.ID); err != nil {
				return err
			}
			return people.ErrConflict
		}
		return identify(ctx, s, c)
	})
}

// identify makes a verified customer findable by exactly its identities.
func identify(ctx context.Context, s *statements, c people.Customer) error {
	if _, err := s.exec(ctx, `DELETE FROM identity WHERE customer = ?`, c.ID); err != nil || !c.Verified {
		return err
	}
	for _, i := range c.Identities {
		var owner string
		taken, err := exists(s.row(ctx, `SELECT customer FROM identity WHERE channel = ? AND external_id = ?`, []any{i.Channel, i.ExternalID}, &owner))
		switch {
		case err != nil:
			return err
		case taken && owner != c.ID:
			return &people.ExistsError{What: "customer", ID: i.Channel + ":" + i.ExternalID}
		case taken: // named twice
			continue
		}
		if _, err := s.exec(ctx, `INSERT INTO identity (channel, external_id, customer) VALUES (?, ?, ?)`, i.Channel, i.ExternalID, c.ID); err != nil {
			return err
		}
	}
	return nil
}

// Customer returns one customer.
func (t register) Customer(ctx context.Context, id string) (people.Customer, error) {
	return customer(ctx, t.read(), `id = ?`, id)
}

// VerifiedCustomer finds the verified customer with an identity.
func (t register) VerifiedCustomer(ctx context.Context, i people.Identity) (people.Customer, error) {
	return customer(ctx, t.read(), `id = (SELECT customer FROM identity WHERE channel = ? AND external_id = ?)`, i.Channel, i.ExternalID)
}

// customer reads the one that a condition names; the last of its arguments names it in the error.
func customer(ctx context.Context, s *statements, condition string, args ...any) (c people.Customer, err error) {
	var data []byte
	found, err := exists(s.row(ctx, `SELECT data FROM customer WHERE `+condition, args, &data))
	if err == nil && !found {
		err = &people.NotFoundError{What: "customer", ID: args[len(args)-1].(string)}
	}
	if err == nil {
		err = json.Unmarshal(data, &c)
	}
	return c, err
}
