package outbox

import (
	"context"
	"crypto/rand"
	"encoding/base32"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/people"
)

// Sender calls an endpoint once: signed, within a bounded time, and only where it may be.
type Sender interface {
	Send(ctx context.Context, e Endpoint, id string, body []byte) Receipt
}

// Receipt is what came of a call.
type Receipt struct {
	Attempt
	RetryAfter time.Duration // what the endpoint asked for; 0: nothing
}

// Options configures a Service.
type Options struct {
	Router *Router
	Sender Sender
	Reach  Reach
	Now    func() time.Time // nil: time.Now
	Rand   io.Reader        // nil: crypto/rand
}

// Service keeps the endpoints and shows what became of deliveries. It is safe for concurrent use.
type Service struct {
	repo Repository
	o    Options
}

// New makes the service over a repository.
func New(repo Repository, o Options) *Service {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Rand == nil {
		o.Rand = rand.Reader
	}
	return &Service{repo, o}
}

// Refresh takes up what was changed since, by this server or another.
func (s *Service) Refresh(ctx context.Context) error {
	all, err := s.repo.Endpoints(ctx)
	if err == nil {
		s.o.Router.Set(all)
	}
	return err
}

// NewEndpoint is what an endpoint is made of.
type NewEndpoint struct {
	ID          string // empty: a random one
	URL         string
	Kinds       []conversation.Kind
	Include     Include // empty: Public
	Inactive    bool
	Description string
}

// Create adds an endpoint and returns its secret, which is not shown again. Adding the same one again returns the one that
// exists without a secret; another one of that id is a *people.ExistsError.
func (s *Service) Create(ctx context.Context, actor people.Principal, n NewEndpoint) (Endpoint, string, error) {
	now := s.now()
	e := Endpoint{
		ID: n.ID, URL: n.URL, Kinds: kindsOf(n.Kinds), Include: n.Include, Active: !n.Inactive, Description: n.Description,
		CreatedAt: now, UpdatedAt: now, Version: 1,
	}
	if e.Include == "" {
		e.Include = Public
	}
	secret, err := s.secret()
	if err != nil {
		return Endpoint{}, "", err
	}
	e.Secrets = []Secret{{Value: secret}}
	if e.ID == "" {
		if e.ID, err = s.random("webhook-"); err != nil {
			return Endpoint{}, "", err
		}
	}
	if err := errors.Join(actor.Require(people.ManageWebhooks), e.check(s.o.Reach)); err != nil {
		return Endpoint{}, "", err
	}
	all, err := s.repo.Endpoints(ctx)
	if err != nil {
		return Endpoint{}, "", err
	}
	if before, ok := find(all, e.ID); ok {
		if same(before, e) {
			return before, "", nil
		}
		return Endpoint{}, "", &people.ExistsError{What: "webhook", ID: e.ID}
	}
	if err := room(all, e); err != nil {
		return Endpoint{}, "", err
	}
	err = s.repo.AddEndpoint(ctx, e, s.entry(actor, "webhook.add", e.ID, detailOf(e)))
	return s.changed(ctx, e, secret, err)
}

// Change is what to change of an endpoint; nil leaves it.
type Change struct {
	URL         *string
	Kinds       []conversation.Kind // nil leaves them; empty: all
	Include     *Include
	Active      *bool
	Description *string
	Rotate      bool // make a new secret; the one before signs too, for a day
	Version     int  // the version that the change is based on; 0: whatever it is
}

// rotation is how long a secret that was replaced goes on to sign.
const rotation = 24 * time.Hour

