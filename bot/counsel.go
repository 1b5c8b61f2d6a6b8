package bot

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/batondesk/baton/handoff"
)

// adviseAtMost bounds a call to a model, whatever the service's own deadlines are: of the time that a turn may take, some
// must be left to answer without it.
const adviseAtMost = 20 * time.Second

// counsel is the one call to a model that a turn may make, through all its attempts.
type counsel struct {
	asked  bool
	read   int64 // the last event of the customer that it was about
	brief  Brief
	advice Advice
	err    error
}

// consult asks a model about what the turn is in doubt of, unless that is nothing, and gives what its word comes to. A turn
// that has to be thought again does not ask again: the advice still counts if the customer has said nothing since, and is
// dropped otherwise.
func (t *thought) consult(doubt string) (word, error) {
	c := t.counsel
	if doubt == "" || c == nil {
		return word{}, nil
	}
	if !c.asked {
		brief := t.brief()
		if !t.worthACall(brief) {
			return word{}, nil
		}
		*c = counsel{asked: true, read: t.snapshot.Customer.Seq, brief: brief}
		c.advice, c.err = t.call(brief)
	}
	t.advised = Unused
	t.because("model:asked:" + doubt)
	switch {
	case errors.Is(c.err, errUrgent):
		t.interrupted = c.read == t.snapshot.Customer.Seq
		t.because("model:interrupted")
		return word{}, nil
	case c.err != nil:
		t.advised, t.adviceError = Failed, c.err
		t.because("model:failed")
		return word{}, nil
	case c.read != t.snapshot.Customer.Seq:
		t.because("model:spent")
		return word{}, nil
	}
	return t.weigh(c.brief, c.advice)
}

var errUrgent = errors.New("the customer needs a person, who waits for no model")

// call asks the model. A message that comes meanwhile and needs a person breaks it off: handing off waits for no model.
func (t *thought) call(brief Brief) (Advice, error) {
	ctx, cancel := context.WithTimeout(t.ctx, adviseAtMost)
	defer cancel()
	ctx, breakOff := context.WithCancelCause(ctx)
	defer breakOff(nil)
	if news, ok := t.ctx.Value(newsKey{}).(<-chan struct{}); ok {
		go t.watch(ctx, news, breakOff)
	}
	advice, err := t.Advise.Advise(ctx, brief)
	if err != nil && errors.Is(context.Cause(ctx), errUrgent) {
		return Advice{}, errUrgent
	}
	return advice, err
}

// watch reads what comes until the call is over.
func (t *thought) watch(ctx context.Context, news <-chan struct{}, breakOff context.CancelCauseFunc) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-news:
			if t.urgentNews(ctx) {
				breakOff(errUrgent)
			}
		}
	}
}

// urgentNews reports whether what the customer has written since needs a person.
func (t *thought) urgentNews(ctx context.Context) bool {
	now, err := t.Ledger.Recent(ctx, t.snapshot.ID)
	if err != nil || now.Customer.Seq == t.snapshot.Customer.Seq {
		return false
	}
	since := t.begin(ctx, now, t.Now())
	must := func(m handoff.Match) bool { return m.Must && m.Probability >= byRule }
	return since.atRisk() || since.heard.WantsHuman || slices.ContainsFunc(since.books.Matcher.Match(since.situation()), must)
}

type newsKey struct{}

// withNews tells a turn of what happens in its conversation while it runs.
func withNews(ctx context.Context, news <-chan struct{}) context.Context {
	return context.WithValue(ctx, newsKey{}, news)
}
