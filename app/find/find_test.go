package find_test

import (
	"context"
	"testing"

	"civicdesk/app"
	"civicdesk/app/find"
	"civicdesk/app/hiring"
	"civicdesk/app/hiring/usajobs"
	"civicdesk/app/inquiry"
	"civicdesk/app/inquiry/intake"
	"civicdesk/app/policy"
	"civicdesk/app/sample"
	"civicdesk/storage/record"
	"civicdesk/storage/record/recordtest"
)

type office struct {
	*find.Service
	t       *testing.T
	db      *record.DB
	v       hiring.Vacancy
	a       hiring.Application // keyed on paper by Rosa, not yet by a second person
	receipt inquiry.Receipt

	rosa, keisha, east, agent, both, admin, nobody context.Context
}

func newOffice(t *testing.T) *office {
	t.Helper()
	db := recordtest.New(t, record.NewSchema(append(hiring.Definitions(), inquiry.Definitions()...)...))
	h, i := hiring.New(db, hiring.Options{}), inquiry.New(db, inquiry.Options{})
	db.Schema().Register(h.Acts()...)
	hq, calls := app.Grant{Role: policy.HRSpecialist, Scope: "hiring/hq"}, app.Grant{Role: policy.Agent, Scope: i.Scope()}
	o := &office{Service: find.New(db, h, i), t: t, db: db, rosa: recordtest.As(app.NewID(), "Rosa", hq), keisha: recordtest.As(app.NewID(), "Keisha", hq),
		east:  recordtest.As(app.NewID(), "East", app.Grant{Role: policy.HRSpecialist, Scope: "hiring/east"}),
		agent: recordtest.As(app.NewID(), "Agent", calls), both: recordtest.As(app.NewID(), "Both", hq, calls),
		admin: recordtest.As(app.NewID(), "Admin", app.Grant{Role: policy.Administrator}), nobody: recordtest.As(app.NewID(), "Nobody")}
	f, err := sample.Announcements().Open("437510200.json")
	o.must(err)
	items, err := usajobs.Read("437510200.json", f)
	o.must(err)
	o.v, err = h.ImportVacancy(o.rosa, items[0], "hq")
	o.must(err)
	o.must(db.Update(o.rosa, func(tx *record.Tx) error {
		o.v.Status, o.v.Opens, o.v.Closes = hiring.VacancyOpen, "2026-11-01", "2026-11-29"
		return hiring.Vacancies.Put(tx, o.v)
	}))
	o.a, err = h.SaveDraft(o.rosa, hiring.Application{Vacancy: o.v.ID, FirstName: "María", LastName: "Núñez", DayPhone: "303-555-0142", Email: "mn@example.org"})
	o.must(err)
	o.receipt, err = i.LogCall(o.agent, inquiry.CallForm{ID: app.NewID(), Channel: inquiry.ByPhone, Form: intake.Form{FirstName: "María", LastName: "Núñez-Ortega", HomeZIP: "20210",
		PreferredContact: "phone", Phone: "202-555-0143", Company: "Acme Widgets", City: "Nashville", State: "TN", WorkZIP: "37219", Category: "DIS", Description: "I asked for a chair and a hygienist."}})
	o.must(err)
	return o
}

func (o *office) must(err error) {
	o.t.Helper()
	if err != nil {
		o.t.Fatal(err)
	}
}

// Each finds what their grants reach, whatever the words.
func TestWhoFindsWhat(t *testing.T) {
	o := newOffice(t)
	for _, c := range []struct {
		name                         string
		who                          context.Context
		text                         string
		people, vacancies, inquiries int
	}{
		{"both halves", o.both, "hygi", 0, 1, 1},
		{"the keyer, by name", o.rosa, "nunez", 1, 0, 0},
		{"the keyer, with a slip", o.rosa, "nunex", 1, 0, 0},
		{"another specialist, by name", o.keisha, "nunez", 0, 0, 0},
		{"another specialist, by phone", o.keisha, "5550142", 0, 0, 0},
		{"another specialist, by number", o.keisha, o.a.Number, 1, 0, 0},
		{"another office", o.east, o.a.Number, 0, 0, 0},
		{"an agent", o.agent, "nunez", 0, 0, 1},
		{"an agent, by tracking number", o.agent, string(o.receipt.Number), 0, 0, 1},
		{"an agent, by company", o.agent, "acme wid", 0, 0, 1},
		{"a specialist, by announcement", o.keisha, o.v.Announcement, 0, 1, 0},
		{"an administrator", o.admin, "nunez", 0, 0, 0},
		{"nobody", o.nobody, "hygienist", 0, 0, 0},
		{"one letter", o.both, "n", 0, 0, 0},
	} {
		a, err := o.Everything(c.who, c.text)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		for !a.Complete { // the first search has the server's records read
			a, err = o.Everything(c.who, c.text)
			o.must(err)
		}
		if len(a.People) != c.people || len(a.Vacancies) != c.vacancies || len(a.Inquiries) != c.inquiries {
			t.Errorf("%s: %q finds %d people, %d vacancies, %d inquiries", c.name, c.text, len(a.People), len(a.Vacancies), len(a.Inquiries))
		}
	}
}

func TestWhereItWasFound(t *testing.T) {
	o := newOffice(t)
	_, err := o.db.Search(o.rosa, record.SearchQuery{Text: "nunez"}) // waits until all is read
	o.must(err)
	a, err := o.Everything(o.rosa, "nun")
	o.must(err)
	if len(a.People) != 1 || a.People[0].Name != "Núñez, María" || len(a.People[0].Found) != 1 {
		t.Fatalf("found %+v", a.People)
	}
	f := a.People[0].Found[0]
	if f.Name != hiring.FoundName || len(f.Marks) != 1 || f.Text[f.Marks[0].Start:f.Marks[0].End] != "Núñ" {
		t.Errorf("found in %+v", f)
	}
	if a, err = o.Everything(o.keisha, o.a.Number); err != nil || len(a.People) != 1 || a.People[0].Name != "" || a.People[0].Number != o.a.Number {
		t.Errorf("another specialist sees %+v, %v", a.People, err)
	}
}

// A search that shows people is one entry of the trail, without what was asked.
func TestSearchesAreOnTheTrail(t *testing.T) {
	o := newOffice(t)
	_, err := o.db.Search(o.both, record.SearchQuery{Text: "nunez"})
	o.must(err)
	entries := func() (n int) {
		o.must(o.db.AuditTrail(o.both, func(e record.Entry) error {
			if e.Action == "find.everything" {
				n++
				if e.Text != "" || e.ID != "" {
					t.Errorf("the entry says %+v", e)
				}
			}
			return nil
		}))
		return n
	}
	for _, step := range []struct {
		text string
		want int
	}{{"nunez", 1}, {"nunez acme", 2}, {o.v.Announcement, 2}, {"nobody of that name", 2}} {
		if _, err := o.Everything(o.both, step.text); err != nil {
			t.Fatal(err)
		}
		if n := entries(); n != step.want {
			t.Errorf("after %q there are %d entries, want %d", step.text, n, step.want)
		}
	}
}
