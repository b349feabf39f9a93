package hiring

import (
	"fmt"
	"strings"
	"testing"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/app/form"
	"civicdesk/app/hiring/ranking"
	"civicdesk/storage/record"
)

const realJob = "436996000.json"

func TestPaperApplicationFromDraftToFinished(t *testing.T) {
	d := newDesk(t)
	d.realVacancy(realJob)
	draft, err := d.s.SaveDraft(d.rosa, Application{Vacancy: d.v.ID, FirstName: "Ximena"})
	d.must(err)
	if draft.Status != Draft || draft.Number == "" || draft.KeyedByName != "Rosa Delgado" {
		t.Fatalf("draft %+v", draft)
	}
	p := d.person("Ximena", "Núñez", ranking.TP, "c")
	p.ID = draft.ID
	a, err := d.s.SaveDraft(d.rosa, p)
	d.must(err)
	if a.SSN != "" || a.SSNLast4 != ssnFor("Núñez")[7:] || a.SSNMark == "" || a.Number != draft.Number {
		t.Fatalf("after the number: %+v", a)
	}
	_, err = d.s.Finish(d.rosa, a.ID)
	d.refusedWith(err, fault.Refused, "A second person has to key", "")
	_, err = d.s.Keyed(d.rosa, a.ID)
	d.must(err)
	_, err = d.s.Finish(d.rosa, a.ID)
	d.refusedWith(err, fault.Refused, "A second person has to key", "")

	f, err := d.s.ForVerification(d.omar, a.ID)
	d.must(err)
	if said := fmt.Sprintf("%+v", f); strings.Contains(said, "Ximena") || strings.Contains(said, "Núñez") || len(f.Questions.Questions) != 2 || f.Questions.Questions[0].Choices[1].ScreenOut {
		t.Fatalf("the verifier sees what was keyed, or the key: %+v", f)
	}
	k, err := d.s.Verify(d.omar, a.ID, second(p))
	d.must(err)
	if k.Status != Verified || len(k.Differences) != 0 {
		t.Fatalf("%+v", k)
	}
	done, err := d.s.Finish(d.rosa, a.ID)
	d.must(err)
	if done.Status != Finished {
		t.Fatalf("%+v", done)
	}
	for _, action := range []string{"application.draft", "application.keyed", "application.verify", "application.finish"} {
		if !d.audited(action, a.ID) {
			t.Errorf("no audit entry for %s", action)
		}
	}
}

