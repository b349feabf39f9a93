package client_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/storage"
	"civicdesk/storage/record"
	"civicdesk/sync/conflict"
)

func (a *agency) erase(refs ...record.Ref) record.Erasure {
	a.t.Helper()
	done, err := a.db.Erase(admin, "GRS 2.1, item 050", refs...)
	if err != nil {
		a.t.Fatal(err)
	}
	return done
}

func (d *desk) acknowledged(a *agency) (upto uint64) {
	d.t.Helper()
	if err := a.db.View(admin, func(tx *record.Tx) (err error) {
		upto, err = tx.Acknowledged(d.db.Keys().Profile().Device)
		return err
	}); err != nil {
		d.t.Fatal(err)
	}
	return upto
}

func (d *desk) names() []string {
	var all []string
	for _, f := range d.all() {
		all = append(all, f.Name)
	}
	slices.Sort(all)
	return all
}

// The server erases a record about which two people differ: every desktop that
// ever had it destroys it, also one whose user may no longer see it, and tells so.
func TestErasureReachesEveryDesktop(t *testing.T) {
	a := newAgency(t)
	one, two := a.desk("one", hr), a.desk("two", hr)
	gone, stays := app.NewID(), app.NewID()
	one.put(form{ID: gone, Office: "hq", Name: "Gone", Status: "draft"})
	one.put(form{ID: stays, Office: "hq", Name: "Stays", Status: "draft"})
	one.run()
	two.run()
	one.change(gone, func(f *form) { f.Name = "Gone one" })
	two.change(gone, func(f *form) { f.Name = "Gone two" })
	one.run()
	two.run()
	one.run()
	if n := len(one.conflicts()); n != 1 {
		t.Fatalf("%d differences", n)
	}
	u, err := a.accounts.Lookup(admin, "two") // what two once had is not two's to see any more
	if err != nil {
		t.Fatal(err)
	}
	if err := a.accounts.SetGrants(admin, u.ID, []app.Grant{{Role: hr.Role, Scope: "hiring/west"}}); err != nil {
		t.Fatal(err)
	}
	two.run()
	late := a.desk("late", hr) // enrolled before the erasure, and without a first pull

	done := a.erase(record.Ref{Type: "form", ID: gone})
	if len(done.Refs) != 2 || done.Refs[1].Type != conflict.Conflicts.Name() {
		t.Errorf("erased %+v", done.Refs)
	}
	for who, d := range map[string]*desk{"one": one, "two": two, "late": late} {
		before := d.db.Keys().Anchor().Epochs[0].N
		d.run()
		if upto := d.acknowledged(a); upto != done.Seq {
			t.Errorf("%s has acknowledged %d, want %d", who, upto, done.Seq)
		}
		if changed := d.db.Keys().Anchor().Epochs[0].N > before; changed != (who != "late") {
			t.Errorf("%s: a new epoch %v", who, changed)
		}
		if got := strings.Join(d.names(), " "); strings.Contains(got, "Gone") || strings.Contains(got, "Stays") != (who != "two") {
			t.Errorf("%s has %q", who, got)
		}
		if n := len(d.conflicts()); n != 0 {
			t.Errorf("%s sees %d differences", who, n)
		}
	}
}

