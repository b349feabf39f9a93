package desktop

import (
	"strings"
	"testing"
	"time"

	"civicdesk/app/fault"
	"civicdesk/app/hiring"
)

// written is a form without a gap that stops it.
func written(f VacancyForm) VacancyForm {
	f.Title, f.Series, f.PayPlan, f.Grades, f.SalaryMin, f.SalaryMax = "Analyst", "343", "GS", "9/11", "$53,435", "84,000"
	f.Announcement, f.Openings = "DE-26-7", "2"
	f.Opens, f.Closes = string(hiring.EasternDay(time.Now())), string(hiring.EasternDay(time.Now()).AddDays(14))
	f.AppointmentType, f.WorkSchedule, f.Locations = "Permanent", "Full-time", "Denver, CO\nSalt Lake City, Utah"
	f.WhoMayApply, f.Summary, f.Duties, f.Qualifications = "United States citizens", "Analyzes programs.", "Analyzes.\n\nReports.", "One year."
	f.HowEvaluated, f.RequiredDocuments, f.HowToApply, f.ContactPhone = "By questionnaire.", "Résumé.", "Online.", "303-555-0142"
	return f
}

func TestAnAnnouncementIsWrittenAndOpened(t *testing.T) {
	o := newOffice(t)
	d := o.desk("rdelgado")
	blank, err := d.Hiring.NewVacancy("")
	must(t, err)
	if blank.Form.Agency != "Test Agency" || blank.Form.ID != "" || len(blank.Form.Categories) != 3 || len(blank.Sections) != 11 || len(blank.Gaps) == 0 {
		t.Fatalf("%+v", blank)
	}
	form := written(blank.Form)
	form.Openings, form.Locations = "many", "Denver"
	saved, err := d.Hiring.SaveVacancy(form, blank.Form)
	must(t, err)
	if len(saved.Problems) != 2 || saved.Problems[0].Field != "openings" || saved.Form.Series != "0343" || saved.Form.Grades != "09, 11" || saved.Form.SalaryMin != "53435" || saved.Form.Agency != "Test Agency" {
		t.Fatalf("%+v", saved)
	}
	form.ID = saved.Form.ID
	form.Openings, form.Locations = "2", written(form).Locations
	saved, err = d.Hiring.SaveVacancy(form, saved.Form)
	must(t, err)
	if len(saved.Problems)+len(saved.Clashes) != 0 || saved.Form.Locations != "Denver, Colorado\nSalt Lake City, Utah" || saved.Form.Duties != "Analyzes.\nReports." {
		t.Fatalf("%+v", saved)
	}
	page, err := d.Hiring.PublicPage(form.ID)
	must(t, err)
	if !strings.Contains(page.HTML, "Salt Lake City, Utah") || !strings.Contains(page.HTML, ">Apply</a>") {
		t.Error("the preview is not the announcement")
	}
	_, err = d.Hiring.ChooseQuestions(form.ID, []ChosenQuestion{{Text: "Do you qualify?", Kind: "yesNo"}})
	if !fault.Is(err, fault.Unavailable) {
		t.Fatalf("questions before the first sync: %v", err)
	}
	_, err = d.Hiring.OpenVacancy(form.ID)
	if !fault.Is(err, fault.Refused) || fault.FieldsOf(err)[0].Name != "questions" || fault.RuleOf(err) != "5 CFR 330.104(a)(10)" {
		t.Fatalf("opened without questions: %v", err)
	}
	_, err = d.Sync.Now()
	must(t, err)
	known, err := d.Hiring.QuestionLibrary()
	must(t, err)
	if len(known) != 1 || known[0].Last != o.vacancy.Announcement {
		t.Fatalf("library %+v", known)
	}
	chosen, err := d.Hiring.ChooseQuestions(form.ID, []ChosenQuestion{{Key: known[0].Key, Weight: "10", Required: true}, {Text: "How many years?", Kind: "scale", Weight: "5"}})
	must(t, err)
	if len(chosen.Chosen) != 2 || chosen.Chosen[1].Number != "2" || len(chosen.Chosen[1].Choices) != 5 {
		t.Fatalf("%+v", chosen.Chosen)
	}
	out, err := d.Hiring.OpenVacancy(form.ID)
	must(t, err)
	if !out.Waiting {
		t.Fatalf("a desktop opened a vacancy by itself: %+v", out)
	}
	_, err = d.Sync.Now()
	must(t, err)
	view, err := d.Hiring.Vacancy(form.ID)
	must(t, err)
	if view.Row.Status != "open" || len(view.Gaps) != 0 || strings.Join(view.Tabs, " ") != "announcement questions applicants rating certificates history" {
		t.Errorf("%+v", view)
	}
	rows, err := d.Hiring.History(form.ID)
	must(t, err)
	if rows[0].What != "Opened to applications" || rows[len(rows)-1].What != "Draft begun" || !strings.Contains(rows[len(rows)-2].Parts, "Position and pay") {
		t.Errorf("%+v", rows)
	}
	if _, err := d.Hiring.VacancyDraft(form.ID); !fault.Is(err, fault.Refused) {
		t.Errorf("an open vacancy is written as a draft: %v", err)
	}
	if _, err := d.Hiring.Rating(form.ID); err != nil {
		t.Error(err)
	}
}

