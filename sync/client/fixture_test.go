package client_test

import (
	"bytes"
	"context"
	"crypto/fips140"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"civicdesk/app"
	"civicdesk/app/account"
	"civicdesk/app/fault"
	"civicdesk/app/policy"
	"civicdesk/storage"
	"civicdesk/storage/bolt"
	"civicdesk/storage/journal"
	"civicdesk/storage/record"
	"civicdesk/storage/record/recordtest"
	"civicdesk/storage/seal"
	"civicdesk/storage/storagetest"
	"civicdesk/storage/vault"
	"civicdesk/sync/client"
	"civicdesk/sync/conflict"
	"civicdesk/sync/pair"
	"civicdesk/sync/server"
)

// form is a record as the subjects have them: plain fields, a list that grows, a
// status with a table, a sensitive field.
type form struct {
	ID     app.ID   `json:"id"`
	Office string   `json:"office"`
	Name   string   `json:"name"`
	City   string   `json:"city"`
	Notes  []string `json:"notes"`
	Status string   `json:"status"`
	SSN    string   `json:"ssn"`
}

func (f form) RecordID() app.ID { return f.ID }

// forms is the type of the server; a desktop of these tests is an older program,
// which does not know the check.
var forms, olderForms = defineForms(record.Checks(checkForm)), defineForms()

func defineForms(more ...record.Option) *record.Type[form] {
	return record.Define[form]("form", append(more,
		record.Scope(func(f form) app.Scope { return app.ScopeHiring + app.Scope("/"+f.Office) }),
		record.Merge("notes", record.Append()),
		record.Merge("status", record.Transitions(map[string][]string{"": {"", "draft"}, "draft": {"finished", "withdrawn"}, "finished": {"withdrawn"}})),
		record.Sensitive("ssn"), record.Audited())...)
}

func checkForm(_ *form, f form) error {
	switch f.Name {
	case "poison":
		return fault.Fields("form.check", []fault.Field{{Name: "name", Words: "Enter another name."}})
	case "panic":
		panic(f.Name)
	case "plain":
		return errors.New("an error without words")
	}
	return nil
}

// badge has a number that is stored in two fields.
type badge struct {
	ID     app.ID `json:"id"`
	Number string `json:"number"`
	Last   string `json:"last"`
}

func (b badge) RecordID() app.ID { return b.ID }

var badges = record.Define[badge]("badge", record.Scope(func(badge) app.Scope { return "hiring/hq" }),
	record.Together("number", "last"), record.Sensitive("number"), record.Audited())

// closeForm is an act: it closes a form when the author saw its present name.
var closeForm = record.ActOf("form.close", func(tx *record.Tx, id app.ID, seen string) (string, error) {
	f, err := forms.Get(tx, id)
	if err != nil {
		return "", err
	}
	if seen != record.Digest(f.Name) {
		return "", fault.E("form.close", fault.Conflict, "The name has changed since you saw it.", nil)
	}
	f.Status = "finished"
	return "closed " + f.Name, forms.Put(tx, f)
})

// blindClose closes a form whatever its author saw.
var blindClose = record.ActOf("form.blind", func(tx *record.Tx, id app.ID, _ string) (string, error) {
	f, err := forms.Get(tx, id)
	if err != nil {
		return "", err
	}
	f.Status = "finished"
	return "closed", forms.Put(tx, f)
})

func schema(forms *record.Type[form]) *record.Schema { return schemaOf(forms.Definition()) }

func schemaOf(forms record.Definition) *record.Schema {
	s := record.NewSchema(append(account.Types(), forms, badges.Definition(), conflict.Conflicts.Definition(), pair.Pairs.Definition())...)
	s.Register(closeForm, blindClose)
	return s
}

var admin = recordtest.As("00000000-0000-7000-8000-0000000000aa", "Ada Admin", app.Grant{Role: policy.Administrator, Scope: app.ScopeAdmin})

// testKDF is cheap, but for FIPS mode, which accepts no cheap one.
func testKDF() vault.KDF {
	if fips140.Enabled() {
		return vault.DefaultKDF()
	}
	return vault.InsecureTestKDF()
}

// agency is a server over TLS with its store.
type agency struct {
	t        testing.TB
	store    *storagetest.Unanswered
	db       *record.DB
	accounts *account.Service
	http     *httptest.Server
	server   *server.Server
	handler  atomic.Pointer[http.Handler]
	mu       sync.Mutex
	now      time.Time
	page     int // entries in a page of the pull; 0: as shipped
}

func (a *agency) setHandler(h http.Handler) { a.handler.Store(&h) }

func newAgency(t testing.TB) *agency {
	t.Helper()
	a := &agency{t: t, store: &storagetest.Unanswered{Store: storagetest.Twice(storagetest.NewMap())}, now: recordtest.Start}
	a.http = httptest.NewUnstartedServer(nil)
	a.http.StartTLS()
	a.serve(forms.Definition())
	t.Cleanup(func() { a.http.Close(); a.db.Close() })
	return a
}

