//go:build !linux

package desktop

import (
	"context"
	"time"
)

// timeAsleep is not known here: gaps between ticks have to do.
func timeAsleep() (time.Duration, bool) { return 0, false }

// heedSystem has nobody to listen to here: that the screen was locked is not heard
// of, and a sleep is noticed on waking.
func (d *door) heedSystem(context.Context) {}
