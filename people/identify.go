package people

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Claim is who a customer says to be.
type Claim struct {
	ExternalID string // the site's id of the customer
	Name       string
	Email      string
	Attributes map[string]string
	IssuedAt   string // Unix seconds (10 digits) or RFC 3339: when the site signed
	Signature  string // see SignIdentity; empty: nothing but a claim
}

// SignIdentity is the signature that a site puts under an identity: HMAC-SHA256 with the shared secret over the external
// id followed by the time, in lower-case hex. The attributes are not signed.
func SignIdentity(secret []byte, externalID, issuedAt string) string {
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte(externalID + issuedAt))
	return hex.EncodeToString(mac.Sum(nil))
}

// clockSkew is how far in the future a signature may be.
const clockSkew = 5 * time.Minute

// Identify finds or makes the customer that a claim is about. A signed identity leads to the same customer again, whose
// profile takes over the name, email and attributes of the claim. An unsigned one leads to a new, unverified customer
// that shares nothing with any other. A claim that says nothing leads to the zero Customer. A signature that is wrong,
// too old or cannot be checked is an error (ErrIdentity), not a claim: the site believes that it verifies.
func (s *Service) Identify(ctx context.Context, channel string, c Claim) (Customer, error) {
	if err := c.check(); err != nil {
		return Customer{}, err
	}
	if c.Signature == "" {
		return s.claimed(ctx, channel, c)
	}
	if err := s.verify(c); err != nil {
		return Customer{}, err
	}
	return s.verified(ctx, Identity{channel, c.ExternalID}, c)
}

func (s *Service) verify(c Claim) error {
	issued, ok := issuedAt(c.IssuedAt)
	age := s.o.Now().Sub(issued)
	want := SignIdentity(s.o.IdentitySecret, c.ExternalID, c.IssuedAt)
	right := hmac.Equal([]byte(want), []byte(strings.ToLower(c.Signature)))
	if len(s.o.IdentitySecret) == 0 || c.ExternalID == "" || !right || !ok || age > s.o.IdentityMaxAge || age < -clockSkew {
		return ErrIdentity
	}
	return nil
}

var tenDigits = regexp.MustCompile(`^[0-9]{10}$`)

// issuedAt reads the time of a signature. Its form is strict because what is signed is the id and the time run together:
// no digit can move from one to the other and leave a time that is now.
func issuedAt(text string) (time.Time, bool) {
	if tenDigits.MatchString(text) {
		seconds, err := strconv.ParseInt(text, 10, 64)
		return time.Unix(seconds, 0), err == nil
	}
	t, err := time.Parse(time.RFC3339, text)
	return t, err == nil
}

func (s *Service) claimed(ctx context.Context, channel string, c Claim) (Customer, error) {
	if c.ExternalID == "" && c.Name == "" && c.Email == "" && len(c.Attributes) == 0 {
		return Customer{}, nil
	}
	return s.addCustomer(ctx, Identity{channel, c.ExternalID}, c, false)
}

func (s *Service) addCustomer(ctx context.Context, identity Identity, c Claim, verified bool) (Customer, error) {
	id, err := randomText(s.o.Rand, idBytes)
	if err != nil {
		return Customer{}, err
	}
	now := s.now()
	customer := Customer{ID: id, Verified: verified, CreatedAt: now, UpdatedAt: now, Version: 1}
	if identity.ExternalID != "" {
		customer.Identities = []Identity{identity}
	}
	customer = customer.take(c)
	detail := map[string]any{"channel": identity.Channel, "verified": verified}
	return customer, s.repo.AddCustomer(ctx, customer, s.entry(Principal{ID: "customer"}, "customer.add", id, detail))
}

// attempts to write before giving up on somebody who keeps being faster.
const attempts = 5

func (s *Service) verified(ctx context.Context, identity Identity, c Claim) (Customer, error) {
	var missing *NotFoundError
	var exists *ExistsError
	for range attempts {
		customer, err := s.repo.VerifiedCustomer(ctx, identity)
		if errors.As(err, &missing) {
			customer, err = s.addCustomer(ctx, identity, c, true)
			if errors.As(err, &exists) { // the same customer opened two conversations at once
				continue
			}
			return customer, err
		}
		if err != nil {
			return Customer{}, err
		}
		updated := customer.take(c)
		if updated.same(customer) {
			return customer, nil
		}
		updated.Version++
		updated.UpdatedAt = s.now()
		entry := s.entry(Principal{ID: "customer"}, "customer.update", customer.ID, map[string]any{"channel": identity.Channel})
		if err = s.repo.UpdateCustomer(ctx, updated, entry); !errors.Is(err, ErrConflict) {
			return updated, err
		}
	}
	return Customer{}, ErrConflict
}

// take is the customer with what a claim says; what it does not mention stays.
func (c Customer) take(claim Claim) Customer {
	if claim.Name != "" {
		c.Name = claim.Name
	}
	if claim.Email != "" {
		c.Email = claim.Email
	}
	if len(claim.Attributes) > 0 {
		attributes := maps.Clone(c.Attributes)
		if attributes == nil {
			attributes = map[string]string{}
		}
		maps.Copy(attributes, claim.Attributes)
		c.Attributes = attributes
	}
	return c
}

func (c Customer) same(d Customer) bool {
	return c.Name == d.Name && c.Email == d.Email && maps.Equal(c.Attributes, d.Attributes)
}

// Customer returns a *NotFoundError if there is none.
func (s *Service) Customer(ctx context.Context, id string) (Customer, error) {
	return s.repo.Customer(ctx, id)
}

// The limits of what a claim may say, in characters.
const (
	longestExternalID = 256
	longestValue      = 1024
	mostAttributes    = 64
)

func (c Claim) check() error {
	tooLong := func(field, text string, limit int) error {
		if utf8.RuneCountInString(text) > limit || !utf8.ValidString(text) {
			return &InvalidError{field, fmt.Sprintf("at most %d characters", limit)}
		}
		return nil
	}
	if len(c.Attributes) > mostAttributes {
		return &InvalidError{"attributes", fmt.Sprintf("at most %d attributes", mostAttributes)}
	}
	for name, value := range c.Attributes {
		if err := errors.Join(tooLong("attributes", name, 64), tooLong("attributes."+name, value, longestValue)); err != nil {
			return err
		}
	}
	return errors.Join(
		tooLong("external_id", c.ExternalID, longestExternalID), tooLong("name", c.Name, longestName),
		tooLong("email", c.Email, 254), tooLong("issued_at", c.IssuedAt, 64), tooLong("signature", c.Signature, 128),
	)
}