// serve opens the store with a release's definition of forms and serves it.
func (a *agency) serve(forms record.Definition, setups ...record.Setup) {
	a.t.Helper()
	var err error
	a.db, err = record.OpenAuthority(context.Background(), a.store, schemaOf(forms), vault.NewRing("server", seal.Key{1}), a.clock, append(setups, server.Erase, conflict.Erase)...)
	if err != nil {
		a.t.Fatal(err)
	}
	if a.accounts, err = account.Open(context.Background(), a.db, "OFCCP", a.http.URL); err != nil {
		a.t.Fatal(err)
	}
	a.http.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { (*a.handler.Load()).ServeHTTP(w, r) })
	a.server = server.New(a.db, a.accounts, server.Options{Log: slog.New(slog.DiscardHandler), Authorize: authorize, PageItems: a.page, Scopes: func(_ *record.Tx, actor app.Actor) ([]app.Scope, error) {
		var all []app.Scope
		for _, g := range actor.Grants {
			all = append(all, g.Scope)
		}
		return all, nil
	}})
	a.setHandler(a.server.Handler())
}

func authorize(actor app.Actor, c record.Change, _ record.Current) error {
	if c.Type != "form" && c.Type != "badge" {
		return fault.E("authorize", fault.Denied, "No.", nil)
	}
	return policy.Require(actor, policy.ApplicationKey, c.Scope)
}

func (a *agency) clock() time.Time {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.now
}

func (a *agency) pass(d time.Duration) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.now = a.now.Add(d)
}

func (a *agency) code(login string, grants ...app.Grant) (app.ID, string) {
	a.t.Helper()
	u, err := a.accounts.Lookup(admin, login)
	if fault.Is(err, fault.NotFound) {
		u, err = a.accounts.AddUser(admin, account.User{Login: login, Name: strings.ToUpper(login[:1]) + login[1:], Grants: grants})
	}
	if err != nil {
		a.t.Fatal(err)
	}
	code, err := a.accounts.NewEnrolment(admin, u.ID)
	if err != nil {
		a.t.Fatal(err)
	}
	return u.ID, code
}

// desk is a desktop: a folder with keys, journal and store, and its client.
type desk struct {
	t   testing.TB
	dir string
	net *line
	mem storage.Store // nil: bbolt in the folder
	secrets
	db   *record.DB
	sync *client.Client
	ctx  context.Context

	clock app.Clock            // nil: stands at recordtest.Start
	ran   func() time.Duration // nil: the real one
}

func (a *agency) desk(login string, grants ...app.Grant) *desk {
	a.t.Helper()
	_, code := a.code(login, grants...)
	d := &desk{t: a.t, dir: a.t.TempDir(), net: &line{next: client.Transport()}, secrets: secrets{}}
	e, err := client.Enroll(context.Background(), code, "test", client.Options{Transport: d.net})
	if err != nil {
		a.t.Fatal(err)
	}
	if _, err := vault.Create(d.dir, testKDF(), "Harbor-7x", e.Profile, e.Keys, d.keychain()); err != nil {
		a.t.Fatal(err)
	}
	d.open(login)
	a.t.Cleanup(func() { d.db.Close() })
	return d
}

func (d *desk) keychain() vault.Option { return vault.WithKeychains(d.secrets) }

// secrets is a keychain in memory.
type secrets map[string][]byte

func (s secrets) Kind() string  { return "file" }
func (s secrets) Words() string { return "memory" }

func (s secrets) Get(name string) ([]byte, error) {
	if b, ok := s[name]; ok {
		return b, nil
	}
	return nil, vault.ErrNoSecret
}

func (s secrets) Set(name string, b []byte) error { s[name] = bytes.Clone(b); return nil }
func (s secrets) Delete(name string) error        { delete(s, name); return nil }

// open opens the folder as a fresh start of the program does.
func (d *desk) open(login string) {
	d.t.Helper()
	v, err := vault.Open(d.dir, testKDF(), d.keychain())
	if err != nil {
		d.t.Fatal(err)
	}
	keys, err := v.Unlock(login, "Harbor-7x")
	if err != nil {
		d.t.Fatal(err)
	}
	var store storage.Store
	if d.mem != nil {
		store = d.mem
	} else if store, err = bolt.OpenFolder(d.dir); err != nil {
		d.t.Fatal(err)
	}
	j, err := journal.Open(filepath.Join(d.dir, "journal"))
	if err != nil {
		d.t.Fatal(err)
	}
	if d.db, err = record.OpenReplica(context.Background(), store, schema(olderForms), keys, j, d.now); err != nil {
		d.t.Fatal(err)
	}
	d.sync = client.New(d.db, client.Options{Transport: d.net, Clock: d.now, Ran: d.ran, Version: "test"})
	p := keys.Profile()
	d.ctx = recordtest.As(p.User, p.Name, p.Grants...)
}

func (d *desk) now() time.Time {
	if d.clock == nil {
		return recordtest.Start
	}
	return d.clock()
}

// again closes the folder and opens it for the user, as a sign-in does.
func (d *desk) again(login string) {
	d.t.Helper()
	if err := d.db.Close(); err != nil {
		d.t.Fatal(err)
	}
	d.open(login)
}

