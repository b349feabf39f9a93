package service

import (
	"context"
	"sync/atomic"
	"time"
)

// slots are the places of requests at work. A request that finds none waits a
// moment; when too many wait already, or the moment is over, it is asked to
// come again, so that those at work end in time.
type slots struct {
	free    chan struct{}
	waiting atomic.Int64
}

const slotWait = 2 * time.Second

func newSlots(n int) *slots { return &slots{free: make(chan struct{}, n)} }

// enter takes a place and says whether there was one.
func (s *slots) enter(ctx context.Context) bool {
	select {
	case s.free <- struct{}{}:
		return true
	default:
	}
	if s.waiting.Add(1) > int64(2*cap(s.free)) {
		s.waiting.Add(-1)
		return false
	}
	defer s.waiting.Add(-1)
	t := time.NewTimer(slotWait)
	defer t.Stop()
	select {
	case s.free <- struct{}{}:
		return true
	case <-t.C:
	case <-ctx.Done():
	}
	return false
}

func (s *slots) leave() { <-s.free }

// atWork is how many places are taken.
func (s *slots) atWork() int { return len(s.free) }
