package hiring

import (
	"slices"
	"strings"
	"testing"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/app/form"
	"civicdesk/app/policy"
	"civicdesk/storage/record"
	"civicdesk/storage/record/recordtest"
)

// complete is an announcement without a gap that stops it.
func complete(v Vacancy) Vacancy {
	v.Title, v.Agency, v.PayPlan, v.Series, v.Grades = "Analyst", "Test Agency", "GS", []Series{{"0343", "Management and Program Analysis"}}, []string{"09", "11"}
	v.SalaryMin, v.SalaryMax, v.Announcement, v.Openings, v.Opens, v.Closes = "53435", "84000", "DE-26-7", 2, "2026-11-20", "2026-12-04"
	v.AppointmentType, v.WorkSchedule, v.Locations = "Permanent", "Full-time", []Location{{Name: "Denver, Colorado", City: "Denver", State: "CO"}}
	v.WhoMayApply, v.Summary, v.Duties = "United States citizens", "Analyzes programs.", []string{"Analyzes.", "Reports."}
	v.Qualifications, v.HowEvaluated, v.RequiredDocuments, v.HowToApply, v.ContactPhone = "One year.", "By questionnaire.", "Résumé.", "Online.", "303-555-0142"
	return v
}

func blank() Vacancy { return Vacancy{Office: "hq", SalaryPer: "Per Year", CitizensOnly: "yes"} }

func TestGapsNameWhatIsMissingWithItsRule(t *testing.T) {
	whole := complete(blank())
	whole.Questions, whole.Method.Categories = 3, make([]Category, 3)
	for _, g := range whole.Gaps() {
		if g.Stops {
			t.Errorf("a complete announcement is stopped: %+v", g)
		}
	}
	for _, c := range []struct {
		field, citation string
		section         Section
		without         func(*Vacancy)
	}{
		{"announcement", "5 CFR 330.104(a)(2)", SectionDates, func(v *Vacancy) { v.Announcement = " " }},
		{"locations", "5 CFR 330.104(a)(4)", SectionLocation, func(v *Vacancy) { v.Locations = nil }},
		{"openings", "5 CFR 330.104(a)(5)", SectionDates, func(v *Vacancy) { v.Openings = 0 }},
		{"opens", "5 CFR 330.104(a)(6)", SectionDates, func(v *Vacancy) { v.Opens = "2026-12-05" }},
		{"duties", "5 CFR 330.104(a)(9)", SectionDuties, func(v *Vacancy) { v.Duties = nil }},
		{"contactEmail", "5 CFR 330.104(a)(16)", SectionApply, func(v *Vacancy) { v.ContactPhone = "" }},
		{"categories", "5 USC 3319(a); 5 CFR 337.303", SectionEvaluation, func(v *Vacancy) { v.Method.Categories = v.Method.Categories[:1] }},
		{"questions", "5 CFR 330.104(a)(10)", SectionQuestions, func(v *Vacancy) { v.Questions = 0 }},
	} {
		v := whole
		c.without(&v)
		i := slices.IndexFunc(v.Gaps(), func(g Gap) bool { return g.Field == c.field && g.Stops })
		if i < 0 {
			t.Errorf("%s: no gap", c.field)
			continue
		}
		if g := v.Gaps()[i]; g.Section != c.section || g.Citation != c.citation || g.Words == "" {
			t.Errorf("%s: %+v", c.field, g)
		}
		err := v.mayOpen("test")
		if !fault.Is(err, fault.Refused) || fault.RuleOf(err) != c.citation || fault.FieldsOf(err)[0].Name != c.field {
			t.Errorf("%s: opening gives %v", c.field, err)
		}
	}
	published := complete(blank())
	published.ControlNumber, published.Duties, published.HowToApply = "437510200", nil, ""
	for _, g := range published.Gaps() {
		if g.Stops && (g.Field == "duties" || g.Field == "howToApply") {
			t.Errorf("an announcement that USAJOBS has published is stopped by %s", g.Field)
		}
	}
}

