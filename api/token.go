package api

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strings"

	"github.com/batondesk/baton/conversation"
)

// tokenPrefix makes a conversation's token recognisable, to people and to scanners for leaked secrets.
const tokenPrefix = "bct_"

// signer makes and checks what this server hands out signed. Nothing of it is stored, so that every replica with the same
// secret agrees and a repeated request gets the same answer.
type signer struct{ secret []byte }

func (s signer) sign(what, value string) []byte {
	mac := hmac.New(sha256.New, s.secret)
	mac.Write([]byte(what))
	mac.Write([]byte{':'})
	mac.Write([]byte(value))
	return mac.Sum(nil)
}

// token opens one conversation for its customer.
func (s signer) token(id conversation.ID) string {
	return tokenPrefix + base64.RawURLEncoding.EncodeToString(s.sign("conversation", string(id)))
}

// opens reports, in constant time, whether a token opens the conversation.
func (s signer) opens(token string, id conversation.ID) bool {
	encoded, ok := strings.CutPrefix(token, tokenPrefix)
	if !ok {
		return false
	}
	mac, err := base64.RawURLEncoding.Strict().DecodeString(encoded)
	return err == nil && hmac.Equal(mac, s.sign("conversation", string(id)))
}

func hasTokenPrefix(secret string) bool { return strings.HasPrefix(secret, tokenPrefix) }

// bearer is the secret in the Authorization header of a request; "" if there is none.
func bearer(r *http.Request) string { return secretIn(r.Header.Get("Authorization")) }

func secretIn(authorization string) string {
	scheme, secret, ok := strings.Cut(authorization, " ")
	if !ok || !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return strings.TrimSpace(secret)
}
