package people

import (
	"context"
	"crypto/sha256"
	"errors"
	"slices"
	"strings"
	"time"
)

// longestSecret in bytes; what is longer is wrong without being hashed.
const longestSecret = 256

// AuthenticateKey proves who shows a key's secret. Anything that is not right, whatever it is, is ErrUnauthenticated.
func (s *Service) AuthenticateKey(ctx context.Context, secret string) (Principal, error) {
	return s.authenticate(ctx, "key", secret, func() (Principal, string, error) {
		id, ok := keyIDOf(secret)
		if !ok {
			return Principal{}, "", &NotFoundError{"key", ""}
		}
		k, hash, err := s.repo.KeySecret(ctx, id)
		if err != nil {
			return Principal{}, "", err
		}
		who, err := s.keyPrincipal(ctx, k)
		return who, hash, err
	})
}

// keyPrincipal is who a key stands for; a *NotFoundError if it stands for nobody any more.
func (s *Service) keyPrincipal(ctx context.Context, k Key) (Principal, error) {
	if !k.RevokedAt.IsZero() {
		return Principal{}, &NotFoundError{"key", k.ID}
	}
	if k.UserID == "" {
		return Principal{ID: keyPrincipal + k.ID, Name: k.Name, Roles: k.Roles, KeyID: k.ID}, nil
	}
	u, err := s.repo.User(ctx, k.UserID)
	if err != nil {
		return Principal{}, err
	}
	if u.Disabled {
		return Principal{}, &NotFoundError{"user", k.UserID}
	}
	who := u.principal()
	who.KeyID = k.ID
	who.Roles = slices.DeleteFunc(slices.Clone(k.Roles), func(r Role) bool { return !slices.Contains(u.Roles, r) })
	return who, nil
}

// AuthenticateUser proves who signs in with a login name and secret.
func (s *Service) AuthenticateUser(ctx context.Context, id, secret string) (Principal, error) {
	return s.authenticate(ctx, "user\x00"+id, secret, func() (Principal, string, error) {
		u, hash, err := s.repo.UserSecret(ctx, id)
		if err == nil && u.Disabled {
			err = &NotFoundError{"user", id}
		}
		return u.principal(), hash, err
	})
}

// authenticate compares a secret with the one that look finds. The comparison is made, and takes as long, when there is
// nothing to compare with.
func (s *Service) authenticate(ctx context.Context, kind, secret string, look func() (Principal, string, error)) (Principal, error) {
	if len(secret) > longestSecret {
		return Principal{}, ErrUnauthenticated
	}
	revision, err := s.cache.check(ctx)
	if err != nil {
		return Principal{}, err
	}
	mark := fingerprint(sha256.Sum256([]byte(kind + "\x00" + secret)))
	if who, ok := s.cache.find(mark); ok {
		return who, nil
	}
	who, hash, err := look()
	var missing *NotFoundError
	if errors.As(err, &missing) {
		hash = ""
	} else if err != nil {
		return Principal{}, err
	}
	right, err := s.hasher.matches(ctx, secret, hash)
	if err != nil {
		return Principal{}, err
	}
	if !right {
		return Principal{}, ErrUnauthenticated
	}
	s.cache.remember(revision, mark, who)
	return who, nil
}

// PrincipalOf is the user of a session that was begun at that time; ErrUnauthenticated if the user is gone or disabled,
// or has a new secret since.
func (s *Service) PrincipalOf(ctx context.Context, userID string, begun time.Time) (Principal, error) {
	u, err := s.User(ctx, userID)
	var missing *NotFoundError
	switch {
	case errors.As(err, &missing):
		return Principal{}, ErrUnauthenticated
	case err != nil:
		return Principal{}, err
	case u.Disabled || begun.Before(u.SecretAt):
		return Principal{}, ErrUnauthenticated
	}
	return u.principal(), nil
}

// Active reports whether somebody still works here: a user who is not disabled, or a key that stands for itself and is
// not revoked. When that cannot be read the answer is no.
func (s *Service) Active(ctx context.Context, id string) bool {
	if keyID, ok := strings.CutPrefix(id, keyPrincipal); ok {
		k, _, err := s.repo.KeySecret(ctx, keyID)
		return err == nil && k.RevokedAt.IsZero()
	}
	u, err := s.User(ctx, id)
	return err == nil && !u.Disabled
}
