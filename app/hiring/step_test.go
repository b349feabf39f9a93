package hiring

import (
	"strings"
	"testing"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/app/hiring/ranking"
	"civicdesk/storage/record"
)

func TestAdjudication(t *testing.T) {
	d := newDesk(t)
	d.realVacancy(realJob)
	tp := d.finished(d.person("Bo", "Birk", ranking.TP, "c"))
	cps := d.finished(d.person("Cy", "Cole", ranking.CPS, "c"))
	keyed := d.keyed(d.person("Ed", "East", ranking.TP, "c"))
	all := []string{ProofDD214, ProofSF15, ProofVA}
	for _, c := range []struct {
		name string
		as   string
		args AdjudicateArgs
		kind fault.Kind
		want string // words of the refusal; "" when granted
	}{
		{"no code", "rosa", AdjudicateArgs{Application: tp.ID, Status: "verified"}, fault.Invalid, "Choose the preference granted"},
		{"no status", "rosa", AdjudicateArgs{Application: tp.ID, Code: ranking.TP}, fault.Invalid, "tentative, verified or denied"},
		{"denied, yet granted", "rosa", AdjudicateArgs{Application: tp.ID, Code: ranking.TP, Status: "denied"}, fault.Invalid, "grants no preference"},
		{"verified without proof", "rosa", AdjudicateArgs{Application: tp.ID, Code: ranking.TP, Status: "verified"}, fault.Invalid, "TP needs DD-214 or VOW letter"},
		{"10 points on the DD-214 alone", "rosa", AdjudicateArgs{Application: cps.ID, Code: ranking.CPS, Status: "verified", Proof: []string{ProofDD214}}, fault.Invalid, "SF-15 and VA letter is missing. Leave it tentative until it comes, or grant TP"},
		{"10 points without a DD-214", "rosa", AdjudicateArgs{Application: cps.ID, Code: ranking.CPS, Status: "verified", Proof: []string{ProofVA, ProofSF15}}, fault.Invalid, "or grant NV"},
		{"another code without a reason", "rosa", AdjudicateArgs{Application: cps.ID, Code: ranking.TP, Status: "verified", Proof: []string{ProofDD214}}, fault.Invalid, "not the one claimed, CPS"},
		{"denied without a reason", "rosa", AdjudicateArgs{Application: tp.ID, Code: ranking.NV, Status: "denied"}, fault.Invalid, "not the one claimed, TP"},
		{"still being keyed", "rosa", AdjudicateArgs{Application: keyed.ID, Code: ranking.TP, Status: "tentative"}, fault.Refused, "waiting for second keying"},
		{"a verifier", "omar", AdjudicateArgs{Application: tp.ID, Code: ranking.TP, Status: "tentative"}, fault.Denied, "vacancy.act"},
		{"an agent", "agent", AdjudicateArgs{Application: tp.ID, Code: ranking.TP, Status: "tentative"}, fault.Denied, "vacancy.act"},
		{"tentative until the papers come", "rosa", AdjudicateArgs{Application: cps.ID, Code: ranking.CPS, Status: "tentative"}, 0, ""},
		{"falls to what is proved", "rosa", AdjudicateArgs{Application: cps.ID, Code: ranking.TP, Status: "verified", Proof: []string{ProofDD214}, Reason: "no VA letter"}, 0, ""},
		{"proved", "rosa", AdjudicateArgs{Application: cps.ID, Code: ranking.CPS, Status: "verified", Proof: all}, 0, ""},
		{"expected discharge", "rosa", AdjudicateArgs{Application: tp.ID, Code: ranking.TP, Status: "verified", Proof: []string{ProofVOW}}, 0, ""},
	} {
		who := d.rosa
		switch c.as {
		case "omar":
			who = d.omar
		case "agent":
			who = d.agent
		}
		_, err := d.s.Adjudicate(who, c.args, "")
		if c.want == "" {
			if a := d.application(c.args.Application); err != nil || a.PreferenceCode != c.args.Code || a.PreferenceStatus != c.args.Status {
				t.Errorf("%s: %v; %s %s", c.name, err, a.PreferenceCode, a.PreferenceStatus)
			}
			continue
		}
		t.Run(c.name, func(t *testing.T) { d.t = t; d.refusedWith(err, c.kind, c.want, "") })
		d.t = t
	}
	h := d.application(cps.ID).History
	last := h[len(h)-1]
	if last.Kind != ChangePreference || last.From != "TP, verified: DD-214" || last.To != "CPS, verified: DD-214, SF-15, VA letter" || last.Name != "Rosa Delgado" || last.Citation != RulePreferenceProof {
		t.Fatalf("history %+v", last)
	}
}

