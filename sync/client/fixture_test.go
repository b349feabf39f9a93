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

func schema(forms *record.Type[form]) *record.Schema {
	s := record.NewSchema(append(account.Types(), forms.Definition(), conflict.Conflicts.Definition())...)
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
	t        *testing.T
	store    storage.Store
	db       *record.DB
	accounts *account.Service
	http     *httptest.Server
	mu       sync.Mutex
	now      time.Time
}

func newAgency(t *testing.T) *agency {
	t.Helper()
	a := &agency{t: t, store: storagetest.NewMap(), now: recordtest.Start}
	var err error
	a.db, err = record.OpenAuthority(context.Background(), a.store, schema(forms), vault.NewRing("server", seal.Key{1}), a.clock)
	if err != nil {
		t.Fatal(err)
	}
	a.http = httptest.NewUnstartedServer(nil)
	a.http.StartTLS()
	if a.accounts, err = account.Open(context.Background(), a.db, "OFCCP", a.http.URL); err != nil {
		t.Fatal(err)
	}
	a.http.Config.Handler = server.New(a.db, a.accounts, server.Options{Log: slog.New(slog.DiscardHandler), Authorize: authorize, Scopes: func(_ *record.Tx, actor app.Actor) ([]app.Scope, error) {
		var all []app.Scope
		for _, g := range actor.Grants {
			all = append(all, g.Scope)
		}
		return all, nil
	}}).Handler()
	t.Cleanup(func() { a.http.Close(); a.db.Close() })
	return a
}

func authorize(actor app.Actor, c record.Change, _ record.Current) error {
	if c.Type != "form" {
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
	t    *testing.T
	dir  string
	net  *line
	mem  storage.Store // nil: bbolt in the folder
	db   *record.DB
	sync *client.Client
	ctx  context.Context
}

func (a *agency) desk(login string, grants ...app.Grant) *desk {
	a.t.Helper()
	_, code := a.code(login, grants...)
	d := &desk{t: a.t, dir: a.t.TempDir(), net: &line{next: client.Transport()}}
	e, err := client.Enroll(context.Background(), code, "test", client.Options{Transport: d.net})
	if err != nil {
		a.t.Fatal(err)
	}
	if _, err := vault.Create(d.dir, testKDF(), "Harbor-7x", e.Profile, e.Keys); err != nil {
		a.t.Fatal(err)
	}
	d.open(login)
	a.t.Cleanup(func() { d.db.Close() })
	return d
}

// open opens the folder as a fresh start of the program does.
func (d *desk) open(login string) {
	d.t.Helper()
	v, err := vault.Open(d.dir, testKDF())
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
	} else if store, err = bolt.Open(filepath.Join(d.dir, "store.1.db")); err != nil {
		d.t.Fatal(err)
	}
	j, err := journal.Open(filepath.Join(d.dir, "journal"))
	if err != nil {
		d.t.Fatal(err)
	}
	if d.db, err = record.OpenReplica(context.Background(), store, schema(olderForms), keys, j, recordtest.Clock); err != nil {
		d.t.Fatal(err)
	}
	d.sync = client.New(d.db, client.Options{Transport: d.net})
	p := keys.Profile()
	d.ctx = recordtest.As(p.User, p.Name, p.Grants...)
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
	stale // an old request arrives once more before this one
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
