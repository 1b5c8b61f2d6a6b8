package people

import (
	"context"
	"encoding/base32"
	"fmt"
	"io"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Secrets look like baton_<key id>_<32 characters>, and baton_login_<32 characters> for a user, so that scanners for
// leaked secrets, and people, know one when they see it. They carry 160 random bits.
const (
	secretPrefix = "baton_"
	loginKeyID   = "login"
	secretBytes  = 20
	idBytes      = 10
)

var (
	plainText  = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)
	keyIDShape = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,63}$`)
)

func randomText(random io.Reader, bytes int) (string, error) {
	raw := make([]byte, bytes)
	if _, err := io.ReadFull(random, raw); err != nil {
		return "", fmt.Errorf("no randomness: %w", err)
	}
	return plainText.EncodeToString(raw), nil
}

func newSecret(random io.Reader, keyID string) (string, error) {
	text, err := randomText(random, secretBytes)
	return secretPrefix + keyID + "_" + text, err
}

// keyIDOf is the key that a secret names; false if it does not look like a key's secret.
func keyIDOf(secret string) (string, bool) {
	rest, ok := strings.CutPrefix(secret, secretPrefix)
	id, _, found := strings.Cut(rest, "_")
	return id, ok && found && id != loginKeyID && keyIDShape.MatchString(id)
}

const shortestSecret = 12 // characters, of one that somebody chose

// checkSecret says what is wrong with a secret that somebody chose.
func checkSecret(id, secret string) error {
	seen := map[rune]bool{}
	for _, r := range secret {
		seen[r] = true
	}
	switch {
	case !utf8.ValidString(secret) || strings.ContainsFunc(secret, unicode.IsControl):
		return &InvalidError{"secret", "has characters that cannot be typed"}
	case utf8.RuneCountInString(secret) < shortestSecret:
		return &InvalidError{"secret", fmt.Sprintf("needs at least %d characters; some words in a row are easy to remember and hard to guess", shortestSecret)}
	case len(secret) > longestSecret:
		return &InvalidError{"secret", fmt.Sprintf("is longer than %d bytes", longestSecret)}
	case len(seen) < 5 || strings.EqualFold(secret, id):
		return &InvalidError{"secret", "is too easy to guess"}
	}
	return nil
}

// loginSecret is a secret to log in with and its hash: the one chosen, or a new one.
func (s *Service) loginSecret(ctx context.Context, id, chosen string) (secret, hash string, err error) {
	if chosen == "" {
		return s.makeSecret(ctx, loginKeyID)
	}
	if err := checkSecret(id, chosen); err != nil {
		return "", "", err
	}
	hash, err = s.hasher.hash(ctx, chosen)
	return chosen, hash, err
}

func (s *Service) makeSecret(ctx context.Context, keyID string) (secret, hash string, err error) {
	if secret, err = newSecret(s.o.Rand, keyID); err != nil {
		return "", "", err
	}
	hash, err = s.hasher.hash(ctx, secret)
	return secret, hash, err
}
