package hiring

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/app/form"
	"civicdesk/app/hiring/ranking"
	"civicdesk/app/hiring/usajobs"
	"civicdesk/app/policy"
	"civicdesk/storage/record"
	"civicdesk/storage/record/recordtest"
)

// desk is a service over a real store, with the people who work at it.
type desk struct {
	t                                     *testing.T
	s                                     *Service
	db                                    *record.DB
	rosa, omar, keisha, chief, web, agent context.Context
	rosaID, omarID, keishaID              app.ID
	v                                     Vacancy
	printed                               []Certificate
	failPrint                             error
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	schema := record.NewSchema(Definitions()...)
	d := &desk{t: t, db: recordtest.New(t, schema), rosaID: app.NewID(), omarID: app.NewID(), keishaID: app.NewID()}
	d.s = New(d.db, Options{
		Render: func(c Certificate) ([]byte, error) {
			d.printed = append(d.printed, c)
			return []byte("%PDF " + c.Number), d.failPrint
		},
		ScientificProfessional: func(series string) bool { return series == "0690" },
	})
	schema.Register(d.s.Acts()...)
	hq := app.Grant{Role: policy.HRSpecialist, Scope: "hiring/hq"}
	d.rosa = recordtest.As(d.rosaID, "Rosa Delgado", hq)
	d.omar = recordtest.As(d.omarID, "Omar Haddad", app.Grant{Role: policy.Verifier, Scope: "hiring/hq"})
	d.keisha = recordtest.As(d.keishaID, "Keisha Brown", hq)
	d.web = recordtest.As(app.WebUser, "Web site", app.Grant{Role: policy.Web})
	d.agent = recordtest.As(app.NewID(), "Agent", app.Grant{Role: policy.Agent, Scope: "inquiries/ofccp"})
	return d
}

var questions = form.Set{Title: "Analyst", Questions: []form.Question{
	{ID: "q1", Number: "1", Text: "Do you meet the minimum qualification?", Kind: form.YesNo, Required: true, Choices: []form.Choice{{Value: "yes", Label: "Yes"}, {Value: "no", Label: "No", ScreenOut: true}}},
	{ID: "q2", Number: "2", Text: "Your experience", Kind: form.Single, Required: true, Weight: 10, Choices: []form.Choice{{Value: "a", Label: "None"}, {Value: "b", Label: "Some", Points: 60}, {Value: "c", Label: "Much", Points: 100}}},
	{ID: "q3", Number: "3", Text: "Say more", Kind: form.LongText, MaxLength: 100},
}}

// realVacancy imports a real announcement, attaches questions and opens it until
// the week after the test's day.
func (d *desk) realVacancy(file string) {
	d.t.Helper()
	f, err := os.Open(filepath.Join("../sample/usajobs", file))
	if err != nil {
		d.t.Fatal(err)
	}
	defer f.Close()
	items, err := usajobs.Read(file, f)
	if err != nil {
		d.t.Fatal(err)
	}
	v, err := d.s.ImportVacancy(d.rosa, items[0], "hq")
	d.must(err)
	v, err = d.s.AttachQuestions(d.rosa, v.ID, questions, "")
	d.must(err)
	set := SettingsOf(v)
	set.Opens, set.Closes, set.Openings = "2026-11-01", "2026-11-29", 1
	set.Method.Merge = false
	v, err = d.s.SetVacancy(d.rosa, v.ID, set, "")
	d.must(err)
	d.v = v
	d.chief = recordtest.As(app.NewID(), "Chief Nguyen", app.Grant{Role: policy.SelectingOfficial, Scope: CertificateScope(v.Office, v.ID)})
	p, err := d.s.PreviewVacancy(d.rosa, v.ID)
	d.must(err)
	_, err = d.s.OpenVacancy(d.rosa, VacancyArgs{Vacancy: v.ID}, p.Digest)
	d.must(err)
}

func (d *desk) must(err error) {
	d.t.Helper()
	if err != nil {
		d.t.Fatal(err)
	}
}

