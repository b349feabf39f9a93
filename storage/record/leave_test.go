package record_test

import (
	"testing"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/storage/record"
	"civicdesk/storage/vault"
)

// An account leaves a computer on which a colleague stays: its work does not lie
// on top of the colleague's records for ever, and what the colleague may not see
// is gone.
func TestAnAccountLeavesAColleague(t *testing.T) {
	d := newDesk(t)
	hq, west := d.keys.Ring.Keys(), vault.NewScopeKey("hiring/west")
	omar, err := d.keys.AddUser("Password-2", vault.Profile{User: "u-2", Login: "omar", Device: app.NewID()}, hq)
	if err != nil {
		t.Fatal(err)
	}
	omar.Forget()
	d.keys.Ring.Add(west)
	if err := d.keys.Save(); err != nil {
		t.Fatal(err)
	}
	item := func(id app.ID, office, name string, seq uint64) record.Item {
		raw, err := record.Encode(Form{ID: id, Office: office, Name: name, Status: "draft", Notes: []string{}})
		if err != nil {
			t.Fatal(err)
		}
		return record.Item{Type: "form", ID: id, Scope: app.Scope("hiring/" + office), Seq: seq, Fields: raw}
	}
	const shared, own = app.ID("shared"), app.ID("own")
	if _, err := d.db.ApplyPage(me, 0, record.Page{Upto: 3, Items: []record.Item{item(shared, "hq", "First", 2), item(own, "west", "Own", 3)}}, 1); err != nil {
		t.Fatal(err)
	}
	put(t, d.db, Form{ID: shared, Office: "hq", Name: "Mine", Status: "draft"})
	if err := d.db.Leave(me); err != nil {
		t.Fatal(err)
	}
	if others, err := d.keys.Leave(); err != nil || !others {
		t.Fatal(others, err)
	}
	d.close()
	if err := d.signIn("omar", "Password-2"); err != nil {
		t.Fatal(err)
	}
	defer d.close()
	if f := get(t, d.db, shared); f.Name != "First" {
		t.Errorf("the colleague sees %+v", f)
	}
	if _, err := d.db.ApplyPage(colleague, 0, record.Page{Upto: 4, Items: []record.Item{item(shared, "hq", "Second", 4)}}, 1); err != nil {
		t.Fatal(err)
	}
	if f := get(t, d.db, shared); f.Name != "Second" {
		t.Errorf("after a pull the colleague sees %+v", f)
	}
	if err := d.db.View(colleague, func(tx *record.Tx) error { _, err := forms.Get(tx, own); return err }); !fault.Is(err, fault.NotFound) {
		t.Errorf("the other's record: %v", err)
	}
	if h, err := d.db.Repair(colleague); err != nil || len(h.Words) > 0 || h.Records != 1 {
		t.Errorf("%+v %v", h, err)
	}
}
