package web

import (
	"context"
	"io/fs"
	"regexp"
	"strings"
	"testing"
	"time"

	"civicdesk/app"
	"civicdesk/app/form"
	"civicdesk/app/hiring"
	"civicdesk/app/hiring/usajobs"
	"civicdesk/app/inquiry"
	"civicdesk/app/policy"
	"civicdesk/app/sample"
	"civicdesk/app/web/visitor"
	"civicdesk/storage/record"
	"civicdesk/storage/record/recordtest"
)

// office is the site over the real services on one store, with a real
// announcement that is open, and a specialist and an agent to look behind it.
type office struct {
	*walker
	jobs      *hiring.Service
	inquiries *inquiry.Service
	rosa, sam context.Context
	vacancy   hiring.Vacancy
	set       form.Set
}

// realJob is a real announcement of the Department of Labor, realQuestions a
// real questionnaire with branches.
const (
	realJob       = "436996000.json"
	realQuestions = "monster_178930.txt"
)

func openOffice(t *testing.T, questionnaire string) *office {
	t.Helper()
	schema := record.NewSchema(append(hiring.Definitions(), inquiry.Definitions()...)...)
	db := recordtest.New(t, schema)
	o := &office{jobs: hiring.New(db, hiring.Options{}), inquiries: inquiry.New(db, inquiry.Options{})}
	schema.Register(o.jobs.Acts()...)
	o.rosa = recordtest.As(app.NewID(), "Rosa Delgado", app.Grant{Role: policy.HRSpecialist, Scope: "hiring/hq"})
	o.sam = recordtest.As(app.NewID(), "Sam Agent", app.Grant{Role: policy.Agent, Scope: o.inquiries.Scope()})
	o.walker = start(t, Options{Jobs: NewJobs(o.jobs), Inquiries: NewInquiries(o.inquiries)})
	o.announce(questionnaire)
	return o
}

// announce imports the announcement, attaches questions and opens it.
func (o *office) announce(questionnaire string) {
	o.Helper()
	file, err := sample.Announcements().Open(realJob)
	o.must(err)
	defer file.Close()
	items, err := usajobs.Read(realJob, file)
	o.must(err)
	v, err := o.jobs.ImportVacancy(o.rosa, items[0], "hq")
	o.must(err)
	text, err := sample.Questionnaires().Open(questionnaire)
	o.must(err)
	defer text.Close()
	set, _, err := form.ParsePreview(questionnaire, text)
	o.must(err)
	o.set = form.Assign(set)
	v, err = o.jobs.AttachQuestions(o.rosa, v.ID, o.set, "")
	o.must(err)
	settings := hiring.SettingsOf(v)
	settings.Opens, settings.Closes = "2026-11-01", "2026-11-29"
	v, err = o.jobs.SetVacancy(o.rosa, v.ID, settings, "")
	o.must(err)
	p, err := o.jobs.PreviewVacancy(o.rosa, v.ID)
	o.must(err)
	_, err = o.jobs.OpenVacancy(o.rosa, hiring.VacancyArgs{Vacancy: v.ID}, p.Digest)
	o.must(err)
	o.vacancy = v
}

func (o *office) must(err error) {
	o.Helper()
	if err != nil {
		o.Fatal(err)
	}
}

// ana is an applicant; the answers to questions are added by answered.
func (o *office) ana() map[string][]string {
	given := map[string][]string{
		"firstName": {"Ana María"}, "lastName": {"Núñez-O’Hara"}, "street": {"1 Main St"}, "city": {"Dayton"}, "state": {"OH"}, "zip": {"45402"},
		"dayPhone": {"937-555-0143"}, "email": {"ana@example.com"}, "citizenship": {"US"}, "preferenceClaim": {"TP"}, "ssn": {"212-45-6789"},
		"grades": o.vacancy.Grades[:1],
	}
	for _, q := range o.set.Questions {
		switch {
		case q.Has():
			given[form.FieldName(q.ID)] = []string{q.Choices[0].Value}
		case q.Kind == form.Number:
			given[form.FieldName(q.ID)] = []string{"4"}
		case q.Kind == form.Date:
			given[form.FieldName(q.ID)] = []string{"2026-11-01"}
		case q.Kind != form.Instruction:
			given[form.FieldName(q.ID)] = []string{"Ten years of it."}
		}
	}
	return given
}

