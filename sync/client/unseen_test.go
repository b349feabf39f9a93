package client_test

import (
	"testing"

	"civicdesk/app"
	"civicdesk/app/policy"
	"civicdesk/storage/record"
	"civicdesk/sync/protocol"
)

// TestAValueThatTheAuthorNeverSawIsNotReplaced: two people make one record. Rosa
// leaves the city empty, sets it later, and never saw Omar's.
func TestAValueThatTheAuthorNeverSawIsNotReplaced(t *testing.T) {
	a := newAgency(t)
	rosa, omar := a.desk("rosa", hr), a.desk("omar", hr)
	id := app.NewID()
	omar.put(form{ID: id, Office: "hq", Name: "One", City: "Denver", Status: "draft"})
	rosa.put(form{ID: id, Office: "hq", Name: "One", Status: "draft"})
	rosa.change(id, func(f *form) { f.City = "Boulder" })
	omar.run()
	rosa.run()
	if got := a.get(id).City; got != "Denver" {
		t.Errorf("the city is %q", got)
	}
	if open := rosa.conflicts(); len(open) != 1 || open[0].Field != "city" {
		t.Errorf("differences: %+v", open)
	}
}

// TestSensitiveFieldsLeaveWithTheRight: Rosa keeps the record and loses the right
// to see the number in it.
func TestSensitiveFieldsLeaveWithTheRight(t *testing.T) {
	a := newAgency(t)
	rosa := a.desk("rosa", hr)
	id := app.NewID()
	rosa.put(form{ID: id, Office: "hq", Name: "One", Status: "draft", SSN: "536101234"})
	rosa.run()
	u, err := a.accounts.Lookup(admin, "rosa")
	if err != nil {
		t.Fatal(err)
	}
	if err := a.accounts.SetGrants(admin, u.ID, []app.Grant{{Role: policy.Verifier, Scope: "hiring/hq"}}); err != nil {
		t.Fatal(err)
	}
	rosa.run()
	if _, err := rosa.get(id); err != nil {
		t.Fatal(err)
	}
	if err := rosa.db.View(rosa.ctx, func(tx *record.Tx) error {
		ssn, err := forms.Reveal(tx, id, "ssn")
		if ssn != "" {
			t.Errorf("the number is still here")
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
}

// TestARecordThatLeftAndReturnedKeepsItsNumber: Rosa and a verifier share a
// computer. The record leaves the office and returns; Rosa's pull brings that with
// the number, the verifier's comes after it and without.
func TestARecordThatLeftAndReturnedKeepsItsNumber(t *testing.T) {
	a := newAgency(t)
	west := app.Grant{Role: policy.HRSpecialist, Scope: "hiring/west"}
	rosa, mover := a.desk("rosa", hr), a.desk("ada", hr, west)
	id := app.NewID()
	rosa.put(form{ID: id, Office: "hq", Name: "One", Status: "draft", SSN: "536101234"})
	rosa.run()
	rosa.colleague(a, "omar", app.Grant{Role: policy.Verifier, Scope: "hiring/hq"})
	rosa.again("omar")
	rosa.run()
	mover.run()
	for _, office := range []string{"west", "hq"} {
		mover.change(id, func(f *form) { f.Office = office })
		mover.run()
	}
	for _, who := range []string{"rosa", "omar", "rosa"} {
		rosa.again(who)
		rosa.net.fate = func(path string) fate { // the comparison would bring it again, an hour later
			if path == protocol.PathRepair {
				return lostGoing
			}
			return arrives
		}
		rosa.sync.Run(rosa.ctx)
	}
	if err := rosa.db.View(rosa.ctx, func(tx *record.Tx) error {
		ssn, err := forms.Reveal(tx, id, "ssn")
		if ssn != "536101234" {
			t.Errorf("the number is %q", ssn)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
}