// Work on a record that was erased meanwhile comes back with the code, and its
// content stays nowhere; what the same operation did to other records stands.
func TestWorkOnAnErasedRecord(t *testing.T) {
	a := newAgency(t)
	d := a.desk("one", hr)
	gone, stays := app.NewID(), app.NewID()
	d.put(form{ID: gone, Office: "hq", Name: "Gone", Status: "draft"})
	d.put(form{ID: stays, Office: "hq", Name: "Stays", Status: "draft"})
	d.run()
	d.change(gone, func(f *form) { f.Name = strings.Repeat("Zanzibar", 1000) })
	if err := d.db.Update(d.ctx, func(tx *record.Tx) error { // both in one operation
		for _, id := range []app.ID{gone, stays} {
			f, err := forms.Get(tx, id)
			if err != nil {
				return err
			}
			f.Name += " changed"
			if err := forms.Put(tx, f); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if _, err := d.db.Do(d.ctx, "form.close", gone, strings.Repeat("seen", 1000)); err != nil { // an act that names it
		t.Fatal(err)
	}
	ops, err := d.db.Unsent(d.ctx, 0)
	if err != nil {
		t.Fatal(err)
	}
	a.erase(record.Ref{Type: "form", ID: gone})
	d.run()
	if got := a.get(stays); got.Name != "Stays changed" {
		t.Errorf("the other record is %+v", got)
	}
	refused, err := d.db.Refusals(d.ctx)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range refused {
		if fault.Kind(r.Outcome.Code) != fault.Erased || !r.Op.IsEmpty() {
			t.Errorf("in the tray: %+v", r)
		}
	}
	if len(refused) != 2 {
		t.Errorf("%d are in the tray", len(refused))
	}
	for _, op := range ops {
		if n := a.outcome(op.ID); n == 0 || n > 2000 {
			t.Errorf("the server keeps %d bytes of an operation", n)
		}
	}
	if q, err := d.db.Queue(d.ctx); err != nil || q.Waiting != 0 {
		t.Errorf("the queue: %+v %v", q, err)
	}
}

// outcome is the length of what the server stores of an operation.
func (a *agency) outcome(op app.ID) (n int) {
	a.t.Helper()
	if err := a.store.View(a.t.Context(), func(tx storage.Tx) error {
		v, err := tx.Get(storage.Outcomes, append([]byte("o"), op...))
		n = len(v)
		return err
	}); err != nil {
		a.t.Fatal(err)
	}
	return n
}

// What the server keeps in quarantine of a record goes with it.
func TestQuarantineIsErasedToo(t *testing.T) {
	a := newAgency(t)
	d := a.desk("one", hr)
	gone := app.NewID()
	d.put(form{ID: gone, Office: "hq", Name: "Gone", Status: "draft"})
	d.run()
	d.change(gone, func(f *form) { f.Name = "poison" })
	d.run()
	refused, err := d.db.Refusals(d.ctx)
	if err != nil || len(refused) != 1 {
		t.Fatalf("%+v %v", refused, err)
	}
	before := a.outcome(refused[0].Op.ID)
	a.erase(record.Ref{Type: "form", ID: gone})
	if after := a.outcome(refused[0].Op.ID); after == 0 || after >= before-100 {
		t.Errorf("the outcome has %d bytes, and had %d", after, before)
	}
	d.run()
	if refused, err = d.db.Refusals(d.ctx); err != nil || len(refused) != 0 {
		t.Errorf("in the tray: %+v %v", refused, err)
	}
}

// A desktop that was away for longer than notices of erasures are kept begins
// anew, and keeps its unsent work.
func TestADesktopThatWasAwayTooLong(t *testing.T) {
	a := newAgency(t)
	one, away := a.desk("one", hr), a.desk("away", hr)
	gone, stays := app.NewID(), app.NewID()
	one.put(form{ID: gone, Office: "hq", Name: "Gone", Status: "draft"})
	one.put(form{ID: stays, Office: "hq", Name: "Stays", Status: "draft"})
	one.run()
	away.run()
	away.put(form{ID: app.NewID(), Office: "hq", Name: "Unsent", Status: "draft"})
	done := a.erase(record.Ref{Type: "form", ID: gone})
	a.pass(time.Hour)
	if n, err := a.db.ForgetErasures(admin, a.clock()); err != nil || n != 1 {
		t.Fatalf("%d forgotten, %v", n, err)
	}
	before := away.db.Keys().Anchor().Epochs[0].N
	away.run()
	away.run()
	if got := away.names(); !slices.Equal(got, []string{"Stays", "Unsent"}) {
		t.Errorf("it has %q", got)
	}
	if upto := away.acknowledged(a); upto < done.Seq || away.db.Keys().Anchor().Epochs[0].N == before {
		t.Errorf("acknowledged %d", upto)
	}
}
