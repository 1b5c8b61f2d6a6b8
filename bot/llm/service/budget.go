package service

import (
	"context"
	"log/slog"
	"maps"
	"sync"
	"time"
)

// Budget is what a day may cost; zero values are no limit.
type Budget struct {
	Tokens int64
	Cost   float64 // in the currency of the prices
}

// Spend is what was spent.
type Spend struct {
	Calls      int64
	Prompt     int64 // tokens
	Completion int64
	Cost       float64
}

func (s Spend) plus(t Spend) Spend {
	return Spend{s.Calls + t.Calls, s.Prompt + t.Prompt, s.Completion + t.Completion, s.Cost + t.Cost}
}

// Book keeps what was spent, for all servers that share it.
type Book interface {
	// AddSpend adds what was spent on a day, by endpoint, and returns the sums of that day.
	AddSpend(ctx context.Context, day string, spent map[string]Spend) (map[string]Spend, error)
}

// writeEvery is how often the book is written at most: no turn pays a transaction for it. A server that dies loses that much.
const writeEvery = time.Second

// spending counts what the day costs: the sums of the book as they were last known, and what is not in it yet.
type spending struct {
	budget Budget
	book   Book
	zone   *time.Location
	now    func() time.Time
	log    *slog.Logger

	writing sync.Mutex // one at a time
	mu      sync.Mutex
	day     string
	known   map[string]Spend            // of day, by endpoint, as the book last said
	fresh   map[string]map[string]Spend // by day and endpoint: not in the book yet
	timer   *time.Timer                 // until the next write; nil: none is due
	overAt  time.Time                   // when the budget of day ended; zero: it has not
	silent  bool                        // the book does not answer, which has been said
}

func newSpending(o Options) *spending {
	s := &spending{budget: o.Budget, book: o.Book, zone: o.Zone, now: o.Now, log: o.Log, fresh: map[string]map[string]Spend{}}
	s.mu.Lock()
	s.turn()
	s.mu.Unlock()
	s.write()
	return s
}

// turn begins a new day when it is time. The caller holds mu.
func (s *spending) turn() {
	if day := s.now().In(s.zone).Format(time.DateOnly); day != s.day {
		if !s.overAt.IsZero() {
			s.log.Info("a new day: the model is asked again", "day", day)
		}
		s.day, s.known, s.overAt = day, map[string]Spend{}, time.Time{}
	}
}

// add counts a request and returns its cost.
func (s *spending) add(e Endpoint, k kind, u Usage) float64 {
	if u == (Usage{}) {
		return 0
	}
	price := e.Prices.Prompt
	if k == embedding {
		price = e.Prices.Embedding
	}
	cost := (float64(u.Prompt)*price + float64(u.Completion)*e.Prices.Completion) / 1e6
	s.mu.Lock()
	defer s.mu.Unlock()
	s.turn()
	of := s.fresh[s.day]
	if of == nil {
		of = map[string]Spend{}
		s.fresh[s.day] = of
	}
	of[e.Name] = of[e.Name].plus(Spend{1, int64(u.Prompt), int64(u.Completion), cost})
	s.due()
	return cost
}

// due has what is fresh written soon. The caller holds mu.
func (s *spending) due() {
	if s.book != nil && s.timer == nil {
		s.timer = time.AfterFunc(writeEvery, func() {
			s.mu.Lock()
			s.timer = nil
			s.mu.Unlock()
			s.write()
		})
	}
}

// write brings the book up to date, and asks it for the sums of the day.
func (s *spending) write() {
	if s.book == nil {
		return
	}
	s.writing.Lock()
	defer s.writing.Unlock()
	s.mu.Lock()
	s.turn()
	due := maps.Clone(s.fresh)
	if due[s.day] == nil {
		due[s.day] = map[string]Spend{}
	}
	for day, spent := range due {
		due[day] = maps.Clone(spent)
	}
	s.mu.Unlock()
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	for day, spent := range due {
		sums, err := s.book.AddSpend(ctx, day, spent)
		s.written(day, spent, sums, err)
	}
}

func (s *spending) written(day string, spent, sums map[string]Spend, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err != nil {
		if !s.silent {
			s.log.Warn("what the model costs could not be written down; it is counted in memory until it can", "error", err)
		}
		s.silent = true
		s.due()
		return
	}
	s.silent = false
	left := s.fresh[day]
	for name, amount := range spent { // more may have come meanwhile
		left[name] = Spend{left[name].Calls - amount.Calls, left[name].Prompt - amount.Prompt, left[name].Completion - amount.Completion, left[name].Cost - amount.Cost}
		if left[name].Calls == 0 {
			delete(left, name)
		}
	}
	if len(left) == 0 {
		delete(s.fresh, day)
	}
	if day == s.day {
		s.known = sums
	}
}

// over reports that the budget of the day is used up, and says so once.
func (s *spending) over() bool {
	over, _ := s.exhausted()
	return over
}

func (s *spending) exhausted() (bool, time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.turn()
	if s.overAt.IsZero() {
		sum := Spend{}
		for _, spent := range s.sums() {
			sum = sum.plus(spent)
		}
		if (s.budget.Tokens == 0 || sum.Prompt+sum.Completion < s.budget.Tokens) && (s.budget.Cost == 0 || sum.Cost < s.budget.Cost) {
			return false, time.Time{}
		}
		s.overAt = s.now()
		s.log.Warn("the model's budget of the day is used up; the bot goes on without it until tomorrow", "day", s.day,
			"tokens", sum.Prompt+sum.Completion, "cost", sum.Cost)
	}
	return true, s.overAt
}

// today are the sums of the day by endpoint.
func (s *spending) today() (string, map[string]Spend) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.turn()
	return s.day, s.sums()
}

func (s *spending) sums() map[string]Spend {
	sums := maps.Clone(s.known)
	if sums == nil {
		sums = map[string]Spend{}
	}
	for name, spent := range s.fresh[s.day] {
		sums[name] = sums[name].plus(spent)
	}
	return sums
}

func (s *spending) close(ctx context.Context) error {
	s.mu.Lock()
	if s.timer != nil {
		s.timer.Stop()
	}
	pending := len(s.fresh) > 0
	s.mu.Unlock()
	if pending {
		s.write()
	}
	return ctx.Err()
}
