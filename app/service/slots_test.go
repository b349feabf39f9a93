package service

import (
	"testing"
	"testing/synctest"
	"time"
)

// Twice as many requests as there are places may wait, for a moment; whoever
// comes after them is told at once.
func TestOnlySomeWaitForAPlace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, answers := newSlots(1), make(chan bool, 2)
		if !s.enter(t.Context()) {
			t.Fatal("no room at the beginning")
		}
		began := time.Now()
		for range 2 {
			go func() { answers <- s.enter(t.Context()) }()
		}
		synctest.Wait()
		if s.enter(t.Context()) || time.Since(began) > 0 {
			t.Errorf("one more was let in, or waited for %v", time.Since(began))
		}
		for range 2 {
			if <-answers || time.Since(began) != slotWait {
				t.Errorf("let in, or turned away after %v", time.Since(began))
			}
		}
		s.leave()
		if !s.enter(t.Context()) {
			t.Error("no room once a place is free")
		}
	})
}
