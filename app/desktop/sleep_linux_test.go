package desktop

import (
	"bufio"
	"errors"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
)

// fakeLogind is a bus of the test's own with a logind on it that says what the test
// wants.
type fakeLogind struct {
	t    *testing.T
	bus  string
	conn *dbus.Conn
	held chan *os.File // what keeps the computer from sleeping
}

const session = dbus.ObjectPath("/org/freedesktop/login1/session/_32")

func (l *fakeLogind) GetSession(string) (dbus.ObjectPath, *dbus.Error) { return session, nil }

func (l *fakeLogind) Inhibit(what, who, why, mode string) (dbus.UnixFD, *dbus.Error) {
	r, w, err := os.Pipe()
	if err != nil || what != "sleep" || mode != "delay" {
		return 0, dbus.NewError("org.freedesktop.DBus.Error.InvalidArgs", nil)
	}
	l.held <- r
	time.AfterFunc(300*time.Millisecond, func() { w.Close() }) // its copy is on the other side
	return dbus.UnixFD(w.Fd()), nil
}

func newLogind(t *testing.T) *fakeLogind {
	t.Helper()
	if _, err := exec.LookPath("dbus-daemon"); err != nil {
		if os.Getenv("CIVICDESK_ALL_TESTS") != "" {
			t.Fatal("dbus-daemon is not installed")
		}
		t.Skip("dbus-daemon is not installed")
	}
	cmd := exec.Command("dbus-daemon", "--session", "--nofork", "--nopidfile", "--print-address=1", "--address=unix:tmpdir="+t.TempDir())
	out, err := cmd.StdoutPipe()
	must(t, err)
	must(t, cmd.Start())
	t.Cleanup(func() { cmd.Process.Kill(); cmd.Wait() })
	address, err := bufio.NewReader(out).ReadString('\n')
	must(t, err)
	l := &fakeLogind{t: t, bus: strings.TrimSpace(address), held: make(chan *os.File, 4)}
	l.conn, err = dbus.Connect(l.bus)
	must(t, err)
	t.Cleanup(func() { l.conn.Close() })
	must(t, l.conn.Export(l, logindPath, logindManager))
	_, err = l.conn.RequestName(logind, dbus.NameFlagDoNotQueue)
	must(t, err)
	before := systemBus
	systemBus = func() (*dbus.Conn, error) { return dbus.Connect(l.bus) }
	t.Cleanup(func() { systemBus = before })
	return l
}

func (l *fakeLogind) says(path dbus.ObjectPath, name string, body ...any) {
	l.t.Helper()
	must(l.t, l.conn.Emit(path, name, body...))
}

func TestLogindLocksTheSession(t *testing.T) {
	for name, c := range map[string]struct {
		path   dbus.ObjectPath
		signal string
		body   []any
		why    string
	}{
		"before a sleep":             {logindPath, logindManager + ".PrepareForSleep", []any{true}, "went to sleep"},
		"when the session is locked": {session, logindSession + ".Lock", nil, "the screen was locked"},
		"when the screen is locked":  {session, "org.freedesktop.DBus.Properties.PropertiesChanged", []any{logindSession, map[string]dbus.Variant{"LockedHint": dbus.MakeVariant(true)}, []string{}}, "the screen was locked"},
	} {
		t.Run(name, func(t *testing.T) {
			l := newLogind(t)
			d := asleep(t, nil)
			var held *os.File
			select {
			case held = <-l.held:
			case <-time.After(20 * time.Second):
				t.Fatal("sleep is not held up")
			}
			ended := make(chan struct{})
			d.OnEnded(func() { close(ended) })
			l.says(logindPath, logindManager+".PrepareForSleep", false) // woke up: nothing
			l.says("/org/freedesktop/login1/session/_99", logindSession+".Lock")
			time.Sleep(50 * time.Millisecond)
			if v, _ := d.Session.State(); v.State != "signed-in" {
				t.Fatalf("locked for nothing: %q", v.Ended)
			}
			l.says(c.path, c.signal, c.body...)
			waitFor(t, ended)
			v, err := d.Session.State()
			must(t, err)
			if v.State != "signed-out" || !strings.Contains(v.Ended, c.why) {
				t.Errorf("the door says %q", v.Ended)
			}
			must(t, held.SetReadDeadline(time.Now().Add(20*time.Second)))
			if n, err := held.Read(make([]byte, 1)); n != 0 || !errors.Is(err, io.EOF) {
				t.Errorf("the computer is still kept from sleeping: %v", err)
			}
		})
	}
}

func TestWithoutABusTheWatchIsAllThereIs(t *testing.T) {
	before := systemBus
	systemBus = func() (*dbus.Conn, error) { return dbus.Connect("unix:path=/nothing/here") }
	t.Cleanup(func() { systemBus = before })
	d := asleep(t, nil)
	if v, err := d.Session.State(); err != nil || v.State != "signed-in" {
		t.Errorf("%+v, %v", v, err)
	}
}