func TestRulingOnARating(t *testing.T) {
	d := newDesk(t)
	d.realVacancy(realJob)
	g := d.v.Grades[0]
	ann := d.finished(d.person("Ann", "Ames", ranking.NV, "c")) // 100.00
	out := d.person("Di", "Dunn", ranking.NV, "c")
	out.Answers["q1"] = []string{"no"}
	dunn := d.finished(out)
	for _, c := range []struct {
		name string
		args RuleArgs
		kind fault.Kind
		want string
		rule string
	}{
		{"nothing said", RuleArgs{Application: ann.ID, Grade: g, Reason: "x"}, fault.Invalid, "Enter the rating that counts", ""},
		{"no reason", RuleArgs{Application: ann.ID, Grade: g, Rating: "84"}, fault.Invalid, "Say why", ""},
		{"no such grade", RuleArgs{Application: ann.ID, Grade: "15", Rating: "84", Reason: "x"}, fault.Invalid, "Choose one of the grades", ""},
		{"no number", RuleArgs{Application: ann.ID, Grade: g, Rating: "8x", Reason: "x"}, fault.Invalid, "from 70 to 100", ""},
		{"three decimals", RuleArgs{Application: ann.ID, Grade: g, Rating: "84.125", Reason: "x"}, fault.Invalid, "two decimals", ""},
		{"not passing", RuleArgs{Application: ann.ID, Grade: g, Rating: "69.99", Reason: "x"}, fault.Invalid, "Find the applicant ineligible instead", ""},
		{"raised", RuleArgs{Application: ann.ID, Grade: g, Rating: "100", Reason: "x"}, fault.Invalid, "never raised", ""},
		{"both", RuleArgs{Application: ann.ID, Grade: g, Rating: "84", Code: "IQSE", Reason: "x"}, fault.Invalid, "Choose one", ""},
		{"no such code", RuleArgs{Application: ann.ID, Grade: g, Code: "NOPE", Reason: "x"}, fault.Invalid, "why the applicant is not eligible", ""},
		{"nothing to take back", RuleArgs{Application: ann.ID, Grade: g, Lift: true, Reason: "x"}, fault.Refused, "nothing to take back", ""},
		{"ineligible by the answers", RuleArgs{Application: dunn.ID, Grade: g, Rating: "84", Reason: "x"}, fault.Refused, "question 1", "5 CFR 338.301"},
		{"lowered", RuleArgs{Application: ann.ID, Grade: g, Rating: "84.5", Reason: "the résumé shows two years"}, 0, "", ""},
		{"lowered again alike", RuleArgs{Application: ann.ID, Grade: g, Rating: "84.50", Reason: "the résumé shows two years"}, fault.Refused, "decided already", ""},
		{"lowered further", RuleArgs{Application: ann.ID, Grade: g, Rating: "80", Reason: "and none at the grade below"}, 0, "", ""},
		{"raised again, to less than the answers give", RuleArgs{Application: ann.ID, Grade: g, Rating: "90", Reason: "a letter came"}, 0, "", ""},
		{"found ineligible", RuleArgs{Application: ann.ID, Grade: g, Code: "IQSE", Reason: "no year at grade"}, 0, "", ""},
		{"taken back", RuleArgs{Application: ann.ID, Grade: g, Lift: true, Reason: "wrong person"}, 0, "", ""},
	} {
		_, err := d.s.Rule(d.rosa, c.args, "")
		if c.want == "" {
			if err != nil {
				t.Errorf("%s: %v", c.name, err)
			}
			continue
		}
		t.Run(c.name, func(t *testing.T) { d.t = t; d.refusedWith(err, c.kind, c.want, c.rule) })
		d.t = t
	}
	_, err := d.s.Rule(d.omar, RuleArgs{Application: ann.ID, Grade: g, Code: "IQSE", Reason: "x"}, "")
	d.refusedWith(err, fault.Denied, "vacancy.act", "")
	var told []string
	for _, h := range d.application(ann.ID).History {
		if h.Kind == ChangeRuled || h.Kind == ChangeLifted {
			told = append(told, h.From+" → "+h.To)
		}
	}
	if got := strings.Join(told, "; "); got != "100.00 → 84.50; 84.50 → 80.00; 80.00 → 90.00; 90.00 → ineligible, IQSE; ineligible, IQSE → 100.00" {
		t.Fatalf("history: %s", got)
	}
}

