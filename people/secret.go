package people

import (
	"encoding/base32"
	"fmt"
	"io"
	"regexp"
	"strings"
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
