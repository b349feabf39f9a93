package service

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"civicdesk/app"
)

// guarded is a service with room for one request at a time, and its log.
func guarded(t *testing.T, change func(*Options)) (*Service, *bytes.Buffer) {
	t.Helper()
	log := &bytes.Buffer{}
	o := Options{Log: Logger(log, slog.LevelDebug, true), Requests: 1, Enrolments: 2, Device: 2,
		HeaderTime: time.Second, ReadTime: time.Minute, WriteTime: time.Minute, IdleTime: time.Second}
	if change != nil {
		change(&o)
	}
	return New(o), log
}

func trust(nets ...string) func(*Options) {
	return func(o *Options) {
		for _, n := range nets {
			o.Trusted = append(o.Trusted, netip.MustParsePrefix(n))
		}
	}
}

// TestForwardedHeadersCountFromProxiesAlone: who sent a request is who the
// nearest proxy that we trust says, and nothing that a stranger writes.
func TestForwardedHeadersCountFromProxiesAlone(t *testing.T) {
	s, _ := guarded(t, trust("10.0.0.0/24", "fd00::/16"))
	for _, c := range []struct {
		name, from     string
		forwarded      []string
		proto          string
		client, secure string
	}{
		{"a stranger says nothing", "192.0.2.7:9", nil, "", "192.0.2.7", "no"},
		{"a stranger lies", "192.0.2.7:9", []string{"203.0.113.1"}, "https", "192.0.2.7", "no"},
		{"a proxy says who", "10.0.0.5:9", []string{"203.0.113.1"}, "https", "203.0.113.1", "yes"},
		{"a stranger lies to the proxy", "10.0.0.5:9", []string{"127.0.0.1, 203.0.113.1"}, "http", "203.0.113.1", "no"},
		{"in a header of its own", "10.0.0.5:9", []string{"127.0.0.1", "203.0.113.1"}, "", "203.0.113.1", "no"},
		{"two proxies", "10.0.0.5:9", []string{"127.0.0.1, 203.0.113.1, 10.0.0.6"}, "https", "203.0.113.1", "yes"},
		{"IPv6", "[fd00::5]:9", []string{"2001:db8::1"}, "HTTPS", "2001:db8::1", "yes"},
		{"nonsense", "10.0.0.5:9", []string{"<script>"}, "", "10.0.0.5", "no"},
		{"the proxy says nothing", "10.0.0.5:9", nil, "", "10.0.0.5", "no"},
		{"a stranger lies about the scheme", "10.0.0.5:9", []string{"203.0.113.1"}, "https, http", "203.0.113.1", "no"},
	} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.RemoteAddr = c.from
		r.Header["X-Forwarded-For"] = c.forwarded
		if c.proto != "" {
			r.Header.Set("X-Forwarded-Proto", c.proto)
		}
		var client, secure string
		s.Observe(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			client, secure = ClientAddr(r), map[bool]string{true: "yes", false: "no"}[Secure(r)]
		})).ServeHTTP(httptest.NewRecorder(), r)
		if client != c.client || secure != c.secure {
			t.Errorf("%s: %s, secure %s; want %s, %s", c.name, client, secure, c.client, c.secure)
		}
	}
}

// TestMoreThanFitAreAskedToComeAgain fills the one place and those that may
// wait for it; the next is told when to come again, and a request that only
// waits for news takes no place.
func TestMoreThanFitAreAskedToComeAgain(t *testing.T) {
	s, _ := guarded(t, nil)
	inside, end := make(chan *http.Request), make(chan struct{})
	h := s.Guard(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		inside <- r
		<-end
	}))
	ask := func(ctx context.Context) *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", nil).WithContext(ctx))
		return w
	}
	done := make(chan int, 10)
	go func() { done <- ask(t.Context()).Code }()
	first := <-inside
	waiting, leave := context.WithCancel(t.Context())
	for range 2 {
		go func() { done <- ask(waiting).Code }()
	}
	for s.slots.waiting.Load() < 2 {
		time.Sleep(time.Millisecond)
	}
	w := ask(t.Context())
	if w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") == "" || !strings.Contains(w.Body.String(), "Try again in") {
		t.Errorf("the request that found no room: %d %v %s", w.Code, w.Header(), w.Body)
	}
	leave()
	for range 2 {
		if code := <-done; code != http.StatusServiceUnavailable {
			t.Errorf("a request whose sender has gone: %d", code)
		}
	}
	s.Idle(first.Context()) // waits for news from here on
	go func() { done <- ask(t.Context()).Code }()
	select {
	case <-inside:
	case code := <-done:
		t.Fatalf("a request that waits for news keeps its place: the next was answered %d", code)
	}
	close(end)
	for range 2 {
		if code := <-done; code != http.StatusOK {
			t.Errorf("answered %d", code)
		}
	}
	if n := s.slots.atWork(); n != 0 {
		t.Errorf("%d places are still taken", n)
	}
}

