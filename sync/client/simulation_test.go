package client_test

import (
	"context"
	"crypto/fips140"
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync/atomic"
	"testing"

	"civicdesk/app"
	"civicdesk/app/policy"
	"civicdesk/storage"
	"civicdesk/storage/record"
	"civicdesk/storage/storagetest"
	"civicdesk/sync/conflict"
)

var runs = flag.Int("runs", 16, "seeds that the simulation tries")

// TestSimulation lets three desktops of two offices work, sync over a bad
// network, crash at any request and move between offices; then it heals the
// network and checks that nothing was lost and that everybody sees the server's
// state. Seeds that once failed belong in the list.
func TestSimulation(t *testing.T) {
	n := *runs
	if fips140.Enabled() { // there each start derives a costly key
		n = 2
	}
	for seed := range n {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) { simulate(t, uint64(seed)) })
	}
}

// disk is a store that can die as a killed program's does.
type disk struct {
	storage.Store
	dead atomic.Bool
}

func (d *disk) Update(ctx context.Context, fn func(storage.Tx) error) error {
	return d.Store.Update(ctx, func(tx storage.Tx) error {
		if err := fn(tx); err != nil || !d.dead.Load() {
			return err
		}
		return storage.ErrClosed
	})
}

func (d *disk) Close() error { return nil }

type direct struct{ handler http.Handler }

func (d direct) RoundTrip(r *http.Request) (*http.Response, error) {
	w := httptest.NewRecorder()
	d.handler.ServeHTTP(w, r)
	return w.Result(), nil
}

type world struct {
	t      *testing.T
	r      *rand.Rand
	a      *agency
	desks  []*desk
	logins []string
	forms  []app.ID
	count  int             // values given out
	saved  int             // operations that were saved
	values map[string]bool // every value that a saved operation offered
	seen   map[string]bool // values that somebody saw and replaced
	notes  map[string]bool
}

func simulate(t *testing.T, seed uint64) {
	w := &world{t: t, r: rand.New(rand.NewPCG(seed, 7)), a: newAgency(t), logins: []string{"rosa", "omar", "west"},
		values: map[string]bool{}, seen: map[string]bool{}, notes: map[string]bool{}}
	for i, login := range w.logins {
		g := hr
		if i == 2 {
			g.Scope = "hiring/west"
		}
		d := w.a.desk(login, g)
		d.db.Close()
		d.mem = &disk{Store: storagetest.NewMap()}
		d.net.next = direct{w.a.http.Config.Handler}
		d.open(login)
		w.desks = append(w.desks, d)
	}
	for range 60 {
		w.step(w.r.IntN(len(w.desks)))
	}
	w.heal()
	w.check()
}

func (w *world) step(i int) {
	d := w.desks[i]
	switch n := w.r.IntN(20); {
	case n < 3:
		w.create(d)
	case n < 11:
		w.edit(d)
	case n < 12:
		w.resolve(d)
	case n < 13:
		w.move(i)
	case n < 14:
		w.crash(i)
	default:
		w.sync(i)
	}
}

func (w *world) value(kind string) string {
	w.count++
	return fmt.Sprint(kind, w.count)
}

// do runs fn as one operation and counts it when it was saved.
func (w *world) do(d *desk, fn func(*record.Tx) error) bool {
	if err := d.db.Update(d.ctx, fn); err != nil {
		return false // no key or no such record here any more
	}
	w.saved++
	return true
}

func (w *world) create(d *desk) {
	f := form{ID: app.NewID(), Office: []string{"hq", "west"}[w.r.IntN(2)], Name: w.value("name"), City: w.value("city"), Status: "draft"}
	if w.r.IntN(8) == 0 {
		f.Name = "poison"
	}
	if w.do(d, func(tx *record.Tx) error { return forms.Put(tx, f) }) {
		w.forms = append(w.forms, f.ID)
		w.values[f.Name], w.values[f.City] = true, true
	}
}

func (w *world) edit(d *desk) {
	if len(w.forms) == 0 {
		return
	}
	id := w.forms[w.r.IntN(len(w.forms))]
	kind, value := w.r.IntN(5), ""
	before := ""
	if !w.do(d, func(tx *record.Tx) error {
		f, err := forms.Get(tx, id)
		if err != nil {
			return err
		}
		switch kind {
		case 0, 1:
			before, value = f.City, w.value("city")
			f.City = value
		case 2:
			before, value = f.Name, w.value("name")
			if w.r.IntN(4) == 0 {
				value = "poison" // the next edit of the name rests on one that is refused
			}
			f.Name = value
		case 3:
			value = w.value("note")
			f.Notes = append(f.Notes, value)
		case 4:
			if before, err = forms.Reveal(tx, id, "ssn"); err != nil {
				return err
			}
			value = w.value("ssn")
			f.SSN = value
		}
		return forms.Put(tx, f)
	}) {
		return
	}
	w.values[value] = true
	if kind == 3 {
		w.notes[value] = true
	}
	if before != "" {
		w.seen[before] = true
	}
}

func (w *world) resolve(d *desk) {
	open := d.conflicts()
	if len(open) == 0 {
		return
	}
	k := open[w.r.IntN(len(open))]
	f, err := d.get(k.Record)
	if err != nil {
		return
	}
	ssn := ""
	d.db.View(d.ctx, func(tx *record.Tx) error { ssn, err = forms.Reveal(tx, k.Record, "ssn"); return err })
	choice := []string{conflict.Kept, conflict.Other}[w.r.IntN(2)]
	if err := conflict.New(d.db).Resolve(d.ctx, k.ID, choice); err != nil {
		return
	}
	w.saved++
	if choice == conflict.Other { // what stood there was seen and given up
		w.seen[map[string]string{"city": f.City, "name": f.Name, "ssn": ssn}[k.Field]] = true
	}
}

