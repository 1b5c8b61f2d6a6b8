package people

import (
	"context"
	"crypto/sha256"
	"errors"
	"slices"
	"strings"
)

// longestSecret in bytes; what is longer is wrong without being hashed.
const longestSecret = 256

// AuthenticateKey proves who shows a key's secret. Anything that is not right, whatever it is, is ErrUnauthenticated. The
// comparison is made, and takes as long, when there is nothing to compare with.
func (s *Service) AuthenticateKey(ctx context.Context, secret string) (Principal, error) {
	if len(secret) > longestSecret {
		return Principal{}, ErrUnauthenticated
	}
	revision, err := s.cache.check(ctx)
	if err != nil {
		return Principal{}, err
	}
	mark := fingerprint(sha256.Sum256([]byte(secret)))
	if who, ok := s.cache.find(mark); ok {
		return who, nil
	}
	who, hash, err := s.keySecret(ctx, secret)
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

// keySecret is whom the key that a secret names stands for, and the hash that the secret must have.
func (s *Service) keySecret(ctx context.Context, secret string) (Principal, string, error) {
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
	who := u.Principal()
	who.KeyID = k.ID
	who.Roles = slices.DeleteFunc(slices.Clone(k.Roles), func(r Role) bool { return !slices.Contains(u.Roles, r) })
	return who, nil
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
