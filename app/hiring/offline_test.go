package hiring

import (
	"testing"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/app/form"
	"civicdesk/app/hiring/ranking"
	"civicdesk/app/policy"
	"civicdesk/storage/record"
	"civicdesk/storage/record/recordtest"
)

// offlineDesk is a desktop with one vacancy, whose acts wait for the server.
func offlineDesk(t *testing.T) *desk {
	t.Helper()
	schema := record.NewSchema(Definitions()...)
	v := Vacancy{ID: app.NewID(), Office: "hq", Announcement: "DE-26-1", Title: "Analyst", Status: VacancyDraft, PayPlan: "GS", Grades: []string{"12"},
		Opens: "2026-11-01", Closes: "2026-11-29", Openings: 1, CitizensOnly: "yes"}
	d := &desk{t: t, rosaID: app.NewID(), omarID: app.NewID(), v: v}
	grants := []app.Grant{{Role: policy.HRSpecialist, Scope: "hiring/hq"}}
	d.db = recordtest.Replica(t, schema, d.rosaID, grants, app.ScopeAgency, v.Scope())
	d.s = New(d.db, Options{})
	schema.Register(d.s.Acts()...)
	d.rosa = recordtest.As(d.rosaID, "Rosa Delgado", grants...)
	d.omar = recordtest.As(d.omarID, "Omar Haddad", app.Grant{Role: policy.Verifier, Scope: "hiring/hq"})
	d.must(d.db.Update(d.rosa, func(tx *record.Tx) error {
		v.Method = d.s.usualMethod(v)
		if err := Vacancies.Put(tx, v); err != nil {
			return err
		}
		return Questionnaires.Put(tx, Questionnaire{ID: v.ID, Office: v.Office, Version: 1, Set: questions})
	}))
	d.must(d.db.Update(d.rosa, func(tx *record.Tx) error {
		v, err := Vacancies.Get(tx, v.ID)
		v.Status, v.Questions = VacancyOpen, 3
		if err != nil {
			return err
		}
		return Vacancies.Put(tx, v)
	}))
	return d
}

func TestOfflineTwoPeopleKeyOnOneComputerAndActsWait(t *testing.T) {
	d := offlineDesk(t)
	a := d.finished(d.person("Ann", "Ames", ranking.NV, "c"))
	if a.Status != Finished {
		t.Fatalf("%+v", a)
	}
	p := d.person("Bo", "Birk", ranking.NV, "c")
	b := d.keyed(p)
	_, err := d.s.Open(d.omar, b.ID)
	d.refusedWith(err, fault.Refused, "keyed a second time", "")
	typed := second(p)
	typed.SSN = "212-45-9998"
	k, err := d.s.Verify(d.omar, b.ID, typed)
	d.must(err)
	if len(k.Differences) != 1 || !k.Differences[0].Hidden {
		t.Fatalf("%+v", k)
	}
	preview, err := d.s.PreviewVacancy(d.rosa, d.v.ID)
	d.must(err)
	out, err := d.s.CloseVacancy(d.rosa, VacancyArgs{Vacancy: d.v.ID, Reason: "x"}, preview.Digest)
	d.must(err)
	if !out.IsWaiting() {
		t.Fatalf("a desktop closed a vacancy by itself: %+v", out)
	}
	v, err := d.s.Vacancy(d.rosa, d.v.ID)
	d.must(err)
	if v.Status != VacancyOpen {
		t.Fatal("shown as done before the server decided")
	}
}

func TestAuthorship(t *testing.T) {
	me, other := app.NewID(), app.NewID()
	raw := func(v any) record.Raw {
		r, err := record.Encode(v)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	edit := func(typ string, fields map[string]record.Raw) record.Change {
		return record.Change{Type: typ, Set: fields}
	}
	had := map[string]record.Raw{"keyedBy": raw(other), "second": raw(SecondKeying{By: other, Settled: map[string]app.ID{"ssn": other}}), "frozenBy": raw("rating 1"), "status": raw("differs")}
	waits := map[string]record.Raw{"keyedBy": raw(other), "status": raw("keyed")}
	for _, c := range []struct {
		name   string
		change record.Change
		before map[string]record.Raw
		ok     bool
	}{
		{"my draft", edit("application", map[string]record.Raw{"source": raw("paper"), "keyedBy": raw(me), "frozenBy": raw(""), "receivedAt": raw(never), "answers": raw(form.Answers{})}), nil, true},
		{"a draft in another name", edit("application", map[string]record.Raw{"source": raw("paper"), "keyedBy": raw(other)}), nil, false},
		{"a web application from a desktop", edit("application", map[string]record.Raw{"source": raw("web"), "keyedBy": raw(me)}), nil, false},
		{"born frozen", edit("application", map[string]record.Raw{"source": raw("paper"), "keyedBy": raw(me), "frozenBy": raw("rating 1")}), nil, false},
		{"my verification", edit("application", map[string]record.Raw{"second": raw(SecondKeying{By: me})}), waits, true},
		{"a verification in another name", edit("application", map[string]record.Raw{"second": raw(SecondKeying{By: other})}), waits, false},
		{"my settlement beside another's", edit("application", map[string]record.Raw{"second": raw(SecondKeying{By: other, Settled: map[string]app.ID{"ssn": other, "lastName": me}})}), had, true},
		{"a settlement in another name", edit("application", map[string]record.Raw{"second": raw(SecondKeying{By: other, Settled: map[string]app.ID{"ssn": other, "lastName": other}})}), had, false},
		{"thawing by edit", edit("application", map[string]record.Raw{"frozenBy": raw("")}), had, false},
		{"selecting by edit", edit("application", map[string]record.Raw{"decision": raw("A")}), had, false},
		{"opening by edit", edit("vacancy", map[string]record.Raw{"status": raw("open")}), had, false},
		{"review by edit", edit("vacancy", map[string]record.Raw{"status": raw("managerReview")}), had, true},
		{"a rating round by edit", edit("vacancy", map[string]record.Raw{"ratingRound": raw(3)}), had, false},
		{"garbage", edit("application", map[string]record.Raw{"second": raw("x")}), had, false},
	} {
		if err := Authorship(me, c.change, c.before); (err == nil) != c.ok {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}
