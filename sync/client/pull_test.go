package client_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/app/policy"
	"civicdesk/storage"
	"civicdesk/storage/record"
	"civicdesk/storage/record/recordtest"
	"civicdesk/storage/storagetest"
	"civicdesk/sync/client"
	"civicdesk/sync/protocol"
)

// fill makes n forms on the server and returns them, oldest first.
func (a *agency) fill(n int) (ids []app.ID) {
	a.t.Helper()
	for len(ids) < n {
		var some []form
		for range min(500, n-len(ids)) {
			f := form{ID: app.NewID(), Office: "hq", Name: fmt.Sprint("form ", len(ids)), Status: "draft"}
			ids, some = append(ids, f.ID), append(some, f)
		}
		if err := a.db.Update(admin, func(tx *record.Tx) error {
			for _, f := range some {
				if err := forms.Put(tx, f); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			a.t.Fatal(err)
		}
	}
	return ids
}

// The first sync brings the newest records first and is usable at once: they can
// be changed, and the change goes up, while older ones are still to come.
func TestTheFirstSyncBringsTheNewestFirst(t *testing.T) {
	a := newAgency(t)
	ids := a.fill(2500)
	rosa := a.desk("rosa", hr)
	pulls := 0
	rosa.net.fate = func(path string) fate {
		if path == protocol.PathPull {
			if pulls++; pulls > 1 {
				return lostGoing
			}
		}
		return arrives
	}
	if err := rosa.sync.Run(context.Background()); !fault.Is(err, fault.Unavailable) {
		t.Fatal(err)
	}
	got := rosa.all()
	if len(got) != protocol.PageItems {
		t.Fatalf("%d records after the first page", len(got))
	}
	newest := map[app.ID]bool{}
	for _, id := range ids[len(ids)-protocol.PageItems:] {
		newest[id] = true
	}
	for _, f := range got {
		if !newest[f.ID] {
			t.Fatalf("%s is not among the newest", f.Name)
		}
	}
	if at, err := rosa.db.Position(rosa.ctx); err != nil || at.Low == 0 || at.Upto != a.seq() {
		t.Errorf("%+v %v", at, err)
	}
	mine := ids[len(ids)-1]
	rosa.change(mine, func(f *form) { f.City = "Erie" })
	moved := ids[0] // changes while it is still to come
	if err := a.db.Update(admin, func(tx *record.Tx) error {
		f, err := forms.Get(tx, moved)
		if err != nil {
			return err
		}
		f.City = "Ames"
		return forms.Put(tx, f)
	}); err != nil {
		t.Fatal(err)
	}
	rosa.net.fate = nil
	rosa.run()
	if a.get(mine).City != "Erie" || len(rosa.all()) != len(ids) {
		t.Errorf("%q, %d records", a.get(mine).City, len(rosa.all()))
	}
	if f, err := rosa.get(moved); err != nil || f.City != "Ames" {
		t.Errorf("%+v %v", f, err)
	}
	if s, _ := rosa.sync.Status(rosa.ctx); s.Behind || len(s.Check.Repaired) != 0 || s.Check.Scopes == 0 {
		t.Errorf("%+v", s)
	}
}

// The first page is in the store at once; of a long first sync more and more pages
// are committed together, and those that came before a failure are kept.
func TestALongFirstSyncCommitsPagesTogether(t *testing.T) {
	const perPage, pages, cut = 4, 100, 63
	a := newAgency(t)
	a.page = perPage
	a.serve(forms.Definition())
	a.fill(perPage * pages)
	rosa := a.desk("rosa", hr)
	rosa.ran = func() time.Duration { return 0 } // however busy the computer is
	rosa.again("rosa")
	var here []int // records, at each request
	rosa.net.fate = func(path string) fate {
		if path == protocol.PathPull {
			if here = append(here, len(rosa.all())); len(here) == cut {
				return lostGoing
			}
		}
		return arrives
	}
	if err := rosa.sync.Run(context.Background()); !fault.Is(err, fault.Unavailable) {
		t.Fatal(err)
	}
	if here[1] != perPage {
		t.Errorf("%d records after the first page", here[1])
	}
	commits := 0
	for i := 1; i < len(here); i++ {
		if here[i] > here[i-1] {
			commits++
		}
	}
	if commits > cut*2/3 {
		t.Errorf("%d commits for %d pages", commits, cut-1)
	}
	if here[cut-1] == perPage*(cut-1) || len(rosa.all()) != perPage*(cut-1) {
		t.Errorf("%d records when the line was cut, %d after it, of %d that had come", here[cut-1], len(rosa.all()), perPage*(cut-1))
	}
	rosa.net.fate = nil
	rosa.run()
	if s, err := rosa.sync.Status(rosa.ctx); err != nil || len(rosa.all()) != perPage*pages || len(s.Check.Repaired) != 0 || s.Check.Scopes == 0 {
		t.Errorf("%d records, %+v %v", len(rosa.all()), s, err)
	}
}

// Rights that change in the middle of pages that are fetched together are met when
// those are in the store.
func TestRightsChangeWhilePagesAreFetchedTogether(t *testing.T) {
	a := newAgency(t)
	a.page = 2
	a.serve(forms.Definition())
	a.fill(200)
	rosa := a.desk("rosa", hr)
	rosa.ran = func() time.Duration { return 0 }
	rosa.again("rosa")
	u, err := a.accounts.Lookup(admin, "rosa")
	if err != nil {
		t.Fatal(err)
	}
	pulls := 0
	rosa.net.fate = func(path string) fate {
		if path == protocol.PathPull {
			if pulls++; pulls == 75 {
				if err := a.accounts.SetGrants(admin, u.ID, []app.Grant{{Role: policy.HRSpecialist, Scope: "hiring/west"}}); err != nil {
					t.Error(err)
				}
			}
		}
		return arrives
	}
	rosa.run()
	if n := len(rosa.all()); n != 0 || pulls < 75 {
		t.Errorf("%d records of another office after %d pulls", n, pulls)
	}
	if _, ok := rosa.db.Keys().Ring.For("hiring/hq"); ok {
		t.Error("the key is still there")
	}
}

// Work that is saved while a long first sync runs does not wait for its end.
func TestALongFirstSyncKeepsNobodysWorkBack(t *testing.T) {
	a := newAgency(t)
	a.fill(2500)
	rosa := a.desk("rosa", hr)
	id := app.NewID()
	pulls := 0
	rosa.net.fate = func(path string) fate {
		if path == protocol.PathPull {
			switch pulls++; pulls {
			case 1:
				rosa.put(form{ID: id, Office: "hq", Name: "urgent"})
			case 3:
				if a.get(id).Name != "urgent" {
					t.Error("the work waited for the first sync")
				}
			}
		}
		return arrives
	}
	rosa.run()
	if pulls < 3 {
		t.Fatalf("%d pulls", pulls)
	}
}

// Work that the server has decided stays in sight until the pages that go back
// have reached it.
func TestOwnWorkStaysInSightUntilItIsHere(t *testing.T) {
	a := newAgency(t)
	rosa := a.desk("rosa", hr)
	id := app.NewID()
	rosa.put(form{ID: id, Office: "hq", Name: "Lee", City: "Erie"})
	rosa.run()
	rosa.change(id, func(f *form) { f.City = "Ames" })
	pulls := 0
	rosa.net.fate = func(path string) fate {
		if path == protocol.PathPull {
			if pulls++; pulls != 2 {
				return lostGoing
			}
		}
		return arrives
	}
	rosa.sync.Run(context.Background()) // decided, and the answer of the pull is lost
	a.fill(1500)
	if err := rosa.db.Rewind(rosa.ctx); err != nil {
		t.Fatal(err)
	}
	rosa.sync.Run(context.Background()) // the newest thousand, without the record
	if f, err := rosa.get(id); err != nil || f.City != "Ames" {
		t.Errorf("the work went out of sight: %+v %v", f, err)
	}
	rosa.net.fate = nil
	rosa.run()
	if f, err := rosa.get(id); err != nil || f.City != "Ames" || rosa.waiting() != 0 {
		t.Errorf("%+v %v", f, err)
	}
}

// A cursor is one device's own. Another one's, a changed one, and one of a store
// that was restored bring everything again, never nothing.
func TestACursorIsOneDevicesOwn(t *testing.T) {
	for _, kind := range []string{"another device's", "a changed one", "of a restored store"} {
		t.Run(kind, func(t *testing.T) {
			a := newAgency(t)
			a.fill(30)
			rosa, omar := a.desk("rosa", hr), a.desk("omar", hr)
			rosa.run()
			theirs, err := rosa.db.Position(rosa.ctx)
			if err != nil {
				t.Fatal(err)
			}
			next := theirs.Next
			switch kind {
			case "a changed one":
				next = append([]byte(nil), next...)
				next[len(next)-40] ^= 1
			case "of a restored store":
				omar = rosa
				if err := a.db.NewEpoch(admin); err != nil {
					t.Fatal(err)
				}
			}
			if omar != rosa {
				if fits, err := omar.db.ApplyPage(omar.ctx, 0, record.Page{Upto: theirs.Upto, Next: next}, theirs.Grants); err != nil || !fits {
					t.Fatal(fits, err)
				}
			}
			pulls := 0
			omar.net.fate = func(path string) fate {
				if path == protocol.PathPull {
					pulls++
				}
				return arrives
			}
			omar.run()
			if len(omar.all()) != 30 || pulls < 2 {
				t.Errorf("%d records after %d pulls", len(omar.all()), pulls)
			}
		})
	}
}

// Each hour counts and digests of the scopes are compared with the server's. A
// scope that differs is fetched again; unsent work in it stays.
func TestAScopeThatDiffersIsFetchedAgain(t *testing.T) {
	for _, years := range []int{-10, 0, 10} {
		a := newAgency(t)
		ids := a.fill(20)
		rosa := a.desk("rosa", hr)
		now := recordtest.Start.AddDate(years, 0, 0)
		rosa.clock = func() time.Time { return now }
		rosa.again("rosa")
		rosa.run()
		// Behind the program's back: one record is lost, one that the server does not
		// have is there, and one with unsent work is lost from beneath it.
		if n, err := rosa.db.Sweep(rosa.ctx, "hiring/hq", func(_ string, id app.ID) bool { return id != ids[3] && id != ids[4] }); err != nil || n != 2 {
			t.Fatal(n, err)
		}
		ghost := form{ID: app.NewID(), Office: "hq", Name: "ghost"}
		raw, err := record.Encode(ghost)
		if err != nil {
			t.Fatal(err)
		}
		if err := rosa.db.TakeItems(rosa.ctx, []record.Item{{Type: "form", ID: ghost.ID, Scope: "hiring/hq", Seq: 5, Created: 5, Fields: raw}}); err != nil {
			t.Fatal(err)
		}
		rosa.change(ids[5], func(f *form) { f.City = "Erie" })
		unsent := app.NewID()
		rosa.put(form{ID: unsent, Office: "hq", Name: "unsent"})
		fail := func(path string) fate {
			if path == protocol.PathPush {
				return refused
			}
			return arrives
		}
		rosa.net.fate = fail
		rosa.sync.Run(context.Background())
		if got := len(rosa.all()); got != 20 { // 20 - 2 + ghost + unsent
			t.Fatalf("%d records before the hour has passed", got)
		}
		now = now.Add(time.Hour)
		rosa.sync.Run(context.Background())
		s, err := rosa.sync.Status(rosa.ctx)
		if err != nil || len(s.Check.Repaired) != 1 || s.Check.Repaired[0] != "hiring/hq" || s.Check.Removed != 1 || !s.Check.At.Equal(now) {
			t.Errorf("%+v %v", s.Check, err)
		}
		if got := rosa.all(); len(got) != 21 {
			t.Errorf("%d records after the repair", len(got))
		}
		if f, err := rosa.get(ids[5]); err != nil || f.City != "Erie" || rosa.waiting() != 2 {
			t.Errorf("unsent work was touched: %+v %v, %d wait", f, err, rosa.waiting())
		}
		rosa.net.fate = nil
		now = now.Add(time.Hour)
		rosa.run()
		if s, _ := rosa.sync.Status(rosa.ctx); len(s.Check.Repaired) != 0 || a.get(ids[5]).City != "Erie" || a.get(unsent).Name != "unsent" {
			t.Errorf("%+v", s.Check)
		}
	}
}

// The server's sums follow every way in which a record changes or moves.
func TestTheSumsFollowTheRecords(t *testing.T) {
	a := newAgency(t)
	rosa := a.desk("rosa", app.Grant{Role: policy.HRSpecialist, Scope: "hiring"})
	a.fill(3)
	rosa.run()
	id := app.NewID()
	rosa.put(form{ID: id, Office: "hq", Name: "Lee"})
	rosa.run()
	rosa.change(id, func(f *form) { f.City = "Erie" })
	rosa.run()
	if err := a.db.Update(admin, func(tx *record.Tx) error {
		f, err := forms.Get(tx, id)
		if err != nil {
			return err
		}
		f.Office = "west"
		return forms.Put(tx, f)
	}); err != nil {
		t.Fatal(err)
	}
	if err := a.db.View(admin, func(tx *record.Tx) error { return tx.CheckSums() }); err != nil {
		t.Error(err)
	}
	if _, err := a.db.Rotate(admin, "hiring/west"); err != nil {
		t.Fatal(err)
	}
	if err := a.db.View(admin, func(tx *record.Tx) error { return tx.CheckSums() }); err != nil {
		t.Error(err)
	}
	rosa.run()
	c := client.New(rosa.db, client.Options{Transport: rosa.net})
	if err := c.Run(context.Background()); err != nil {
		t.Fatal(err)
	}
	if s, _ := c.Status(rosa.ctx); len(s.Check.Repaired) != 0 || s.Check.Scopes < 2 {
		t.Errorf("%+v", s.Check)
	}
}

// Rights that are taken away take their records at the next pull with one
// message, however many records there are.
func TestLeavingAScopeIsOneMessage(t *testing.T) {
	a := newAgency(t)
	a.fill(1500)
	rosa := a.desk("rosa", hr)
	rosa.mem = storagetest.NewMap()
	rosa.again("rosa")
	rosa.run()
	u, err := a.accounts.Lookup(admin, "rosa")
	if err != nil {
		t.Fatal(err)
	}
	if err := a.accounts.SetGrants(admin, u.ID, []app.Grant{{Role: policy.HRSpecialist, Scope: "hiring/west"}}); err != nil {
		t.Fatal(err)
	}
	pulls := 0
	rosa.net.fate = func(path string) fate {
		if path == protocol.PathPull {
			if pulls++; pulls > 1 {
				return lostGoing // the news are in the first answer
			}
		}
		return arrives
	}
	rosa.sync.Run(context.Background())
	if n := len(rosa.all()); n != 0 {
		t.Errorf("%d records after the first answer", n)
	}
	if _, ok := rosa.db.Keys().Ring.For("hiring/hq"); ok {
		t.Error("the key is still there")
	}
	if err := rosa.mem.View(context.Background(), func(tx storage.Tx) error {
		return tx.Scan(storage.Records, nil, nil, 1, func(_, _ []byte) error {
			t.Error("sealed rows are still there")
			return nil
		})
	}); err != nil {
		t.Fatal(err)
	}
}
