package client_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/app/policy"
	"civicdesk/storage/record"
	"civicdesk/sync/conflict"
	"civicdesk/sync/server"
	"civicdesk/sync/tray"
)

const aDay = 24 * time.Hour

// Omar works on what Rosa has not sent from the same computer, and his work
// arrives first: it waits for hers and is not refused.
func TestAColleaguesWorkWaitsForWhatItRestsOn(t *testing.T) {
	a := newAgency(t)
	desk := a.desk("rosa", hr)
	desk.colleague(a, "omar", hr)
	id := app.NewID()
	desk.put(form{ID: id, Office: "hq", Name: "Lee", City: "Erie"}) // Rosa, not sent
	desk.again("omar")
	desk.change(id, func(f *form) { f.City = "Ames"; f.Notes = append(f.Notes, "omar") })
	desk.change(id, func(f *form) { f.City = "Boone" })
	desk.run()
	if s, err := desk.sync.Status(desk.ctx); err != nil || s.Waiting != 2 || s.Held != 2 || s.Refused != 0 {
		t.Fatalf("Omar's work should wait: %+v %v", s, err)
	}
	for _, words := range desk.sync.Held() {
		if !strings.Contains(words, "The server keeps this until") {
			t.Errorf("%q", words)
		}
	}
	desk.again("rosa")
	desk.run()
	if f := a.get(id); f.City != "Boone" || len(f.Notes) != 1 {
		t.Errorf("the server should have decided Omar's work with Rosa's: %+v", f)
	}
	desk.again("omar")
	desk.run()
	if n := desk.waiting(); n != 0 || len(desk.refusals()) != 0 || len(desk.conflicts()) != 0 {
		t.Errorf("%d wait, %d refused, %d conflicts", n, len(desk.refusals()), len(desk.conflicts()))
	}
	if f, err := desk.get(id); err != nil || f.City != "Boone" {
		t.Errorf("%+v %v", f, err)
	}
}

// What it waits for was refused: then it need not wait.
func TestWorkOnARefusedRecordIsRefusedAtOnce(t *testing.T) {
	a := newAgency(t)
	desk := a.desk("rosa", hr)
	desk.colleague(a, "omar", hr)
	id := app.NewID()
	desk.put(form{ID: id, Office: "hq", Name: "poison"})
	desk.again("omar")
	desk.change(id, func(f *form) { f.Notes = append(f.Notes, "omar") })
	desk.run()
	if desk.waiting() != 1 {
		t.Fatal("should wait")
	}
	desk.again("rosa")
	desk.run()
	desk.again("omar")
	desk.run()
	if desk.waiting() != 0 || len(desk.refusals()) != 1 {
		t.Errorf("%d wait, %d refused", desk.waiting(), len(desk.refusals()))
	}
}

// A computer that never comes back keeps nobody waiting for ever.
func TestWhatNeverComesIsDecidedAfterFiveDays(t *testing.T) {
	a := newAgency(t)
	desk := a.desk("rosa", hr)
	desk.colleague(a, "omar", hr)
	gone, there := app.NewID(), app.NewID()
	desk.put(form{ID: there, Office: "hq", Name: "Kim", City: "Erie"})
	desk.run()
	desk.put(form{ID: gone, Office: "hq", Name: "Lee"}) // never sent
	desk.change(there, func(f *form) { f.City = "Ames" })
	desk.again("omar")
	desk.run()
	desk.change(gone, func(f *form) { f.City = "Boone" })
	desk.change(there, func(f *form) { f.City = "Cary" }) // rests on Rosa's unsent city
	desk.run()
	a.pass(4 * aDay)
	sweep(t, a, 0, 0)
	a.pass(aDay + time.Hour)
	sweep(t, a, 2, 0)
	desk.run()
	if refused := desk.refusals(); len(refused) != 1 || refused[0].Op.Changes[0].ID != gone {
		t.Errorf("%+v", refused)
	}
	if k := desk.conflicts(); len(k) != 1 || conflict.Text(k[0].Other) != "Cary" || a.get(there).City != "Erie" {
		t.Errorf("what rests on nothing known is kept as a difference: %+v", k)
	}
	if desk.waiting() != 0 {
		t.Error("still waiting")
	}
}

