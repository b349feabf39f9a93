package desktop

import (
	"context"
	"os"
	"time"

	"github.com/godbus/dbus/v5"
	"golang.org/x/sys/unix"
)

// timeAsleep is how long the computer has slept since it was started: what the
// clock that goes on in sleep is ahead of the one that stands still.
func timeAsleep() (time.Duration, bool) {
	var all, awake unix.Timespec
	if unix.ClockGettime(unix.CLOCK_MONOTONIC, &awake) != nil || unix.ClockGettime(unix.CLOCK_BOOTTIME, &all) != nil {
		return 0, false
	}
	return time.Duration(all.Nano() - awake.Nano()), true
}

const (
	logind        = "org.freedesktop.login1"
	logindPath    = dbus.ObjectPath("/org/freedesktop/login1")
	logindManager = logind + ".Manager"
	logindSession = logind + ".Session"
)

// systemBus is where logind is heard; tests have a bus of their own.
var systemBus = func() (*dbus.Conn, error) { return dbus.ConnectSystemBus() }

// heedSystem listens to logind, where there is one: before the computer sleeps,
// and when the person locks the screen, the session is locked. Without it the
// watch over the clocks is all there is.
func (d *door) heedSystem(ctx context.Context) {
	conn, err := systemBus()
	if err != nil {
		return
	}
	defer conn.Close()
	l := &loginListener{conn: conn, manager: conn.Object(logind, logindPath), lock: d.lockFor, settle: d.settle}
	if l.listen() == nil {
		l.run(ctx)
	}
}

type loginListener struct {
	conn    *dbus.Conn
	manager dbus.BusObject
	session dbus.ObjectPath // of the person at this screen
	delay   *os.File        // holds the sleep up until the session is locked
	heard   chan *dbus.Signal
	lock    func(why string)
	settle  func() // lets the page save what is in hand
}

func (l *loginListener) listen() error {
	err := l.manager.Call(logindManager+".GetSession", 0, os.Getenv("XDG_SESSION_ID")).Store(&l.session)
	if err != nil {
		l.session = "" // a sleep is heard of all the same
	}
	l.heard = make(chan *dbus.Signal, 8)
	l.conn.Signal(l.heard)
	if err := l.conn.AddMatchSignal(dbus.WithMatchSender(logind), dbus.WithMatchInterface(logindManager), dbus.WithMatchMember("PrepareForSleep")); err != nil {
		return err
	}
	if l.session != "" {
		if err := l.conn.AddMatchSignal(dbus.WithMatchSender(logind), dbus.WithMatchObjectPath(l.session)); err != nil {
			return err
		}
	}
	l.holdUp()
	return nil
}

// holdUp asks to be waited for before the computer sleeps: a few seconds at most,
// as logind allows.
func (l *loginListener) holdUp() {
	var fd dbus.UnixFD
	if l.manager.Call(logindManager+".Inhibit", 0, "sleep", "Civic Desk", "Saves what is in hand and locks itself", "delay").Store(&fd) == nil {
		l.delay = os.NewFile(uintptr(fd), "inhibit")
	}
}

func (l *loginListener) run(ctx context.Context) {
	defer l.letGo()
	for {
		select {
		case <-ctx.Done():
			return
		case s, open := <-l.heard:
			if !open { // the bus is gone
				return
			}
			if why := l.meaning(s); why != "" {
				l.settle()
				l.lock(why)
				return
			}
		}
	}
}

func (l *loginListener) letGo() {
	if l.delay != nil {
		l.delay.Close()
		l.delay = nil
	}
}

// meaning is why the session is locked after a signal; "": it is not.
func (l *loginListener) meaning(s *dbus.Signal) string {
	switch {
	case s.Name == logindManager+".PrepareForSleep" && len(s.Body) == 1 && s.Body[0] == true:
		return "Civic Desk locked because this computer went to sleep."
	case s.Path != l.session:
		return ""
	case s.Name == logindSession+".Lock":
		return "Civic Desk locked because the screen was locked."
	case s.Name == "org.freedesktop.DBus.Properties.PropertiesChanged" && len(s.Body) > 1:
		changed, _ := s.Body[1].(map[string]dbus.Variant)
		if hint, ok := changed["LockedHint"]; ok && hint.Value() == true {
			return "Civic Desk locked because the screen was locked."
		}
	}
	return ""
}
