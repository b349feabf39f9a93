package hiring

import (
	"testing"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/app/hiring/ranking"
	"civicdesk/storage/record"
)

// secondGrade announces a second grade before anybody has applied.
func (d *desk) secondGrade() {
	d.t.Helper()
	d.must(d.db.Update(d.rosa, func(tx *record.Tx) error {
		v, err := Vacancies.Get(tx, d.v.ID)
		if err != nil {
			return err
		}
		v.Grades = []string{"11", "12"}
		d.v = v
		return Vacancies.Put(tx, v)
	}))
}

func (d *desk) issuedAt(grade string) Certificate {
	d.t.Helper()
	out, err := d.s.IssueCertificate(d.rosa, IssueArgs{Vacancy: d.v.ID, Grade: grade}, "")
	d.must(err)
	var c Certificate
	d.must(out.Decode(&c))
	return c
}

func (d *desk) application(id app.ID) (a Application) {
	d.t.Helper()
	d.must(d.db.View(d.rosa, func(tx *record.Tx) (err error) { a, err = Applications.Get(tx, id); return err }))
	return a
}

func TestCancelingOneCertificateFreesNothingThatAnotherHolds(t *testing.T) {
	d := newDesk(t)
	d.realVacancy(realJob)
	d.secondGrade()
	p := d.person("Ann", "Ames", ranking.NV, "c")
	p.Grades = []string{"11", "12"}
	ann := d.finished(p)
	d.rated()
	first, other := d.issuedAt("11"), d.issuedAt("12")
	_, err := d.s.CancelCertificate(d.rosa, CancelArgs{Certificate: first.ID, Reason: "wrong grade"}, "")
	d.must(err)
	if a := d.application(ann.ID); a.FrozenBy != "certificate "+other.Number {
		t.Fatalf("certificate %s lists the application, which is held by %q", other.Number, a.FrozenBy)
	}
	_, err = d.s.Reopen(d.rosa, ReopenArgs{Application: ann.ID, Reason: "x"}, "")
	d.refusedWith(err, fault.Refused, "certificate "+other.Number, "")
	_, err = d.s.CancelCertificate(d.rosa, CancelArgs{Certificate: other.ID, Reason: "wrong too"}, "")
	d.must(err)
	if a := d.application(ann.ID); a.FrozenBy != "" {
		t.Fatalf("still held by %q", a.FrozenBy)
	}
}

func TestASelectionIsNotUndoneByAnotherCertificate(t *testing.T) {
	d := newDesk(t)
	d.realVacancy(realJob)
	d.secondGrade()
	var people []Application
	for _, last := range []string{"Ames", "Birk"} {
		p := d.person("Ann", last, ranking.NV, "c")
		p.Grades = []string{"11", "12"}
		people = append(people, d.finished(p))
	}
	d.rated()
	first, other := d.issuedAt("11"), d.issuedAt("12")
	choose := func(c Certificate, at int, code Decision) {
		t.Helper()
		_, err := d.s.Select(d.rosa, SelectArgs{Certificate: c.ID, Decisions: []DecisionEntry{{Application: people[at].ID, Code: code}}}, "")
		d.must(err)
	}
	choose(first, 0, Selected)
	choose(other, 1, NotSelected)
	choose(other, 0, NotSelected)
	if a, b := d.application(people[0].ID), d.application(people[1].ID); a.Decision != Selected || b.Decision != NotSelected {
		t.Fatalf("decisions %q %q", a.Decision, b.Decision)
	}
	choose(first, 0, NotSelected)
	if a := d.application(people[0].ID); a.Decision != NotSelected {
		t.Fatalf("decision %q", a.Decision)
	}
}

// TestWithdrawnElsewhereWhileACertificateWasIssued is a withdrawal entered
// offline, before its author's computer knew of the certificate.
func TestWithdrawnElsewhereWhileACertificateWasIssued(t *testing.T) {
	d := newDesk(t)
	d.realVacancy(realJob)
	ann := d.finished(d.person("Ann", "Ames", ranking.NV, "c"))
	d.rated()
	d.issued()
	status, err := record.Encode(Withdrawn)
	d.must(err)
	err = d.db.Update(d.rosa, func(tx *record.Tx) error {
		return tx.SetFields(Applications.Name(), ann.ID, ann.Scope(), map[string]record.Raw{"status": status}, nil)
	})
	d.refusedWith(err, fault.Refused, "declined", "")
}

func TestOnePersonIsRatedOnce(t *testing.T) {
	d := newDesk(t)
	d.realVacancy(realJob)
	one := d.finished(d.person("Ann", "Ames", ranking.NV, "c"))
	two := d.finished(d.person("Anne", "Ames", ranking.NV, "a"))
	_, err := d.s.CloseVacancy(d.rosa, VacancyArgs{Vacancy: d.v.ID, Reason: "test"}, "")
	d.must(err)
	_, err = d.s.Rate(d.rosa, VacancyArgs{Vacancy: d.v.ID}, "")
	d.refusedWith(err, fault.Refused, one.Number, "")
	d.refusedWith(err, fault.Refused, two.Number, "")
	_, err = d.s.Withdraw(d.rosa, two.ID, "sent twice")
	d.must(err)
	_, err = d.s.Rate(d.rosa, VacancyArgs{Vacancy: d.v.ID}, "")
	d.must(err)
}

