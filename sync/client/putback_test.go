package client_test

import (
	"testing"

	"civicdesk/app"
	"civicdesk/storage/record"
	"civicdesk/storage/vault"
)

// takes puts a record into the store as a server would have sent it.
func (d *desk) takes(f form, seq uint64) {
	d.t.Helper()
	raw, err := record.Encode(f)
	if err != nil {
		d.t.Fatal(err)
	}
	if err := d.db.TakeItems(d.ctx, []record.Item{{Type: "form", ID: f.ID, Scope: "hiring/hq", Seq: seq, Created: seq, Fields: raw}}); err != nil {
		d.t.Fatal(err)
	}
}

// A server is put back to a copy. What a person saw after the copy was made says
// nothing of the older value that the server has again: both are kept.
func TestWhatWasSeenOnALostServerIsNoBase(t *testing.T) {
	a := newAgency(t)
	rosa := a.desk("rosa", hr)
	id := app.NewID()
	rosa.put(form{ID: id, Office: "hq", Name: "before"})
	rosa.run()
	last := a.seq()
	a.serve(forms.Definition(), record.PutBack)
	rosa.takes(form{ID: id, Office: "hq", Name: "lost"}, last+1)
	rosa.change(id, func(f *form) { f.Name = "after" })
	rosa.run()
	if got := a.get(id); got.Name != "before" {
		t.Errorf("the server has %q", got.Name)
	}
	if all := rosa.conflicts(); len(all) != 1 {
		t.Errorf("%d differences", len(all))
	}
}

// A record of a lost server goes though its number is above all that the server
// has given out since.
func TestARecordOfALostServerGoes(t *testing.T) {
	a := newAgency(t)
	rosa := a.desk("rosa", hr)
	rosa.put(form{ID: app.NewID(), Office: "hq", Name: "here"})
	rosa.run()
	rosa.takes(form{ID: app.NewID(), Office: "hq", Name: "ghost"}, a.seq()+1<<40)
	rosa.again("rosa") // the first sync of a start compares
	rosa.run()
	if all := rosa.all(); len(all) != 1 || all[0].Name != "here" {
		t.Errorf("%+v", all)
	}
}

// A key that the server gave out after the copy was made is known to some people
// only. It opens what is there, and seals nothing any more.
func TestAKeyOfALostServerSealsNothing(t *testing.T) {
	a := newAgency(t)
	rosa := a.desk("rosa", hr)
	rosa.run()
	ring := rosa.db.Ring()
	known, _ := ring.For("hiring/hq")
	lost := ring.Next("hiring/hq")
	ring.Add(lost)
	rosa.put(form{ID: app.NewID(), Office: "hq", Name: "Lee"})
	if now, _ := ring.For("hiring/hq"); now != lost.ID {
		t.Fatal("the newest key does not seal")
	}
	for range 2 { // the second pull asks with what the first one left
		rosa.run()
		if now, _ := rosa.db.Ring().For("hiring/hq"); now != known {
			t.Error("the key that the server does not know still seals")
		}
		if all := rosa.all(); len(all) != 1 {
			t.Errorf("%d records open", len(all))
		}
		rosa.again("rosa")
	}
	// The server has it after all: one of several was slower to hear of it.
	a.db.Ring().Add(vault.ScopeKey{ID: lost.ID, Scope: lost.Scope, Key: lost.Key, Epoch: lost.Epoch})
	rosa.run()
	if now, _ := rosa.db.Ring().For("hiring/hq"); now != lost.ID {
		t.Error("a key that the server has again does not seal")
	}
}
