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
		record := s.settle(settled, told)
		told.check(t, record)
		messages += len(told.acknowledged)
		if told.takenOver {
			taken++
		}
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

// told is what the outside was told of one conversation.
type told struct {
	conversation *client.Conversation
	acknowledged map[string]int64  // seq by the client's id of the message
	texts        map[string]string // what it said
	takenOver    bool              // a takeover was acknowledged
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
	about := &told{conversation: c, acknowledged: map[string]int64{}, texts: map[string]string{}}
	s.mu.Lock()
	s.told = append(s.told, about)
	s.mu.Unlock()
	messages := 3 + rand.IntN(4)
	takeover := rand.IntN(2 * messages) // in every second conversation, at some point
	for i := 0; i < messages && ctx.Err() == nil; i++ {
		message, text := fmt.Sprintf("m%d", i), topicQuestion(i)
		about.texts[message] = text
		_ = client.Persist(ctx, func() error {
			seq, err := c.Send(ctx, message, text)
			if err == nil {
				about.acknowledged[message] = seq
			}
			return err
		})
		if i == takeover {
			about.takenOver = s.takeOver(ctx, id)
		}
		time.Sleep(time.Duration(rand.IntN(30)) * time.Millisecond)
	}
}

// takeOver reports whether a takeover was acknowledged; a server that is killed meanwhile acknowledges nothing.
func (s *survivor) takeOver(ctx context.Context, id string) bool {
	return s.staff.Call(ctx, http.MethodPost, "/v1/conversations/"+id+"/takeover", map[string]string{"reason": "test"}, nil) == nil
}

// settle waits until the server owes nothing in a conversation and returns the whole record.
func (s *survivor) settle(ctx context.Context, about *told) []conversation.Event {
	record := s.staff.Conversation(about.conversation.ID)
	for {
		events, _, err := record.Events(ctx, 0, 0)
		if err == nil && owed(events) == 0 {
			return events
		}
		if ctx.Err() != nil {
			s.t.Errorf("%s: still unanswered: message %d (%v)", about.conversation.ID, owed(events), err)
			return events
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// owed is the last customer message that no decision covers, or 0.
func owed(events []conversation.Event) int64 {
	var last, through int64
	for _, e := range events {
		switch p := e.Payload.(type) {
		case conversation.Message:
			if e.Actor.Kind == conversation.Customer {
				last = e.Seq
			}
		case conversation.Decision:
			through = p.Through
		}
	}
	if last > through {
		return last
	}
	return 0
}

// check compares what the outside was told with the record.
func (about *told) check(t *testing.T, record []conversation.Event) {
	t.Helper()
	id := about.conversation.ID
	seqs := map[string][]int64{}
	holder, through := conversation.HeldByBot, int64(0)
	human, takeovers := false, 0
	said, acts := 0, 0 // by the bot, and by its last decision
	for i, e := range record {
		if e.Seq != int64(i)+1 {
			t.Errorf("%s: event %d has number %d", id, i+1, e.Seq)
		}
		switch p := e.Payload.(type) {
		case conversation.HolderChanged:
			holder = p.To
			if _, human = holder.Agent(); human {
				takeovers++
			}
		case conversation.Message:
			switch e.Actor.Kind {
			case conversation.Customer:
				seqs[p.ClientID] = append(seqs[p.ClientID], e.Seq)
				if p.Text != about.texts[p.ClientID] {
					t.Errorf("%s: message %s says %q on record, %q was sent", id, p.ClientID, p.Text, about.texts[p.ClientID])
				}
			case conversation.Bot:
				said++
				if human {
					t.Errorf("%s: event %d: the bot speaks while %s holds the conversation: %q", id, e.Seq, holder, p.Text)
				}
			}
		case conversation.Decision:
			if said < acts {
				t.Errorf("%s: event %d: an earlier decision was to say %d sentences and %d were said", id, e.Seq, acts, said)
			}
			if p.Through <= through {
				t.Errorf("%s: event %d answers up to %d again, which was answered up to %d", id, e.Seq, p.Through, through)
			}
			if len(spoken(p)) == 0 && !human && holder == conversation.HeldByBot {
				t.Errorf("%s: event %d: the bot holds the conversation and stays silent: %v", id, e.Seq, p.Reasons)
			}
			through, said, acts = p.Through, 0, len(spoken(p))
			if human {
				acts = 0
			}
		}
		if acts > 0 && said > acts+1 { // a handoff may add a notice of its own
			t.Errorf("%s: event %d: more was said than decided: %d sentences for %d acts", id, e.Seq, said, acts)
		}
	}
	for message, seq := range about.acknowledged {
		if got := seqs[message]; len(got) != 1 || got[0] != seq {
			t.Errorf("%s: message %s was acknowledged as event %d; on record it is %v", id, message, seq, got)
		}
		if seq > through {
			t.Errorf("%s: message %s (event %d) was never answered", id, message, seq)
		}
	}
	if about.takenOver && takeovers == 0 {
		t.Errorf("%s: an acknowledged takeover is not on record", id)
	}
}

// spoken are the acts of a decision that say something or hand over.
func spoken(d conversation.Decision) []conversation.DecidedAct {
	var acts []conversation.DecidedAct
	for _, a := range d.Acts {
		if a.Act != conversation.ActSilence {
			acts = append(acts, a)
		}
	}
	return acts
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

// freeAddress is an address of this machine that nobody listens on.
func freeAddress(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}
