package client

import (
	"context"
	"time"

	"civicdesk/app/fault"
	"civicdesk/sync/protocol"
)

// The live part: one request waits on the server for news, and a pull follows as
// soon as they come. Plain polling goes on beside it, slower while the watch
// works, so that nothing depends on it.

const (
	watchSpare  = 10 * time.Second // what a watch may last beyond the time it asks for
	watchCut    = 3 * time.Second  // a watch that lived longer was cut by something on the way
	newsSpacing = time.Second      // between two pulls that news begin
	newsSpread  = 250 * time.Millisecond
	liveSlower  = 4 // times fewer polls while the watch works
)

// watch asks for news until ctx ends and hands each newer number to the
// background sync.
func (c *Client) watch(ctx context.Context) {
	l := newLink(c.db.Keys().Profile(), c.o.Transport)
	wait := time.Duration(protocol.WatchWait) * time.Second
	for failures := 0; ; {
		began := time.Now()
		seq, err := c.ask(ctx, l, wait)
		lived := time.Since(began)
		switch {
		case ctx.Err() != nil:
			return
		case err == nil:
			failures = 0
			c.setLive(true)
			ok := true
			if seq != c.newest.Load() {
				ok = c.tell(ctx, seq)
			} else if lived < wait/2 { // the server drains, or a copy of this computer watches too
				ok = sleep(ctx, pause(3, c.o.Every, c.o.Random()))
			}
			if !ok {
				return
			}
		case fault.Is(err, fault.Unavailable) && cut(lived, wait):
			failures, wait = 0, shorter(lived)
		default:
			failures++
			c.setLive(false)
			l.keepNonce(nil)
			if !sleep(ctx, pause(failures, c.o.Every, c.o.Random())) {
				return
			}
		}
	}
}

// cut says whether a watch that failed was ended on the way: something between
// here and the server, a proxy most often, ends quiet connections.
func cut(lived, asked time.Duration) bool { return lived > watchCut && lived < asked }

// shorter is the time to ask for after a watch was cut: less than what is given.
func shorter(lived time.Duration) time.Duration {
	return max(lived*3/4, watchCut).Truncate(time.Second)
}

// ask is one watch: the server's newest number, as soon as it is another than
// the one known here or the time is over.
func (c *Client) ask(ctx context.Context, l *link, wait time.Duration) (uint64, error) {
	ctx, stop := context.WithTimeout(ctx, wait+watchSpare)
	defer stop()
	var a protocol.Watched
	err := l.call(ctx, protocol.PathWatch, protocol.Watch{After: c.newest.Load(), Wait: uint16(wait / time.Second)}, &a)
	return a.Seq, err
}

// tell hands the number over. Desktops that heard it at one moment spread
// their pulls a little, and news that come without a pause are taken together.
func (c *Client) tell(ctx context.Context, seq uint64) bool {
	if !sleep(ctx, time.Duration(c.o.Random()*float64(newsSpread))) {
		return false
	}
	select {
	case c.news <- seq:
		return sleep(ctx, newsSpacing)
	case <-ctx.Done():
		return false
	}
}

// sleep says whether the whole time has passed.
func sleep(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}

func (c *Client) setLive(live bool) { c.note(func(s *Status) { s.Live = live }) }

// every is the pause between two polls.
func (c *Client) every() time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.status.Live {
		return c.o.Every * liveSlower
	}
	return c.o.Every
}
