package retrieval

import (
	"container/list"
	"context"
	"log/slog"
	"regexp"
	"strings"
	"sync"
	"time"
)

// questions gets vectors of questions from a service, while a customer waits: not for long, and not at all while the service
// is out of order.
type questions struct {
	embedder Embedder
	wait     time.Duration
	log      *slog.Logger
	now      func() time.Time

	mu       sync.Mutex
	known    map[string]*list.Element // by what was sent
	order    *list.List               // of asked, the last used first
	failures int                      // in a row
	until    time.Time                // it is left alone till then
}

type asked struct {
	text   string
	vector []float32
}

const (
	knownQuestions = 1000
	patience       = 3                // failures in a row
	rest           = 30 * time.Second // then it is left alone, and one question tries whether it is back
)

func newQuestions(e Embedder, wait time.Duration, log *slog.Logger) *questions {
	return &questions{embedder: e, wait: wait, log: log, now: time.Now, known: map[string]*list.Element{}, order: list.New()}
}

// vectors gives those that can be had, of length 1, by what is sent, with one request at most.
func (k *questions) vectors(ctx context.Context, texts []string) map[string][]float32 {
	found := make(map[string][]float32, len(texts))
	missing := k.recall(texts, found)
	if len(missing) == 0 || !k.begin() {
		return found
	}
	bounded, cancel := context.WithTimeout(ctx, k.wait)
	defer cancel()
	made, err := k.embedder.Embed(bounded, missing)
	if ctx.Err() != nil { // the caller gave up: that says nothing about the service
		k.end(nil)
		return found
	}
	k.end(err)
	if err != nil || len(made) != len(missing) {
		return found
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	for i, text := range missing {
		if v := unit(made[i]); v != nil {
			found[text] = v
			k.remember(text, v)
		}
	}
	return found
}

// recall takes what is known into found, and gives the texts that are not.
func (k *questions) recall(texts []string, found map[string][]float32) (missing []string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, text := range texts {
		text = Sendable(text)
		if text == "" || found[text] != nil {
			continue
		}
		if e, ok := k.known[text]; ok {
			k.order.MoveToFront(e)
			found[text] = e.Value.(asked).vector
			continue
		}
		seen := false
		for _, m := range missing {
			seen = seen || m == text
		}
		if !seen {
			missing = append(missing, text)
		}
	}
	return missing
}

func (k *questions) remember(text string, vector []float32) {
	if k.known[text] != nil {
		return
	}
	k.known[text] = k.order.PushFront(asked{text, vector})
	if k.order.Len() > knownQuestions {
		last := k.order.Back()
		delete(k.known, k.order.Remove(last).(asked).text)
	}
}

// begin reports whether the service may be asked.
func (k *questions) begin() bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.failures < patience {
		return true
	}
	if k.now().Before(k.until) {
		return false
	}
	k.until = k.now().Add(rest) // one tries, the others go on without
	return true
}

func (k *questions) end(err error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if err == nil {
		if k.failures >= patience {
			k.log.Info("questions are searched by their meaning again", "model", k.embedder.Model())
		}
		k.failures = 0
		return
	}
	if k.failures++; k.failures == patience {
		k.until = k.now().Add(rest)
		k.log.Warn("questions are searched without the model for now: it gives no vectors", "model", k.embedder.Model(), "error", err, "again_in", rest)
	}
}

var (
	mailAddress = regexp.MustCompile(`[\p{L}\p{N}._%+-]+@[\p{L}\p{N}.-]+`)
	longDigits  = regexp.MustCompile(`\+?\p{Nd}(?:[ ./()-]?\p{Nd}){4,}`)
)

// Sendable is a question as it is sent: without mail addresses and numbers of five digits and more, which say whom it is about
// and not what is asked, and with the blanks of one who writes tidily, so that the same question is asked once.
func Sendable(text string) string {
	text = mailAddress.ReplaceAllString(strings.ToValidUTF8(text, " "), " ")
	text = longDigits.ReplaceAllString(text, " ")
	return strings.Join(strings.Fields(text), " ")
}
