package client_test

import (
	"context"
	"net/http"
	"testing"
	"time"

	"civicdesk/app"
	"civicdesk/sync/client"
	"civicdesk/sync/protocol"
)

// live starts a client whose polls are an hour apart, so that whatever reaches
// it came by news. asked hears each watch that it sends.
func (d *desk) live(t *testing.T) (received chan client.Progress, asked chan struct{}) {
	t.Helper()
	received, asked = make(chan client.Progress, 100), make(chan struct{}, 100)
	d.net.fate = func(path string) fate {
		if path == protocol.PathWatch {
			asked <- struct{}{}
		}
		return arrives
	}
	c := client.New(d.db, client.Options{Transport: d.net, Every: time.Hour, Random: func() float64 { return 0 },
		Progress: func(p client.Progress) {
			if p.Received > 0 {
				received <- p
			}
		}})
	c.Start()
	d.sync = c
	t.Cleanup(func() { c.Close() })
	return received, asked
}

// await waits for the record. A watch that begins in the meantime, when ended is
// given, says that the one before ended without news.
func (d *desk) await(t *testing.T, id app.ID, received chan client.Progress, ended chan struct{}) {
	t.Helper()
	for {
		if _, err := d.get(id); err == nil {
			return
		}
		select {
		case <-received:
		case <-ended:
			t.Fatal("the watch ended without the news")
		case <-time.After(time.Minute):
			t.Fatal("the record did not come")
		}
	}
}

// TestNewsComeWithoutPolling: what a colleague sends reaches a desktop that
// polls once an hour. The store of the server is the model, whose open reading
// transactions hold up every write: a watch that kept one would hang here.
func TestNewsComeWithoutPolling(t *testing.T) {
	a := newAgency(t)
	rosa, sam := a.desk("rosa", hr), a.desk("sam", hr)
	received, asked := rosa.live(t)
	for range 2 {
		<-asked
		for a.server.Watching() == 0 {
			time.Sleep(time.Millisecond)
		}
		id := app.NewID()
		sam.put(form{ID: id, Office: "hq", Name: "Lee"})
		sam.run()
		rosa.await(t, id, received, asked)
	}
	s, err := rosa.sync.Status(context.Background())
	if err != nil || !s.Live {
		t.Errorf("%+v %v", s, err)
	}
}

// TestNewsComeAfterTheServerWasAway: the server refuses everything for a while
// and cuts the waiting connection, as when it is started anew.
func TestNewsComeAfterTheServerWasAway(t *testing.T) {
	a := newAgency(t)
	rosa, sam := a.desk("rosa", hr), a.desk("sam", hr)
	received, asked := rosa.live(t)
	<-asked
	whole := *a.handler.Load()
	refused := make(chan struct{}, 100)
	a.setHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		refused <- struct{}{}
		http.Error(w, "starting", http.StatusBadGateway)
	}))
	a.http.CloseClientConnections()
	<-refused
	a.setHandler(whole)
	id := app.NewID()
	sam.put(form{ID: id, Office: "hq", Name: "Lee"})
	sam.run()
	rosa.await(t, id, received, nil)
}

// TestABusyServerIsAskedAgain: an answer that asks for patience is no failure.
func TestABusyServerIsAskedAgain(t *testing.T) {
	a := newAgency(t)
	rosa := a.desk("rosa", hr)
	whole, once := *a.handler.Load(), false
	a.setHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost && !once {
			once = true
			w.Header().Set("Retry-After", "0")
			http.Error(w, "slowly", http.StatusTooManyRequests)
			return
		}
		whole.ServeHTTP(w, r)
	}))
	rosa.run()
	if !once {
		t.Error("the server was never busy")
	}
}

// TestAWatchIsCut: a proxy that ends quiet connections is asked for less time
// the next time, and a server that is down is not taken for one.
func TestAWatchIsCut(t *testing.T) {
	for _, c := range []struct {
		lived, asked time.Duration
		cut          bool
		next         time.Duration
	}{
		{20 * time.Second, 25 * time.Second, true, 15 * time.Second},
		{10 * time.Second, 15 * time.Second, true, 7 * time.Second},
		{4 * time.Second, 7 * time.Second, true, 3 * time.Second},
		{time.Second, 25 * time.Second, false, 0},
		{35 * time.Second, 25 * time.Second, false, 0},
	} {
		if got := client.Cut(c.lived, c.asked); got != c.cut {
			t.Errorf("%v of %v is a cut: %v", c.lived, c.asked, got)
		}
		if got := client.Shorter(c.lived); c.cut && got != c.next {
			t.Errorf("after %v: %v, want %v", c.lived, got, c.next)
		}
	}
}