func sweep(t *testing.T, a *agency, forced, erased int) {
	t.Helper()
	f, e, err := a.server.Sweep(context.Background())
	if err != nil || f != forced || e != erased {
		t.Errorf("sweep: %d decided, %d erased, %v; want %d and %d", f, e, err, forced, erased)
	}
}

// A refused piece of work is listed with its reason, read on the record, kept for
// 90 days and then gone; its outcome stays.
func TestQuarantineLastsNinetyDays(t *testing.T) {
	a := newAgency(t)
	rosa := a.desk("rosa", hr)
	id := app.NewID()
	rosa.put(form{ID: id, Office: "hq", Name: "poison", City: "Erie"})
	rosa.run()
	list := quarantine(t, a, 1)
	op := list[0].Op
	if list[0].By != "Rosa" || list[0].Words == "" || list[0].Types[0] != "form" {
		t.Errorf("%+v", list[0])
	}
	if _, err := a.server.Quarantine(rosa.ctx); !fault.Is(err, fault.Denied) {
		t.Errorf("an HR specialist reads the quarantine: %v", err)
	}
	content, err := a.server.Content(admin, op)
	if err != nil || conflict.Text(content.Changes[0].Set["city"]) != "Erie" {
		t.Errorf("%+v %v", content, err)
	}
	read := 0
	a.db.AuditTrail(admin, func(e record.Entry) error {
		if e.Action == "quarantine.read" && e.ID == op {
			read++
		}
		return nil
	})
	if read != 1 {
		t.Error("the reading is not on the audit trail")
	}
	if err := a.server.Close(admin, op, "told Rosa"); err != nil {
		t.Fatal(err)
	}
	if list := quarantine(t, a, 1); list[0].Handled != "told Rosa" {
		t.Errorf("%+v", list[0])
	}
	a.pass(89 * aDay)
	sweep(t, a, 0, 0)
	quarantine(t, a, 1)
	a.pass(aDay + time.Hour)
	sweep(t, a, 0, 1)
	quarantine(t, a, 0)
	if _, err := a.server.Content(admin, op); !fault.Is(err, fault.NotFound) {
		t.Errorf("the content is still there: %v", err)
	}
}

func quarantine(t *testing.T, a *agency, n int) []server.Quarantined {
	t.Helper()
	list, err := a.server.Quarantine(admin)
	if err != nil || len(list) != n {
		t.Fatalf("%d in quarantine, want %d: %v", len(list), n, err)
	}
	return list
}

// Work that was refused for a right which its author has since is decided again.
func TestQuarantinedWorkIsDecidedAgain(t *testing.T) {
	a := newAgency(t)
	rosa := a.desk("rosa", hr)
	id := app.NewID()
	rosa.put(form{ID: id, Office: "hq", Name: "Lee"})
	u, err := a.accounts.Lookup(admin, "rosa")
	if err != nil {
		t.Fatal(err)
	}
	grant := func(s app.Scope) {
		if err := a.accounts.SetGrants(admin, u.ID, []app.Grant{{Role: policy.HRSpecialist, Scope: s}}); err != nil {
			t.Fatal(err)
		}
	}
	grant("hiring/west")
	rosa.run()
	op := quarantine(t, a, 1)[0].Op
	if out, err := a.server.Again(admin, op); err != nil || out.State != record.Rejected {
		t.Errorf("without the right: %+v %v", out, err)
	}
	op = quarantine(t, a, 2)[1].Op
	grant("hiring/hq")
	if out, err := a.server.Again(admin, op); err != nil || out.State != record.Applied || a.get(id).Name != "Lee" {
		t.Errorf("%+v %v", out, err)
	}
	if _, err := a.server.Again(admin, op); !fault.Is(err, fault.Conflict) {
		t.Errorf("twice: %v", err)
	}
}

