package service

import (
	"context"
	"crypto/rand"
	"fmt"
	"html"
	"io"
	"math"
	mathrand "math/rand/v2"
	"net/http"
	"runtime/debug"
	"strconv"
	"sync"
	"time"

	"civicdesk/app/limit"
)

// Guard returns next behind everything that the service does for a request.
// Paths in enrol are counted per network address.
func (s *Service) Guard(next http.Handler, enrol ...string) http.Handler {
	counted := map[string]bool{}
	for _, path := range enrol {
		counted[path] = true
	}
	mux := http.NewServeMux()
	s.health(mux)
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		one := of(r.Context())
		if counted[r.URL.Path] && r.Method == http.MethodPost {
			if wait := s.enrolments.Wait(limit.Network(one.client.String())); wait > 0 {
				s.metrics.limited.WithLabelValues("enrolment").Inc()
				refuse(w, http.StatusTooManyRequests, wait, "Please wait", "Too many computers were enrolled from your network in a short time.")
				return
			}
		}
		if !s.slots.enter(r.Context()) {
			s.metrics.shed.Inc()
			refuse(w, http.StatusServiceUnavailable, time.Second+time.Duration(mathrand.N(4*int64(time.Second))), "Please try again shortly", "Many people use this service at this moment. Nothing was sent.")
			return
		}
		one.leave = sync.OnceFunc(s.slots.leave)
		defer func() { one.leave() }()
		s.pace(w, r)
		next.ServeHTTP(w, r)
	})
	return s.Observe(mux)
}

// Observe gives each request its id, and logs and counts it when it has ended.
func (s *Service) Observe(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		one := &request{id: rand.Text()[:10], leave: func() {}}
		one.client, one.secure = s.origin(r)
		r = r.WithContext(context.WithValue(r.Context(), requestKey{}, one))
		out := &watched{ResponseWriter: w}
		w.Header().Set("X-Request-Id", one.id)
		defer func() {
			p := recover()
			if p != nil && p != http.ErrAbortHandler {
				s.panicked(out, r, one, p)
			}
			s.ended(r, one, out, time.Since(began))
			if p != nil && out.cut {
				panic(http.ErrAbortHandler)
			}
		}()
		next.ServeHTTP(out, r)
	})
}

// panicked answers for a handler that failed. The text of a panic may hold what
// a person typed, so only its type is logged; the stack holds addresses alone.
func (s *Service) panicked(w *watched, r *http.Request, one *request, p any) {
	s.o.Log.Error("request panicked", "id", one.id, "route", route(r), "panic", fmt.Sprintf("%T", p), "stack", string(debug.Stack()))
	if w.status != 0 { // too late for a page: the connection is broken off
		w.cut = true
		return
	}
	page(w, http.StatusInternalServerError, "Something went wrong", "This is a fault of the site, not of anything you entered. Please go back and try again in a few minutes. If you call us, give this number: "+one.id+".")
}

// refuse asks the sender to come again after the time.
func refuse(w http.ResponseWriter, status int, wait time.Duration, title, words string) {
	seconds := int(math.Ceil(wait.Seconds()))
	w.Header().Set("Retry-After", strconv.Itoa(seconds))
	page(w, status, title, fmt.Sprintf("%s Try again in %d seconds.", words, seconds))
}

// page is a plain page of the service's own.
func page(w http.ResponseWriter, status int, title, words string) {
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", "default-src 'none'; base-uri 'none'; frame-ancestors 'none'")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	fmt.Fprintf(w, "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n<title>%[1]s</title>\n<h1>%[1]s</h1>\n<p>%[2]s</p>\n</html>\n",
		html.EscapeString(title), html.EscapeString(words))
}

// watched is a response of which the service knows how it went.
type watched struct {
	http.ResponseWriter
	status int
	bytes  int64
	cut    bool
}

func (w *watched) WriteHeader(status int) {
	if w.status == 0 && status >= 200 {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *watched) Write(b []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	n, err := w.ResponseWriter.Write(b)
	w.bytes += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController through.
func (w *watched) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// pace ends a body that comes too slowly: somebody who sends a byte at a time
// must not hold a place among those at work.
func (s *Service) pace(w http.ResponseWriter, r *http.Request) {
	if r.Body == nil || r.Body == http.NoBody {
		return
	}
	p := &paced{ReadCloser: r.Body, out: http.NewResponseController(w), began: time.Now(), most: s.o.ReadTime}
	p.allow()
	r.Body = p
}

const paceRate = 16 << 10 // bytes a second

var paceStart = 10 * time.Second // shorter in tests

type paced struct {
	io.ReadCloser
	out   *http.ResponseController
	began time.Time
	most  time.Duration
	read  int64
}

func (p *paced) Read(b []byte) (int, error) {
	n, err := p.ReadCloser.Read(b)
	p.read += int64(n)
	if err == nil {
		p.allow()
	} else { // whole: the answer may take its time
		_ = p.out.SetReadDeadline(p.began.Add(p.most))
	}
	return n, err
}

// allow moves the deadline on by what has come. A connection that knows no
// deadlines is a test's.
func (p *paced) allow() {
	_ = p.out.SetReadDeadline(p.began.Add(min(p.most, paceStart+time.Duration(p.read)*time.Second/paceRate)))
}