func (o *office) apply(given map[string][]string) *visitor.Page {
	o.Helper()
	page, err := o.v.Walk(context.Background(), jobPath(o.vacancy.Announcement)+"/apply", given)
	o.must(err)
	return page
}

func TestARealApplication(t *testing.T) {
	o := openOffice(t, realQuestions)
	o.open("/jobs").shows(200, o.vacancy.Title, o.vacancy.Announcement)
	o.open(jobPath(o.vacancy.Announcement)).shows(200, o.vacancy.Title, "Apply")
	check := o.apply(o.ana())
	sound(t, check)
	number, receipt, err := check.Send(context.Background())
	o.must(err)
	sound(t, receipt)
	again, page, err := check.Send(context.Background())
	o.must(err)
	if again != number || !strings.Contains(page.Text, "We already have your application") {
		t.Errorf("sent twice: %s then %s", number, again)
	}
	rows, err := o.jobs.Applicants(o.rosa, o.vacancy.ID, "")
	o.must(err)
	if len(rows) != 1 || rows[0].Name != "Núñez-O’Hara, Ana María" || rows[0].Status != hiring.Finished {
		t.Fatalf("%+v", rows)
	}
	got, err := o.jobs.Open(o.rosa, rows[0].ID)
	o.must(err)
	if got.Number != number || got.PreferenceClaim != "TP" || len(got.Answers) == 0 || got.SSN != "" || got.SSNLast4 != "6789" {
		t.Errorf("%+v", got)
	}
	for _, p := range []*visitor.Page{check, receipt} {
		if regexp.MustCompile(`212.?45.?6789`).MatchString(p.HTML) {
			t.Errorf("page %q shows the whole number", p.Title)
		}
	}
}

// TestEveryRealQuestionnaireCanBeAnswered walks through each of the sample's
// questionnaires with the first choice of every question.
func TestEveryRealQuestionnaireCanBeAnswered(t *testing.T) {
	names, err := fs.Glob(sample.Questionnaires(), "*.txt")
	if err != nil || len(names) == 0 {
		t.Fatal(names, err)
	}
	for _, name := range names {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := openOffice(t, name)
			if _, _, err := o.apply(o.ana()).Send(context.Background()); err != nil {
				t.Fatal(err)
			}
		})
	}
}

func TestServiceFaultsStandAtTheField(t *testing.T) {
	o := openOffice(t, realQuestions)
	path := jobPath(o.vacancy.Announcement) + "/apply"
	o.open(path).press(goNext).shows(422, "There is a problem", "first name", "ZIP code", "telephone number or an e-mail address")
	given := o.ana()
	o.open(path)
	for name, values := range given {
		if o.page.Fields()[name] != nil {
			o.must(o.page.Fill(name, values...))
		}
	}
	o.fill("zip", "454", "email", "not an address").press(goNext).shows(422, "5-digit ZIP code", "e-mail address", "!first name.")
	o.fill("zip", "45402", "email", "ana@example.com").press(goNext).shows(200, "step 2")
	if o.page.Fields()["grades"] != nil {
		o.must(o.page.Fill("grades", o.vacancy.Grades[0]))
	}
	o.fill("citizenship", "US", "preferenceClaim", "NV").press(goNext).shows(200, "step 3")
	o.fill("ssn", "000-12-3456").press(goNext).shows(422, "never issued", "!000-12-3456", "!000123456")
}

