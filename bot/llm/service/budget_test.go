package service_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/batondesk/baton/bot/llm/llmtest"
	"github.com/batondesk/baton/bot/llm/service"
)

// book is a Book in memory.
type book struct {
	mu     sync.Mutex
	days   map[string]map[string]service.Spend
	writes int
	away   bool
}

func (b *book) AddSpend(_ context.Context, day string, spent map[string]service.Spend) (map[string]service.Spend, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.writes++
	if b.away {
		return nil, errors.New("the database is away")
	}
	if b.days == nil {
		b.days = map[string]map[string]service.Spend{}
	}
	if b.days[day] == nil {
		b.days[day] = map[string]service.Spend{}
	}
	sums := map[string]service.Spend{}
	for name, s := range spent {
		was := b.days[day][name]
		b.days[day][name] = service.Spend{Calls: was.Calls + s.Calls, Prompt: was.Prompt + s.Prompt, Completion: was.Completion + s.Completion, Cost: was.Cost + s.Cost}
	}
	for name, s := range b.days[day] {
		sums[name] = s
	}
	return sums, nil
}

func (b *book) calls() (n int64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, day := range b.days {
		for _, s := range day {
			n += s.Calls
		}
	}
	return n
}

// oneCall is what the question costs.
func oneCall(t *testing.T) (tokens int64, cost float64) {
	t.Helper()
	w := connect(t, nil, double(t))
	a, err := w.ask()
	if err != nil {
		t.Fatal(err)
	}
	return int64(a.Usage.Prompt + a.Usage.Completion), w.seen[0].Cost
}

func TestBudgetEndsTheDayAndSaysSoOnce(t *testing.T) {
	tokens, cost := oneCall(t)
	for name, budget := range map[string]service.Budget{"tokens": {Tokens: 3 * tokens}, "cost": {Cost: 2.5 * cost}} {
		t.Run(name, func(t *testing.T) {
			s := double(t)
			w := connect(t, func(o *service.Options) { o.Budget = budget }, s)
			failed := 0
			for range 8 {
				if _, err := w.ask(); errors.Is(err, service.ErrBudget) {
					failed++
				} else if err != nil {
					t.Fatal(err)
				}
			}
			if failed != 5 || s.Calls(llmtest.Chats) != 3 || strings.Count(w.logged(), "used up") != 1 {
				t.Errorf("%d turns without a model, %d requests, log %s", failed, s.Calls(llmtest.Chats), w.logged())
			}
			st := w.client.Status()
			if len(st.Degraded) != 2 || st.Degraded[0].Why != service.OverBudget || st.Degraded[0].Since.IsZero() || st.Spent.Calls != 3 {
				t.Errorf("status %+v", st)
			}
			w.pass(24 * time.Hour)
			if _, err := w.ask(); err != nil {
				t.Errorf("the next day: %v", err)
			}
			if st := w.client.Status(); st.Spent.Calls != 1 || st.Degraded != nil {
				t.Errorf("status of the next day %+v", st)
			}
		})
	}
}

func TestDayOfTheBudgetIsThatOfTheBusiness(t *testing.T) {
	shanghai, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 3, 1, 15, 59, 0, 0, time.UTC)
	w := connect(t, func(o *service.Options) {
		o.Zone = shanghai
		o.Now = func() time.Time { return at }
	}, double(t))
	if day := w.client.Status().Day; day != "2026-03-01" {
		t.Error(day)
	}
	at = at.Add(time.Minute)
	if day := w.client.Status().Day; day != "2026-03-02" {
		t.Error(day)
	}
}

func TestBudgetOutlivesARestart(t *testing.T) {
	tokens, _ := oneCall(t)
	b, s := &book{}, double(t)
	within := func(o *service.Options) { o.Budget, o.Book = service.Budget{Tokens: 2 * tokens}, b }
	first := connect(t, within, s)
	for range 2 {
		if _, err := first.ask(); err != nil {
			t.Fatal(err)
		}
	}
	if err := first.client.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := b.calls(); n != 2 {
		t.Fatalf("%d calls in the book", n)
	}
	if _, err := connect(t, within, s).ask(); !errors.Is(err, service.ErrBudget) {
		t.Errorf("after a restart: %v", err)
	}
}

func TestServersShareTheBudget(t *testing.T) {
	tokens, _ := oneCall(t)
	b, s := &book{}, double(t)
	within := func(o *service.Options) { o.Budget, o.Book = service.Budget{Tokens: 4 * tokens}, b }
	here, there := connect(t, within, s), connect(t, within, s)
	for range 3 {
		if _, err := here.ask(); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := there.ask(); err != nil {
		t.Fatal(err)
	}
	for end := time.Now().Add(4 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		_, one := here.ask()
		_, two := there.ask()
		if errors.Is(one, service.ErrBudget) && errors.Is(two, service.ErrBudget) {
			break
		}
		if time.Now().After(end) {
			t.Fatalf("both go on: %v %v", one, two)
		}
	}
}

// Whatever order calls, writes and failures of the book come in: no call is lost or counted twice, and no call waits for
// a write of its own.
func TestBookHasEveryCallOnce(t *testing.T) {
	b, s := &book{}, double(t)
	w := connect(t, func(o *service.Options) { o.Book = b }, s)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 25 {
				if _, err := w.ask(); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	b.mu.Lock()
	b.away = true
	b.mu.Unlock()
	if _, err := w.ask(); err != nil {
		t.Errorf("without a book: %v", err)
	}
	time.Sleep(1200 * time.Millisecond)
	b.mu.Lock()
	b.away = false
	b.mu.Unlock()
	if err := w.client.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := b.calls(); n != 201 {
		t.Errorf("%d calls in the book, want 201", n)
	}
	if b.writes > 6 {
		t.Errorf("%d writes", b.writes)
	}
	if strings.Count(w.logged(), "could not be written") != 1 {
		t.Errorf("log: %s", w.logged())
	}
}
