package node_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/app/node"
	"civicdesk/app/policy"
	"civicdesk/storage/blob"
	"civicdesk/sync/client"
	"civicdesk/sync/protocol"
)

// cut is where a proxy breaks a request off.
type cut int

const (
	nowhere    cut = iota
	before         // nothing reaches the server
	inBody         // half of the body does
	unanswered     // all of it does, and nothing comes back
	inAnswer       // half of the answer comes back
)

var cuts = map[cut]string{before: "before the request", inBody: "inside the request", unanswered: "before the answer", inAnswer: "inside the answer"}

// proxy is an HTTP proxy that ends TLS, as those of networks do, and breaks off
// what it is told to: the n-th request to a path.
type proxy struct {
	target string
	http   *http.Client
	web    *httptest.Server

	mu   sync.Mutex
	path string
	at   int
	how  cut
	seen map[string]int // requests by path since it was told
}

func newProxy(t *testing.T, target string) *proxy {
	p := &proxy{target: target, http: &http.Client{Transport: client.Transport()}}
	p.tell("", 0, nowhere)
	p.web = httptest.NewTLSServer(p)
	p.web.Config.ErrorLog = nil
	t.Cleanup(p.web.Close)
	return p
}

func (p *proxy) tell(path string, at int, how cut) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.path, p.at, p.how, p.seen = path, at, how, map[string]int{}
}

func (p *proxy) requests(path string) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.seen[path]
}

// options lead a desktop through the proxy, whatever server its code names.
func (p *proxy) options() node.DesktopOptions {
	o, t := cheap, client.Transport().(*http.Transport)
	t.DialContext = func(ctx context.Context, network, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, network, strings.TrimPrefix(p.web.URL, "https://"))
	}
	o.Sync = client.Options{Transport: t}
	return o
}

func (p *proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	how := nowhere
	if r.URL.Path == p.path && p.seen[p.path] == p.at {
		how = p.how
	}
	p.seen[r.URL.Path]++
	p.mu.Unlock()
	body, err := io.ReadAll(r.Body)
	if err != nil || how == before {
		panic(http.ErrAbortHandler)
	}
	var sent io.Reader = bytes.NewReader(body)
	if how == inBody {
		sent = io.MultiReader(bytes.NewReader(body[:len(body)/2]), broken{})
	}
	on, err := http.NewRequest(r.Method, p.target+r.URL.Path, sent)
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	on.ContentLength = int64(len(body))
	res, err := p.http.Do(on)
	if err != nil || how == unanswered {
		panic(http.ErrAbortHandler)
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(res.Body)
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(answer)))
	w.WriteHeader(res.StatusCode)
	if how == inAnswer {
		w.Write(answer[:len(answer)/2])
		w.(http.Flusher).Flush()
		panic(http.ErrAbortHandler)
	}
	w.Write(answer)
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, errors.New("the line was cut") }

// A line that is cut at any chunk, before, inside and after it, costs at most
// that chunk once more, both ways; the file arrives whole.
func TestACutCostsAtMostOneChunk(t *testing.T) {
	t.Parallel()
	srv, v, code := officeOf(t)
	p := newProxy(t, srv.Accounts.Address())
	rosa := throughProxy(t, p, code)
	ctx := rosa.Context(context.Background())
	a, err := rosa.Hiring.SaveDraft(ctx, draft(v, 1))
	must(t, err)
	must(t, rosa.Sync.Run(ctx))
	vera := throughProxy(t, p, codeFor(t, srv, "vkane", app.Grant{Role: policy.Verifier, Scope: "hiring/hq"}))
	veraCtx := vera.Context(context.Background())

	const chunks = 3
	for how := before; how <= inAnswer; how++ {
		for at := range chunks {
			where := cuts[how] + " " + strconv.Itoa(at)
			scan := noise(chunks*blob.ChunkSize - at)
			added := attach(t, rosa, a.ID, "scan.jpg", scan)
			p.tell(protocol.PathPut, at, how)
			if err := rosa.Sync.Run(ctx); !fault.Is(err, fault.Unavailable) {
				t.Errorf("%s: %v", where, err)
			}
			must(t, rosa.Sync.Run(ctx))
			queueEmpty(t, rosa)
			want := chunks
			if how == before || how == inBody {
				want++ // the chunk that did not arrive
			}
			if n := p.requests(protocol.PathPut); n != want {
				t.Errorf("%s: %d chunks were sent, want %d", where, n, want)
			}

			must(t, vera.Sync.Run(veraCtx))
			p.tell(protocol.PathGet, 0, how)
			if err := vera.FetchDocument(veraCtx, added.ID, nil); !fault.Is(err, fault.Unavailable) {
				t.Errorf("fetching, %s: %v", where, err)
			}
			must(t, vera.FetchDocument(veraCtx, added.ID, nil))
			wantFile(t, vera, added.ID, scan)
		}
	}
	// The question what is lacking, and the operation itself, may be lost as well.
	for how := before; how <= inAnswer; how++ {
		for _, path := range []string{protocol.PathPush, protocol.PathLacks} {
			added := attach(t, rosa, a.ID, "scan.jpg", noise(1000))
			p.tell(path, 0, how)
			if err := rosa.Sync.Run(ctx); !fault.Is(err, fault.Unavailable) {
				t.Errorf("%s of %s: %v", cuts[how], path, err)
			}
			must(t, rosa.Sync.Run(ctx))
			queueEmpty(t, rosa)
			if _, _, err := srv.Documents.Open(system, added.ID); err != nil {
				t.Errorf("%s of %s: %v", cuts[how], path, err)
			}
		}
	}
}