func TestACopyOfAnImportedVacancyIsWrittenWithoutClashes(t *testing.T) {
	o := newOffice(t)
	d := o.desk("rdelgado")
	out, err := d.Hiring.CopyVacancy(string(o.vacancy.ID))
	must(t, err)
	draft, err := d.Hiring.VacancyDraft(out.ID)
	must(t, err)
	form := draft.Form
	form.Duties, form.Locations, form.Series, form.Grades = "One.", "Denver, CO", "0343", "12"
	saved, err := d.Hiring.SaveVacancy(form, draft.Form)
	must(t, err)
	if len(saved.Clashes)+len(saved.Problems) != 0 || saved.Form.Duties != "One." || saved.Form.Locations != "Denver, Colorado" || saved.Form.Title != o.vacancy.Title {
		t.Errorf("%+v", saved)
	}
}

func TestTheBuilderIsForThoseWhoWriteVacancies(t *testing.T) {
	o := newOffice(t)
	d := o.desk("ohaddad")
	for name, err := range map[string]error{
		"a blank draft": second(d.Hiring.NewVacancy("")), "a draft": second(d.Hiring.SaveVacancy(VacancyForm{Office: "hq"}, VacancyForm{})),
		"a copy": second(d.Hiring.CopyVacancy(string(o.vacancy.ID))), "the library": second(d.Hiring.QuestionLibrary()),
		"history": second(d.Hiring.History(string(o.vacancy.ID))), "opening": second(d.Hiring.OpenVacancy(string(o.vacancy.ID))),
	} {
		if !fault.Is(err, fault.Denied) && !fault.Is(err, fault.Invalid) {
			t.Errorf("a verifier gets %s: %v", name, err)
		}
	}
}

func second[T any](_ T, err error) error { return err }

func TestViewsOutliveTheLockAndFollowThePerson(t *testing.T) {
	o := newOffice(t)
	d := o.desk("rdelgado")
	rows, err := d.Session.SaveView("vacancies", "Open ones", `{"text":"open"}`)
	must(t, err)
	_, err = d.Session.FirstView("vacancies", rows[0].ID)
	must(t, err)
	_, err = d.Session.Lock()
	must(t, err)
	_, err = d.Session.SignIn("rdelgado", password)
	must(t, err)
	rows, err = d.Session.Views("vacancies")
	must(t, err)
	if len(rows) != 1 || rows[0].Name != "Open ones" || !rows[0].First || rows[0].State != `{"text":"open"}` {
		t.Fatalf("after the lock: %+v", rows)
	}
	_, err = d.Sync.Now()
	must(t, err)
	elsewhere := o.desk("rdelgado")
	rows, err = elsewhere.Session.Views("vacancies")
	must(t, err)
	if len(rows) != 1 || rows[0].Name != "Open ones" {
		t.Errorf("on another computer: %+v", rows)
	}
	other := o.desk("ohaddad")
	rows, err = other.Session.Views("vacancies")
	must(t, err)
	if len(rows) != 0 {
		t.Errorf("another person is shown %+v", rows)
	}
}

func TestTheWeekCountsWhatThePersonMaySee(t *testing.T) {
	o := newOffice(t)
	d := o.desk("rdelgado")
	_, err := d.Hiring.SavePaper(o.paper())
	must(t, err)
	w, err := d.Session.Week()
	must(t, err)
	if len(w.Days) != 7 || w.Days[6] != string(hiring.EasternDay(time.Now())) || w.Applications[6] != 1 || len(w.Inquiries) != 0 {
		t.Errorf("%+v", w)
	}
}
