package client

import (
	"testing"
	"time"
)

func TestPausesGrowAndAreCapped(t *testing.T) {
	for _, c := range []struct {
		failures int
		r        float64
		want     time.Duration
	}{
		{0, 0.5, 15 * time.Second},
		{1, 0, time.Second / 2},
		{1, 1, time.Second},
		{3, 0, 2 * time.Second},
		{6, 1, 32 * time.Second},
		{7, 1, time.Minute},
		{1000, 1, time.Minute},
		{1000, 0, time.Minute / 2},
	} {
		if got := pause(c.failures, 15*time.Second, c.r); got != c.want {
			t.Errorf("after %d failures with %v: %v, want %v", c.failures, c.r, got, c.want)
		}
	}
}