func TestTheFirstKeyerCannotVerifyAndOthersCannotLook(t *testing.T) {
	d := newDesk(t)
	d.realVacancy(realJob)
	p := d.person("Ana", "Núñez", ranking.NV, "c")
	a := d.keyed(p)

	_, err := d.s.Verify(d.rosa, a.ID, second(p))
	d.refusedWith(err, fault.Refused, "You keyed this application", "")
	_, err = d.s.ForVerification(d.rosa, a.ID)
	d.refusedWith(err, fault.Refused, "You keyed this application", "")
	for name, ctx := range map[string]func() error{
		"verifier opens":  func() error { _, err := d.s.Open(d.omar, a.ID); return err },
		"colleague opens": func() error { _, err := d.s.Open(d.keisha, a.ID); return err },
	} {
		if err := ctx(); !fault.Is(err, fault.Refused) || !strings.Contains(fault.Words(err), "Rosa Delgado") {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, err = d.s.Open(d.rosa, a.ID)
	d.must(err)
	_, err = d.s.Differences(d.omar, a.ID)
	d.refusedWith(err, fault.Refused, "only after a second person", "")
	_, err = d.s.RevealSSN(d.keisha, a.ID, "curious")
	d.refusedWith(err, fault.Refused, "keyed a second time", "")
	_, err = d.s.SaveDraft(d.keisha, a)
	d.refusedWith(err, fault.Refused, "Only the keyer", "")
	rows, err := d.s.Applicants(d.omar, d.v.ID, "")
	d.must(err)
	if len(rows) != 1 || rows[0].Name != "" || rows[0].Preference != "" {
		t.Errorf("the list shows what is to be keyed: %+v", rows)
	}
	waiting, err := d.s.AwaitingSecond(d.omar, d.v.ID)
	d.must(err)
	if len(waiting) != 1 || waiting[0].Mine || waiting[0].ID != a.ID {
		t.Errorf("%+v", waiting)
	}
}

func TestDifferencesAreShownSideBySideAndSettledByAnother(t *testing.T) {
	d := newDesk(t)
	d.realVacancy(realJob)
	p := d.person("Ana", "Núñez", ranking.NV, "c")
	a := d.keyed(p)
	typed := second(p)
	typed.LastName, typed.SSN, typed.Answers = "Nunez", "212-45-0001", form.Answers{"q1": {"yes"}, "q2": {"b"}}
	k, err := d.s.Verify(d.omar, a.ID, typed)
	d.must(err)
	if k.Status != AwaitsChoices || len(k.Differences) != 3 {
		t.Fatalf("%+v", k)
	}
	for _, diff := range k.Differences {
		switch diff.Field {
		case "lastName":
			if diff.First != "Núñez" || diff.Second != "Nunez" {
				t.Errorf("%+v", diff)
			}
		case "ssn":
			if !diff.Hidden || diff.First+diff.Second != "" {
				t.Errorf("shows a number: %+v", diff)
			}
		case "answers.q2":
			if diff.First != "Much" || diff.Second != "Some" {
				t.Errorf("%+v", diff)
			}
		}
	}
	_, err = d.s.Finish(d.rosa, a.ID)
	d.refusedWith(err, fault.Invalid, "differ", "")
	_, err = d.s.Settle(d.rosa, a.ID, map[string]Settlement{"lastName": {Take: TakeFirst}})
	d.refusedWith(err, fault.Refused, "somebody else", "")
	_, err = d.s.Settle(d.omar, a.ID, map[string]Settlement{"ssn": {SSN: "212-45-0002"}})
	d.refusedWith(err, fault.Invalid, "neither of the two", "")
	k, err = d.s.Settle(d.omar, a.ID, map[string]Settlement{"lastName": {Take: TakeFirst}, "ssn": {SSN: "212 45 0001"}})
	d.must(err)
	if k.Status != AwaitsChoices || len(k.Differences) != 1 {
		t.Fatalf("%+v", k)
	}
	k, err = d.s.Settle(d.omar, a.ID, map[string]Settlement{"answers.q2": {Take: TakeSecond}})
	d.must(err)
	if k.Status != Verified {
		t.Fatalf("%+v", k)
	}
	_, err = d.s.Finish(d.rosa, a.ID)
	d.must(err)
	got, err := d.s.Open(d.keisha, a.ID)
	d.must(err)
	if got.LastName != "Núñez" || got.SSNLast4 != "0001" || got.Answers["q2"][0] != "b" {
		t.Fatalf("settled %+v", got)
	}
	ssn, err := d.s.RevealSSN(d.rosa, a.ID, "entry on duty")
	d.must(err)
	if ssn != "212450001" || !d.audited("application.reveal", a.ID) {
		t.Fatalf("%q", ssn)
	}
	_, err = d.s.RevealSSN(d.omar, a.ID, "entry on duty")
	d.refusedWith(err, fault.Denied, "application.reveal", "")
}

// An incoming operation sets fields without the service's methods; the record's
// own checks must refuse it.
func TestChecksMeetWhatDoesNotComeThroughTheService(t *testing.T) {
	d := newDesk(t)
	d.realVacancy(realJob)
	put := func(change func(*Application)) error {
		p := d.person("Ana", "Núñez", ranking.NV, "c")
		a := d.keyed(p)
		return d.db.Update(d.rosa, func(tx *record.Tx) error {
			a, err := Applications.Get(tx, a.ID)
			if err != nil {
				return err
			}
			a.Status = Verified
			change(&a)
			return Applications.Put(tx, a)
		})
	}
	values := map[string]string{"firstName": "Ana", "lastName": "Núñez", "preferenceClaim": "NV", "citizenship": "US", "dateReceived": "2026-11-20", "answers.q1": "yes", "answers.q2": "c"}
	agreed := func(a *Application) {
		a.Second = SecondKeying{By: d.omarID, Mark: a.SSNMark, Values: values}
	}
	d.must(put(agreed))
	for _, c := range []struct {
		name   string
		change func(*Application)
		kind   fault.Kind
		words  string
	}{
		{"no second keying", func(a *Application) {}, fault.Refused, "A second person"},
		{"the same person twice", func(a *Application) { agreed(a); a.Second.By = d.rosaID }, fault.Refused, "somebody other than"},
		{"another number", func(a *Application) { agreed(a); a.Second.Mark = "x" }, fault.Invalid, "ssn"},
		{"a value that differs", func(a *Application) { agreed(a); a.LastName = "Nunez" }, fault.Invalid, "lastName"},
		{"an answer that differs", func(a *Application) { agreed(a); a.Answers = form.Answers{"q1": {"yes"}, "q2": {"b"}} }, fault.Invalid, "answers.q2"},
		{"critical fields left out", func(a *Application) { agreed(a); a.Critical = nil; a.Second.Values = map[string]string{} }, fault.Invalid, "firstName"},
		{"settled by the keyer", func(a *Application) {
			agreed(a)
			a.Second.Mark, a.Second.Settled = "x", map[string]app.ID{"ssn": d.rosaID}
		}, fault.Invalid, "somebody other than the keyer"},
		{"finished at once", func(a *Application) { agreed(a); a.Status = Finished }, fault.Refused, "cannot become"},
		{"another keyer", func(a *Application) { agreed(a); a.KeyedBy = d.keishaID }, fault.Refused, "Only the keyer"},
		{"another vacancy", func(a *Application) { agreed(a); a.Vacancy = app.NewID() }, fault.Refused, "cannot be moved"},
		{"received late", func(a *Application) { agreed(a); a.DateReceived = "2026-11-30" }, fault.Refused, "Nov 29, 2026"},
		{"a number that is none", func(a *Application) { agreed(a); a.SSN, a.SSNLast4 = "000450001", "0001" }, fault.Invalid, "ssn"},
	} {
		err := put(c.change)
		said := fault.Words(err)
		for _, f := range fault.FieldsOf(err) {
			said += " " + f.Name + ": " + f.Words
		}
		if !fault.Is(err, c.kind) || !strings.Contains(said, c.words) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func TestReceivedAfterClosing(t *testing.T) {
	d := newDesk(t)
	d.realVacancy(realJob)
	set := SettingsOf(d.v)
	set.Closes = "2026-11-19"
	_, err := d.s.SetVacancy(d.rosa, d.v.ID, set, "shortened by amendment")
	d.must(err)
	for _, c := range []struct {
		name     string
		received app.Date
		claim    ranking.Preference
		late     bool
	}{
		{"the day before", "2026-11-18", ranking.NV, false},
		{"the closing day, keyed later", "2026-11-19", ranking.NV, false},
		{"the day after", "2026-11-20", ranking.NV, true},
		{"the day after, five points", "2026-11-20", ranking.TP, true},
		{"the day after, ten points", "2026-11-20", ranking.XP, false},
	} {
		p := d.person("Ana", "Núñez", c.claim, "c")
		p.DateReceived = c.received
		a, err := d.s.SaveDraft(d.rosa, p)
		d.must(err) // a draft can be saved whatever the stamp says
		_, err = d.s.Keyed(d.rosa, a.ID)
		if !c.late {
			if err != nil {
				t.Errorf("%s: %v", c.name, err)
			}
			continue
		}
		d.refusedWith(err, fault.Refused, "received Nov 20, 2026, after the vacancy closed Nov 19, 2026", "5 CFR 332.311")
		if f := fault.FieldsOf(err); len(f) != 1 || f[0].Name != "dateReceived" {
			t.Errorf("%s: not at the field: %v", c.name, f)
		}
	}
}

func TestDraftRefusesOnlyFormatsAndNamesTheField(t *testing.T) {
	d := newDesk(t)
	d.realVacancy(realJob)
	for _, c := range []struct {
		field  string
		change func(*Application)
	}{
		{"ssn", func(a *Application) { a.SSN = "666-12-3456" }},
		{"ssn", func(a *Application) { a.SSN = "912-12-3456" }},
		{"ssn", func(a *Application) { a.SSN = "212-00-3456" }},
		{"ssn", func(a *Application) { a.SSN = "212-12-0000" }},
		{"ssn", func(a *Application) { a.SSN = "12345678" }},
		{"zip", func(a *Application) { a.Zip = "4540" }},
		{"email", func(a *Application) { a.Email = "ana@" }},
		{"dayPhone", func(a *Application) { a.DayPhone = "call me" }},
		{"dateReceived", func(a *Application) { a.DateReceived = "2026-02-30" }},
		{"dateReceived", func(a *Application) { a.DateReceived = "2027-01-01" }},
		{"preferenceClaim", func(a *Application) { a.PreferenceClaim = "QQ" }},
		{"citizenship", func(a *Application) { a.Citizenship = "USA" }},
		{"firstName", func(a *Application) { a.FirstName = strings.Repeat("a", 101) }},
		{"hardship", func(a *Application) { a.Hardship = "lazy" }},
		{"work.0.from", func(a *Application) { a.Work[0].From = "13/2019" }},
		{"work.0.to", func(a *Application) { a.Work[0].To = "02/2019" }},
		{"work.0.hoursPerWeek", func(a *Application) { a.Work[0].HoursPerWeek = "200" }},
		{"education.0.year", func(a *Application) { a.Education = []EducationBlock{{Year: "99"}} }},
		{"answers.q2", func(a *Application) { a.Answers["q2"] = []string{"z"} }},
		{"grades", func(a *Application) { a.Grades = []string{"01"} }},
	} {
		p := d.person("Ana", "Núñez", ranking.NV, "c")
		c.change(&p)
		_, err := d.s.SaveDraft(d.rosa, p)
		fields := fault.FieldsOf(err)
		if !fault.Is(err, fault.Invalid) || len(fields) != 1 || fields[0].Name != c.field {
			t.Errorf("%s: %v", c.field, err)
		}
	}
	a, err := d.s.SaveDraft(d.rosa, Application{Vacancy: d.v.ID})
	d.must(err)
	_, err = d.s.Keyed(d.rosa, a.ID)
	if !fault.Is(err, fault.Invalid) || len(fault.FieldsOf(err)) < 12 {
		t.Errorf("an empty form: %v", err)
	}
}

func TestWhoMayKey(t *testing.T) {
	d := newDesk(t)
	d.realVacancy(realJob)
	_, err := d.s.SaveDraft(d.agent, d.person("Ana", "Núñez", ranking.NV, "c"))
	d.refusedWith(err, fault.Denied, "application.key", "")
	_, err = d.s.SaveDraft(d.chief, d.person("Ana", "Núñez", ranking.NV, "c"))
	d.refusedWith(err, fault.Denied, "application.key", "")
	a := d.finished(d.person("Ana", "Núñez", ranking.NV, "c"))
	_, err = d.s.Open(d.agent, a.ID)
	d.refusedWith(err, fault.Denied, "application.read", "")
	_, err = d.s.Open(d.keisha, a.ID)
	d.must(err)
	if !d.audited("application.open", a.ID) {
		t.Error("an opening left no entry")
	}
}

func TestNumbersHaveACheckSymbol(t *testing.T) {
	seen := map[string]bool{}
	for range 2000 {
		n := applicationNumber(app.NewID())
		if len(n) != 13 || seen[n] {
			t.Fatalf("%q", n)
		}
		seen[n] = true
	}
}