// A large file is fetched in pieces; a cut in the middle costs one of them.
func TestFetchingGoesOnWhereItWasCut(t *testing.T) {
	t.Parallel()
	srv, v, code := officeOf(t)
	p := newProxy(t, srv.Accounts.Address())
	rosa := throughProxy(t, p, code)
	ctx := rosa.Context(context.Background())
	a, err := rosa.Hiring.SaveDraft(ctx, draft(v, 1))
	must(t, err)
	const pieces = 3
	scan := noise(pieces * protocol.MaxChunks * blob.ChunkSize)
	added := attach(t, rosa, a.ID, "scan.jpg", scan)
	must(t, rosa.Sync.Run(ctx))
	vera := throughProxy(t, p, codeFor(t, srv, "vkane", app.Grant{Role: policy.Verifier, Scope: "hiring/hq"}))
	veraCtx := vera.Context(context.Background())
	p.tell(protocol.PathGet, 1, inAnswer)
	if err := vera.FetchDocument(veraCtx, added.ID, nil); !fault.Is(err, fault.Unavailable) {
		t.Error(err)
	}
	cancelled, cancel := context.WithCancel(veraCtx)
	if err := vera.FetchDocument(cancelled, added.ID, func(int64, int64) { cancel() }); err == nil {
		t.Error("fetching was not ended")
	}
	var last, whole int64
	must(t, vera.FetchDocument(veraCtx, added.ID, func(done, total int64) { last, whole = done, total }))
	if last != whole || whole == 0 {
		t.Errorf("%d of %d at the end", last, whole)
	}
	wantFile(t, vera, added.ID, scan)
	if n := p.requests(protocol.PathGet); n > pieces+2 {
		t.Errorf("%d requests for %d pieces and two cuts", n, pieces)
	}
}

func throughProxy(t *testing.T, p *proxy, code string) *node.Session {
	t.Helper()
	d, err := node.OpenDesktop(t.TempDir(), p.options())
	must(t, err)
	s, err := d.Enroll(context.Background(), code, password, "test")
	must(t, err)
	must(t, s.Sync.Run(s.Context(context.Background())))
	return s
}

// While a window is open files go by themselves, beside the exchange of records.
func TestFilesMoveInTheBackground(t *testing.T) {
	srv, v, code := officeOf(t)
	_, s, ctx := enrolled(t, t.TempDir(), code)
	a, err := s.Hiring.SaveDraft(ctx, draft(v, 1))
	must(t, err)
	s.Sync.Start()
	added := attach(t, s, a.ID, "scan.jpg", noise(2*blob.ChunkSize))
	s.Sync.Kick()
	for waiting := 1; waiting > 0; {
		q, err := s.DB.Queue(ctx)
		must(t, err)
		waiting = q.Waiting
		runtime.Gosched()
	}
	must(t, s.Sync.Close())
	queueEmpty(t, s)
	if _, _, err := srv.Documents.Open(system, added.ID); err != nil {
		t.Error(err)
	}
	if list := files(t, s, a.ID); len(list) != 1 || list[0].Waiting {
		t.Errorf("%+v", list)
	}
}
