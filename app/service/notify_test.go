package service

import (
	"context"
	"errors"
	"net"
	"path/filepath"
	"testing"
)

// systemd is the socket on which it listens for its services.
func systemd(t *testing.T) *net.UnixConn {
	t.Helper()
	name := filepath.Join(t.TempDir(), "notify")
	conn, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: name, Net: "unixgram"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	t.Setenv("NOTIFY_SOCKET", name)
	return conn
}

func heard(t *testing.T, conn *net.UnixConn) string {
	t.Helper()
	buf := make([]byte, 100)
	n, err := conn.Read(buf)
	if err != nil {
		t.Fatal(err)
	}
	return string(buf[:n])
}

func TestNotify(t *testing.T) {
	conn := systemd(t)
	Notify("READY=1")
	if got := heard(t, conn); got != "READY=1" {
		t.Errorf("systemd heard %q", got)
	}
	t.Setenv("NOTIFY_SOCKET", "")
	Notify("READY=1") // nobody to tell
}

// TestTheWatchdogHearsOfAStoreThatAnswers, and nothing of one that does not.
func TestTheWatchdogHearsOfAStoreThatAnswers(t *testing.T) {
	conn := systemd(t)
	t.Setenv("WATCHDOG_USEC", "20000")
	s, _ := guarded(t, nil)
	asked, fails := make(chan struct{}, 100), make(chan error, 100)
	s.Watch(func(context.Context) error {
		asked <- struct{}{}
		select {
		case err := <-fails:
			return err
		default:
			return nil
		}
	}, nil)
	for range 3 {
		fails <- errors.New("away")
	}
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { s.alive(ctx); close(done) }()
	if got := heard(t, conn); got != "WATCHDOG=1" {
		t.Errorf("systemd heard %q", got)
	}
	if n := len(asked); n < 4 {
		t.Errorf("systemd was told after %d questions, of which three failed", n)
	}
	stop()
	<-done
	t.Setenv("WATCHDOG_PID", "1")
	if watchdog() != 0 {
		t.Error("another process's watchdog is taken for ours")
	}
}
