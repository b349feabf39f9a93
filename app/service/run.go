package service

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"time"
)

// Listeners are where a server is reached.
type Listeners struct {
	Public net.Listener // TLS already, or plain behind a proxy
	Admin  net.Listener // this machine alone
}

// Run serves until ctx ends and then stops gracefully: the server says that it
// is not ready, goes on for delay so that load balancers turn away, answers
// those who wait for news, and gives requests under way until limit. started is
// called when both addresses are served.
func (s *Service) Run(ctx context.Context, at Listeners, public, admin http.Handler, delay, limit time.Duration, started func()) error {
	errorLog := slog.NewLogLogger(connections{s.o.Log.Handler()}, slog.LevelWarn)
	server := func(h http.Handler) *http.Server {
		return &http.Server{Handler: h, ReadHeaderTimeout: s.o.HeaderTime, ReadTimeout: s.o.ReadTime, WriteTimeout: s.o.WriteTime, IdleTimeout: s.o.IdleTime,
			MaxHeaderBytes: 32 << 10, ErrorLog: errorLog}
	}
	servers := []*http.Server{server(public), server(admin)}
	failed := make(chan error, len(servers))
	for i, ln := range []net.Listener{at.Public, at.Admin} {
		go func() { failed <- servers[i].Serve(ln) }()
	}
	background, stop := context.WithCancel(context.Background())
	defer stop()
	go s.alive(background)
	started()
	Notify("READY=1")
	var err error
	select {
	case err = <-failed:
	case <-ctx.Done():
	}
	s.Drain()
	Notify("STOPPING=1")
	if err == nil {
		s.o.Log.Info("stopping", "delay", delay.String(), "limit", limit.String())
		time.Sleep(delay)
	}
	s.Release()
	return errors.Join(err, shutDown(servers, limit))
}

// shutDown lets requests under way end, and breaks off those that take longer.
func shutDown(servers []*http.Server, limit time.Duration) error {
	ctx, stop := context.WithTimeout(context.Background(), limit)
	defer stop()
	var all error
	for _, one := range servers {
		if err := one.Shutdown(ctx); errors.Is(err, context.DeadlineExceeded) {
			all = errors.Join(all, one.Close())
		} else {
			all = errors.Join(all, err)
		}
	}
	return all
}
