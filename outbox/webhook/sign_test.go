package webhook

import (
	"errors"
	"net/http"
	"strconv"
	"testing"
	"time"
)

// The example that the libraries of the Standard Webhooks specification (and of Svix before it) test themselves with.
const (
	publishedSecret    = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
	publishedID        = "msg_p5jXN8AQM9LWM0D4loKWxJek"
	publishedBody      = `{"test": 2432232314}`
	publishedSignature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
)

var publishedAt = time.Unix(1614265330, 0)

func TestSignatureIsThePublishedOne(t *testing.T) {
	got, err := Sign(publishedSecret, publishedID, publishedAt, []byte(publishedBody))
	if err != nil || got != publishedSignature {
		t.Errorf("%s, want %s, error %v", got, publishedSignature, err)
	}
	for _, secret := range []string{"", "whsec_", "whsec_!"} {
		if got, err := Sign(secret, publishedID, publishedAt, nil); err == nil {
			t.Errorf("secret %q signs: %s", secret, got)
		}
	}
}

func TestReceiverTellsWhatIsGenuine(t *testing.T) {
	const good = publishedSignature
	for name, c := range map[string]struct {
		signature, id, body string
		late                time.Duration
		ok                  bool
	}{
		"as it was sent":              {good, publishedID, publishedBody, 0, true},
		"one of several":              {"v1,AAAA v2,x " + good, publishedID, publishedBody, 0, true},
		"five minutes late":           {good, publishedID, publishedBody, Tolerance, true},
		"later":                       {good, publishedID, publishedBody, Tolerance + time.Second, false},
		"from the future":             {good, publishedID, publishedBody, -Tolerance - time.Second, false},
		"another body":                {good, publishedID, publishedBody + " ", 0, false},
		"another id":                  {good, "msg_other", publishedBody, 0, false},
		"another version of the same": {"v2" + good[2:], publishedID, publishedBody, 0, false},
		"no signature":                {"", publishedID, publishedBody, 0, false},
		"nonsense":                    {"v1 , ,v1,", publishedID, publishedBody, 0, false},
	} {
		h := http.Header{}
		h.Set(HeaderID, c.id)
		h.Set(HeaderTimestamp, strconv.FormatInt(publishedAt.Unix(), 10))
		h.Set(HeaderSignature, c.signature)
		if err := Verify(publishedSecret, h, []byte(c.body), publishedAt.Add(c.late)); (err == nil) != c.ok || err != nil && !errors.Is(err, ErrNotSigned) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzVerify(f *testing.F) {
	f.Add("1614265330", publishedSignature, publishedSecret)
	f.Add("-9223372036854775808", "v1,", "whsec_")
	f.Fuzz(func(t *testing.T, stamp, signature, secret string) {
		h := http.Header{HeaderTimestamp: {stamp}, HeaderSignature: {signature}, HeaderID: {publishedID}}
		err := Verify(secret, h, []byte(publishedBody), publishedAt)
		if err == nil && secret != publishedSecret {
			if want, _ := Sign(secret, publishedID, publishedAt, []byte(publishedBody)); want == "v1," {
				t.Errorf("an empty secret was taken for good")
			}
		}
	})
}
