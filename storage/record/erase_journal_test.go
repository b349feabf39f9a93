package record_test

import (
	"testing"

	"civicdesk/app"
	"civicdesk/storage/record"
	"civicdesk/storage/vault"
)

// Work that was decided long ago still lies in the journal, sealed for its author:
// when a colleague's program took the erasure, it goes as soon as the author signs
// in.
func TestDecidedWorkLeavesTheJournalToo(t *testing.T) {
	d := newDesk(t)
	omar, err := d.keys.AddUser("Password-2", vault.Profile{User: "u-2", Login: "omar", Device: app.NewID()}, d.keys.Ring.Keys())
	if err != nil {
		t.Fatal(err)
	}
	omar.Forget()
	d.fill()
	d.close()
	omars := func(want int) {
		t.Helper()
		if err := d.signIn("omar", "Password-2"); err != nil {
			t.Fatal(err)
		}
		if ops, err := d.db.Unsent(colleague, 0); err != nil || len(ops) != want {
			t.Fatalf("%d operations wait, %v", len(ops), err)
		}
	}
	omars(0)
	if err := d.db.Update(colleague, func(tx *record.Tx) error {
		return forms.Put(tx, Form{ID: target.ID, Office: "hq", Name: canaryName + " by Omar", Status: "draft"})
	}); err != nil {
		t.Fatal(err)
	}
	settleAll(t, d.db, 30)
	d.close()
	d.open()
	if _, err := d.db.Erase(me, "", target); err != nil {
		t.Fatal(err)
	}
	d.close()
	omars(0)
	d.close()
	restore(t, []byte("gone"), d.store.Path())
	omars(1) // from the journal
	if ops, _ := d.db.Unsent(colleague, 0); len(ops[0].Changes) > 0 {
		t.Errorf("the journal still has %+v", ops[0].Changes)
	}
	d.close()
}

// The first that a new desktop hears of the server is that a record was erased
// which was made there: the answer to the push that brought it had been lost.
func TestTheFirstPullErasesWhatWasMadeHere(t *testing.T) {
	d := newDesk(t)
	put(t, d.db, Form{ID: target.ID, Office: "hq", Name: canaryName, Status: "draft"})
	ops, err := d.db.Unsent(me, 0)
	if err != nil || len(ops) != 1 {
		t.Fatal(ops, err)
	}
	if err := d.db.Settle(me, []record.Outcome{{Op: ops[0].ID, State: record.Applied, Seq: 2, Result: record.Raw{0xf6}}}); err != nil {
		t.Fatal(err)
	}
	erased := record.Item{Type: target.Type, ID: target.ID, Scope: "hiring/hq", Seq: 3, Forget: true, Erase: true, Fields: record.Raw{0xf6}}
	if _, err := d.db.ApplyPage(me, 0, record.Page{Upto: 3, Items: []record.Item{erased}}, 1); err != nil {
		t.Fatal(err)
	}
	if _, err := d.db.EraseDue(me); err != nil {
		t.Fatal(err)
	}
	d.close()
	restore(t, []byte("gone"), d.store.Path())
	d.open()
	if ops, err = d.db.Unsent(me, 0); err != nil || len(ops) != 1 || len(ops[0].Changes) > 0 {
		t.Errorf("the journal still has %+v %v", ops, err)
	}
	d.close()
}

// settleAll has the server decide everything that waits, and brings a page that
// says so.
func settleAll(t *testing.T, db *record.DB, seq uint64) {
	t.Helper()
	ops, err := db.Unsent(colleague, 0)
	if err != nil {
		t.Fatal(err)
	}
	var outcomes []record.Outcome
	for _, o := range ops {
		outcomes = append(outcomes, record.Outcome{Op: o.ID, State: record.Applied, Seq: seq, Result: record.Raw{0xf6}})
	}
	if err := db.Settle(colleague, outcomes); err != nil {
		t.Fatal(err)
	}
	if fits, err := db.ApplyPage(colleague, 0, record.Page{Upto: seq}, 1); err != nil || !fits {
		t.Fatal(fits, err)
	}
}

// Omar's pull brings the order to erase, and before he obeys Rosa signs in, whose
// program does it: the server hears it of his account too.
func TestWhoWasToldHasErasedWhoeverDidIt(t *testing.T) {
	d := newDesk(t)
	omar, err := d.keys.AddUser("Password-2", vault.Profile{User: "u-2", Login: "omar", Device: app.NewID()}, d.keys.Ring.Keys())
	if err != nil {
		t.Fatal(err)
	}
	omar.Forget()
	d.fill()
	d.close()
	if err := d.signIn("omar", "Password-2"); err != nil {
		t.Fatal(err)
	}
	erased := record.Item{Type: target.Type, ID: target.ID, Scope: "hiring/hq", Seq: 25, Forget: true, Erase: true, Fields: record.Raw{0xf6}}
	if _, err := d.db.ApplyPage(colleague, 0, record.Page{Upto: 25, Items: []record.Item{erased}}, 1); err != nil {
		t.Fatal(err)
	}
	d.close()
	d.open()
	d.close()
	if err := d.signIn("omar", "Password-2"); err != nil {
		t.Fatal(err)
	}
	if upto, err := d.db.ErasedUpto(colleague); err != nil || upto != 25 {
		t.Errorf("Omar's account has erased up to %d, %v", upto, err)
	}
	d.close()
}
