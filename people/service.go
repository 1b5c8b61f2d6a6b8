package people

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Options configures a Service.
type Options struct {
	IdentitySecret []byte           // signs customers' identities; empty: no identity can be verified
	IdentityMaxAge time.Duration    // how old a signature may be; 0: 24 hours
	Now            func() time.Time // nil: time.Now
	Rand           io.Reader        // nil: crypto/rand
}

// Service is the people of one business. It is safe for concurrent use; any number of processes share a Repository.
type Service struct {
	repo   Repository
	o      Options
	hasher *hasher
	cache  *cache
}

// New makes the service over a repository.
func New(repo Repository, o Options) *Service {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Rand == nil {
		o.Rand = rand.Reader
	}
	if o.IdentityMaxAge == 0 {
		o.IdentityMaxAge = 24 * time.Hour
	}
	return &Service{repo: repo, o: o, hasher: newHasher(o.Rand), cache: &cache{revision: repo.Revision, now: o.Now}}
}

func (s *Service) now() time.Time { return s.o.Now().UTC().Truncate(time.Millisecond) }

func (s *Service) entry(actor Principal, action, object string, detail map[string]any) AuditEntry {
	return AuditEntry{At: s.now(), Actor: actor.ID, Action: action, Object: object, Detail: detail}
}

// NewUser is what a user is made of.
type NewUser struct {
	ID     string // login name
	Name   string // empty: the ID
	Roles  []Role
	Secret string // to log in with; empty: one is made
}

// AddUser adds a user and returns the login secret, which is kept only as a hash and cannot be shown again. Adding the same user
// again returns the one that exists without a secret; another one of that id is an *ExistsError.
func (s *Service) AddUser(ctx context.Context, actor Principal, n NewUser) (User, string, error) {
	if err := errors.Join(actor.mayManage(n.Roles), checkUserID(n.ID), checkRoles(n.Roles), checkName(n.Name)); err != nil {
		return User{}, "", err
	}
	if n.Name == "" {
		n.Name = n.ID
	}
	secret, hash, err := s.loginSecret(ctx, n.ID, n.Secret)
	if err != nil {
		return User{}, "", err
	}
	now := s.now()
	u := User{ID: n.ID, Name: n.Name, Roles: sortRoles(n.Roles), CreatedAt: now, SecretAt: now, Version: 1}
	err = s.repo.AddUser(ctx, u, hash, s.entry(actor, "user.add", u.ID, map[string]any{"name": u.Name, "roles": u.Roles}))
	var exists *ExistsError
	if errors.As(err, &exists) {
		if before, again := s.repo.User(ctx, n.ID); again == nil && before.Name == u.Name && slices.Equal(before.Roles, u.Roles) {
			return before, "", nil
		}
	}
	s.cache.stale()
	return u, secret, err
}

// UserChange is what to change of a user; nil leaves it.
type UserChange struct {
	Name     *string
	Roles    []Role
	Disabled *bool
}

// UpdateUser changes a user. ErrConflict says that somebody else changed the user at the same moment.
func (s *Service) UpdateUser(ctx context.Context, actor Principal, id string, ch UserChange) (User, error) {
	if err := actor.Require(ManagePeople); err != nil {
		return User{}, err
	}
	u, err := s.repo.User(ctx, id)
	if err != nil {
		return User{}, err
	}
	if err := actor.mayManage(u.Roles, ch.Roles); err != nil {
		return User{}, err
	}
	if ch.Roles != nil && actor.ID == id {
		if err := actor.Require(ManageAdmins); err != nil { // else whoever manages people could do anything
			return User{}, err
		}
	}
	detail := map[string]any{}
	if ch.Name != nil {
		if err := checkName(*ch.Name); err != nil {
			return User{}, err
		}
		u.Name = *ch.Name
		detail["name"] = u.Name
	}
	if ch.Roles != nil {
		if err := checkRoles(ch.Roles); err != nil {
			return User{}, err
		}
		u.Roles = sortRoles(ch.Roles)
		detail["roles"] = u.Roles
	}
	if ch.Disabled != nil {
		if u.Disabled = *ch.Disabled; u.Disabled {
			u.SessionsEnded++ // they do not come back when the user does
		}
		detail["disabled"] = u.Disabled
	}
	u.Version++
	err = s.repo.UpdateUser(ctx, u, "", s.entry(actor, "user.update", u.ID, detail))
	s.cache.stale()
	return u, err
}