// TestEnrolmentsAreLimited for each network address.
func TestEnrolmentsAreLimited(t *testing.T) {
	s, _ := guarded(t, trust("10.0.0.5/32"))
	h := s.Guard(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {}), "/sync/v1/enroll")
	send := func(from, path string) (int, string) {
		r := httptest.NewRequest(http.MethodPost, path, nil)
		r.RemoteAddr = "10.0.0.5:9"
		r.Header.Set("X-Forwarded-For", from)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		return w.Code, w.Header().Get("Retry-After")
	}
	for i, want := range []int{200, 200, 429} {
		if got, after := send("203.0.113.1", "/sync/v1/enroll"); got != want || want == 429 && after != "30" {
			t.Errorf("enrolment %d: %d, again after %q", i+1, got, after)
		}
	}
	if got, _ := send("203.0.113.1", "/sync/v1/pull"); got != 200 {
		t.Errorf("another request of that address: %d", got)
	}
	if got, _ := send("203.0.113.2", "/sync/v1/enroll"); got != 200 {
		t.Errorf("another address: %d", got)
	}
}

func TestADeviceIsLimitedByItself(t *testing.T) {
	s, _ := guarded(t, nil)
	a, b := app.NewID(), app.NewID()
	for i, want := range []bool{false, false, true} {
		if got := s.Admit(t.Context(), a) > 0; got != want {
			t.Errorf("request %d must wait: %v", i+1, got)
		}
	}
	if s.Admit(t.Context(), b) > 0 {
		t.Error("another device must wait")
	}
}

// TestReadyWhileItCanWork: not when the store fails, hangs, or the server stops.
func TestReadyWhileItCanWork(t *testing.T) {
	s, _ := guarded(t, nil)
	var fails error
	s.Watch(func(context.Context) error { return fails }, nil)
	h := s.Guard(http.NotFoundHandler())
	status := func(path string) int {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
		return w.Code
	}
	if status("/readyz") != 200 || status("/healthz") != 200 {
		t.Error("a good server is not ready")
	}
	fails = errors.New("away")
	if status("/readyz") != 503 || status("/healthz") != 200 {
		t.Error("a server without its store says that it is ready")
	}
	fails = nil
	s.Drain()
	if status("/readyz") != 503 || status("/healthz") != 200 {
		t.Error("a server that drains says that it is ready")
	}
}

// TestAPanicIsAPlainPage: the person gets a number to quote, the log has the
// same one, and neither has what was typed.
func TestAPanicIsAPlainPage(t *testing.T) {
	s, log := guarded(t, nil)
	h := s.Guard(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("Keiko Tanaka 219-09-9999") }))
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/x", nil))
	id := w.Header().Get("X-Request-Id")
	if w.Code != 500 || id == "" || !strings.Contains(w.Body.String(), id) || !strings.Contains(log.String(), id) {
		t.Errorf("%d %q %s\n%s", w.Code, id, w.Body, log)
	}
	for _, leak := range []string{"Tanaka", "219"} {
		if strings.Contains(w.Body.String(), leak) || strings.Contains(log.String(), leak) {
			t.Errorf("%q leaks", leak)
		}
	}
	if strings.Contains(w.Body.String(), "goroutine") || s.slots.atWork() != 0 {
		t.Error("the page shows a trace, or the place is still taken")
	}
}

