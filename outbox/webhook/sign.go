package webhook

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// The headers of a signed message.
const (
	HeaderID        = "Webhook-Id"
	HeaderTimestamp = "Webhook-Timestamp" // seconds since 1970, of this attempt
	HeaderSignature = "Webhook-Signature" // "v1," and base64; several with spaces between them while secrets are rotated
)

// Tolerance is how far a timestamp may be from the receiver's clock.
const Tolerance = 5 * time.Minute

// Sign is the signature of a message: "v1," and the base64 of the HMAC-SHA256 of "id.seconds.body". A secret is "whsec_" and
// base64.
func Sign(secret, id string, at time.Time, body []byte) (string, error) {
	sum, err := mac(secret, id, strconv.FormatInt(at.Unix(), 10), body)
	return "v1," + base64.StdEncoding.EncodeToString(sum), err
}

func mac(secret, id, seconds string, body []byte) ([]byte, error) {
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whsec_"))
	if err != nil || len(key) == 0 {
		return nil, errors.New("a webhook's secret is whsec_ and base64")
	}
	h := hmac.New(sha256.New, key)
	fmt.Fprintf(h, "%s.%s.", id, seconds)
	h.Write(body)
	return h.Sum(nil), nil
}

// ErrNotSigned says that a message does not come from who knows the secret, or is too old.
var ErrNotSigned = errors.New("the message is not signed with this secret, or not within five minutes")

// Verify is for receivers in Go: it checks a message that came with these headers, at this moment. What it lets through may
// still be a repeat; that shows by its HeaderID.
func Verify(secret string, header http.Header, body []byte, now time.Time) error {
	stamp := header.Get(HeaderTimestamp)
	seconds, err := strconv.ParseInt(stamp, 10, 64)
	if err != nil || now.Sub(time.Unix(seconds, 0)).Abs() > Tolerance {
		return ErrNotSigned
	}
	want, err := mac(secret, header.Get(HeaderID), stamp, body)
	if err != nil {
		return err
	}
	for _, signature := range strings.Fields(header.Get(HeaderSignature)) {
		version, value, _ := strings.Cut(signature, ",")
		got, err := base64.StdEncoding.DecodeString(value)
		if version == "v1" && err == nil && hmac.Equal(got, want) {
			return nil
		}
	}
	return ErrNotSigned
}
