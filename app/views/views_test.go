package views_test

import (
	"context"
	"strings"
	"testing"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/app/policy"
	"civicdesk/app/views"
	"civicdesk/storage/record"
	"civicdesk/storage/record/recordtest"
)

type desk struct {
	*testing.T
	*views.Service
	ann, bo context.Context
}

func newDesk(t *testing.T) *desk {
	db := recordtest.New(t, record.NewSchema(views.Definitions()...))
	person := func(name string) context.Context {
		id := app.NewID()
		return recordtest.As(id, name, app.Grant{Role: policy.Self, Scope: app.UserScope(id)})
	}
	return &desk{t, views.New(db), person("Ann"), person("Bo")}
}

func (d *desk) must(err error) {
	d.Helper()
	if err != nil {
		d.Fatal(err)
	}
}

// names are the names of a person's views; the first one of the table is marked.
func (d *desk) names(who context.Context) string {
	d.Helper()
	all, err := d.List(who, "vacancies")
	d.must(err)
	var out []string
	for _, v := range all {
		if v.First {
			v.Name += "*"
		}
		out = append(out, v.Name)
	}
	return strings.Join(out, ",")
}

func TestViewsAreKeptForOnePerson(t *testing.T) {
	d := newDesk(t)
	d.must(d.Save(d.ann, "vacancies", " Open ones ", `{"text":"open"}`))
	d.must(d.Save(d.ann, "vacancies", "Mine", `{}`))
	d.must(d.Save(d.ann, "queue", "Elsewhere", `{}`))
	if got := d.names(d.ann); got != "Mine,Open ones" {
		t.Fatalf("views %q", got)
	}
	if got := d.names(d.bo); got != "" {
		t.Errorf("another person is shown %q", got)
	}
	all, err := d.List(d.ann, "vacancies")
	d.must(err)
	id := all[1].ID
	d.must(d.SetFirst(d.ann, "vacancies", id))
	d.must(d.Save(d.ann, "vacancies", "open ONES", `{"text":"closed"}`))
	d.must(d.SetFirst(d.ann, "vacancies", all[0].ID))
	d.must(d.SetFirst(d.ann, "vacancies", id))
	d.must(d.Rename(d.ann, "vacancies", id, "Closed ones"))
	if got := d.names(d.ann); got != "Closed ones*,Mine" {
		t.Errorf("views %q", got)
	}
	d.must(d.SetFirst(d.ann, "vacancies", ""))
	d.must(d.Remove(d.ann, "vacancies", id))
	if got := d.names(d.ann); got != "Mine" {
		t.Errorf("views %q", got)
	}
}

func TestViewsRefuse(t *testing.T) {
	d := newDesk(t)
	d.must(d.Save(d.ann, "vacancies", "One", `{}`))
	d.must(d.Save(d.ann, "vacancies", "Two", `{}`))
	all, err := d.List(d.ann, "vacancies")
	d.must(err)
	for _, c := range []struct {
		name string
		err  error
		kind fault.Kind
	}{
		{"no name", d.Save(d.ann, "vacancies", " ", `{}`), fault.Invalid},
		{"a long name", d.Save(d.ann, "vacancies", strings.Repeat("x", 41), `{}`), fault.Invalid},
		{"no JSON", d.Save(d.ann, "vacancies", "Three", `{`), fault.Invalid},
		{"a name that is taken", d.Rename(d.ann, "vacancies", all[0].ID, "two"), fault.Invalid},
		{"another person's", d.Remove(d.bo, "vacancies", all[0].ID), fault.NotFound},
		{"of another table", d.SetFirst(d.ann, "queue", all[0].ID), fault.NotFound},
		{"nobody", d.Save(recordtest.As(app.NewID(), "Nobody"), "vacancies", "One", `{}`), fault.Unavailable},
	} {
		if !fault.Is(c.err, c.kind) {
			t.Errorf("%s: %v", c.name, c.err)
		}
	}
}