// TestTheLogHasTheRouteAlone, never the path.
func TestTheLogHasTheRouteAlone(t *testing.T) {
	s, log := guarded(t, nil)
	mux := http.NewServeMux()
	mux.HandleFunc("GET /status/{number}", func(w http.ResponseWriter, r *http.Request) {
		s.Admit(r.Context(), "00000000-0000-7000-8000-0000000000d1")
		io.WriteString(w, "five!")
	})
	h := s.Guard(mux)
	for _, path := range []string{"/status/WEB-2026-CANARY?name=CANARY", "/CANARY", "/CANARY/../x?CANARY=1"} {
		h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, path, nil))
	}
	if strings.Contains(log.String(), "CANARY") {
		t.Errorf("the log holds what was typed: %s", log)
	}
	for _, want := range []string{`"route":"GET /status/{number}"`, `"status":200`, `"bytes":5`, `"device":"00000000-0000-7000-8000-0000000000d1"`} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("the log lacks %s: %s", want, log)
		}
	}
}

// TestWhatNetHTTPSaysIsCut: its texts quote strangers.
func TestWhatNetHTTPSaysIsCut(t *testing.T) {
	s, log := guarded(t, nil)
	l := slog.NewLogLogger(connections{s.o.Log.Handler()}, slog.LevelWarn)
	l.Print("http: TLS handshake error from 203.0.113.9:4: EOF")
	if log.Len() > 0 {
		t.Errorf("a broken handshake is logged: %s", log)
	}
	l.Print("http: panic serving 203.0.113.9:4: Keiko Tanaka")
	l.Print("http: Accept error: too many open files; retrying in 5ms")
	if strings.Contains(log.String(), "203.0.113.9") || strings.Contains(log.String(), "Tanaka") || !strings.Contains(log.String(), "Accept error") {
		t.Error(log)
	}
}

// TestABodyThatComesTooSlowlyIsCut sends a byte and then nothing over a real
// connection.
func TestABodyThatComesTooSlowlyIsCut(t *testing.T) {
	defer func(was time.Duration) { paceStart = was }(paceStart)
	paceStart = 50 * time.Millisecond
	s, _ := guarded(t, nil)
	failed := make(chan error, 1)
	web := httptest.NewServer(s.Guard(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, err := io.ReadAll(r.Body)
		failed <- err
	})))
	defer web.Close()
	conn, err := net.Dial("tcp", web.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	fmt.Fprint(conn, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\na")
	patience := time.AfterFunc(10*time.Second, func() { conn.Close() }) // nobody cuts it
	defer patience.Stop()
	if err := <-failed; !errors.Is(err, context.Canceled) && !isTimeout(err) {
		t.Errorf("reading ended with %v", err)
	}
	// One that is whole may be answered later than that.
	slow := httptest.NewServer(s.Guard(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body)
		select {
		case <-r.Context().Done():
			http.Error(w, "cut", http.StatusInternalServerError)
		case <-time.After(4 * paceStart):
		}
	})))
	defer slow.Close()
	if conn, err = net.Dial("tcp", slow.Listener.Addr().String()); err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	fmt.Fprint(conn, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\na")
	line, err := bufio.NewReader(conn).ReadString('\n')
	if err != nil || !strings.Contains(line, "200") {
		t.Errorf("a whole request was answered %q, %v", line, err)
	}
}

func isTimeout(err error) bool {
	var timeout interface{ Timeout() bool }
	return errors.As(err, &timeout) && timeout.Timeout()
}

// TestMetricsSayNothingOfPersons and are in the format that collectors read.
func TestMetrics(t *testing.T) {
	s, _ := guarded(t, nil)
	s.Watch(nil, func(context.Context) Figures { return Figures{Sequence: 7, Devices: 3, Watching: 2} })
	s.Decided("applied")
	s.Transaction("write", time.Millisecond, nil)
	s.Admit(t.Context(), app.NewID())
	mux := http.NewServeMux()
	s.Admin(mux)
	w := httptest.NewRecorder()
	s.Observe(mux).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	for _, want := range []string{"civicdesk_sequence 7", "civicdesk_devices 3", "civicdesk_devices_watching 2", `civicdesk_devices_seen{minutes="5"} 1`,
		`civicdesk_sync_operations_total{outcome="applied"} 1`, `civicdesk_store_seconds_count{kind="write",result="ok"} 1`, "go_goroutines", "civicdesk_build_info{"} {
		if !strings.Contains(w.Body.String(), want) {
			t.Errorf("the metrics lack %s", want)
		}
	}
	public := httptest.NewRecorder()
	s.Guard(http.NotFoundHandler()).ServeHTTP(public, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	if public.Code != http.StatusNotFound {
		t.Errorf("the public address answers /metrics with %d", public.Code)
	}
}
