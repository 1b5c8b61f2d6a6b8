package people

import (
	"context"
	"crypto/rand"
	"errors"
	"time"
)

// Session is a sign-in of a user that lasts. Whoever hands it out signs it; nothing of it is stored while it lasts. What
// is stored is its end: one by one the sessions that were ended early, and for each user how often all were ended at once.
type Session struct {
	ID         string    `json:"n"`
	UserID     string    `json:"u"`
	Generation int       `json:"g"` // the user's SessionsEnded when it began
	Until      time.Time `json:"e"`
}

func (s *Service) begin(u User, lasts time.Duration) Session {
	return Session{ID: rand.Text(), UserID: u.ID, Generation: u.SessionsEnded, Until: s.now().Add(lasts)}
}

// SignIn opens a session for whoever knows a user's login secret. Anything that is not right, whatever it is, is
// ErrUnauthenticated, and found out in the same time. Nothing is taken from memory: the secret and what the session is
// made of are read together, so that a session is never newer than the secret that opened it.
func (s *Service) SignIn(ctx context.Context, id, secret string, lasts time.Duration) (Session, Principal, error) {
	u, err := s.prove(ctx, id, secret)
	if err != nil {
		return Session{}, Principal{}, err
	}
	return s.begin(u, lasts), u.Principal(), nil
}

// prove is the user of that id, if the secret is right.
func (s *Service) prove(ctx context.Context, id, secret string) (User, error) {
	if len(secret) > longestSecret {
		return User{}, ErrUnauthenticated
	}
	u, hash, err := s.repo.UserSecret(ctx, id)
	var missing *NotFoundError
	if errors.As(err, &missing) || u.Disabled {
		hash = "" // the comparison is made all the same
	} else if err != nil {
		return User{}, err
	}
	right, err := s.hasher.matches(ctx, secret, hash)
	if err == nil && !right {
		err = ErrUnauthenticated
	}
	return u, err
}

// PrincipalOf is the user of a session; ErrUnauthenticated if it has ended, for whatever reason. What was ended elsewhere
// is known within recheckTime.
func (s *Service) PrincipalOf(ctx context.Context, session Session) (Principal, error) {
	if !s.o.Now().Before(session.Until) {
		return Principal{}, ErrUnauthenticated
	}
	u, err := s.User(ctx, session.UserID)
	var missing *NotFoundError
	switch {
	case errors.As(err, &missing):
		return Principal{}, ErrUnauthenticated
	case err != nil:
		return Principal{}, err
	case u.Disabled || u.SessionsEnded != session.Generation:
		return Principal{}, ErrUnauthenticated
	}
	ended, err := s.ended(ctx, session.ID)
	if err == nil && ended {
		err = ErrUnauthenticated
	}
	if err != nil {
		return Principal{}, err
	}
	return u.Principal(), nil
}

// ended reports whether a session was ended early. It is asked once per session and revision.
func (s *Service) ended(ctx context.Context, id string) (bool, error) {
	revision, err := s.cache.check(ctx)
	if err != nil {
		return false, err
	}
	if ended, known := s.cache.session(id); known {
		return ended, nil
	}
	ended, err := s.repo.SessionEnded(ctx, id)
	if err == nil {
		s.cache.rememberSession(revision, id, ended)
	}
	return ended, err
}

// SignOut ends a session, in every process.
func (s *Service) SignOut(ctx context.Context, session Session) error {
	err := s.repo.EndSession(ctx, session.ID, session.Until, s.ownEntry(session, "session.end"))
	s.cache.stale()
	return err
}

// SignOutEverywhere ends all sessions of the user of this one.
func (s *Service) SignOutEverywhere(ctx context.Context, session Session) error {
	_, err := s.changeOwn(ctx, session, "", "session.end_all")
	return err
}

// ChangeSecret gives the user of a session the login secret they chose: at least 12 characters. All their sessions end, and
// the one returned takes the place of this one. An *InvalidError says which of the two secrets is not right.
func (s *Service) ChangeSecret(ctx context.Context, session Session, current, chosen string, lasts time.Duration) (Session, error) {
	_, err := s.prove(ctx, session.UserID, current)
	switch {
	case errors.Is(err, ErrUnauthenticated):
		return Session{}, &InvalidError{"current", "is not your secret"}
	case err != nil:
		return Session{}, err
	case chosen == current:
		return Session{}, &InvalidError{"secret", "is the one that you have"}
	}
	if err := checkSecret(session.UserID, chosen); err != nil {
		return Session{}, err
	}
	hash, err := s.hasher.hash(ctx, chosen)
	if err != nil {
		return Session{}, err
	}
	u, err := s.changeOwn(ctx, session, hash, "user.secret")
	if err != nil {
		return Session{}, err
	}
	return s.begin(u, lasts), nil
}

// changeOwn ends all sessions of a user on their own request, and sets another secret if there is a hash of one.
func (s *Service) changeOwn(ctx context.Context, session Session, hash, action string) (u User, err error) {
	defer s.cache.stale()
	for range 5 { // somebody else may change the user at the same moment
		if u, err = s.repo.User(ctx, session.UserID); err != nil {
			return u, err
		}
		if u.SessionsEnded != session.Generation { // this session has ended meanwhile, perhaps with a secret that is not known here
			return u, ErrUnauthenticated
		}
		if hash != "" {
			u.SecretAt = s.now()
		}
		u.SessionsEnded++
		u.Version++
		if err = s.repo.UpdateUser(ctx, u, hash, s.ownEntry(session, action)); !errors.Is(err, ErrConflict) {
			break
		}
	}
	return u, err
}

func (s *Service) ownEntry(session Session, action string) AuditEntry {
	return s.entry(Principal{ID: session.UserID}, action, session.UserID, nil)
}
