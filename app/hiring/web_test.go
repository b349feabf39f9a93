package hiring

import (
	"strings"
	"testing"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/app/hiring/ranking"
)

const token = "0123456789abcdef0123456789abcdef"

func TestWebApplicationSentTwiceIsOne(t *testing.T) {
	d := newDesk(t)
	d.realVacancy(realJob)
	open, err := d.s.OpenVacancies(d.web)
	d.must(err)
	if len(open) != 1 || open[0].ID != d.v.ID || len(open[0].Method.Categories) != 0 {
		t.Fatalf("%+v", open)
	}
	set, err := d.s.PublicQuestions(d.web, d.v.ID)
	d.must(err)
	if len(set.Questions) != 3 || set.Questions[0].ScreensOut() || set.Questions[1].Weight != 0 || set.Questions[1].MaxPoints() != 0 {
		t.Fatalf("the public sees the key: %+v", set)
	}
	p := d.person("Ana", "Núñez", ranking.TP, "c")
	p.Hardship, p.ReceivedBy, p.DateReceived, p.SignatureDate = "", "", "", ""
	d.must(d.s.CheckWeb(d.web, p))
	first, err := d.s.SubmitWeb(d.web, p, token)
	d.must(err)
	p.FirstName = "Somebody else"
	again, err := d.s.SubmitWeb(d.web, p, token)
	d.must(err)
	if first.Number == "" || again.Number != first.Number || first.Again || !again.Again {
		t.Fatalf("%+v %+v", first, again)
	}
	rows, err := d.s.Applicants(d.rosa, d.v.ID, "")
	d.must(err)
	if len(rows) != 1 || rows[0].Name != "Núñez, Ana" || rows[0].Status != Finished || rows[0].Source != Web || rows[0].Received != "2026-11-22" {
		t.Fatalf("%+v", rows)
	}
	ssn, err := d.s.RevealSSN(d.rosa, rows[0].ID, "check")
	d.must(err)
	if ssn != strings.ReplaceAll(ssnFor("Núñez"), "-", "") {
		t.Fatalf("%q", ssn)
	}
}

func TestWebApplicationIsCheckedAtTheFields(t *testing.T) {
	d := newDesk(t)
	d.realVacancy(realJob)
	for _, c := range []struct {
		field  string
		change func(*Application)
	}{
		{"ssn", func(a *Application) { a.SSN = "" }},
		{"ssn", func(a *Application) { a.SSN = "000-12-3456" }},
		{"lastName", func(a *Application) { a.LastName = " " }},
		{"citizenship", func(a *Application) { a.Citizenship = "" }},
		{"answers.q1", func(a *Application) { delete(a.Answers, "q1") }},
		{"answers.q2", func(a *Application) { a.Answers["q2"] = []string{"z"} }},
		{"signed", func(a *Application) { a.Signed = false }},
		{"email", func(a *Application) { a.Email = "x" }},
	} {
		p := d.person("Ana", "Núñez", ranking.NV, "c")
		c.change(&p)
		_, err := d.s.SubmitWeb(d.web, p, token)
		fields := fault.FieldsOf(err)
		if !fault.Is(err, fault.Invalid) || len(fields) != 1 || fields[0].Name != c.field {
			t.Errorf("%s: %v", c.field, err)
		}
		if err := d.s.CheckWeb(d.web, p); len(fault.FieldsOf(err)) != 1 {
			t.Errorf("looking at %s: %v", c.field, err)
		}
	}
	_, err := d.s.SubmitWeb(d.web, d.person("Ana", "Núñez", ranking.NV, "c"), "short")
	d.refusedWith(err, fault.Invalid, "stale", "")
	_, err = d.s.SubmitWeb(d.agent, d.person("Ana", "Núñez", ranking.NV, "c"), token)
	d.refusedWith(err, fault.Denied, "application.submit", "")
}

func TestTheWebCannotSetWhatIsTheOffices(t *testing.T) {
	d := newDesk(t)
	d.realVacancy(realJob)
	p := d.person("Ana", "Núñez", ranking.NV, "c")
	p.ID, p.PreferenceCode, p.FrozenBy, p.Decision, p.KeyedBy = app.NewID(), ranking.CPS, "rating 1", Selected, d.rosaID
	p.Notes = []Note{{Text: "hire her"}}
	_, err := d.s.SubmitWeb(d.web, p, token)
	d.must(err)
	rows, err := d.s.Applicants(d.rosa, d.v.ID, "")
	d.must(err)
	a, err := d.s.Open(d.rosa, rows[0].ID)
	d.must(err)
	if a.ID == p.ID || a.PreferenceCode != "" || a.FrozenBy != "" || a.Decision != "" || a.KeyedBy != "" || len(a.Notes) != 0 {
		t.Fatalf("%+v", a)
	}
}

func TestTheWebClosesWithTheVacancy(t *testing.T) {
	d := newDesk(t)
	d.realVacancy(realJob)
	_, err := d.s.CloseVacancy(d.rosa, VacancyArgs{Vacancy: d.v.ID, Reason: "test"}, "")
	d.must(err)
	_, err = d.s.SubmitWeb(d.web, d.person("Ana", "Núñez", ranking.NV, "c"), token)
	d.refusedWith(err, fault.Refused, "11:59 pm Eastern", "")
	_, err = d.s.PublicQuestions(d.web, d.v.ID)
	d.refusedWith(err, fault.Refused, "closed", "")
	open, err := d.s.OpenVacancies(d.web)
	d.must(err)
	if len(open) != 0 {
		t.Fatalf("%+v", open)
	}
}
