package service

import (
	"context"
	"net"
	"os"
	"strconv"
	"strings"
	"time"
)

// Notify tells systemd how the service stands ("READY=1", "STOPPING=1",
// "WATCHDOG=1"), as sd_notify(3) describes. Without systemd it does nothing; a
// message that cannot be sent is lost, as it is by systemd's own library.
func Notify(state string) {
	name := os.Getenv("NOTIFY_SOCKET")
	if name == "" {
		return
	}
	if strings.HasPrefix(name, "@") { // an abstract socket
		name = "\x00" + name[1:]
	}
	conn, err := net.DialUnix("unixgram", nil, &net.UnixAddr{Name: name, Net: "unixgram"})
	if err != nil {
		return
	}
	defer conn.Close()
	_, _ = conn.Write([]byte(state))
}

// watchdog is how often systemd wants to hear that the server works; 0: never.
func watchdog() time.Duration {
	us, err := strconv.ParseInt(os.Getenv("WATCHDOG_USEC"), 10, 64)
	if err != nil || us <= 0 {
		return 0
	}
	if pid := os.Getenv("WATCHDOG_PID"); pid != "" && pid != strconv.Itoa(os.Getpid()) {
		return 0
	}
	return time.Duration(us) * time.Microsecond / 2
}

// alive tells systemd's watchdog, until ctx ends, that the server works: that
// its store answers, not only that the process lives.
func (s *Service) alive(ctx context.Context) {
	every := watchdog()
	if every <= 0 {
		return
	}
	t := time.NewTicker(every)
	defer t.Stop()
	for {
		if s.draining.Load() || s.unready(ctx) == "" {
			Notify("WATCHDOG=1")
		}
		select {
		case <-t.C:
		case <-ctx.Done():
			return
		}
	}
}
