// Package service is what stands between the network and a server's handlers:
// who sent a request, how many at a time and how often, what is logged and
// counted, whether the server is ready, and how it starts and stops. It knows no
// subject, and nothing of what requests hold.
package service

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"civicdesk/app"
	"civicdesk/app/limit"
)

// Options set a service up; Log is needed.
type Options struct {
	Log     *slog.Logger
	Trusted []netip.Prefix // proxies whose forwarded headers count; none: nobody's do

	Requests   int // at work at one time
	Enrolments int // a minute from one network address
	Device     int // requests a minute of one device

	HeaderTime, ReadTime, WriteTime, IdleTime time.Duration

	Clock app.Clock
}

// Service guards the handlers of one server.
type Service struct {
	o          Options
	slots      *slots
	devices    *limit.Buckets
	enrolments *limit.Buckets
	metrics    *metrics
	seen       seen
	draining   atomic.Bool
	stop       chan struct{}
	ready      func(context.Context) error
	figures    func(context.Context) Figures
}

// New returns a service.
func New(o Options) *Service {
	s := &Service{o: o, slots: newSlots(o.Requests), devices: limit.New(o.Device, o.Clock), enrolments: limit.New(o.Enrolments, o.Clock), stop: make(chan struct{})}
	s.metrics = newMetrics(s)
	return s
}

// Watch gives the service the server that it stands before: ready says why that
// cannot work now, figures are read each time somebody asks for the metrics. It
// is called before Run.
func (s *Service) Watch(ready func(context.Context) error, figures func(context.Context) Figures) {
	s.ready, s.figures = ready, figures
}

// Stop is closed when the server drains: whoever waits for news is answered.
func (s *Service) Stop() <-chan struct{} { return s.stop }

// request is what the service knows of one request.
type request struct {
	id     string
	client netip.Addr
	secure bool
	leave  func() // gives up the request's place among those at work
	device app.ID
}

type requestKey struct{}

func of(ctx context.Context) *request {
	r, _ := ctx.Value(requestKey{}).(*request)
	return r
}

// ClientAddr is the network address of whoever sent the request, behind a
// trusted proxy too.
func ClientAddr(r *http.Request) string {
	if one := of(r.Context()); one != nil && one.client.IsValid() {
		return one.client.String()
	}
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

// Secure says whether the request came by HTTPS, to here or to a trusted proxy.
func Secure(r *http.Request) bool {
	if one := of(r.Context()); one != nil {
		return one.secure
	}
	return r.TLS != nil
}

// Admit notes which device sent the request, for the log, and says how long it
// must wait first.
func (s *Service) Admit(ctx context.Context, device app.ID) time.Duration {
	if one := of(ctx); one != nil {
		one.device = device
	}
	s.seen.now(device, s.o.Clock.Now())
	wait := s.devices.Wait(string(device))
	if wait > 0 {
		s.metrics.limited.WithLabelValues("device").Inc()
	}
	return wait
}

// Idle gives up the request's place among those at work: it only waits now.
func (s *Service) Idle(ctx context.Context) {
	if one := of(ctx); one != nil {
		one.leave()
	}
}

// seen is when each device last sent something. Only enrolled devices come in.
type seen struct {
	mu sync.Mutex
	at map[app.ID]time.Time
}

func (s *seen) now(device app.ID, at time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.at == nil {
		s.at = map[app.ID]time.Time{}
	}
	s.at[device] = at
}

// since counts the devices by how many minutes ago they were seen at most, and
// says for how long the most silent one has been so.
func (s *seen) since(now time.Time, minutes ...int) (within map[int]int, oldest time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	within = map[int]int{}
	for _, m := range minutes {
		within[m] = 0
	}
	for _, at := range s.at {
		silent := now.Sub(at)
		oldest = max(oldest, silent)
		for _, m := range minutes {
			if silent <= time.Duration(m)*time.Minute {
				within[m]++
			}
		}
	}
	return within, oldest
}