// ResetSecret gives a user a new login secret. The old one and every session made with it stop working. Users may do it
// for themselves.
func (s *Service) ResetSecret(ctx context.Context, actor Principal, id string) (string, error) {
	if actor.ID != id || actor.KeyID != "" {
		if err := actor.Require(ManagePeople); err != nil {
			return "", err
		}
	}
	u, err := s.repo.User(ctx, id)
	if err != nil {
		return "", err
	}
	if actor.ID != id || actor.KeyID != "" {
		if err := actor.mayManage(u.Roles); err != nil {
			return "", err
		}
	}
	secret, hash, err := s.makeSecret(ctx, loginKeyID)
	if err != nil {
		return "", err
	}
	u.SecretAt = s.now()
	u.SessionsEnded++
	u.Version++
	err = s.repo.UpdateUser(ctx, u, hash, s.entry(actor, "user.secret", u.ID, nil))
	s.cache.stale()
	if err != nil {
		return "", err
	}
	return secret, nil
}

// User returns a *NotFoundError if there is none.
func (s *Service) User(ctx context.Context, id string) (User, error) {
	revision, err := s.cache.check(ctx)
	if err != nil {
		return User{}, err
	}
	if u, ok := s.cache.user(id); ok {
		return u, nil
	}
	u, err := s.repo.User(ctx, id)
	if err == nil {
		s.cache.rememberUser(revision, u)
	}
	return u, err
}

// Users lists users by id; next is the id to go on after, or empty on the last page.
func (s *Service) Users(ctx context.Context, actor Principal, after string, limit int) (users []User, next string, err error) {
	if err := actor.Require(ManagePeople); err != nil {
		return nil, "", err
	}
	limit = page(limit)
	users, err = s.repo.Users(ctx, after, limit)
	if len(users) == limit {
		next = users[limit-1].ID
	}
	return users, next, err
}

// Audit lists what was changed by whom, newest first; next is where to go on (Before), or 0 on the last page.
func (s *Service) Audit(ctx context.Context, actor Principal, q AuditQuery) (entries []AuditEntry, next int64, err error) {
	if err := actor.Require(ReadAudit); err != nil {
		return nil, 0, err
	}
	q.Limit = page(q.Limit)
	entries, err = s.repo.Audit(ctx, q)
	if len(entries) == q.Limit {
		next = entries[q.Limit-1].ID
	}
	return entries, next, err
}

// page is a sensible number of items on a page.
func page(limit int) int {
	if limit <= 0 {
		return 50
	}
	return min(limit, 500)
}

const longestName = 200 // characters

func checkUserID(id string) error {
	odd := strings.ContainsFunc(id, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("._-@", r)
	})
	if id == "" || odd || !utf8.ValidString(id) || utf8.RuneCountInString(id) > 64 {
		return &InvalidError{"id", "a login name is 1 to 64 letters, digits and . _ - @"}
	}
	if id == Operator.ID || strings.HasPrefix(id, keyPrincipal) {
		return &InvalidError{"id", fmt.Sprintf("%q is reserved", id)}
	}
	return nil
}

func checkName(name string) error {
	if utf8.RuneCountInString(name) > longestName || !utf8.ValidString(name) || strings.ContainsFunc(name, unicode.IsControl) {
		return &InvalidError{"name", fmt.Sprintf("a name is at most %d characters on one line", longestName)}
	}
	return nil
}

func checkRoles(roles []Role) error {
	if len(roles) == 0 {
		return &InvalidError{"roles", "at least one role is needed"}
	}
	for _, r := range roles {
		if !slices.Contains(Roles(), r) {
			return &InvalidError{"roles", fmt.Sprintf("%q is not one of %v", r, Roles())}
		}
	}
	return nil
}

func sortRoles(roles []Role) []Role {
	sorted := slices.Clone(roles)
	slices.Sort(sorted)
	return slices.Compact(sorted)
}
