package simulation

import (
	"bytes"
	"errors"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
)

// errCut is what a caller sees of a network that is not there.
var errCut = errors.New("the line was cut")

// clean is a network on which nothing goes wrong.
type clean struct{ w *world }

// RoundTrip implements http.RoundTripper.
func (n clean) RoundTrip(r *http.Request) (*http.Response, error) {
	reply := httptest.NewRecorder()
	n.w.server.handler.ServeHTTP(reply, r)
	return reply.Result(), nil
}

// network is the line between all computers and the server. Without a mood it
// is clean.
type network struct {
	w    *world
	mood *rand.Rand // what becomes of requests is drawn from it
	from *computer  // who is syncing
	old  []request  // that may arrive once more, much later
	deep bool       // something else happens while a request travels

	requests int // since somebody began to sync
}

// mostRequests is far more than one sync needs; beyond it, it goes in circles.
const mostRequests = 1000

type request struct {
	from       string
	path, verb string
	body       []byte
}

// RoundTrip implements http.RoundTripper.
func (n *network) RoundTrip(r *http.Request) (*http.Response, error) {
	var body []byte
	if r.Body != nil {
		body, _ = io.ReadAll(r.Body)
	}
	one := request{"", r.URL.Path, r.Method, body}
	if n.requests++; n.requests > mostRequests {
		n.w.fail("a sync does not come to an end: %d requests", mostRequests)
		panic(halt{})
	}
	if n.mood == nil {
		return n.deliver(one), nil
	}
	one.from = n.from.name
	n.old = append(n.old[max(0, len(n.old)-7):], one)
	switch n.mood.IntN(28) {
	case 0:
		n.w.tell("    %s is lost on its way", r.URL.Path)
		return nil, errCut
	case 1:
		n.w.tell("    %s arrives, its answer is lost", r.URL.Path)
		n.deliver(one)
		return nil, errCut
	case 2:
		n.w.tell("    %s arrives twice", r.URL.Path)
		n.deliver(one)
	case 3:
		n.late()
	case 4:
		n.w.tell("    the answer to %s is cut off", r.URL.Path)
		res := n.deliver(one)
		res.Body = io.NopCloser(io.MultiReader(io.LimitReader(res.Body, 40), broken{}))
		return res, nil
	case 5:
		n.w.tell("    a proxy answers %s", r.URL.Path)
		return &http.Response{StatusCode: http.StatusBadGateway, Body: io.NopCloser(bytes.NewReader([]byte("<html>"))), Header: http.Header{}, Request: r}, nil
	case 6:
		after := n.mood.IntN(3)
		n.w.tell("    the server dies at %s, after %d commits", r.URL.Path, after)
		n.w.server.power.failAfter(after)
		n.deliver(one)
		n.w.server.restart()
		return nil, errCut
	case 7:
		after := n.mood.IntN(6)
		n.w.tell("    power will fail on %s after %d writes", n.from.name, after)
		res := n.deliver(one)
		n.from.power.failAfter(after)
		return res, nil
	case 8, 9, 10:
		res := n.deliver(one)
		n.meanwhile(r.URL.Path)
		return res, nil
	}
	return n.deliver(one), nil
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

func (n *network) deliver(q request) *http.Response {
	r := httptest.NewRequest(q.verb, q.path, bytes.NewReader(q.body))
	reply := httptest.NewRecorder()
	n.w.server.handler.ServeHTTP(reply, r)
	return reply.Result()
}

// late delivers an old request once more; its answer reaches nobody.
func (n *network) late() {
	if len(n.old) == 0 {
		return
	}
	q := n.old[n.mood.IntN(len(n.old))]
	n.w.tell("    an old %s of %s arrives once more", q.path, q.from)
	n.deliver(q)
}

// meanwhile lets other things happen while an answer is under way, on the same
// computer too.
func (n *network) meanwhile(path string) {
	if n.deep {
		return
	}
	mood, from := n.mood, n.from
	n.deep = true
	n.w.tell("    while the answer to %s is under way:", path)
	for range 1 + mood.IntN(2) {
		n.w.aside(from, mood)
	}
	n.mood, n.from, n.deep = mood, from, false
}