// Update changes an endpoint, and returns the new secret if there is one. people.ErrConflict says that it is no longer the
// version that the change is based on.
func (s *Service) Update(ctx context.Context, actor people.Principal, id string, ch Change) (Endpoint, string, error) {
	if err := actor.Require(people.ManageWebhooks); err != nil {
		return Endpoint{}, "", err
	}
	all, err := s.repo.Endpoints(ctx)
	if err != nil {
		return Endpoint{}, "", err
	}
	e, ok := find(all, id)
	if !ok {
		return Endpoint{}, "", &people.NotFoundError{What: "webhook", ID: id}
	}
	if ch.Version != 0 && ch.Version != e.Version {
		return Endpoint{}, "", people.ErrConflict
	}
	set(&e.URL, ch.URL)
	set(&e.Include, ch.Include)
	set(&e.Active, ch.Active)
	set(&e.Description, ch.Description)
	if ch.Kinds != nil {
		e.Kinds = kindsOf(ch.Kinds)
	}
	e.UpdatedAt = s.now()
	detail, secret := detailOf(e), ""
	if ch.Rotate {
		if secret, err = s.secret(); err != nil {
			return Endpoint{}, "", err
		}
		e.Secrets = rotated(e.Secrets, secret, e.UpdatedAt)
		detail["rotated"] = true
	}
	if err := errors.Join(e.check(s.o.Reach), room(all, e)); err != nil {
		return Endpoint{}, "", err
	}
	e.Version++
	err = s.repo.UpdateEndpoint(ctx, e, s.entry(actor, "webhook.update", e.ID, detail))
	return s.changed(ctx, e, secret, err)
}

// changed ends a change: this server follows at once, the others when they look.
func (s *Service) changed(ctx context.Context, e Endpoint, secret string, err error) (Endpoint, string, error) {
	if err != nil {
		return Endpoint{}, "", err
	}
	return e, secret, s.Refresh(ctx)
}

// rotated are the secrets with a new one. Of two rotations within a day all three sign.
func rotated(before []Secret, fresh string, now time.Time) []Secret {
	secrets := []Secret{{Value: fresh}}
	for _, old := range before {
		if old.Until.IsZero() {
			old.Until = now.Add(rotation)
		}
		if now.Before(old.Until) && len(secrets) < 4 {
			secrets = append(secrets, old)
		}
	}
	return secrets
}

// Endpoints lists endpoints by id; next is the id to go on after, or empty on the last page.
func (s *Service) Endpoints(ctx context.Context, actor people.Principal, after string, limit int) (page []Endpoint, next string, err error) {
	if err := actor.Require(people.ReadWebhooks); err != nil {
		return nil, "", err
	}
	all, err := s.repo.Endpoints(ctx)
	for _, e := range all {
		if e.ID <= after {
			continue
		}
		if len(page) == limit {
			return page, page[limit-1].ID, err
		}
		page = append(page, e)
	}
	return page, "", err
}

// Endpoint returns a *people.NotFoundError if there is none.
func (s *Service) Endpoint(ctx context.Context, actor people.Principal, id string) (Endpoint, error) {
	if err := actor.Require(people.ReadWebhooks); err != nil {
		return Endpoint{}, err
	}
	all, err := s.repo.Endpoints(ctx)
	e, ok := find(all, id)
	if err == nil && !ok {
		err = &people.NotFoundError{What: "webhook", ID: id}
	}
	return e, err
}

// Test sends a signed ping to an endpoint now, active or not, and says what came of it. It leaves no delivery.
func (s *Service) Test(ctx context.Context, actor people.Principal, id string) (Attempt, error) {
	e, err := s.Endpoint(ctx, actor, id)
	if err = errors.Join(actor.Require(people.ManageWebhooks), err); err != nil {
		return Attempt{}, err
	}
	ping, err := s.random("ping_")
	if err != nil {
		return Attempt{}, err
	}
	body, err := pingBody(ping, s.now())
	if err != nil {
		return Attempt{}, err
	}
	return s.o.Sender.Send(ctx, e, ping, body).Attempt, nil
}

// Log lists what became of an endpoint's deliveries, newest first.
func (s *Service) Log(ctx context.Context, actor people.Principal, q LogQuery) ([]Entry, string, error) {
	if _, err := s.Endpoint(ctx, actor, q.Endpoint); err != nil {
		return nil, "", err
	}
	return s.repo.Log(ctx, q)
}