// colleague gives another user an account on the desk's computer.
func (d *desk) colleague(a *agency, login string, grants ...app.Grant) {
	d.t.Helper()
	_, code := a.code(login, grants...)
	e, err := client.Enroll(context.Background(), code, "test", client.Options{Transport: d.net})
	if err != nil {
		d.t.Fatal(err)
	}
	if _, err := d.db.Keys().AddUser("Harbor-7x", e.Profile, e.Keys); err != nil {
		d.t.Fatal(err)
	}
}

func (d *desk) refusals() []record.Refusal {
	d.t.Helper()
	all, err := d.db.Refusals(d.ctx)
	if err != nil {
		d.t.Fatal(err)
	}
	return all
}

func (d *desk) waiting() int {
	d.t.Helper()
	q, err := d.db.Queue(d.ctx)
	if err != nil {
		d.t.Fatal(err)
	}
	return q.Waiting
}

func (d *desk) put(f form) {
	d.t.Helper()
	if err := d.db.Update(d.ctx, func(tx *record.Tx) error { return forms.Put(tx, f) }); err != nil {
		d.t.Fatal(err)
	}
}

func (d *desk) get(id app.ID) (f form, err error) {
	err = d.db.View(d.ctx, func(tx *record.Tx) error { f, err = forms.Get(tx, id); return err })
	return f, err
}

// change edits the form as the desk sees it.
func (d *desk) change(id app.ID, edit func(*form)) {
	d.t.Helper()
	if err := d.db.Update(d.ctx, func(tx *record.Tx) error {
		f, err := forms.Get(tx, id)
		if err != nil {
			return err
		}
		edit(&f)
		return forms.Put(tx, f)
	}); err != nil {
		d.t.Fatal(err)
	}
}

func (d *desk) run() {
	d.t.Helper()
	if err := d.sync.Run(context.Background()); err != nil {
		d.t.Fatal(err)
	}
}

func (d *desk) all() (all []form) {
	d.t.Helper()
	if err := d.db.View(d.ctx, func(tx *record.Tx) (err error) { all, err = forms.All(tx); return err }); err != nil {
		d.t.Fatal(err)
	}
	return all
}

func (a *agency) get(id app.ID) (f form) {
	a.t.Helper()
	if err := a.db.View(admin, func(tx *record.Tx) (err error) {
		if f, err = forms.Get(tx, id); err != nil {
			return err
		}
		f.SSN, err = forms.Reveal(tx, id, "ssn")
		return err
	}); err != nil {
		a.t.Fatal(err)
	}
	return f
}

func (a *agency) seq() (n uint64) {
	if err := a.store.View(context.Background(), func(tx storage.Tx) (err error) { n, err = tx.Seq(); return err }); err != nil {
		a.t.Fatal(err)
	}
	return n
}

func (d *desk) conflicts() []conflict.Conflict {
	d.t.Helper()
	all, err := conflict.New(d.db).Unsettled(d.ctx)
	if err != nil {
		d.t.Fatal(err)
	}
	return all
}

var hr = app.Grant{Role: policy.HRSpecialist, Scope: "hiring/hq"}

// line is the network between a desk and the server; fate decides what becomes
// of each request.
type line struct {
	next http.RoundTripper
	fate func(path string) fate
	last []byte // the last request, for sending it again
	path string
}

type fate int

const (
	arrives fate = iota
	lostGoing
	lostComing
	twice
	stale   // an old request arrives once more before this one
	refused // the server answers that it does not know how
)

var errCut = errors.New("the line was cut")

func (l *line) RoundTrip(r *http.Request) (*http.Response, error) {
	f := arrives
	if l.fate != nil {
		f = l.fate(r.URL.Path)
	}
	if f == lostGoing {
		return nil, errCut
	}
	if f == refused {
		return &http.Response{StatusCode: http.StatusMisdirectedRequest, Body: http.NoBody, Header: http.Header{}, Request: r}, nil
	}
	var body []byte
	if r.Body != nil {
		body, _ = io.ReadAll(r.Body)
	}
	send := func(path string, body []byte) (*http.Response, error) {
		again := r.Clone(r.Context())
		u := *r.URL
		u.Path = path
		again.URL, again.Body, again.ContentLength = &u, io.NopCloser(bytes.NewReader(body)), int64(len(body))
		return l.next.RoundTrip(again)
	}
	drop := func(res *http.Response, err error) {
		if err == nil {
			io.Copy(io.Discard, res.Body)
			res.Body.Close()
		}
	}
	if f == stale && l.last != nil {
		drop(send(l.path, l.last))
	}
	if r.Method == http.MethodPost {
		l.last, l.path = body, r.URL.Path
	}
	if f == twice {
		drop(send(r.URL.Path, body))
	}
	res, err := send(r.URL.Path, body)
	if f == lostComing {
		drop(res, err)
		return nil, errCut
	}
	return res, err
}

// direct answers requests without a connection.
type direct struct{ handler http.Handler }

func (d direct) RoundTrip(r *http.Request) (*http.Response, error) {
	w := httptest.NewRecorder()
	d.handler.ServeHTTP(w, r)
	return w.Result(), nil
}
