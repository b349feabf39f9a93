package hiring

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/app/hiring/ranking"
	"civicdesk/storage/record"
)

func TestFromApplicationsToSelection(t *testing.T) {
	d := newDesk(t)
	d.realVacancy(realJob)
	ames := d.finished(d.person("Ann", "Ames", ranking.NV, "c"))
	birk := d.finished(d.person("Bo", "Birk", ranking.TP, "c"))
	cole := d.finished(d.person("Cy", "Cole", ranking.CPS, "a"))
	out := d.person("Di", "Dunn", ranking.NV, "c")
	out.Answers["q1"] = []string{"no"}
	dunn := d.finished(out)
	d.keyed(d.person("Ed", "East", ranking.NV, "c"))
	d.rated()
	c := d.issued()

	var names []string
	for _, l := range c.Lines {
		names = append(names, l.LastName)
		if l.Reason == "" || l.Citation == "" || l.City != "Dayton" || l.State != "OH" {
			t.Errorf("line %+v", l)
		}
	}
	if got := strings.Join(names, " "); got != "Birk Cole Ames" {
		t.Fatalf("order %s", got)
	}
	if c.Number != "HQ-2026-0001" || c.Counts != (Counts{Received: 4, Ineligible: 1, Eligible: 3, Referred: 3, PreferenceEligible: 2, Floated: 1}) ||
		c.ReturnBy != "2026-12-07" || len(d.printed) == 0 || d.printed[len(d.printed)-1].Number != c.Number {
		t.Fatalf("certificate %+v", c)
	}
	if raw, _ := json.Marshal(c); bytes.Contains(raw, []byte("ssn")) || bytes.Contains(raw, []byte(cole.SSNLast4)) {
		t.Fatal("the certificate holds a Social Security number")
	}

	pdf, err := d.s.CertificateFile(d.chief, c.ID, "certificate.pdf")
	d.must(err)
	if string(pdf.Content) != "%PDF "+c.Number {
		t.Fatalf("%q", pdf.Content)
	}
	inputs, err := d.s.CertificateFile(d.rosa, c.ID, "certificate-inputs.json")
	d.must(err)
	_, err = d.s.CertificateFile(d.chief, c.ID, "certificate-inputs.json")
	d.refusedWith(err, fault.Denied, "certificate.issue", "")
	var told bytes.Buffer
	d.must(ranking.Explain(bytes.NewReader(inputs.Content), &told))
	if !strings.Contains(told.String(), "Cole, Cy") || !strings.Contains(told.String(), "IMQS") {
		t.Fatalf("explained:\n%s", told.String())
	}
	if changed := bytes.Replace(inputs.Content, []byte(`"c"`), []byte(`"a"`), 1); ranking.Explain(bytes.NewReader(changed), &told) == nil && !bytes.Equal(changed, inputs.Content) {
		t.Fatal("changed inputs verified")
	}

	pick := func(a Application, code Decision) DecisionEntry { return DecisionEntry{Application: a.ID, Code: code} }
	choose := func(complete bool, entries ...DecisionEntry) error {
		args := SelectArgs{Certificate: c.ID, Decisions: entries, Complete: complete}
		p, err := d.s.PreviewSelect(d.chief, args)
		d.must(err)
		_, err = d.s.Select(d.chief, args, p.Digest)
		if (p.Problem == "") != (err == nil) {
			t.Errorf("the preview says %q, the act %v", p.Problem, err)
		}
		return err
	}
	d.refusedWith(choose(false, pick(ames, Selected)), fault.Refused, "Birk, Bo", ranking.RulePassOver)
	d.refusedWith(choose(false, pick(ames, Selected), pick(birk, NotSelected), pick(cole, NotSelected)), fault.Refused, "Birk, Bo is a preference eligible", ranking.RulePassOver)
	d.refusedWith(choose(false, pick(birk, Selected), pick(cole, Selected)), fault.Refused, "2 names selected for 1 opening", "")
	d.refusedWith(choose(false, pick(dunn, Selected)), fault.Refused, "not on this certificate", "")
	d.refusedWith(choose(false, pick(birk, Declined)), fault.Invalid, "A declination needs its date", "")
	d.refusedWith(choose(true, pick(cole, Selected)), fault.Refused, "Every name needs a decision", "")
	d.must(choose(false, DecisionEntry{Application: birk.ID, Code: Declined, Date: "2026-11-21", Proof: "letter"}))
	d.refusedWith(choose(false, pick(birk, Selected)), fault.Refused, "Birk, Bo declined", "")
	d.must(choose(true, pick(cole, Selected), pick(ames, NotSelected)))
	d.refusedWith(choose(false, pick(ames, Selected)), fault.Refused, "closed", "")

	got, err := d.s.Certificate(d.chief, c.ID)
	d.must(err)
	if got.Status != SelectionMade || got.SignedByName != "Chief Nguyen" || got.Lines[1].Decision != Selected {
		t.Fatalf("%+v", got)
	}
	rows, err := d.s.Statistics(d.rosa, StatisticsFilter{Vacancy: d.v.ID})
	d.must(err)
	r := rows[0]
	if r.Applied != 5 || r.Incomplete != 1 || r.Ineligible != 1 || r.Eligible != 3 || r.Referred != 3 || r.Selected != 1 || r.Paper != 5 || r.Days != 0 ||
		r.ByPreference[4] != (PreferenceCount{ranking.CPS, 1, 1, 1, 1}) {
		t.Fatalf("%+v", r)
	}
	rowsByRank, err := d.s.Applicants(d.rosa, d.v.ID, "")
	d.must(err)
	if rowsByRank[0].Name != "Birk, Bo" || rowsByRank[0].Place != 1 || rowsByRank[3].Name != "Dunn, Di" || rowsByRank[3].Eligible || !strings.Contains(rowsByRank[3].Reason, "question 1") {
		t.Fatalf("%+v", rowsByRank)
	}
}

