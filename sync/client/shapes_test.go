package client_test

import (
	"strings"
	"testing"

	"civicdesk/app"
	"civicdesk/storage/record"
)

// laterForm is form as a later release of the server has it.
type laterForm struct {
	ID      app.ID   `json:"id"`
	Office  string   `json:"office"`
	Name    string   `json:"name"`
	Town    string   `json:"town"` // was city, in any case of letters
	Remarks []string `json:"remarks"`
	Status  string   `json:"status"`
	SSN     string   `json:"ssn"`
	Level   int      `json:"level"` // new
}

func (f laterForm) RecordID() app.ID { return f.ID }

var laterForms = record.Define[laterForm]("form",
	record.Scope(func(f laterForm) app.Scope { return app.ScopeHiring + app.Scope("/"+f.Office) }),
	record.Merge("remarks", record.Append()),
	record.Merge("status", record.Transitions(map[string][]string{"": {"", "draft"}, "draft": {"finished", "withdrawn"}, "finished": {"withdrawn"}})),
	record.Sensitive("ssn"), record.Audited(),
	record.Upgrade(1,
		record.Step{From: "city", To: "town", As: func(v record.Raw) (record.Raw, error) {
			var s string
			if err := record.Decode(v, &s); err != nil {
				return nil, err
			}
			return record.Encode(strings.ToUpper(s))
		}},
		record.Step{From: "notes", To: "remarks"}))

func (a *agency) getLater(id app.ID) (f laterForm) {
	a.t.Helper()
	if err := a.db.View(admin, func(tx *record.Tx) (err error) { f, err = laterForms.Get(tx, id); return err }); err != nil {
		a.t.Fatal(err)
	}
	return f
}

// Desktops of an earlier release push to a server that knows a later shape: what
// they based on what they saw is applied, what somebody else changed meanwhile is
// kept beside it, and what they do not know survives them.
func TestOldDesktopsMayAlwaysPush(t *testing.T) {
	a := newAgency(t)
	rosa, omar := a.desk("rosa", hr), a.desk("omar", hr)
	id, second := app.NewID(), app.NewID()
	rosa.put(form{ID: id, Office: "hq", Name: "Lee", City: "Ames", Notes: []string{"first"}})
	rosa.put(form{ID: second, Office: "hq", Name: "Kim", City: "Boone"})
	rosa.run()
	omar.run()
	omar.change(second, func(f *form) { f.City = "Clive" }) // made before the server's release, sent after it
	a.serve(laterForms.Definition())                        // the later release
	if f := a.getLater(id); f.Town != "AMES" || len(f.Remarks) != 1 {
		t.Fatalf("after the release: %+v", f)
	}
	if err := a.db.Update(admin, func(tx *record.Tx) error { // what only the later release knows
		f, err := laterForms.Get(tx, id)
		if err != nil {
			return err
		}
		f.Level = 7
		return laterForms.Put(tx, f)
	}); err != nil {
		t.Fatal(err)
	}
	rosa.run()
	rosa.change(id, func(f *form) { f.Name, f.Notes = "Leigh", append(f.Notes, "second") })
	rosa.change(id, func(f *form) { f.City = "Perry" })
	rosa.put(form{ID: app.NewID(), Office: "hq", Name: "New", City: "Tama"})
	rosa.run()
	omar.run()
	if f := a.getLater(id); f.Name != "Leigh" || f.Town != "PERRY" || len(f.Remarks) != 2 || f.Level != 7 {
		t.Errorf("%+v", f)
	}
	if f := a.getLater(second); f.Town != "CLIVE" {
		t.Errorf("%+v", f)
	}
	if got := omar.conflicts(); len(got) != 0 {
		t.Errorf("people are asked about %+v", got)
	}
	for _, d := range []*desk{rosa, omar} {
		if q, err := d.db.Queue(d.ctx); err != nil || q.Waiting+q.Refused > 0 {
			t.Errorf("%+v %v", q, err)
		}
		if f, err := d.get(id); err != nil || f.Name != "Leigh" {
			t.Errorf("on an old desktop: %+v %v", f, err)
		}
	}
	// Two old desktops that differ on the field that was renamed.
	omar.change(id, func(f *form) { f.City = "Nevada" })
	rosa.change(id, func(f *form) { f.City = "Ogden" })
	omar.run()
	rosa.run()
	if f := a.getLater(id); f.Town != "NEVADA" {
		t.Errorf("%+v", f)
	}
	if got := rosa.conflicts(); len(got) != 1 || got[0].Field != "town" {
		t.Errorf("conflicts: %+v", got)
	}
}

// A field that the desktop's author set and that neither server nor colleague
// knows goes from desktop to server to desktop.
func TestUnknownFieldsTravel(t *testing.T) {
	a := newAgency(t)
	rosa, omar := a.desk("rosa", hr), a.desk("omar", hr)
	id := app.NewID()
	rosa.put(form{ID: id, Office: "hq", Name: "Lee"})
	rosa.run()
	nickname, _ := record.Encode("Lee-Lee")
	if err := rosa.db.Update(rosa.ctx, func(tx *record.Tx) error {
		return tx.SetFields("form", id, "hiring/hq", map[string]record.Raw{"nickname": nickname}, nil)
	}); err != nil {
		t.Fatal(err)
	}
	rosa.run()
	omar.run()
	omar.change(id, func(f *form) { f.Name = "Leigh" })
	omar.run()
	rosa.run()
	for name, db := range map[string]*record.DB{"server": a.db, "rosa": rosa.db, "omar": omar.db} {
		if err := db.View(rosa.ctx, func(tx *record.Tx) error {
			c, err := tx.Current("form", id)
			var s string
			if err == nil && c.Fields["nickname"] != nil {
				err = record.Decode(c.Fields["nickname"], &s)
			}
			if s != "Lee-Lee" {
				t.Errorf("%s has %q", name, s)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
}
