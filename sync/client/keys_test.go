package client_test

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"civicdesk/app"
	"civicdesk/app/policy"
	"civicdesk/storage/vault"
	"civicdesk/sync/client"
	"civicdesk/sync/protocol"
)

// A right that is taken away takes its key out of ring and header at the next
// sync; work that was saved while the news was on its way still goes up.
func TestAKeyLeavesWithItsRight(t *testing.T) {
	a := newAgency(t)
	rosa := a.desk("rosa", hr)
	old := form{ID: app.NewID(), Office: "hq", Name: "Lee"}
	rosa.put(old)
	rosa.run()
	u, err := a.accounts.Lookup(admin, "rosa")
	if err != nil {
		t.Fatal(err)
	}
	if err := a.accounts.SetGrants(admin, u.ID, []app.Grant{{Role: policy.HRSpecialist, Scope: "hiring/west"}}); err != nil {
		t.Fatal(err)
	}
	saved := false
	rosa.net.fate = func(path string) fate {
		if path == protocol.PathPull && !saved { // after the push, before the news
			saved = true
			rosa.change(old.ID, func(f *form) { f.City = "Erie" })
			rosa.put(form{ID: app.NewID(), Office: "hq", Name: "Kim"})
		}
		return arrives
	}
	rosa.run()
	if len(rosa.all()) != 0 {
		t.Errorf("records of hq: %+v", rosa.all())
	}
	none := func(keys *vault.Keys, where string) {
		for _, k := range keys.Ring.Keys() {
			if strings.HasPrefix(string(k.Scope), "hiring/hq") {
				t.Errorf("%s: the key of %s", where, k.Scope)
			}
		}
	}
	none(rosa.db.Keys(), "on the ring")
	if q, err := rosa.db.Queue(rosa.ctx); err != nil || q.Waiting != 2 {
		t.Fatalf("%+v %v", q, err)
	}
	if err := rosa.db.Close(); err != nil {
		t.Fatal(err)
	}
	// The store is made anew from the journal, where work of hq waits.
	if err := os.Remove(filepath.Join(rosa.dir, "store.1.db")); err != nil {
		t.Fatal(err)
	}
	rosa.open("rosa")
	none(rosa.db.Keys(), "in the header")
	rosa.run()
	refused, err := rosa.db.Refusals(rosa.ctx)
	if err != nil || len(refused) != 2 || refused[0].Op.Changes[0].Set["city"] == nil || refused[1].Op.Changes[0].Set["name"] == nil {
		t.Errorf("the unsent work: %+v %v", refused, err)
	}
	if len(rosa.all()) != 0 {
		t.Errorf("refused work shows: %+v", rosa.all())
	}
}

// The agency's recovery key reaches a desktop that enrolled before there was one.
func TestTheRecoveryKeyArrives(t *testing.T) {
	a := newAgency(t)
	rosa := a.desk("rosa", hr)
	file, public, err := vault.NewRecoveryKey(testKDF(), "passphrase")
	if err != nil {
		t.Fatal(err)
	}
	if err := a.accounts.SetRecoveryKey(admin, public); err != nil {
		t.Fatal(err)
	}
	rosa.run()
	key, err := vault.OpenRecoveryKey(file, "passphrase")
	if err != nil {
		t.Fatal(err)
	}
	v, err := vault.Open(rosa.dir, testKDF(), rosa.keychain())
	if err != nil {
		t.Fatal(err)
	}
	k, err := v.Recover("rosa", key)
	if err != nil || k.User != rosa.db.Keys().User {
		t.Error(err)
	}
}

// Two people of one office work in turn on one computer, each with unsent work
// on the same record, while a third changes it elsewhere: nobody's sync stops,
// and everybody's work arrives.
func TestColleaguesTakeTurnsOnOneComputer(t *testing.T) {
	a := newAgency(t)
	ada, desk := a.desk("ada", hr), a.desk("rosa", hr)
	id := app.NewID()
	desk.put(form{ID: id, Office: "hq", Name: "Lee"})
	desk.run()
	_, code := a.code("omar", hr)
	e, err := client.Enroll(context.Background(), code, "test", client.Options{Transport: desk.net})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := desk.db.Keys().AddUser("Harbor-7x", e.Profile, e.Keys); err != nil {
		t.Fatal(err)
	}
	turn := func(login string) {
		t.Helper()
		if err := desk.db.Close(); err != nil {
			t.Fatal(err)
		}
		desk.open(login)
	}
	turn("omar")
	desk.run()
	turn("rosa")
	ada.run()
	ada.change(id, func(f *form) { f.City = "Ames" })
	ada.run()
	desk.change(id, func(f *form) { f.Name = "Leigh" }) // Rosa, not sent

	turn("omar")
	desk.run() // brings Ada's change beneath Rosa's work
	if got, err := desk.get(id); err != nil || got.Name != "Leigh" {
		t.Errorf("Omar should see the record as Rosa left it: %+v %v", got, err)
	}
	desk.change(id, func(f *form) { f.Notes = append(f.Notes, "omar") }) // not sent

	turn("rosa")
	desk.run()
	turn("omar")
	desk.run()
	turn("rosa")
	desk.run()
	ada.run()
	want := form{ID: id, Office: "hq", Name: "Leigh", City: "Ames", Notes: []string{"omar"}}
	same := func(who string, got form) {
		t.Helper()
		if got.Name != want.Name || got.City != want.City || !slices.Equal(got.Notes, want.Notes) {
			t.Errorf("%s has %+v", who, got)
		}
	}
	same("the server", a.get(id))
	for _, who := range []string{"rosa", "omar"} {
		turn(who)
		got, err := desk.get(id)
		if err != nil {
			t.Fatal(err)
		}
		same(who, got)
	}
	got, _ := ada.get(id)
	same("ada", got)
}