func TestActsRefuseWhenTheirInputsChanged(t *testing.T) {
	d := newDesk(t)
	d.realVacancy(realJob)
	d.finished(d.person("Ann", "Ames", ranking.NV, "c"))
	p, err := d.s.PreviewVacancy(d.rosa, d.v.ID)
	d.must(err)
	set := SettingsOf(p.Vacancy)
	set.Openings = 2
	_, err = d.s.SetVacancy(d.keisha, d.v.ID, set, "one more")
	d.must(err)
	_, err = d.s.CloseVacancy(d.rosa, VacancyArgs{Vacancy: d.v.ID, Reason: "x"}, p.Digest)
	d.refusedWith(err, fault.Conflict, "changed since you looked", "")
	_, err = d.s.CloseVacancy(d.rosa, VacancyArgs{Vacancy: d.v.ID, Reason: "x"}, "")
	d.must(err)

	r, err := d.s.PreviewRate(d.rosa, d.v.ID)
	d.must(err)
	late := d.finished(d.person("Bo", "Birk", ranking.TP, "c"))
	_, err = d.s.Rate(d.rosa, VacancyArgs{Vacancy: d.v.ID}, r.Digest)
	d.refusedWith(err, fault.Conflict, "changed since you looked", "")
	r, err = d.s.PreviewRate(d.rosa, d.v.ID)
	d.must(err)
	_, err = d.s.Rate(d.rosa, VacancyArgs{Vacancy: d.v.ID}, r.Digest)
	d.must(err)

	args := IssueArgs{Vacancy: d.v.ID, Grade: d.v.Grades[0]}
	i, err := d.s.PreviewIssue(d.rosa, args)
	d.must(err)
	_, err = d.s.Adjudicate(d.rosa, AdjudicateArgs{Application: late.ID, Code: ranking.NV, Status: "denied", Reason: "no DD-214"}, "")
	d.must(err)
	_, err = d.s.IssueCertificate(d.rosa, args, i.Digest)
	d.refusedWith(err, fault.Refused, "1 finished application is not in the last rating", "")
	_, err = d.s.Rate(d.rosa, VacancyArgs{Vacancy: d.v.ID}, "")
	d.must(err)
	_, err = d.s.IssueCertificate(d.rosa, args, i.Digest)
	d.refusedWith(err, fault.Conflict, "changed since you looked", "")
	c := d.issued()
	if c.Lines[1].LastName != "Birk" || c.Lines[1].Preference != ranking.NV {
		t.Fatalf("the adjudicated code does not decide: %+v", c.Lines)
	}
	_, err = d.s.Adjudicate(d.rosa, AdjudicateArgs{Application: late.ID, Code: ranking.TP, Status: "verified", Proof: []string{"DD-214"}}, "")
	d.refusedWith(err, fault.Refused, "certificate HQ-2026-0001", "")
	_, err = d.s.IssueCertificate(d.rosa, args, "")
	d.refusedWith(err, fault.Refused, "was issued for grade", "")
}