func TestADraftIsWrittenByTwoAndOpensWhenItIsComplete(t *testing.T) {
	d := newDesk(t)
	seen := blank()
	typed := seen
	typed.Title = "Analyst"
	v, clashes, err := d.s.SaveVacancy(d.rosa, seen, typed, nil)
	d.must(err)
	if v.Status != VacancyDraft || v.Title != "Analyst" || len(clashes) != 0 || len(v.Method.Categories) != 3 || v.Method.ReturnDays != 15 {
		t.Fatalf("%+v %v", v, clashes)
	}
	// A colleague writes another field and the same one.
	theirs := v
	theirs.Summary, theirs.Title = "By Keisha.", "Senior Analyst"
	_, _, err = d.s.SaveVacancy(d.keisha, v, theirs, nil)
	d.must(err)
	mine := v
	mine.Title, mine.PayPlan, mine.Method = "Lead Analyst", "GS", Method{Categories: v.Method.Categories}
	was := v
	was.Method = Method{Categories: v.Method.Categories}
	got, clashes, err := d.s.SaveVacancy(d.rosa, was, mine, nil)
	d.must(err)
	if got.Title != "Senior Analyst" || got.Summary != "By Keisha." || got.PayPlan != "GS" || len(clashes) != 1 || clashes[0] != (Clash{"title", "Keisha Brown"}) {
		t.Fatalf("%+v %v", got, clashes)
	}
	if got.Method.ReturnDays != 15 {
		t.Error("what a page does not show of the method was lost")
	}
	_, err = d.s.OpenVacancy(d.rosa, VacancyArgs{Vacancy: v.ID}, "")
	d.refusedWith(err, fault.Refused, "things are missing", "")
	if rule := fault.RuleOf(err); !strings.Contains(rule, "5 CFR 330.104(a)(2)") {
		t.Errorf("rule %q", rule)
	}
	got, _, err = d.s.SaveVacancy(d.rosa, got, complete(got), nil)
	d.must(err)
	_, err = d.s.OpenVacancy(d.rosa, VacancyArgs{Vacancy: v.ID}, "")
	d.refusedWith(err, fault.Refused, "Choose the questions", "5 CFR 330.104(a)(10)")
	_, err = d.s.ChooseQuestions(d.rosa, v.ID, []ChosenQuestion{{Text: "Do you qualify?", Kind: form.YesNo, ScreenOut: true, Required: true}, {Text: "Your experience", Kind: Scale, Weight: 10, Required: true}})
	d.must(err)
	p, err := d.s.PreviewVacancy(d.rosa, v.ID)
	d.must(err)
	_, err = d.s.OpenVacancy(d.rosa, VacancyArgs{Vacancy: v.ID}, p.Digest)
	d.must(err)
	_, _, err = d.s.SaveVacancy(d.rosa, got, complete(got), nil)
	d.refusedWith(err, fault.Refused, "no draft any more", "")

	steps, err := d.s.History(d.rosa, v.ID)
	d.must(err)
	var told []string
	for _, s := range steps {
		told = append(told, s.Action)
	}
	if told[0] != "vacancy.open" || told[1] != "vacancy.questions" || told[len(told)-1] != "vacancy.create" {
		t.Errorf("history %v", told)
	}
	_, err = d.s.History(d.omar, v.ID)
	d.refusedWith(err, fault.Denied, "vacancy.write", "")
	public, err := d.s.PublicVacancy(d.web, v.ID)
	d.must(err)
	if len(public.Steps) != 0 {
		t.Error("the public is given the history")
	}
}

func TestADraftIsRefusedToOthers(t *testing.T) {
	d := newDesk(t)
	_, _, err := d.s.SaveVacancy(d.omar, blank(), blank(), nil)
	d.refusedWith(err, fault.Denied, "vacancy.write", "")
	other := blank()
	other.Office = "boston"
	_, _, err = d.s.SaveVacancy(d.rosa, other, other, nil)
	d.refusedWith(err, fault.Denied, "vacancy.write", "")
	other.Office = ""
	_, _, err = d.s.SaveVacancy(d.rosa, other, other, nil)
	d.refusedWith(err, fault.Invalid, "Choose the office", "")
	offices, err := d.s.Offices(d.rosa)
	d.must(err)
	if !slices.Equal(offices, []string{"hq"}) {
		t.Errorf("offices %v", offices)
	}
}