// TestTheCertificateFollowsWhatWasDecided is the whole road: adjudicated, lowered
// and ineligible people take their lawful places, and nothing changes beneath the
// certificate.
func TestTheCertificateFollowsWhatWasDecided(t *testing.T) {
	d := newDesk(t)
	d.realVacancy(realJob)
	g := d.v.Grades[0]
	ann := d.finished(d.person("Ann", "Ames", ranking.NV, "c"))
	bo := d.finished(d.person("Bo", "Birk", ranking.TP, "c"))
	cy := d.finished(d.person("Cy", "Cole", ranking.NV, "c"))
	di := d.finished(d.person("Di", "Dunn", ranking.NV, "c"))
	d.rated()
	rows, err := d.s.Applicants(d.rosa, d.v.ID, g)
	d.must(err)
	if rows[0].Name != "Birk, Bo" || rows[0].Standing != PreferenceClaimed {
		t.Fatalf("a claim counts until it is decided: %+v", rows[0])
	}
	for _, step := range []Step{
		{Kind: StepAdjudicate, Code: ranking.NV, Status: "denied", Reason: "no DD-214"},
		{Kind: StepRate, Grade: g, Rating: "84.99", Reason: "résumé"},
		{Kind: StepIneligible, Grade: g, Found: "IDOC", Reason: "no transcript"},
	} {
		id := map[StepKind]app.ID{StepAdjudicate: bo.ID, StepRate: ann.ID, StepIneligible: di.ID}[step.Kind]
		looked, err := d.s.PreviewStep(d.rosa, []app.ID{id}, step)
		d.must(err)
		done, err := d.s.TakeStep(d.rosa, looked, step)
		d.must(err)
		if done[0].Problem != "" || done[0].To == "" {
			t.Fatalf("%s: %+v", step.Kind, done[0])
		}
	}
	_, err = d.s.IssueCertificate(d.rosa, IssueArgs{Vacancy: d.v.ID, Grade: g}, "")
	d.refusedWith(err, fault.Refused, "3 finished applications are not in the last rating", "")
	_, err = d.s.Rate(d.rosa, VacancyArgs{Vacancy: d.v.ID}, "")
	d.must(err)
	c := d.issued()
	var order []string
	for _, l := range c.Lines {
		order = append(order, l.LastName+" "+l.Rating+" "+l.Standing)
	}
	if got := strings.Join(order, ", "); got != "Birk 100.00 denied, Cole 100.00 claimed, Ames 84.99 claimed" {
		t.Fatalf("order %s", got)
	}
	looked, err := d.s.PreviewStep(d.rosa, []app.ID{ann.ID, cy.ID, di.ID}, Step{Kind: StepLift, Grade: g, Reason: "late"})
	d.must(err)
	for _, l := range looked {
		if !strings.Contains(l.Problem, "certificate "+c.Number) || !strings.Contains(l.Problem, "Cancel the certificate first") {
			t.Errorf("changed beneath a certificate: %+v", l)
		}
	}
	var kinds []string
	for _, h := range d.application(ann.ID).History {
		kinds = append(kinds, string(h.Kind))
	}
	if got := strings.Join(kinds, " "); got != "keyed keyedAgain finished rated ruled rated listed" {
		t.Fatalf("history %s", got)
	}
	_, err = d.s.Select(d.rosa, SelectArgs{Certificate: c.ID, Complete: true, Decisions: []DecisionEntry{{Application: bo.ID, Code: Selected}, {Application: cy.ID, Code: NotSelected}, {Application: ann.ID, Code: NotContacted}}}, "")
	d.must(err)
	listed, err := d.s.CertificatesOf(d.rosa, d.v.ID)
	d.must(err)
	if l := listed[0].Lines; len(l) != 3 || l[0] != (Line{Decision: Selected}) {
		t.Errorf("the list of certificates tells %+v", l)
	}
	looked, err = d.s.PreviewStep(d.rosa, []app.ID{ann.ID}, Step{Kind: StepLift, Grade: g, Reason: "late"})
	d.must(err)
	if !strings.Contains(looked[0].Problem, "nothing beneath it changes any more") {
		t.Errorf("after the return: %+v", looked[0])
	}
}