func (w *world) move(i int) {
	u, err := w.a.accounts.Lookup(admin, w.logins[i])
	if err != nil {
		w.t.Fatal(err)
	}
	if err := w.a.accounts.SetGrants(admin, u.ID, []app.Grant{{Role: policy.HRSpecialist, Scope: []app.Scope{"hiring/hq", "hiring/west", "hiring"}[w.r.IntN(3)]}}); err != nil {
		w.t.Fatal(err)
	}
}

// crash ends the program as a kill does and starts it again.
func (w *world) crash(i int) {
	d := w.desks[i]
	old := d.mem.(*disk)
	old.dead.Store(true)
	d.db.Close()
	d.mem = &disk{Store: old.Store}
	d.open(w.logins[i])
}

func (w *world) sync(i int) {
	d := w.desks[i]
	killed := false
	d.net.fate = func(string) fate {
		switch w.r.IntN(10) {
		case 0:
			return lostGoing
		case 1:
			return lostComing
		case 2:
			return twice
		case 3:
			return stale
		case 4: // the program dies while the server works
			killed = true
			d.mem.(*disk).dead.Store(true)
		}
		return arrives
	}
	d.sync.Run(context.Background())
	d.net.fate = nil
	if killed {
		w.crash(i)
	}
	w.follow(d)
}

// follow gives the desk's user the grants that the sync has brought.
func (w *world) follow(d *desk) {
	a := app.ActorFrom(d.ctx)
	a.Grants = d.db.Keys().Profile().Grants
	d.ctx = app.WithActor(context.Background(), a)
}

func (w *world) heal() {
	for range 2 {
		for _, d := range w.desks {
			d.run()
			w.follow(d)
		}
	}
}

func (w *world) check() {
	t, kept := w.t, map[string]bool{}
	server, notes := map[app.ID]form{}, map[string]int{}
	var conflicts []conflict.Conflict
	if err := w.a.db.View(admin, func(tx *record.Tx) error {
		all, err := forms.All(tx)
		if err != nil {
			return err
		}
		for _, f := range all {
			if f.SSN, err = forms.Reveal(tx, f.ID, "ssn"); err != nil {
				return err
			}
			server[f.ID] = f
			kept[f.City], kept[f.Name], kept[f.SSN] = true, true, true
			for _, n := range f.Notes {
				notes[n]++
				kept[n] = true
			}
		}
		conflicts, err = conflict.Conflicts.All(tx)
		for _, k := range conflicts {
			for _, field := range []string{"keptText", "otherText"} {
				text, err := conflict.Conflicts.Reveal(tx, k.ID, field)
				if err != nil {
					return err
				}
				kept[text] = true
			}
			kept[conflict.Text(k.Kept)], kept[conflict.Text(k.Other)] = true, true
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	for _, d := range w.desks {
		w.compare(d, server, len(conflicts))
		refused, err := d.db.Refusals(d.ctx)
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range refused {
			for _, c := range x.Op.Changes {
				for _, v := range c.Set {
					kept[conflict.Text(v)] = true
				}
				for _, list := range c.Append {
					for _, v := range list {
						kept[conflict.Text(v)] = true
					}
				}
				for _, v := range c.Secrets {
					kept[v] = true
				}
			}
		}
	}
	for _, v := range slices.Sorted(maps.Keys(w.values)) {
		if !kept[v] && !w.seen[v] {
			t.Errorf("%q was saved by somebody and is nowhere", v)
		}
	}
	for n, times := range notes {
		if times != 1 {
			t.Errorf("%q is there %d times", n, times)
		}
	}
	if n := w.outcomes(); n != w.saved {
		t.Errorf("%d outcomes of %d saved operations", n, w.saved)
	}
}

// compare holds the desk's records against what its user may see of the server's.
func (w *world) compare(d *desk, server map[app.ID]form, conflicts int) {
	grants := d.db.Keys().Profile().Grants
	may := map[app.ID]form{}
	for id, f := range server {
		if policy.Sees(app.Actor{Grants: grants}, app.ScopeHiring+app.Scope("/"+f.Office)) {
			may[id] = f
		}
	}
	got := map[app.ID]form{}
	if err := d.db.View(d.ctx, func(tx *record.Tx) error {
		all, err := forms.All(tx)
		for _, f := range all {
			if f.SSN, err = forms.Reveal(tx, f.ID, "ssn"); err != nil {
				return err
			}
			got[f.ID] = f
		}
		return err
	}); err != nil {
		w.t.Fatal(err)
	}
	same := func(a, b form) bool { return record.Digest(a) == record.Digest(b) }
	if !maps.EqualFunc(got, may, same) {
		w.t.Errorf("a desktop with %v has\n%+v\nbut may see\n%+v", grants, got, may)
	}
	if q, err := d.db.Queue(d.ctx); err != nil || q.Waiting != 0 {
		w.t.Errorf("%d operations wait after healing: %v", q.Waiting, err)
	}
}

func (w *world) outcomes() (n int) {
	from := []byte("o")
	if err := w.a.store.View(context.Background(), func(tx storage.Tx) error {
		return tx.Scan(storage.Outcomes, from, storage.After(from), 0, func(_, _ []byte) error { n++; return nil })
	}); err != nil {
		w.t.Fatal(err)
	}
	return n
}
