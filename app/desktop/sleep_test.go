package desktop

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"civicdesk/app/fault"
	"civicdesk/app/node"
	"civicdesk/storage/vault"
)

func TestWhatCountsAsSleep(t *testing.T) {
	at := func(wall, ran, asleep time.Duration, exact bool) moment {
		return moment{wall: time.Unix(0, 0).Add(wall), ran: ran, asleep: asleep, exact: exact}
	}
	const s, m, h = time.Second, time.Minute, time.Hour
	for name, c := range map[string]struct {
		after moment // one tick after the start of everything
		want  time.Duration
	}{
		"an ordinary tick":                                 {at(s, s, 0, true), 0},
		"Linux slept":                                      {at(h+s, s, h, true), h},
		"Linux slept for a moment":                         {at(3*s, s, 2*s, true), 2 * s},
		"Linux was busy and slept not":                     {at(40*s, 40*s, 0, true), 0},
		"Linux's wall clock was set forward":               {at(24*h, s, 0, true), 0},
		"Linux slept and its wall clock was set back":      {at(-h, s, 5*m, true), 5 * m},
		"macOS slept: its monotonic clock stood still":     {at(5*m+s, s, 0, false), 5 * m},
		"Windows slept: both clocks went on":               {at(5*m+s, 5*m+s, 0, false), 5 * m},
		"Windows slept and the wall clock was set back":    {at(-h, 5*m+s, 0, false), 5 * m},
		"a busy computer without an exact clock":           {at(9*s, 9*s, 0, false), 0},
		"a wall clock that is set forward, not exact":      {at(h+s, s, 0, false), h},
		"a wall clock that is set back by hand, not exact": {at(-h, s, 0, false), 0},
	} {
		if got := slept(at(0, 0, 0, c.after.exact), c.after); got != c.want {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
	for d, want := range map[time.Duration]string{time.Second: "1 second", 40 * s: "40 seconds", 3*m + 2*s: "3 minutes", 95 * m: "2 hours", 26 * h: "26 hours"} {
		if got := lasted(d); got != want {
			t.Errorf("%v is %q", d, got)
		}
	}
	if m := clocks(); m.asleep < 0 || m.ran < 0 || strings.Contains(m.wall.String(), "m=") {
		t.Errorf("this computer's clocks show %+v", m)
	}
}

func TestTheWatchActsOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tick := make(chan time.Time)
		var now moment
		var acted []time.Duration
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			watchSleep(t.Context(), tick, func() moment { return now }, func(d time.Duration) { acted = append(acted, d) })
		}()
		synctest.Wait()
		for range 5 {
			now.wall, now.ran = now.wall.Add(time.Second), now.ran+time.Second
			tick <- time.Time{}
			synctest.Wait()
		}
		if len(acted) != 0 {
			t.Fatalf("awake, it acted %v", acted)
		}
		now.wall = now.wall.Add(20*time.Minute + time.Second)
		tick <- time.Time{}
		<-ended
		if len(acted) != 1 || acted[0] != 20*time.Minute {
			t.Errorf("it acted %v", acted)
		}
	})
}

// asleep is a signed-in window with clocks of its own.
func asleep(t *testing.T, now func() moment) *Desktop {
	t.Helper()
	o := newOffice(t)
	u, err := o.server.Accounts.Lookup(system(), "rdelgado")
	must(t, err)
	code, err := o.server.Accounts.NewEnrolment(system(), u.ID)
	must(t, err)
	d := New(Options{Folder: filepath.Join(t.TempDir(), "desk"), Documents: t.TempDir(), Offline: true, Node: node.DesktopOptions{KDF: vault.InsecureTestKDF()}})
	if now != nil {
		d.door.now = now
	}
	t.Cleanup(func() { d.Close() })
	_, err = d.Session.Enrol(EnrolForm{Code: code, Password: password, Again: password})
	must(t, err)
	return d
}

func waitFor(t *testing.T, ended <-chan struct{}) {
	t.Helper()
	select {
	case <-ended:
	case <-time.After(20 * time.Second):
		t.Fatal("nothing was locked")
	}
}

func TestAComputerThatSleptAsksForThePassword(t *testing.T) {
	calls := 0
	d := asleep(t, func() moment { // from the third look on, an hour has been slept
		if calls++; calls > 2 {
			return moment{asleep: time.Hour, exact: true}
		}
		return moment{exact: true}
	})
	ended := make(chan struct{})
	d.OnEnded(func() { close(ended) })
	waitFor(t, ended)
	if _, err := d.Hiring.Vacancies(); !fault.Is(err, fault.Expired) {
		t.Errorf("after waking: %v", err)
	}
	v, err := d.Session.State()
	must(t, err)
	if v.State != "signed-out" || v.Ended != "Civic Desk locked because this computer slept for 60 minutes." {
		t.Errorf("the door says %+v", v)
	}
	d.OnEnded(func() {})
	d.door.now = clocks
	v, err = d.Session.SignIn("rdelgado", password)
	must(t, err)
	if v.State != "signed-in" || v.Ended != "" {
		t.Errorf("after signing in: %+v", v)
	}
}

func TestTheWatchEndsWithTheSession(t *testing.T) {
	d := asleep(t, nil)
	ctx := d.door.ctx
	_, err := d.Session.Lock()
	must(t, err)
	if context.Cause(ctx) == nil {
		t.Error("the watch goes on after the session")
	}
}