// TestAStepOnManyIsOneActEach mixes those who can take a step with those who
// cannot.
func TestAStepOnManyIsOneActEach(t *testing.T) {
	d := newDesk(t)
	d.realVacancy(realJob)
	ann := d.finished(d.person("Ann", "Ames", ranking.NV, "c"))
	bo := d.finished(d.person("Bo", "Birk", ranking.TP, "c"))
	hidden := d.keyed(d.person("Ed", "East", ranking.NV, "c"))
	ids := []app.ID{ann.ID, bo.ID, hidden.ID, "no-such-application"}
	if _, err := d.s.PreviewStep(d.rosa, ids[:2], Step{Kind: StepWithdraw}); len(fault.FieldsOf(err)) == 0 {
		t.Error("a form that is at fault for everybody is no error of its own")
	}
	for _, c := range []struct {
		name string
		step Step
		done string // which of the four took it
	}{
		{"withdraw", Step{Kind: StepWithdraw, Reason: "called"}, "ann bo hidden"},
		{"finish", Step{Kind: StepFinish}, ""},
		{"reopen what was withdrawn", Step{Kind: StepReopen, Reason: "x"}, ""},
		{"withdraw again", Step{Kind: StepWithdraw, Reason: "called"}, ""},
	} {
		looked, err := d.s.PreviewStep(d.rosa, ids, c.step)
		d.must(err)
		done, err := d.s.TakeStep(d.rosa, looked, c.step)
		d.must(err)
		var names []string
		for i, l := range done {
			if (looked[i].Problem == "") != (l.Problem == "") {
				t.Errorf("%s: looked %q, done %q", c.name, looked[i].Problem, l.Problem)
			}
			if l.Problem == "" {
				names = append(names, []string{"ann", "bo", "hidden", "none"}[i])
			}
		}
		if got := strings.Join(names, " "); got != c.done {
			t.Errorf("%s: taken by %q, want %q", c.name, got, c.done)
		}
	}
	looked, err := d.s.PreviewStep(d.omar, []app.ID{hidden.ID}, Step{Kind: StepAdjudicate, Code: ranking.TP, Status: "tentative"})
	d.must(err)
	if !strings.Contains(looked[0].Problem, "vacancy.act") {
		t.Errorf("a verifier adjudicates: %+v", looked[0])
	}
	if _, err := d.s.AllApplicants(d.agent); !fault.Is(err, fault.Denied) {
		t.Errorf("an agent lists all applicants: %v", err)
	}
	all, err := d.s.AllApplicants(d.rosa)
	d.must(err)
	if len(all) != 3 || all[0].Announcement != d.v.Announcement || !d.audited("application.list", d.v.ID) {
		t.Fatalf("%+v", all)
	}
}

func TestASecondLookIsAskedForWhenSomethingChanged(t *testing.T) {
	d := newDesk(t)
	d.realVacancy(realJob)
	bo := d.finished(d.person("Bo", "Birk", ranking.TP, "c"))
	step := Step{Kind: StepAdjudicate, Code: ranking.TP, Status: "tentative"}
	looked, err := d.s.PreviewStep(d.rosa, []app.ID{bo.ID}, step)
	d.must(err)
	_, err = d.s.Adjudicate(d.keisha, AdjudicateArgs{Application: bo.ID, Code: ranking.TP, Status: "verified", Proof: []string{ProofDD214}}, "")
	d.must(err)
	done, err := d.s.TakeStep(d.rosa, looked, step)
	d.must(err)
	if !strings.Contains(done[0].Problem, "changed since you looked") || d.application(bo.ID).PreferenceStatus != "verified" {
		t.Fatalf("%+v", done[0])
	}
}