func TestACopyTakesTextsAndQuestionsAndNoDates(t *testing.T) {
	d := newDesk(t)
	d.realVacancy(realJob)
	v, err := d.s.CopyVacancy(d.keisha, d.v.ID, "hq")
	d.must(err)
	if v.ID == d.v.ID || v.Status != VacancyDraft || v.Announcement != "" || v.ControlNumber != "" || v.Closes != "" || v.ClosedAt != never {
		t.Errorf("%+v", v)
	}
	if v.Title != d.v.Title || v.Qualifications != d.v.Qualifications || v.Questions != 3 || len(v.Method.Categories) != 3 {
		t.Errorf("%+v", v)
	}
	set, err := d.s.Questions(d.keisha, v.ID)
	d.must(err)
	if len(set.Questions) != 3 || !set.Questions[0].ScreensOut() {
		t.Errorf("%+v", set)
	}
}

func TestQuestionsAreChosenFromTheLibrary(t *testing.T) {
	d := newDesk(t)
	d.realVacancy(realJob)
	known, err := d.s.QuestionLibrary(d.rosa)
	d.must(err)
	if len(known) != 3 || known[0].Used != 1 || known[0].Last != d.v.Announcement {
		t.Fatalf("%+v", known)
	}
	v, _, err := d.s.SaveVacancy(d.rosa, blank(), blank(), nil)
	d.must(err)
	set, err := d.s.ChooseQuestions(d.rosa, v.ID, []ChosenQuestion{{Key: known[1].Key, Weight: 20, Required: true}, {Key: known[0].Key, Required: true}})
	d.must(err)
	if len(set.Questions) != 2 || set.Questions[0].Weight != 20 || set.Questions[0].Number != "1" || len(set.Questions[0].Choices) != 3 {
		t.Fatalf("%+v", set)
	}
	known, err = d.s.QuestionLibrary(d.rosa)
	d.must(err)
	if len(known) != 3 || known[0].Used != 2 {
		t.Errorf("a question that is used twice is listed as %+v", known)
	}
	again, err := d.s.ChooseQuestions(d.rosa, v.ID, []ChosenQuestion{{ID: set.Questions[1].ID, Required: true}})
	d.must(err)
	if len(again.Questions) != 1 || again.Questions[0].Number != "1" || again.Questions[0].ID != set.Questions[1].ID {
		t.Errorf("%+v", again)
	}
	_, err = d.s.ChooseQuestions(d.rosa, v.ID, []ChosenQuestion{{Key: "gone"}})
	d.refusedWith(err, fault.NotFound, "not in the library", "")
	_, err = d.s.QuestionLibrary(d.omar)
	d.refusedWith(err, fault.Denied, "vacancy.write", "")
}

func TestADesktopWritesADraftThatTheServerDoesNotKnow(t *testing.T) {
	schema := record.NewSchema(Definitions()...)
	grants := []app.Grant{{Role: policy.HRSpecialist, Scope: "hiring/hq"}}
	rosaID := app.NewID()
	s := New(recordtest.Replica(t, schema, rosaID, grants, app.ScopeAgency), Options{})
	schema.Register(s.Acts()...)
	d := &desk{t: t}
	rosa := recordtest.As(rosaID, "Rosa Delgado", grants...)
	v, _, err := s.SaveVacancy(rosa, blank(), complete(blank()), nil)
	d.must(err)
	_, err = s.ChooseQuestions(rosa, v.ID, []ChosenQuestion{{Text: "Do you qualify?", Kind: form.YesNo}})
	d.refusedWith(err, fault.Unavailable, "Sync, then choose", "")
	_, err = s.OpenVacancy(rosa, VacancyArgs{Vacancy: v.ID}, "")
	d.refusedWith(err, fault.Refused, "Choose the questions", "")
	c, err := s.CopyVacancy(rosa, v.ID, "hq")
	d.must(err)
	if c.Title != "Analyst" || c.Questions != 0 {
		t.Errorf("%+v", c)
	}
}

func TestHistoryIsWrittenInOnesOwnName(t *testing.T) {
	me, other := app.NewID(), app.NewID()
	raw := func(v any) record.Raw {
		r, err := record.Encode(v)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	before := map[string]record.Raw{"status": raw("draft")}
	for _, c := range []struct {
		name string
		by   app.ID
		ok   bool
	}{{"mine", me, true}, {"another's", other, false}} {
		change := record.Change{Type: "vacancy", Append: map[string][]record.Raw{"steps": {raw(Event{By: c.by})}}}
		if err := Authorship(me, change, before); (err == nil) != c.ok {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}