func TestARatingFreezesWhatItRead(t *testing.T) {
	d := newDesk(t)
	d.realVacancy(realJob)
	p := d.person("Ann", "Ames", ranking.NV, "c")
	a := d.finished(p)
	d.rated()
	err := d.db.Update(d.rosa, func(tx *record.Tx) error {
		a, err := Applications.Get(tx, a.ID)
		if err != nil {
			return err
		}
		a.Answers = map[string][]string{"q1": {"yes"}, "q2": {"a"}}
		a.Second.Values["answers.q2"] = "a"
		return Applications.Put(tx, a)
	})
	d.refusedWith(err, fault.Refused, "read by rating 1", "")
	_, err = d.s.SetContact(d.keisha, a.ID, Contact{Street: "2 Oak St", City: "Dayton", State: "OH", Zip: "45403", Country: "US", DayPhone: "937-555-0144"})
	d.must(err) // no rating reads it
	set := SettingsOf(d.v)
	set.Method.Categories = set.Method.Categories[:2]
	set.Method.Categories[1].From = "70"
	_, err = d.s.SetVacancy(d.rosa, d.v.ID, set, "fewer categories")
	d.refusedWith(err, fault.Refused, "can no longer be changed", "")
	_, err = d.s.AttachQuestions(d.rosa, d.v.ID, questions, "other weights")
	d.refusedWith(err, fault.Refused, "can no longer be changed", "")

	_, err = d.s.Reopen(d.rosa, ReopenArgs{Application: a.ID, Reason: "page two was overlooked"}, "")
	d.must(err)
	p.ID, p.Answers["q2"] = a.ID, []string{"b"}
	_, err = d.s.SaveDraft(d.rosa, p)
	d.must(err)
	_, err = d.s.Keyed(d.rosa, a.ID)
	d.must(err)
	_, err = d.s.Verify(d.omar, a.ID, second(p))
	d.must(err)
	_, err = d.s.Finish(d.rosa, a.ID)
	d.must(err)
	_, err = d.s.Rate(d.rosa, VacancyArgs{Vacancy: d.v.ID, Reason: "corrected application"}, "")
	d.must(err)
	rows, err := d.s.Applicants(d.rosa, d.v.ID, "")
	d.must(err)
	if rows[0].Rating != "88.00" || rows[0].Frozen != "rating 2" {
		t.Fatalf("%+v", rows[0])
	}
}