// A person corrects refused work and sends it again.
func TestRefusedWorkIsEditedAndSentAgain(t *testing.T) {
	a := newAgency(t)
	rosa := a.desk("rosa", hr)
	id := app.NewID()
	rosa.put(form{ID: id, Office: "hq", Name: "poison", City: "Erie", Notes: []string{"a note"}, SSN: "078-05-1120", Status: "draft"})
	rosa.run()
	tr := tray.New(rosa.db, rosa.sync, conflict.New(rosa.db), pairsOf(rosa))
	list, err := tr.List(rosa.ctx)
	if err != nil || len(list) != 1 || list[0].Kind != tray.Refusal {
		t.Fatalf("%+v %v", list, err)
	}
	if err := tr.Resend(rosa.ctx, list[0].ID, map[string]string{"notes": "x"}); !fault.Is(err, fault.Invalid) {
		t.Errorf("a list given as text: %v", err)
	}
	if err := tr.Resend(rosa.ctx, list[0].ID, map[string]string{"name": "Lee"}); err != nil {
		t.Fatal(err)
	}
	rosa.run()
	if f := a.get(id); f.Name != "Lee" || f.City != "Erie" || len(f.Notes) != 1 || f.SSN != "078-05-1120" {
		t.Errorf("%+v", f)
	}
	if len(rosa.refusals()) != 0 {
		t.Error("the refused one is still in the tray")
	}
}

// Unsent work travels as a file that the server alone opens, and counts once.
func TestUnsentWorkIsImportedFromAFile(t *testing.T) {
	a, other := newAgency(t), newAgency(t)
	rosa := a.desk("rosa", hr)
	good, bad := app.NewID(), app.NewID()
	rosa.put(form{ID: good, Office: "hq", Name: "Markovic"})
	rosa.put(form{ID: bad, Office: "hq", Name: "poison"})
	rosa.change(good, func(f *form) { f.City = "Erie" })
	file, n, err := rosa.sync.Export(rosa.ctx)
	if err != nil || n != 3 || strings.Contains(string(file), "Markovic") {
		t.Fatal(n, err)
	}
	if _, err := other.server.Import(admin, file); !fault.Is(err, fault.Invalid) {
		t.Errorf("another agency's server: %v", err)
	}
	for i := 30; i < len(file); i += 97 {
		broken := append([]byte(nil), file...)
		broken[i] ^= 1
		if _, err := a.server.Import(admin, broken); err == nil {
			t.Fatalf("a changed byte at %d was taken", i)
		}
	}
	for range 2 {
		got, err := a.server.Import(admin, file)
		if err != nil || got.Applied != 2 || got.Quarantined != 1 || got.By != "Rosa" {
			t.Errorf("%+v %v", got, err)
		}
	}
	seq := a.seq()
	rosa.run() // the desktop comes back after all
	if a.seq() != seq || rosa.waiting() != 0 || len(rosa.refusals()) != 1 || a.get(good).City != "Erie" {
		t.Errorf("sequence %d then %d, %d wait, %d refused", seq, a.seq(), rosa.waiting(), len(rosa.refusals()))
	}
}

// A number and its last digits are one value: people who differ on it are asked
// once, and the answer changes both or neither.
func TestANumberAndItsLastDigitsAreOneDifference(t *testing.T) {
	for choice, want := range map[string]badge{conflict.Kept: {Number: "111", Last: "1"}, conflict.Other: {Number: "222", Last: "2"}} {
		a := newAgency(t)
		rosa, omar := a.desk("rosa", hr), a.desk("omar", hr)
		id := app.NewID()
		put := func(d *desk, b badge) {
			b.ID = id
			if err := d.db.Update(d.ctx, func(tx *record.Tx) error { return badges.Put(tx, b) }); err != nil {
				t.Fatal(err)
			}
		}
		put(rosa, badge{Number: "000", Last: "0"})
		rosa.run()
		omar.run()
		put(rosa, badge{Number: "111", Last: "1"})
		put(omar, badge{Number: "222", Last: "2"})
		rosa.run()
		omar.run()
		rosa.run()
		all := rosa.conflicts()
		if len(all) != 1 || all[0].Field != "number" || !all[0].Sensitive {
			t.Fatalf("%+v", all)
		}
		if err := conflict.New(rosa.db).Resolve(rosa.ctx, all[0].ID, choice); err != nil {
			t.Fatal(err)
		}
		rosa.run()
		var got badge
		a.db.View(admin, func(tx *record.Tx) (err error) {
			if got, err = badges.Get(tx, id); err == nil {
				got.Number, err = badges.Reveal(tx, id, "number")
			}
			return err
		})
		if got.Number != want.Number || got.Last != want.Last {
			t.Errorf("%s: %+v", choice, got)
		}
	}
}
