package desktop

import (
	"context"
	"fmt"
	"time"
)

// A computer that slept asks for the password again. The system's own word comes
// first where it can be had (logind on Linux); besides, everywhere, a watch
// compares clocks from tick to tick.
//
// What clocks do in sleep: the wall clock goes on, everywhere. The monotonic clock
// that Go reads stands still on Linux and macOS and goes on in Windows. Linux
// alone has both kinds, so that there the length of a sleep is known exactly;
// elsewhere a gap between ticks is taken for one.

// moment is what the clocks of the computer show.
type moment struct {
	wall   time.Time     // without a monotonic reading
	ran    time.Duration // by the monotonic clock
	asleep time.Duration // how long the computer has slept since it was started
	exact  bool          // asleep is known
}

// sleepTick is how often the clocks are looked at, and so at most how long a
// computer is awake before it is locked.
const sleepTick = time.Second

const (
	leastSleep = time.Second      // where the length of a sleep is known
	leastGap   = 10 * time.Second // elsewhere: a busy computer is late, not asleep
)

// slept says how long the computer slept between two ticks; 0: it did not, or so
// shortly that a late tick looks the same. A clock that was set forward looks like
// sleep where nothing better is known: one password too many, never one too few.
func slept(before, after moment) time.Duration {
	if before.exact && after.exact {
		if d := after.asleep - before.asleep; d >= leastSleep {
			return d
		}
		return 0
	}
	gap := max(after.wall.Sub(before.wall), after.ran-before.ran) - sleepTick
	if gap < leastGap {
		return 0
	}
	return gap
}

var started = time.Now()

// clocks reads this computer's clocks.
func clocks() moment {
	now := time.Now()
	m := moment{wall: now.Round(0), ran: now.Sub(started)}
	m.asleep, m.exact = timeAsleep()
	return m
}

// watchSleep calls act once when the computer has slept, then ends; and when ctx
// does.
func watchSleep(ctx context.Context, tick <-chan time.Time, now func() moment, act func(time.Duration)) {
	before := now()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick:
		}
		after := now()
		if d := slept(before, after); d > 0 {
			act(d)
			return
		}
		before = after
	}
}

// guardSleep locks the session when the computer sleeps or its screen is locked,
// until ctx ends with the session.
func (d *door) guardSleep(ctx context.Context) {
	go d.heedSystem(ctx)
	go func() {
		t := time.NewTicker(sleepTick)
		defer t.Stop()
		watchSleep(ctx, t.C, d.now, func(slept time.Duration) {
			d.lockFor("Civic Desk locked because this computer slept for " + lasted(slept) + ".")
		})
	}()
}

// lockFor ends the session for a reason that is not the person's.
func (d *door) lockFor(why string) {
	if err := d.leave(why); err != nil {
		d.o.Log(err)
	}
	tell(&d.onEnded)
}

// lasted says how long something took: "40 seconds", "3 minutes", "2 hours".
func lasted(d time.Duration) string {
	n, unit := int(d.Round(time.Second)/time.Second), "second"
	switch {
	case d >= 90*time.Minute:
		n, unit = int(d.Round(time.Hour)/time.Hour), "hour"
	case d >= 90*time.Second:
		n, unit = int(d.Round(time.Minute)/time.Minute), "minute"
	}
	if n != 1 {
		unit += "s"
	}
	return fmt.Sprintf("%d %s", n, unit)
}
