package service

import (
	"context"
	"errors"
	"time"
)

// gate bounds how many calls run at once.
type gate chan struct{}

var errBusy = errors.New("too many calls at once")

// enter waits for a place, but not long.
func (g gate) enter(ctx context.Context, patience time.Duration) error {
	select {
	case g <- struct{}{}:
		return nil
	default:
	}
	t := time.NewTimer(patience)
	defer t.Stop()
	select {
	case g <- struct{}{}:
		return nil
	case <-t.C:
		return errBusy
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

func (g gate) leave() { <-g }