func TestExtension(t *testing.T) {
	d := newDesk(t)
	d.realVacancy(realJob)
	d.finished(d.person("Ann", "Ames", ranking.NV, "c"))
	d.rated()
	c := d.issued() // issued Nov 22, 2026; return by Dec 7, expires Feb 20, 2027
	for _, x := range []struct {
		name string
		args ExtendArgs
		kind fault.Kind
		want string
	}{
		{"no reason", ExtendArgs{ReturnBy: "2026-12-20", Expires: "2027-03-20"}, fault.Invalid, "Say why"},
		{"no day", ExtendArgs{ReturnBy: "2026-12-20", Reason: "x"}, fault.Invalid, "new expiration date"},
		{"earlier", ExtendArgs{ReturnBy: "2026-12-20", Expires: "2027-01-20", Reason: "x"}, fault.Invalid, "after Feb 20, 2027"},
		{"nothing new", ExtendArgs{ReturnBy: "2026-12-07", Expires: "2027-02-20", Reason: "x"}, fault.Invalid, "after Feb 20, 2027"},
		{"longer than 240 days", ExtendArgs{ReturnBy: "2026-12-20", Expires: "2027-07-20", Reason: "x"}, fault.Invalid, "at most 240 days from its issue: enter Jul 19, 2027"},
		{"returned after it expires", ExtendArgs{ReturnBy: "2027-04-20", Expires: "2027-03-20", Reason: "x"}, fault.Invalid, "no later than the expiration"},
		{"240 days", ExtendArgs{ReturnBy: "2027-01-20", Expires: "2027-07-19", Reason: "interviews"}, 0, ""},
	} {
		x.args.Certificate = c.ID
		_, err := d.s.ExtendCertificate(d.rosa, x.args, "")
		if x.want == "" {
			d.must(err)
			continue
		}
		t.Run(x.name, func(t *testing.T) { d.t = t; d.refusedWith(err, x.kind, x.want, "") })
		d.t = t
	}
	_, err := d.s.ExtendCertificate(d.chief, ExtendArgs{Certificate: c.ID, ReturnBy: "2027-02-01", Expires: "2027-07-19", Reason: "x"}, "")
	d.refusedWith(err, fault.Denied, "certificate.issue", "")
	got, err := d.s.Certificate(d.rosa, c.ID)
	d.must(err)
	if got.Expires != "2027-07-19" || len(got.Extensions) != 1 || got.Extensions[0].Was != "2027-02-20" || got.Extensions[0].ByName != "Rosa Delgado" {
		t.Fatalf("%+v", got)
	}
	f, err := d.s.CertificateFile(d.chief, c.ID, PaperFile)
	d.must(err)
	if f.Name != "certificate-extended-1.pdf" || d.printed[len(d.printed)-1].Expires != "2027-07-19" {
		t.Fatalf("the paper has the old dates: %s", f.Name)
	}
	err = d.db.Update(d.rosa, func(tx *record.Tx) error {
		got.Expires = "2028-01-01"
		return Certificates.Put(tx, got)
	})
	d.refusedWith(err, fault.Refused, "by an extension only", "")
}

// TestHistoryIsNobodyElses is a desktop that claims what it did not do.
func TestHistoryIsNobodyElses(t *testing.T) {
	d := newDesk(t)
	d.realVacancy(realJob)
	ann := d.finished(d.person("Ann", "Ames", ranking.NV, "c"))
	for _, c := range []struct {
		name string
		line Change
		ok   bool
	}{
		{"own", Change{By: d.rosaID, Kind: ChangeContact}, true},
		{"another's", Change{By: d.omarID, Kind: ChangeContact}, false},
		{"an act's", Change{By: d.rosaID, Kind: ChangePreference}, false},
	} {
		raw, err := record.Encode(c.line)
		d.must(err)
		change := record.Change{Type: Applications.Name(), ID: ann.ID, Set: map[string]record.Raw{}, Append: map[string][]record.Raw{"history": {raw}}}
		if err := Authorship(d.rosaID, change, d.fields(ann.ID)); (err == nil) != c.ok {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	rulings, err := record.Encode([]Ruling{{Grade: "09", Rating: "70", Reason: "x", By: d.rosaID}})
	d.must(err)
	change := record.Change{Type: Applications.Name(), ID: ann.ID, Set: map[string]record.Raw{"rulings": rulings}}
	d.refusedWith(Authorship(d.rosaID, change, d.fields(ann.ID)), fault.Refused, "by the server alone", "")
}
