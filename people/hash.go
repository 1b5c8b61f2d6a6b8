package people

import (
	"context"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"

	"golang.org/x/crypto/argon2"
)

// The cost of one hash: 7 MiB and five passes, one of the equivalent settings for argon2id in the OWASP Password Storage
// Cheat Sheet, and the one that needs the least memory.
const (
	hashMemory = 7 * 1024 // KiB
	hashPasses = 5
	hashLanes  = 1
	hashBytes  = 32
	saltBytes  = 16
)

const (
	hashesAtOnce  = 2  // 14 MiB at most
	hashesWaiting = 64 // beyond that, callers are turned away
)

// ErrOverloaded says that too many secrets are being checked at once.
var ErrOverloaded = errors.New("too many sign-ins at once; try again in a moment")

// hasher makes and compares argon2id hashes, a few at a time.
type hasher struct {
	random  io.Reader
	running chan struct{}
	waiting chan struct{}
	nobody  func() string // the hash that a secret of nobody is compared with
}

func newHasher(random io.Reader) *hasher {
	h := &hasher{random: random, running: make(chan struct{}, hashesAtOnce), waiting: make(chan struct{}, hashesWaiting)}
	h.nobody = sync.OnceValue(func() string { return encodeHash(make([]byte, saltBytes), make([]byte, hashBytes)) })
	return h
}

// enter waits for a place; leave gives it back.
func (h *hasher) enter(ctx context.Context) error {
	select {
	case h.waiting <- struct{}{}:
		defer func() { <-h.waiting }()
	default:
		return ErrOverloaded
	}
	select {
	case h.running <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (h *hasher) leave() { <-h.running }

// hash returns the hash of a secret in PHC string format.
func (h *hasher) hash(ctx context.Context, secret string) (string, error) {
	salt := make([]byte, saltBytes)
	if _, err := io.ReadFull(h.random, salt); err != nil {
		return "", fmt.Errorf("no randomness: %w", err)
	}
	if err := h.enter(ctx); err != nil {
		return "", err
	}
	defer h.leave()
	return encodeHash(salt, argon2.IDKey([]byte(secret), salt, hashPasses, hashMemory, hashLanes, hashBytes)), nil
}

// matches compares in constant time. An empty hash (nobody has that name) takes as long and never matches.
func (h *hasher) matches(ctx context.Context, secret, hash string) (bool, error) {
	known := hash != ""
	if !known {
		hash = h.nobody()
	}
	salt, want, cost, ok := decodeHash(hash)
	if !ok {
		return false, errors.New("a stored hash cannot be read")
	}
	if err := h.enter(ctx); err != nil {
		return false, err
	}
	defer h.leave()
	got := argon2.IDKey([]byte(secret), salt, cost.passes, cost.memory, cost.lanes, uint32(len(want)))
	return subtle.ConstantTimeCompare(got, want) == 1 && known, nil
}

type hashCost struct {
	memory, passes uint32
	lanes          uint8
}

func encodeHash(salt, key []byte) string {
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, hashMemory, hashPasses, hashLanes,
		b64.EncodeToString(salt), b64.EncodeToString(key))
}

// decodeHash reads the cost from the hash, so that hashes made with an earlier cost still work.
func decodeHash(text string) (salt, key []byte, cost hashCost, ok bool) {
	parts := strings.Split(text, "$")
	if len(parts) != 6 || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return nil, nil, cost, false
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &cost.memory, &cost.passes, &cost.lanes); err != nil {
		return nil, nil, cost, false
	}
	salt, err1 := base64.RawStdEncoding.DecodeString(parts[4])
	key, err2 := base64.RawStdEncoding.DecodeString(parts[5])
	sane := cost.memory >= 8 && cost.memory <= 1<<20 && cost.passes > 0 && cost.passes <= 100 && cost.lanes > 0 && len(key) >= 16
	return salt, key, cost, sane && err1 == nil && err2 == nil
}