// refusedWith fails unless err is of the kind, says the words and cites the rule.
func (d *desk) refusedWith(err error, kind fault.Kind, words, rule string) {
	d.t.Helper()
	said := fault.Words(err)
	for _, f := range fault.FieldsOf(err) {
		said += " " + f.Name + ": " + f.Words
	}
	if !fault.Is(err, kind) || !strings.Contains(said, words) || rule != "" && fault.RuleOf(err) != rule {
		d.t.Fatalf("want %s %q %q, got %v (rule %q)", kind, words, rule, err, fault.RuleOf(err))
	}
}

func (d *desk) person(first, last string, p ranking.Preference, scale string) Application {
	return Application{Vacancy: d.v.ID, FirstName: first, LastName: last, Street: "1 Main St", City: "Dayton", State: "OH", Zip: "45402", Country: "US",
		DayPhone: "937-555-0143", Citizenship: "US", PreferenceClaim: p, SSN: ssnFor(last), Signed: true, SignatureDate: "2026-11-18",
		Hardship: NoInternet, DateReceived: "2026-11-20", ReceivedBy: "Mail room", Grades: slices.Clone(d.v.Grades[:1]),
		Answers: form.Answers{"q1": {"yes"}, "q2": {scale}},
		Work:    []WorkBlock{{Title: "Analyst", Employer: "City of Dayton", From: "03/2019", To: "present", HoursPerWeek: "40", Salary: "54250", SalaryPer: "year", Duties: "Analysis"}}}
}

// ssnFor is a well-formed number that follows from the name.
func ssnFor(last string) string {
	n := 1
	for _, r := range last {
		n = (n*31 + int(r)) % 8999
	}
	return fmt.Sprintf("212-45-%04d", n+1)
}

func second(a Application) SecondValues {
	return SecondValues{FirstName: a.FirstName, LastName: a.LastName, SSN: ssnFor(a.LastName), PreferenceClaim: a.PreferenceClaim, Citizenship: a.Citizenship,
		DateReceived: a.DateReceived, Answers: form.Answers{"q1": a.Answers["q1"], "q2": a.Answers["q2"]}}
}

// keyed enters a person's application up to second keying.
func (d *desk) keyed(p Application) Application {
	d.t.Helper()
	a, err := d.s.SaveDraft(d.rosa, p)
	d.must(err)
	a, err = d.s.Keyed(d.rosa, a.ID)
	d.must(err)
	return a
}

// finished enters a person's application to the end.
func (d *desk) finished(p Application) Application {
	d.t.Helper()
	a := d.keyed(p)
	k, err := d.s.Verify(d.omar, a.ID, second(p))
	d.must(err)
	if k.Status != Verified {
		d.t.Fatalf("keying: %+v", k)
	}
	a, err = d.s.Finish(d.rosa, a.ID)
	d.must(err)
	return a
}

func (d *desk) rated() {
	d.t.Helper()
	_, err := d.s.CloseVacancy(d.rosa, VacancyArgs{Vacancy: d.v.ID, Reason: "test"}, "")
	d.must(err)
	p, err := d.s.PreviewRate(d.rosa, d.v.ID)
	d.must(err)
	_, err = d.s.Rate(d.rosa, VacancyArgs{Vacancy: d.v.ID}, p.Digest)
	d.must(err)
}

func (d *desk) issued() Certificate {
	d.t.Helper()
	args := IssueArgs{Vacancy: d.v.ID, Grade: d.v.Grades[0]}
	p, err := d.s.PreviewIssue(d.rosa, args)
	d.must(err)
	out, err := d.s.IssueCertificate(d.rosa, args, p.Digest)
	d.must(err)
	var c Certificate
	d.must(out.Decode(&c))
	return c
}

func (d *desk) audited(action string, id app.ID) bool {
	d.t.Helper()
	found := false
	d.must(d.db.AuditTrail(context.Background(), func(e record.Entry) error {
		found = found || e.Action == action && (id == "" || e.ID == id)
		return nil
	}))
	return found
}

var errPrinter = errors.New("no font holds U+1F600")
