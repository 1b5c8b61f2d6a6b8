package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/batondesk/baton/cmd/baton/client"
	"github.com/batondesk/baton/conversation"
)

// Customers write and supervisors take conversations over while the server is killed at random moments and started
// again. Whatever was acknowledged must be on record; every message answered or handed over, none twice; and the bot must
// not speak after an acknowledged takeover.
func TestNothingIsLostWhenTheServerIsKilled(t *testing.T) {
	lasting := 15 * time.Second
	if long, err := time.ParseDuration(os.Getenv(longRun)); err == nil {
		lasting = long
	}
	s := newSurvivor(t)
	ctx, cancel := context.WithTimeout(t.Context(), lasting)
	defer cancel()
	var customers sync.WaitGroup
	for n := range 6 {
		customers.Go(func() { s.beCustomer(ctx, n) })
	}
	s.killAgainAndAgain(ctx)
	customers.Wait()

	settled, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	messages, taken := 0, 0
	for _, told := range s.told {
		of := s.staff.Conversation(told.conversation.ID)
		record := settle(settled, t, of.ID, func(ctx context.Context) ([]conversation.Event, error) {
			events, _, err := of.Events(ctx, 0, 0)
			return events, err
		})
		told.check(t, record)
		messages += len(told.acknowledged)
		taken += len(told.takeovers)
	}
	t.Logf("%d kills, %d conversations, %d acknowledged messages, %d acknowledged takeovers", s.kills, len(s.told), messages, taken)
	if s.kills < 3 || messages < 20 || taken == 0 {
		t.Errorf("too little happened for the test to mean anything")
	}
}

// survivor is a server that is always started again, at the same address.
type survivor struct {
	t     *testing.T
	args  []string
	url   string
	staff *client.Client
	proc  *process
	kills int

	mu   sync.Mutex
	told []*told
}

func newSurvivor(t *testing.T) *survivor {
	dir := t.TempDir()
	data := filepath.Join(dir, "data")
	articles := filepath.Join(dir, "articles.jsonl")
	if err := os.WriteFile(articles, []byte(topicArticles()), 0o600); err != nil {
		t.Fatal(err)
	}
	baton(t, "import", articles, "--publish", "--data", data)
	key := strings.TrimSpace(baton(t, "key", "create", "--name", "test", "--role", "supervisor", "--data", data))
	addr := freeAddress(t)
	s := &survivor{t: t, args: []string{"--data", data, "--addr", addr}, url: "http://" + addr, staff: client.New("http://"+addr, key)}
	s.start()
	t.Cleanup(func() { s.proc.kill() })
	return s
}

func (s *survivor) start() {
	p, err := startProcess([]string{"BATON_LIMITS_ENABLED=false"}, s.args...)
	if err != nil {
		s.t.Fatal(err)
	}
	s.proc = p
}

func (s *survivor) killAgainAndAgain(ctx context.Context) {
	for ctx.Err() == nil {
		select {
		case <-time.After(time.Duration(50+rand.IntN(700)) * time.Millisecond):
		case <-ctx.Done():
		}
		s.proc.kill()
		s.kills++
		s.start()
	}
}

// beCustomer has one conversation after the other until the time is over.
func (s *survivor) beCustomer(ctx context.Context, n int) {
	for i := 0; ctx.Err() == nil; i++ {
		s.converse(ctx, fmt.Sprintf("customer-%d-%d", n, i))
	}
}

func (s *survivor) converse(ctx context.Context, id string) {
	var c *client.Conversation
	if client.Persist(ctx, func() (err error) {
		c, err = client.New(s.url, "").Open(ctx, client.Opening{ID: id})
		return err
	}) != nil {
		return
	}
	about := newTold(c)
	s.mu.Lock()
	s.told = append(s.told, about)
	s.mu.Unlock()
	messages := 3 + rand.IntN(4)
	takeover := rand.IntN(2 * messages) // in every second conversation, at some point
	for i := 0; i < messages && ctx.Err() == nil; i++ {
		message, text := fmt.Sprintf("m%d", i), topicQuestion(i)
		about.says(message, text)
		_ = client.Persist(ctx, func() error {
			seq, err := c.Send(ctx, message, text)
			if err == nil {
				about.heard(message, seq)
			}
			return err
		})
		if i == takeover {
			s.takeOver(ctx, about)
		}
		time.Sleep(time.Duration(rand.IntN(30)) * time.Millisecond)
	}
}

// takeOver makes a supervisor the holder; a server that is killed meanwhile acknowledges nothing.
func (s *survivor) takeOver(ctx context.Context, about *told) {
	var taken takeover
	path := "/v1/conversations/" + about.conversation.ID + "/takeover"
	if s.staff.Call(ctx, http.MethodPost, path, map[string]string{"reason": "test"}, &taken) == nil {
		about.took(taken)
	}
}

// topics are what the small knowledge of these tests is about.
var topics = []string{"umbrella", "telescope", "piano", "bicycle", "blanket", "compass", "kettle", "violin", "ladder", "hammock", "lantern", "saddle"}

func topicQuestion(i int) string {
	return fmt.Sprintf("What colour is the %s?", topics[i%len(topics)])
}

func topicArticles() string {
	var b strings.Builder
	for i, topic := range topics {
		fmt.Fprintf(&b, `{"id":"%[1]s","locale":"en","question":"%[2]s","answer":"The %[1]s comes in blue, as all of them do."}`+"\n", topic, topicQuestion(i))
	}
	return b.String()
}

// baton runs a command to its end and returns what it printed on stdout.
func baton(t testing.TB, args ...string) string {
	t.Helper()
	var diagnosis strings.Builder
	cmd := exec.Command(binary(), args...)
	cmd.Stderr = &diagnosis
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("baton %s: %v\n%s", strings.Join(args, " "), err, diagnosis.String())
	}
	return string(out)
}

// freeAddress is an address of this machine that nobody listens on, with a port below those that systems give to outgoing
// connections (32768 up on Linux), so that none of them takes it while the server at it is down.
func freeAddress(t testing.TB) string {
	t.Helper()
	for range 100 {
		addr := fmt.Sprintf("127.0.0.1:%d", 20000+rand.IntN(10000))
		if l, err := net.Listen("tcp", addr); err == nil {
			l.Close()
			return addr
		}
	}
	t.Fatal("no port is free")
	return ""
}
