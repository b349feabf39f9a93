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
	"sync/atomic"
	"time"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/storage/record"
	"civicdesk/sync/protocol"
)

// Options of a client. The zero value works.
type Options struct {
	Transport http.RoundTripper    // nil: HTTP over TLS; see Transport
	Clock     app.Clock            // only for the time of the last sync on the screen
	Random    func() float64       // jitter of retries, 0 ≤ r < 1
	Every     time.Duration        // pause between syncs in the background; 0: 15 s
	Frame     int                  // operations in one push at most; 0: protocol.MaxOps
	Progress  func(Progress)       // called during Run, in order
	Files     *Files               // nil: this program moves no files
	Version   string               // of the program, for the administrator's list
	Ran       func() time.Duration // how long the program has run, by a clock that nobody can set; nil: this computer's
	// Ordered is called once, during Run, when the server orders this computer to
	// be cleared; words say to a person why. Nothing is sent or fetched afterwards.
	Ordered func(words string)
}

// Progress is how far a Run has come.
type Progress struct {
	Sent     int    // operations decided by the server in this run
	Waiting  int    // operations still to send
	Received int    // records received in this run
	Upto     uint64 // the server's number up to which everything is here
	Newest   uint64 // the server's newest number

	again bool // the server was restored: what it lost is sent once more
}

// Client syncs one user's store.
type Client struct {
	db *record.DB
	o  Options

	running sync.Mutex  // one exchange of records at a time
	moving  sync.Mutex  // one sending and fetching of files at a time, beside it
	unsure  atomic.Bool // files may be wanted that are not here
	link    *link

	ran    time.Duration // when the absence from the server was counted last
	hourly checking

	mu        sync.Mutex
	status    Status
	held      map[app.ID]string // why the server holds operations, from the last run
	fresh     bool              // a person has signed in and the server has not heard of it
	certified bool              // this run has brought a new certificate
	forAll    bool              // the order is for the whole computer
	order     string            // the server's order to clear this computer, in words

	certificate []byte // the one that was read last, and its end
	until       int64

	kick     chan struct{}
	files    chan struct{}
	news     chan uint64   // numbers that the server's watch brought
	newest   atomic.Uint64 // the server's newest number of which everything is here
	watching bool          // begun, after the first sync that worked
	stop     context.CancelFunc
	done     sync.WaitGroup
}

// Status is how the sync stands, for a person.
type Status struct {
	LastSynced time.Time // zero: not since the program started
	Running    bool
	Live       bool      // the server tells at once when there is something new
	Trouble    string    // why the last attempt failed, in words; "" when it did not
	Waiting    int       // operations not yet decided by the server
	Acts       int       // of those, steps that only the server takes
	Refused    int       // refused operations that wait for a person
	Oldest     time.Time // when the oldest of the waiting was saved; zero: nothing waits
	Held       int       // of the waiting, those that the server has and cannot decide yet
	Moving     Move      // the file that is sent or fetched now; zero: none
	FileFault  string    // why the last file did not go or come, in words; "" when it did
	Behind     bool      // older records are still on their way
	Check      Check     // how the last comparison with the server ended
}

