package web

import (
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"civicdesk/app"
	"civicdesk/app/fault"
)

// bodyLimit is the most that one form may send: a sealed draft and its answers.
const bodyLimit = 1 << 20

// contentPolicy forbids everything that the pages do not use: there is no
// script at all, and styles, pictures and fonts come from the site itself.
const contentPolicy = "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// guard stands before every page: headers, where a form was sent from, how much
// and how often.
func (s *site) guard(next http.Handler) (http.Handler, error) {
	origin := http.NewCrossOriginProtection()
	for _, o := range s.Origins {
		if err := origin.AddTrustedOrigin(o); err != nil {
			return nil, fault.E("web.New", fault.Invalid, "The site's address "+o+" must look like https://jobs.example.gov.", err)
		}
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", contentPolicy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()")
		if r.TLS != nil {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		if r.Method == http.MethodPost {
			if err := origin.Check(r); err != nil {
				s.problem(w, r, http.StatusForbidden, "This form was not sent from our site", problemPage{
					Words: "For your safety we take forms only from our own pages. Nothing was sent. Open the form on this site and fill it in there."})
				return
			}
			if wait := s.limits.wait(s.ClientAddr(r)); wait > 0 {
				h.Set("Retry-After", "60")
				s.problem(w, r, http.StatusTooManyRequests, "Please wait a minute", problemPage{
					Words: "Many forms came from your network in a short time, so we paused them for a moment. Nothing is lost: wait a minute, then reload this page to send it again."})
				return
			}
			r.Body = http.MaxBytesReader(w, r.Body, bodyLimit)
		}
		next.ServeHTTP(w, r)
	}), nil
}

// limits counts the forms of each network address. It forgets addresses that
// were quiet for two turns, so that its size stays bounded without a goroutine.
type limits struct {
	every rate.Limit
	burst int
	clock app.Clock

	mu      sync.Mutex
	now     map[string]*rate.Limiter
	earlier map[string]*rate.Limiter
	turned  time.Time
}

const (
	limitTurn      = 10 * time.Minute
	limitAddresses = 20_000
)

func newLimits(perMinute int, clock app.Clock) *limits {
	if perMinute <= 0 {
		perMinute = 120
	}
	return &limits{every: rate.Limit(float64(perMinute) / 60), burst: perMinute, clock: clock,
		now: map[string]*rate.Limiter{}, earlier: map[string]*rate.Limiter{}}
}

// wait counts one form of the address and says how long it must wait; 0: it may
// go on.
func (l *limits) wait(address string) time.Duration {
	key := network(address)
	if key == "" {
		return 0
	}
	at := l.clock.Now()
	l.mu.Lock()
	defer l.mu.Unlock()
	if at.Sub(l.turned) > limitTurn || len(l.now) >= limitAddresses {
		l.now, l.earlier, l.turned = map[string]*rate.Limiter{}, l.now, at
	}
	one, ok := l.now[key]
	if !ok {
		if one, ok = l.earlier[key]; !ok {
			one = rate.NewLimiter(l.every, l.burst)
		}
		l.now[key] = one
	}
	if one.AllowN(at, 1) {
		return 0
	}
	return time.Minute
}

// network is the address that is counted: an IPv6 visitor holds a whole /64.
// This computer itself is not counted: a proxy on it would otherwise make all
// visitors one.
func network(address string) string {
	ip, err := netip.ParseAddr(strings.Trim(address, "[]"))
	if err != nil {
		return address
	}
	if ip = ip.Unmap(); ip.IsLoopback() {
		return ""
	}
	if ip.Is6() {
		if p, err := ip.WithZone("").Prefix(64); err == nil {
			return p.String()
		}
	}
	return ip.String()
}