func TestApplyingAfterTheVacancyClosed(t *testing.T) {
	o := openOffice(t, realQuestions)
	check := o.apply(o.ana())
	settings := hiring.SettingsOf(o.vacancy)
	settings.Closes = "2026-11-21"
	_, err := o.jobs.SetVacancy(o.rosa, o.vacancy.ID, settings, "shortened")
	o.must(err)
	page, err := check.Press(context.Background(), "go", goSend)
	o.must(err)
	o.saw(page, nil).shows(409, "takes no more applications")
	o.open(jobPath(o.vacancy.Announcement)).shows(200, "does not take applications now", "!/apply")
	o.open("/jobs").shows(200, "No job is open at the moment")
	rows, err := o.jobs.Applicants(o.rosa, o.vacancy.ID, "")
	o.must(err)
	if len(rows) != 0 {
		t.Errorf("%+v", rows)
	}
}

func TestDraftVacanciesAreNotPublic(t *testing.T) {
	o := openOffice(t, realQuestions)
	file, err := sample.Announcements().Open("425550200.json")
	o.must(err)
	defer file.Close()
	items, err := usajobs.Read("x", file)
	o.must(err)
	v, err := o.jobs.ImportVacancy(o.rosa, items[0], "hq")
	o.must(err)
	o.open(jobPath(v.Announcement)).shows(404, "!"+v.Title)
}

var amadou = map[string][]string{"category": {"DIS"}, "description": {"May they refuse an interpreter? 123-45-6789"}, "company": {"Acme"}, "state": {"TN"},
	"workZip": {"42223"}, "county": {"unknown"}, "firstName": {"Amadou"}, "lastName": {"Diallo"}, "homeZip": {"37203"}, "preferredContact": {"email"}, "email": {"amadou@example.com"}}

func TestARealQuestion(t *testing.T) {
	o := openOffice(t, realQuestions)
	check, err := o.v.Walk(context.Background(), "/ask", amadou)
	o.must(err)
	number, receipt, err := check.Send(context.Background())
	o.must(err)
	o.saw(receipt, nil).shows(200, "Question received", "business days", "Read aloud", "!Amadou", "!interpreter")
	again, _, err := check.Send(context.Background())
	o.must(err)
	rows, err := o.inquiries.Queue(o.sam, inquiry.Filter{})
	o.must(err)
	if again != number || len(rows) != 1 {
		t.Fatalf("%s, then %s: %+v", number, again, rows)
	}
	o.open("/status").fill("number", strings.ToLower(number), "homeZip", "37203").press("").shows(200, "Received", "Nov 22, 2026", "!Amadou", "!"+number)
	o.open("/status").fill("number", number, "homeZip", "37204").press("").shows(422, "We cannot show a status", "!business days")
	o.must(o.inquiries.Answer(o.sam, rows[0].ID, "No, they may not."))
	o.open("/status").fill("number", number, "homeZip", "37203").press("").shows(200, "Answered", "!may not")
	for range 5 {
		o.open("/status").fill("number", number, "homeZip", "00000").press("").shows(422)
	}
	o.open("/status").fill("number", number, "homeZip", "37203").press("").shows(422, "We cannot show a status")
}

func TestAMachineMadeQuestionIsSetAside(t *testing.T) {
	o := openOffice(t, realQuestions)
	h := start(t, Options{Jobs: NewJobs(o.jobs), Inquiries: NewInquiries(o.inquiries), Clock: func() time.Time { return day }})
	check, err := h.v.Walk(context.Background(), "/ask", amadou)
	o.must(err)
	for name := range check.Fields() {
		if strings.HasPrefix(name, "x") {
			o.must(check.Fill(name, "cheap watches"))
		}
	}
	_, _, err = check.Send(context.Background())
	o.must(err)
	rows, err := o.inquiries.Queue(o.sam, inquiry.Filter{Quarantine: true})
	o.must(err)
	if len(rows) != 1 {
		t.Fatalf("%+v", rows)
	}
	detail, err := o.inquiries.Open(o.sam, rows[0].ID)
	o.must(err)
	if !detail.Inquiry.Quarantine || detail.Inquiry.Score != 3 {
		t.Errorf("score %d, quarantine %v", detail.Inquiry.Score, detail.Inquiry.Quarantine)
	}
}