// New returns a client over an open replica; the server, its key and this
// device's key are in the profile of the replica's keys.
func New(db *record.DB, o Options) *Client {
	o = o.filled()
	c := &Client{db: db, o: o, kick: make(chan struct{}, 1), files: make(chan struct{}, 1), news: make(chan uint64), link: newLink(db.Keys().Profile(), o.Transport), ran: o.Ran(), fresh: true}
	c.unsure.Store(true)
	return c
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
	if o.Ran == nil {
		began := time.Now()
		o.Ran = func() time.Duration { return time.Since(began) }
	}
	if o.Ordered == nil {
		o.Ordered = func(string) {}
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
	// A connection that died while the computer slept is found out soon.
	t.HTTP2 = &http.HTTP2Config{SendPingTimeout: 10 * time.Second, PingTimeout: 5 * time.Second}
	return t
}

// Run sends everything that waits, takes everything that is new, and then sends
// and fetches files. It can be stopped at any point and goes on from there the
// next time.
func (c *Client) Run(ctx context.Context) error {
	err := c.exchange(ctx)
	if fault.Is(err, fault.Unavailable) || ctx.Err() != nil || c.cleared() != nil {
		return err
	}
	decided, fileErr := c.MoveFiles(ctx)
	if decided && ctx.Err() == nil {
		err = errors.Join(err, c.exchange(ctx))
	}
	return first(errors.Join(err, fileErr))
}

// exchange is the push and the pull. They do not wait for each other: when one
// fails the other is still tried, unless the server cannot be reached at all.
func (c *Client) exchange(ctx context.Context) error {
	c.running.Lock()
	defer c.running.Unlock()
	if err := c.cleared(); err != nil {
		return err
	}
	c.note(func(s *Status) { s.Running = true; c.held = map[app.ID]string{} })
	p := Progress{}
	err := c.both(ctx, &p)
	if err == nil && c.renewed() { // the server now decides what it held for an old certificate
		err = c.both(ctx, &p)
	}
	if err != nil && c.cleared() == nil {
		if _, counting := c.Absent(context.WithoutCancel(ctx)); counting != nil {
			err = errors.Join(err, counting)
		}
	}
	if err == nil && p.again {
		err = errors.Join(c.push(ctx, &p), c.pull(ctx, &p))
	}
	c.note(func(s *Status) {
		s.Running, s.Trouble = false, ""
		switch {
		case err == nil:
			s.LastSynced = c.o.Clock.Now()
		case ctx.Err() == nil: // stopped is no trouble
			s.Trouble = fault.Words(err)
		}
	})
	return first(err)
}

// both pushes and pulls once.
func (c *Client) both(ctx context.Context, p *Progress) error {
	err := c.push(ctx, p)
	if !fault.Is(err, fault.Unavailable) && ctx.Err() == nil && c.cleared() == nil {
		err = errors.Join(err, c.pull(ctx, p))
	}
	return err
}

// renewed says whether the run has brought a new certificate while the server
// holds operations, and lets those be asked about again.
func (c *Client) renewed() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	again := c.certified && len(c.held) > 0
	c.certified = false
	if again {
		clear(c.held)
	}
	return again
}

// first is the first of joined errors, which has the words.
func first(err error) error {
	for {
		many, ok := err.(interface{ Unwrap() []error })
		if !ok {
			return err
		}
		err = many.Unwrap()[0]
	}
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
	s.Waiting, s.Acts, s.Refused, s.Oldest, s.Held = q.Waiting, q.Acts, q.Refused, q.Oldest, q.Held+len(c.held)
	return s, err
}

// Start syncs in the background until Close: at once, at every Kick, as soon as
// the server has news, and after each pause. A failed sync is tried again after
// a growing, jittered pause. Files move beside it, so that small work does not
// wait for large.
func (c *Client) Start() {
	ctx, stop := context.WithCancel(context.Background())
	c.stop = stop
	c.done.Go(func() { c.moveAlong(ctx) })
	c.done.Go(func() {
		for failures := 0; ctx.Err() == nil; {
			if err := c.exchange(ctx); err != nil {
				failures++
			} else {
				failures = 0
				nudge(c.files)
				if !c.watching {
					c.watching = true
					c.done.Go(func() { c.watch(ctx) })
				}
			}
			if c.cleared() != nil {
				return
			}
			c.rest(ctx, failures)
		}
	})
}

// rest waits for the next reason to sync. After a failure news are no reason:
// the server was there to tell them, and the sync failed all the same.
func (c *Client) rest(ctx context.Context, failures int) {
	wait := time.NewTimer(pause(failures, c.every(), c.o.Random()))
	defer wait.Stop()
	news := c.news
	if failures > 0 {
		news = nil
	}
	for {
		select {
		case seq := <-news:
			if seq == c.newest.Load() { // a sync of the meantime has brought them
				continue
			}
		case <-ctx.Done():
		case <-c.kick:
		case <-wait.C:
		}
		return
	}
}

// moveAlong moves files after each exchange until the context ends.
func (c *Client) moveAlong(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-c.files:
		}
		// A failure is in the status, and is tried again after the next exchange.
		if decided, _ := c.MoveFiles(ctx); decided {
			c.Kick()
		}
	}
}

func nudge(kick chan struct{}) {
	select {
	case kick <- struct{}{}:
	default:
	}
}

// Kick asks the background sync to run now: something was saved.
func (c *Client) Kick() { nudge(c.kick) }

// Close stops the background sync and waits for it. It does not close the store.
func (c *Client) Close() error {
	if c.stop != nil {
		c.stop()
		c.done.Wait()
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
