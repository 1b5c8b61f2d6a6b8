package bot_test

import (
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/batondesk/baton/conversation"
)

// TestNoBotSentenceFollowsAnAcknowledgedTakeover sweeps takeovers across the boundary of real turns: whatever the bot had
// in mind, once the takeover is acknowledged the customer hears nothing more from it.
func TestNoBotSentenceFollowsAnAcknowledgedTakeover(t *testing.T) {
	const takeovers = 1000
	h := open(t)
	var wait sync.WaitGroup
	slots := make(chan struct{}, 4)
	var late, suggested sync.Map
	for i := range takeovers {
		slots <- struct{}{}
		wait.Go(func() {
			defer func() { <-slots }()
			c := h.talk("en")
			c.says("How much does shipping cost?")
			// The takeover begins from a millisecond before the turn to a millisecond after it.
			offset := time.Duration(i%200-100) * 10 * time.Microsecond
			turned := make(chan error, 1)
			go func() {
				spin(-offset)
				turned <- h.bot.Step(h.ctx, c.id)
			}()
			spin(offset)
			receipt, err := h.desk.Takeover(h.ctx, agent("ann"), c.id, "")
			if err != nil {
				t.Errorf("takeover: %v", err)
			}
			acknowledged := receipt.State.Seq
			if err := <-turned; err != nil {
				t.Errorf("turn: %v", err)
			}
			for _, e := range c.events() {
				switch e.Payload.(type) {
				case conversation.Message:
					if e.Actor.Kind == conversation.Bot && e.Seq > acknowledged {
						late.Store(c.id, e.Seq)
					}
				case conversation.Suggestion:
					suggested.Store(c.id, e.Seq)
				}
			}
			if c.state().Owes() {
				t.Errorf("%s is still owed an answer", c.id)
			}
		})
	}
	wait.Wait()
	late.Range(func(id, seq any) bool {
		t.Errorf("%v: the bot spoke at %v, after the takeover", id, seq)
		return true
	})
	both := 0
	suggested.Range(func(any, any) bool { both++; return true })
	if both == 0 || both == takeovers {
		t.Errorf("%d of %d takeovers came before the turn's commit: the sweep did not cross the boundary", both, takeovers)
	}
	t.Logf("%d takeovers, %d of them before the commit of the turn", takeovers, both)
}

// spin waits; sleeping is too coarse here.
func spin(d time.Duration) {
	for began := time.Now(); time.Since(began) < d; {
		runtime.Gosched()
	}
}
