package people

import (
	"context"
	"errors"
	"slices"
	"strings"
)

// keyPrincipal begins the id of a principal that is a key without a user.
const keyPrincipal = "key-"

// NewKey is what a key is made of.
type NewKey struct {
	ID     string // empty: a random one
	Name   string
	Roles  []Role // empty: those of the user
	UserID string // the user that the key acts as; empty: the key stands for itself
}

// CreateKey makes a key and returns its secret, which is not kept and cannot be shown again. Making the same key again
// returns the one that exists without a secret; another one of that id is an *ExistsError.
func (s *Service) CreateKey(ctx context.Context, actor Principal, n NewKey) (Key, string, error) {
	if err := errors.Join(actor.Require(ManagePeople), checkName(n.Name)); err != nil {
		return Key{}, "", err
	}
	if strings.TrimSpace(n.Name) == "" {
		return Key{}, "", &InvalidError{"name", "a key needs a name, to know it again"}
	}
	if n.UserID != "" {
		u, err := s.repo.User(ctx, n.UserID)
		if err != nil {
			return Key{}, "", err
		}
		if err := actor.mayManage(u.Roles); err != nil {
			return Key{}, "", err
		}
		if len(n.Roles) == 0 {
			n.Roles = u.Roles
		}
	}
	if err := errors.Join(checkRoles(n.Roles), actor.mayManage(n.Roles)); err != nil {
		return Key{}, "", err
	}
	if n.ID == "" {
		var err error
		if n.ID, err = randomText(s.o.Rand, idBytes); err != nil {
			return Key{}, "", err
		}
	}
	if !keyIDShape.MatchString(n.ID) || n.ID == loginKeyID {
		return Key{}, "", &InvalidError{"id", "a key's id is 1 to 64 lower-case letters, digits and -"}
	}
	secret, hash, err := s.makeSecret(ctx, n.ID)
	if err != nil {
		return Key{}, "", err
	}
	k := Key{ID: n.ID, Name: n.Name, Roles: sortRoles(n.Roles), UserID: n.UserID, CreatedBy: actor.ID, CreatedAt: s.now()}
	detail := map[string]any{"name": k.Name, "roles": k.Roles, "user_id": k.UserID}
	err = s.repo.AddKey(ctx, k, hash, s.entry(actor, "key.create", k.ID, detail))
	var exists *ExistsError
	if errors.As(err, &exists) {
		before, _, again := s.repo.KeySecret(ctx, n.ID)
		if again == nil && before.Name == k.Name && before.UserID == k.UserID && slices.Equal(before.Roles, k.Roles) {
			return before, "", nil
		}
	}
	s.cache.stale()
	if err != nil {
		return Key{}, "", err
	}
	return k, secret, nil
}

// RevokeKey ends a key. It stops working within a second everywhere.
func (s *Service) RevokeKey(ctx context.Context, actor Principal, id string) error {
	if err := actor.Require(ManagePeople); err != nil {
		return err
	}
	k, _, err := s.repo.KeySecret(ctx, id)
	if err != nil {
		return err
	}
	if err := actor.mayManage(k.Roles); err != nil {
		return err
	}
	err = s.repo.RevokeKey(ctx, id, s.now(), s.entry(actor, "key.revoke", id, nil))
	s.cache.stale()
	return err
}

// Keys lists keys by id, revoked ones too; next is the id to go on after, or empty on the last page.
func (s *Service) Keys(ctx context.Context, actor Principal, after string, limit int) (keys []Key, next string, err error) {
	if err := actor.Require(ManagePeople); err != nil {
		return nil, "", err
	}
	limit = page(limit)
	keys, err = s.repo.Keys(ctx, after, limit)
	if len(keys) == limit {
		next = keys[limit-1].ID
	}
	return keys, next, err
}