// Replay delivers again: one delivery, or all dead ones of an endpoint. It returns how many, which may be none.
func (s *Service) Replay(ctx context.Context, actor people.Principal, r Replay) (int, error) {
	_, err := s.Endpoint(ctx, actor, r.Endpoint)
	if err = errors.Join(actor.Require(people.ManageWebhooks), err); err != nil {
		return 0, err
	}
	r.Now = s.now()
	detail := map[string]any{}
	if r.Conversation != "" {
		detail["conversation"] = string(r.Conversation)
	}
	if r.Seq != 0 {
		detail["seq"] = r.Seq
	}
	n, err := s.repo.Replay(ctx, r, s.entry(actor, "webhook.replay", r.Endpoint, detail))
	if n > 0 {
		s.o.Router.Wake()
	}
	return n, err
}

// Backlog counts what is not delivered: what waits for endpoints in use, and what is dead.
func (s *Service) Backlog(ctx context.Context) (sum Backlog, err error) {
	each, err := s.repo.Backlog(ctx)
	for id, b := range each {
		sum.Dead += b.Dead
		if _, active := s.o.Router.endpoint(id); !active {
			continue
		}
		sum.Pending += b.Pending
		if !b.Oldest.IsZero() && (sum.Oldest.IsZero() || b.Oldest.Before(sum.Oldest)) {
			sum.Oldest = b.Oldest
		}
	}
	return sum, err
}

func (s *Service) now() time.Time { return s.o.Now().UTC().Truncate(time.Millisecond) }

func (s *Service) entry(actor people.Principal, action, object string, detail map[string]any) people.AuditEntry {
	return people.AuditEntry{At: s.now(), Actor: actor.ID, Action: action, Object: object, Detail: detail}
}

// secret is a new one: 32 bytes, where the specification allows 24 to 64.
func (s *Service) secret() (string, error) {
	raw := make([]byte, 32)
	if _, err := io.ReadFull(s.o.Rand, raw); err != nil {
		return "", fmt.Errorf("no randomness: %w", err)
	}
	return "whsec_" + base64.StdEncoding.EncodeToString(raw), nil
}

func (s *Service) random(prefix string) (string, error) {
	raw := make([]byte, 10)
	if _, err := io.ReadFull(s.o.Rand, raw); err != nil {
		return "", fmt.Errorf("no randomness: %w", err)
	}
	return prefix + strings.ToLower(base32.StdEncoding.EncodeToString(raw)), nil
}

func detailOf(e Endpoint) map[string]any {
	return map[string]any{"url": e.URL, "kinds": e.Kinds, "include": e.Include, "active": e.Active}
}

func kindsOf(kinds []conversation.Kind) []conversation.Kind {
	sorted := append([]conversation.Kind{}, kinds...)
	slices.Sort(sorted)
	return slices.Compact(sorted)
}

func find(all []Endpoint, id string) (Endpoint, bool) {
	i := slices.IndexFunc(all, func(e Endpoint) bool { return e.ID == id })
	if i < 0 {
		return Endpoint{}, false
	}
	return all[i], true
}

// same reports whether an endpoint is as it was made.
func same(a, b Endpoint) bool {
	return a.URL == b.URL && a.Include == b.Include && a.Active == b.Active && a.Description == b.Description && slices.Equal(a.Kinds, b.Kinds)
}

// room refuses one more active endpoint where there are many.
func room(all []Endpoint, e Endpoint) error {
	active := 0
	for _, other := range all {
		if other.Active && other.ID != e.ID {
			active++
		}
	}
	if e.Active && active >= maxActive {
		return &people.InvalidError{Field: "active", Message: fmt.Sprintf("at most %d webhooks are active at a time", maxActive)}
	}
	return nil
}

func set[T any](to *T, from *T) {
	if from != nil {
		*to = *from
	}
}