// TestAnotherOfficesApplicationsDoNotCount are forged into another office's
// vacancy.
func TestAnotherOfficesApplicationsDoNotCount(t *testing.T) {
	d := newDesk(t)
	d.realVacancy(realJob)
	d.finished(d.person("Ann", "Ames", ranking.NV, "c"))
	web, err := d.s.SubmitWeb(d.web, d.person("Bo", "Birk", ranking.CPS, "c"), "token-of-sixteen-or-more")
	d.must(err)
	d.must(d.db.Update(d.rosa, func(tx *record.Tx) error {
		found, err := Applications.Find(tx, "by-number", record.K(web.Number))
		if err != nil {
			return err
		}
		a := found[0]
		a.ID, a.Office = app.NewID(), "west"
		a.Number = applicationNumber(a.ID)
		return Applications.Put(tx, a)
	}))
	d.rated()
	if c := d.issued(); len(c.Lines) != 2 || c.Counts.Received != 2 {
		t.Fatalf("%d lines, %d received", len(c.Lines), c.Counts.Received)
	}
}

func TestADeniedPreferenceIsNone(t *testing.T) {
	d := newDesk(t)
	d.realVacancy(realJob)
	ann := d.finished(d.person("Ann", "Ames", ranking.CPS, "a"))
	for _, c := range []struct {
		code   ranking.Preference
		status string
		ok     bool
	}{{ranking.CPS, "denied", false}, {ranking.CPS, "", false}, {ranking.CPS, "granted", false}, {ranking.NV, "denied", true}, {ranking.TP, "tentative", true}} {
		_, err := d.s.Adjudicate(d.rosa, AdjudicateArgs{Application: ann.ID, Code: c.code, Status: c.status, Reason: "letter"}, "")
		if (err == nil) != c.ok {
			t.Errorf("%s %q: %v", c.code, c.status, err)
		}
	}
}

// TestWhatARatingReadOfTheVacancyStays is an amendment entered offline, before
// its author's computer knew of the rating.
func TestWhatARatingReadOfTheVacancyStays(t *testing.T) {
	d := newDesk(t)
	d.realVacancy(realJob)
	d.finished(d.person("Ann", "Ames", ranking.NV, "b"))
	d.rated()
	for name, amend := range map[string]func(*Vacancy){
		"questions":   func(v *Vacancy) { v.QuestionVersion++ },
		"closing":     func(v *Vacancy) { v.Closes = v.Closes.AddDays(-5) },
		"citizenship": func(v *Vacancy) { v.CitizensOnly = "no" },
		"grades":      func(v *Vacancy) { v.Grades = []string{"05"} },
	} {
		err := d.db.Update(d.rosa, func(tx *record.Tx) error {
			v, err := Vacancies.Get(tx, d.v.ID)
			if err != nil {
				return err
			}
			amend(&v)
			return Vacancies.Put(tx, v)
		})
		if !fault.Is(err, fault.Refused) {
			t.Errorf("%s: %v", name, err)
		}
	}
	d.must(d.db.Update(d.rosa, func(tx *record.Tx) error { // an edit of the questions alone
		q, err := Questionnaires.Get(tx, d.v.ID)
		if err != nil {
			return err
		}
		q.Version++
		q.Set.Questions[1].Weight = 1
		return Questionnaires.Put(tx, q)
	}))
	_, err := d.s.IssueCertificate(d.rosa, IssueArgs{Vacancy: d.v.ID, Grade: d.v.Grades[0]}, "")
	d.refusedWith(err, fault.Refused, "questions changed", "")
}

// TestALateClaimThatIsDeniedIsLate: only ten-point preference eligibles may file
// after closing, not whoever claimed to be one (5 CFR 332.311).
func TestALateClaimThatIsDeniedIsLate(t *testing.T) {
	for _, c := range []struct {
		code   ranking.Preference
		status string
		want   int
	}{{"", "", 2}, {ranking.CPS, "verified", 2}, {ranking.NV, "denied", 1}, {ranking.TP, "verified", 1}} {
		d := newDesk(t)
		d.realVacancy(realJob)
		d.finished(d.person("Ann", "Ames", ranking.NV, "b"))
		late := d.finished(d.person("Bo", "Birk", ranking.CPS, "b"))
		_, err := d.s.CloseVacancy(d.rosa, VacancyArgs{Vacancy: d.v.ID, Reason: "test"}, "")
		d.must(err)
		d.must(d.db.Update(d.rosa, func(tx *record.Tx) error {
			v, err := Vacancies.Get(tx, d.v.ID)
			v.Closes = late.DateReceived.AddDays(-1)
			if err != nil {
				return err
			}
			return Vacancies.Put(tx, v)
		}))
		d.must(d.db.Update(d.rosa, func(tx *record.Tx) error { // Ann was in time
			all, err := applicationsOf(tx, d.v.Office, d.v.ID)
			if err != nil {
				return err
			}
			for _, a := range all {
				if a.ID == late.ID {
					continue
				}
				a.DateReceived = late.DateReceived.AddDays(-1)
				a.Second.Values = map[string]string{"firstName": "Ann", "lastName": "Ames", "preferenceClaim": "NV", "citizenship": "US", "dateReceived": string(a.DateReceived),
					"answers.q1": a.critical("answers.q1"), "answers.q2": a.critical("answers.q2")}
				if err := Applications.Put(tx, a); err != nil {
					return err
				}
			}
			return nil
		}))
		if c.code != "" {
			_, err = d.s.Adjudicate(d.rosa, AdjudicateArgs{Application: late.ID, Code: c.code, Status: c.status, Proof: []string{ProofDD214, ProofSF15, ProofVA}, Reason: "letter"}, "")
			d.must(err)
		}
		p, err := d.s.PreviewRate(d.rosa, d.v.ID)
		d.must(err)
		if got := p.Grades[0].Eligible; got != c.want || p.Grades[0].Reasons["ILAT"] != 2-c.want {
			t.Errorf("%s %s: %d eligible, want %d; %v", c.code, c.status, got, c.want, p.Grades[0].Reasons)
		}
	}
}
