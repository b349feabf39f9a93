// Package client is the desktop's side of the sync: it sends what waits in the
// journal, takes the server's changes, and tells a person how it stands.
package client

import (
	"context"
	"crypto/tls"
	"errors"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/storage/record"
	"civicdesk/sync/protocol"
)

// Options of a client. The zero value works.
type Options struct {
	Transport http.RoundTripper // nil: HTTP over TLS; see Transport
	Clock     app.Clock         // only for the time of the last sync on the screen
	Random    func() float64    // jitter of retries, 0 ≤ r < 1
	Every     time.Duration     // pause between syncs in the background; 0: 15 s
	Frame     int               // operations in one push at most; 0: protocol.MaxOps
	Progress  func(Progress)    // called during Run, in order
}

// Progress is how far a Run has come.
type Progress struct {
	Sent     int    // operations decided by the server in this run
	Waiting  int    // operations still to send
	Received int    // records received in this run
	Upto     uint64 // the server's number up to which everything is here
	Newest   uint64 // the server's newest number
}

// Client syncs one user's store.
type Client struct {
	db *record.DB
	o  Options

	running sync.Mutex // one Run at a time
	link    *link

	mu     sync.Mutex
	status Status

	kick chan struct{}
	stop context.CancelFunc
	done chan struct{}
}

// Status is how the sync stands, for a person.
type Status struct {
	LastSynced time.Time // zero: not since the program started
	Running    bool
	Trouble    string    // why the last attempt failed, in words; "" when it did not
	Waiting    int       // operations not yet decided by the server
	Acts       int       // of those, steps that only the server takes
	Refused    int       // refused operations that wait for a person
	Oldest     time.Time // when the oldest of the waiting was saved; zero: nothing waits
}

// New returns a client over an open replica; the server, its key and this
// device's key are in the profile of the replica's keys.
func New(db *record.DB, o Options) *Client {
	o = o.filled()
	return &Client{db: db, o: o, kick: make(chan struct{}, 1), link: newLink(db.Keys().Profile(), o.Transport)}
}

func (o Options) filled() Options {
	if o.Transport == nil {
		o.Transport = Transport()
	}
	if o.Random == nil {
		o.Random = rand.Float64
	}
	if o.Every == 0 {
		o.Every = 15 * time.Second
	}
	if o.Frame <= 0 || o.Frame > protocol.MaxOps {
		o.Frame = protocol.MaxOps
	}
	if o.Progress == nil {
		o.Progress = func(Progress) {}
	}
	return o
}

// Transport is the transport of a client without one of its own. It accepts any
// certificate: whether this is the agency's server is decided by the sync key,
// under which every request is sealed and every answer must be. A certificate
// that has run out, that a proxy has replaced, or that a wrong clock cannot
// judge closes no door and opens none (docs/sync-protocol.md, "The channel").
func Transport() http.RoundTripper {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.TLSClientConfig = &tls.Config{MinVersion: tls.VersionTLS12, InsecureSkipVerify: true}
	t.ResponseHeaderTimeout = time.Minute
	return t
}

// Run sends everything that waits and then takes everything that is new. It can
// be stopped at any point and goes on from there the next time. The push and the
// pull do not wait for each other: when one fails the other is still tried,
// unless the server cannot be reached at all.
func (c *Client) Run(ctx context.Context) error {
	c.running.Lock()
	defer c.running.Unlock()
	c.note(func(s *Status) { s.Running = true })
	p := Progress{}
	err := c.push(ctx, &p)
	if !fault.Is(err, fault.Unavailable) && ctx.Err() == nil {
		err = errors.Join(err, c.pull(ctx, &p))
	}
	c.note(func(s *Status) {
		s.Running, s.Trouble = false, ""
		if err != nil {
			s.Trouble = fault.Words(err)
		} else {
			s.LastSynced = c.o.Clock.Now()
		}
	})
	return first(err)
}

// first is the first of joined errors, which has the words.
func first(err error) error {
	if many, ok := err.(interface{ Unwrap() []error }); ok {
		return many.Unwrap()[0]
	}
	return err
}

func (c *Client) note(change func(*Status)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	change(&c.status)
}

// Status returns how the sync stands now.
func (c *Client) Status(ctx context.Context) (Status, error) {
	q, err := c.db.Queue(ctx)
	c.mu.Lock()
	defer c.mu.Unlock()
	s := c.status
	s.Waiting, s.Acts, s.Refused, s.Oldest = q.Waiting, q.Acts, q.Refused, q.Oldest
	return s, err
}

// Start syncs in the background until Close: at once, at every Kick, and after
// each pause. A failed sync is tried again after a growing, jittered pause.
func (c *Client) Start() {
	ctx, stop := context.WithCancel(context.Background())
	c.stop, c.done = stop, make(chan struct{})
	go func() {
		defer close(c.done)
		for failures := 0; ; {
			if err := c.Run(ctx); err != nil {
				failures++
			} else {
				failures = 0
			}
			wait := time.NewTimer(pause(failures, c.o.Every, c.o.Random()))
			select {
			case <-ctx.Done():
				wait.Stop()
				return
			case <-c.kick:
				wait.Stop()
			case <-wait.C:
			}
		}
	}()
}

// Kick asks the background sync to run now: something was saved.
func (c *Client) Kick() {
	select {
	case c.kick <- struct{}{}:
	default:
	}
}

// Close stops the background sync and waits for it. It does not close the store.
func (c *Client) Close() error {
	if c.stop != nil {
		c.stop()
		<-c.done
	}
	return nil
}

// pause is how long to wait after a number of failures in a row: the usual pause
// after none; else 1, 2, 4 … 60 seconds, of which a random half is taken off so
// that desktops do not all return at once.
func pause(failures int, every time.Duration, r float64) time.Duration {
	if failures == 0 {
		return every
	}
	most := min(time.Second<<min(failures-1, 6), time.Minute)
	return most/2 + time.Duration(r*float64(most/2))
}
