// Package limit counts what each network address or device asks for, in a
// bounded piece of memory.
package limit

import (
	"net/netip"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"civicdesk/app"
)

// Buckets give each key so many tries a minute, of which all may come at once.
// They forget keys that were quiet for two turns, so that their size stays
// bounded without a goroutine. They may be used by many goroutines.
type Buckets struct {
	every rate.Limit
	burst int
	clock app.Clock

	mu      sync.Mutex
	now     map[string]*rate.Limiter
	earlier map[string]*rate.Limiter
	turned  time.Time
}

const (
	turn = 10 * time.Minute
	keys = 20_000 // in one turn
)

// New gives each key perMinute tries a minute.
func New(perMinute int, clock app.Clock) *Buckets {
	return &Buckets{every: rate.Limit(float64(perMinute) / 60), burst: perMinute, clock: clock,
		now: map[string]*rate.Limiter{}, earlier: map[string]*rate.Limiter{}}
}

// Wait counts one try of the key and says how long it must wait; 0: it may go
// on. A try that must wait takes nothing from the next. The empty key is not
// counted.
func (b *Buckets) Wait(key string) time.Duration {
	if key == "" {
		return 0
	}
	at := b.clock.Now()
	b.mu.Lock()
	defer b.mu.Unlock()
	if at.Sub(b.turned) > turn || len(b.now) >= keys {
		b.now, b.earlier, b.turned = map[string]*rate.Limiter{}, b.now, at
	}
	one, ok := b.now[key]
	if !ok {
		if one, ok = b.earlier[key]; !ok {
			one = rate.NewLimiter(b.every, b.burst)
		}
		b.now[key] = one
	}
	r := one.ReserveN(at, 1)
	wait := r.DelayFrom(at)
	if wait > 0 {
		r.CancelAt(at)
	}
	return wait
}

// Network is the key of a network address: an IPv6 visitor holds a whole /64.
// This computer itself is not counted: a proxy on it that is not trusted would
// otherwise make all visitors one.
func Network(address string) string {
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
