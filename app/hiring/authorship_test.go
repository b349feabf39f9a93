package hiring

import (
	"context"
	"maps"
	"testing"

	"civicdesk/app"
	"civicdesk/app/form"
	"civicdesk/app/hiring/ranking"
	"civicdesk/storage/record"
)

// fields are the application as the server has it.
func (d *desk) fields(id app.ID) map[string]record.Raw {
	d.t.Helper()
	var out map[string]record.Raw
	d.must(d.db.View(d.rosa, func(tx *record.Tx) error {
		now, err := tx.Current(Applications.Name(), id)
		if now.Exists {
			out = maps.Clone(now.Fields)
		}
		return err
	}))
	return out
}

// TestEveryStepOfKeyingIsAnHonestEdit takes an application through all steps and
// sends each as the edit that a desktop would send.
func TestEveryStepOfKeyingIsAnHonestEdit(t *testing.T) {
	d := newDesk(t)
	d.realVacancy(realJob)
	p := d.person("Ann", "Ames", ranking.NV, "c")
	p.ID = app.NewID()
	typed := second(p)
	typed.SSN, typed.LastName, typed.Answers = "212-45-9998", "Aims", form.Answers{"q1": {"yes"}, "q2": {"b"}}
	step := func(name string, author app.ID, do func() error) {
		t.Helper()
		before := d.fields(p.ID)
		d.must(do())
		c := record.Change{Type: Applications.Name(), ID: p.ID, New: before == nil, Set: map[string]record.Raw{}, Append: map[string][]record.Raw{}, Secrets: map[string]string{}}
		for f, v := range d.fields(p.ID) {
			if string(before[f]) != string(v) && f != "notes" {
				c.Set[f] = v
			}
		}
		if v := c.Set["history"]; before != nil && v != nil { // a list that grows: its new lines alone are sent
			var was, is []record.Raw
			if len(before["history"]) > 0 {
				d.must(record.Decode(before["history"], &was))
			}
			d.must(record.Decode(v, &is))
			c.Append["history"] = is[len(was):]
			delete(c.Set, "history")
		}
		if c.Set["ssnMark"] != nil {
			c.Secrets["ssn"] = "212459998"
		}
		if err := Authorship(author, c, before); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	draft := func(ctx context.Context) func() error {
		return func() error { _, err := d.s.SaveDraft(ctx, p); return err }
	}
	keyed := func() error { _, err := d.s.Keyed(d.rosa, p.ID); return err }
	verify := func() error { _, err := d.s.Verify(d.omar, p.ID, typed); return err }
	step("a new draft", d.rosaID, draft(d.rosa))
	p.City = "Xenia"
	step("a draft again", d.rosaID, draft(d.rosa))
	step("keyed", d.rosaID, keyed)
	step("taken back", d.rosaID, draft(d.rosa))
	step("keyed again", d.rosaID, keyed)
	step("verified with differences", d.omarID, verify)
	p.City = "Dayton"
	step("taken back by the keyer", d.rosaID, draft(d.rosa))
	step("keyed a third time", d.rosaID, keyed)
	step("verified again", d.omarID, verify)
	step("settled", d.keishaID, func() error {
		k, err := d.s.Settle(d.keisha, p.ID, map[string]Settlement{"ssn": {SSN: "212-45-9998"}, "lastName": {Take: TakeFirst}, "answers.q2": {Take: TakeSecond}})
		if len(k.Differences) != 0 {
			t.Errorf("%+v", k)
		}
		return err
	})
	step("finished", d.rosaID, func() error { _, err := d.s.Finish(d.rosa, p.ID); return err })
	step("another address", d.omarID, func() error {
		_, err := d.s.SetContact(d.omar, p.ID, Contact{Street: "2 Elm St", City: "Dayton", State: "OH", Zip: "45402", Country: "US", DayPhone: "937-555-0143"})
		return err
	})
	step("withdrawn", d.keishaID, func() error { _, err := d.s.Withdraw(d.keisha, p.ID, "asked"); return err })
}

// TestAForgedEditOfAnApplicationIsRefused sends what no screen sends.
func TestAForgedEditOfAnApplicationIsRefused(t *testing.T) {
	d := newDesk(t)
	d.realVacancy(realJob)
	raw := func(v any) record.Raw {
		r, err := record.Encode(v)
		d.must(err)
		return r
	}
	p := d.person("Ann", "Ames", ranking.NV, "b")
	done := d.finished(p)
	web, err := d.s.SubmitWeb(d.web, d.person("Bo", "Birk", ranking.NV, "b"), "token-of-sixteen-or-more")
	d.must(err)
	var sent Application
	d.must(d.db.View(d.rosa, func(tx *record.Tx) error {
		found, err := Applications.Find(tx, "by-number", record.K(web.Number))
		sent = found[0]
		return err
	}))
	waiting := d.keyed(d.person("Cy", "Cole", ranking.NV, "b"))
	differs := d.keyed(d.person("Di", "Dorn", ranking.NV, "b"))
	typed := second(d.person("Di", "Dorne", ranking.NV, "b"))
	typed.SSN = ssnFor("Dorn")
	_, err = d.s.Verify(d.omar, differs.ID, typed)
	d.must(err)
	twice := done.Second
	twice.Values = maps.Clone(twice.Values)
	twice.Values["answers.q2"] = "c"
	better := raw(form.Answers{"q1": {"yes"}, "q2": {"c"}})
	var had Application
	d.must(d.db.View(d.rosa, func(tx *record.Tx) (err error) { had, err = Applications.Get(tx, differs.ID); return err }))
	third := had.Second
	third.Settled = map[string]app.ID{"lastName": d.omarID}
	for _, c := range []struct {
		name   string
		author app.ID
		id     app.ID
		set    map[string]record.Raw
		secret string
	}{
		{"a verifier betters a web application", d.omarID, sent.ID, map[string]record.Raw{"answers": better}, ""},
		{"HR renames a web applicant", d.rosaID, sent.ID, map[string]record.Raw{"lastName": raw("Delgado")}, ""},
		{"a web application goes back to draft", d.rosaID, sent.ID, map[string]record.Raw{"status": raw("draft")}, ""},
		{"the keyer changes a finished answer and what is critical", d.rosaID, done.ID, map[string]record.Raw{"answers": better, "critical": raw(criticalFields)}, ""},
		{"the keyer changes both keyings", d.rosaID, done.ID, map[string]record.Raw{"answers": better, "second": raw(twice)}, ""},
		{"the keyer opens a finished one again", d.rosaID, done.ID, map[string]record.Raw{"status": raw("draft"), "second": raw(SecondKeying{})}, ""},
		{"the number of a finished one", d.rosaID, done.ID, nil, "212459999"},
		{"the verifier changes the first keying", d.omarID, waiting.ID, map[string]record.Raw{"answers": better}, ""},
		{"the verifier grants a preference", d.omarID, waiting.ID, map[string]record.Raw{"preferenceStatus": raw("verified")}, ""},
		{"a third value settles", d.omarID, differs.ID, map[string]record.Raw{"lastName": raw("Delgado"), "second": raw(third)}, ""},
		{"a settlement of more than was settled", d.omarID, differs.ID, map[string]record.Raw{"lastName": raw("Dorne"), "answers": better, "second": raw(third)}, ""},
		{"a note by another", d.omarID, done.ID, map[string]record.Raw{"notes": raw([]Note{{By: d.rosaID, Text: "x"}})}, ""},
	} {
		change := record.Change{Type: Applications.Name(), ID: c.id, Set: c.set}
		if c.secret != "" {
			change.Secrets = map[string]string{"ssn": c.secret}
		}
		if err := Authorship(c.author, change, d.fields(c.id)); err == nil {
			t.Errorf("%s: taken", c.name)
		}
	}
}