func TestCertificateAndPaperComeTogetherOrNotAtAll(t *testing.T) {
	d := newDesk(t)
	d.realVacancy(realJob)
	d.finished(d.person("Ann", "Ames", ranking.NV, "c"))
	d.rated()
	d.failPrint = fault.E("paper", fault.Refused, "The name holds 😀, which no font of the certificate has.", errPrinter)
	_, err := d.s.IssueCertificate(d.rosa, IssueArgs{Vacancy: d.v.ID, Grade: d.v.Grades[0]}, "")
	d.refusedWith(err, fault.Refused, "😀", "")
	all, err := d.s.CertificatesOf(d.rosa, d.v.ID)
	d.must(err)
	if len(all) != 0 {
		t.Fatalf("a certificate without its paper: %+v", all)
	}
	d.failPrint = nil
	if c := d.issued(); c.Number != "HQ-2026-0001" {
		t.Fatalf("the refused one took a number: %s", c.Number)
	}
}

func TestWhenActsAreRefused(t *testing.T) {
	d := newDesk(t)
	d.realVacancy(realJob)
	args := VacancyArgs{Vacancy: d.v.ID}
	_, err := d.s.Rate(d.rosa, args, "")
	d.refusedWith(err, fault.Refused, "Close the vacancy before it is rated", "")
	_, err = d.s.CloseVacancy(d.rosa, args, "")
	d.refusedWith(err, fault.Invalid, "closes Nov 29, 2026", "")
	_, err = d.s.CloseVacancy(d.omar, args, "")
	d.refusedWith(err, fault.Denied, "vacancy.act", "")
	_, err = d.s.CloseVacancy(d.rosa, VacancyArgs{Vacancy: d.v.ID, Reason: "filled otherwise"}, "")
	d.must(err)
	_, err = d.s.Rate(d.rosa, args, "")
	d.refusedWith(err, fault.Refused, "no finished application", "")
	_, err = d.s.IssueCertificate(d.rosa, IssueArgs{Vacancy: d.v.ID, Grade: d.v.Grades[0]}, "")
	d.refusedWith(err, fault.Refused, "Rate the vacancy before", "")
	_, err = d.s.Vacancy(d.rosa, app.NewID())
	d.refusedWith(err, fault.NotFound, "", "")
}

func TestCancelingFreesTheNamesForANewRating(t *testing.T) {
	d := newDesk(t)
	d.realVacancy(realJob)
	d.finished(d.person("Ann", "Ames", ranking.NV, "c"))
	d.rated()
	c := d.issued()
	_, err := d.s.CancelCertificate(d.rosa, CancelArgs{Certificate: c.ID}, "")
	d.refusedWith(err, fault.Invalid, "Say why", "")
	_, err = d.s.CancelCertificate(d.rosa, CancelArgs{Certificate: c.ID, Reason: "wrong closing date"}, "")
	d.must(err)
	_, err = d.s.Rate(d.rosa, VacancyArgs{Vacancy: d.v.ID}, "")
	d.must(err)
	if again := d.issued(); again.Number != "HQ-2026-0002" {
		t.Fatalf("%s", again.Number)
	}
}

func TestImportAndSettings(t *testing.T) {
	d := newDesk(t)
	d.realVacancy(realJob)
	v, err := d.s.Vacancy(d.rosa, d.v.ID)
	d.must(err)
	if v.Status != VacancyOpen || v.Questions != 3 || len(v.Grades) == 0 || v.Position() == "" {
		t.Fatalf("%+v", v)
	}
	_, err = d.s.SetVacancy(d.rosa, v.ID, SettingsOf(v), "")
	d.refusedWith(err, fault.Invalid, "Say why", "")
	set := SettingsOf(v)
	set.Method.Categories = set.Method.Categories[:1]
	_, err = d.s.SetVacancy(d.rosa, v.ID, set, "one category")
	d.refusedWith(err, fault.Refused, "two or more", ranking.RuleCategories)
	set = SettingsOf(v)
	set.Closes = "2026-10-01"
	_, err = d.s.SetVacancy(d.rosa, v.ID, set, "earlier")
	d.refusedWith(err, fault.Invalid, "opens", "")
	_, err = d.s.SetVacancy(d.omar, v.ID, SettingsOf(v), "x")
	d.refusedWith(err, fault.Denied, "vacancy.write", "")
}
