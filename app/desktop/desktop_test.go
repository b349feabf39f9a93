package desktop

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"civicdesk/app"
	"civicdesk/app/account"
	"civicdesk/app/fault"
	"civicdesk/app/form"
	"civicdesk/app/hiring"
	"civicdesk/app/hiring/usajobs"
	"civicdesk/app/node"
	"civicdesk/app/sample"
	"civicdesk/storage/vault"
)

const password = "Blue-Heron-42"

// office is a real server with one open vacancy behind TLS.
type office struct {
	t       *testing.T
	server  *node.Server
	web     *httptest.Server
	handler http.Handler // what the server answers with
	vacancy hiring.Vacancy
}

func newOffice(t *testing.T) *office {
	t.Helper()
	o := &office{t: t}
	web := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { o.handler.ServeHTTP(w, r) }))
	t.Cleanup(web.Close)
	ctx := system()
	s, err := node.InitServer(ctx, filepath.Join(t.TempDir(), "server"), node.ServerOptions{Agency: "Test Agency", Address: web.URL})
	must(t, err)
	t.Cleanup(func() { s.Close() })
	o.server, o.web, o.handler = s, web, s.Sync()

	f, err := sample.Announcements().Open("437510200.json")
	must(t, err)
	items, err := usajobs.Read("437510200.json", f)
	must(t, err)
	o.vacancy, err = s.Hiring.ImportVacancy(ctx, items[0], sample.Office)
	must(t, err)
	set := form.Set{Title: "Test", Questions: []form.Question{
		{ID: "q1", Number: "1", Text: "Do you have a degree?", Kind: form.YesNo, Required: true, Weight: 5,
			Choices: []form.Choice{{Value: "yes", Label: "Yes", Points: 100}, {Value: "no", Label: "No"}}},
	}}
	_, err = s.Hiring.AttachQuestions(ctx, o.vacancy.ID, set, "")
	must(t, err)
	settings := hiring.SettingsOf(o.vacancy)
	settings.Opens, settings.Closes = hiring.EasternDay(time.Now()).AddDays(-9), hiring.EasternDay(time.Now()).AddDays(9)
	_, err = s.Hiring.SetVacancy(ctx, o.vacancy.ID, settings, "")
	must(t, err)
	_, err = s.Hiring.OpenVacancy(ctx, hiring.VacancyArgs{Vacancy: o.vacancy.ID}, "")
	must(t, err)
	for _, u := range sample.Staff(o.vacancy.ID) {
		_, err := s.Accounts.AddUser(ctx, u)
		must(t, err)
	}
	return o
}

func system() context.Context { return app.WithActor(context.Background(), account.System) }

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// desk is one person's window, enrolled and synced.
func (o *office) desk(login string) *Desktop {
	o.t.Helper()
	u, err := o.server.Accounts.Lookup(system(), login)
	must(o.t, err)
	code, err := o.server.Accounts.NewEnrolment(system(), u.ID)
	must(o.t, err)
	d := New(Options{Folder: filepath.Join(o.t.TempDir(), login), Documents: o.t.TempDir(), Offline: true, Node: node.DesktopOptions{KDF: vault.InsecureTestKDF()}})
	o.t.Cleanup(func() { d.Close() })
	v, err := d.Session.State()
	must(o.t, err)
	if v.State != "first-run" {
		o.t.Fatalf("a new folder is %q", v.State)
	}
	_, err = d.Session.Enrol(EnrolForm{Code: code, Password: password, Again: password})
	must(o.t, err)
	_, err = d.Sync.Now()
	must(o.t, err)
	return d
}

// paper is a whole application as it would be keyed.
func (o *office) paper() PaperForm {
	return PaperForm{Vacancy: string(o.vacancy.ID), DateReceived: string(hiring.EasternDay(time.Now())), ReceivedBy: "Mail room", Hardship: "noInternet",
		Grades: o.vacancy.Grades[:1], FirstName: "Keiko", LastName: "Tanaka", SSN: "219099999", Street: "12 Elm Street", City: "Denver", State: "CO", Zip: "80202",
		Country: "US", DayPhone: "303-555-0142", Citizenship: "US", PreferenceClaim: "NV", Signed: true, SignatureDate: string(hiring.EasternDay(time.Now())),
		Work: []WorkBlock{{Title: "Technician", From: "03/2019", To: "present"}}, Answers: []PaperAnswer{{Question: "q1", Values: []string{"yes"}}}}
}

func TestAPaperApplicationIsKeyedTwiceAndFinished(t *testing.T) {
	o := newOffice(t)
	first, second := o.desk("rdelgado"), o.desk("ohaddad")

	saved, err := first.Hiring.SavePaper(o.paper())
	must(t, err)
	if saved.SSNLast4 != "9999" || len(saved.Problems) != 0 {
		t.Fatalf("saved %+v", saved)
	}
	again, err := first.Hiring.Paper(saved.ID)
	must(t, err)
	if again.SSN != "" || again.LastName != "Tanaka" || again.Work[0].Title != "Technician" || again.Answers[0].Values[0] != "yes" {
		t.Fatalf("the draft comes back as %+v", again)
	}
	_, err = first.Hiring.SubmitPaper(again)
	must(t, err)
	if _, err := first.Hiring.SecondKeying(saved.ID); !fault.Is(err, fault.Refused) {
		t.Errorf("the keyer may key the second time: %v", err)
	}
	_, err = first.Sync.Now()
	must(t, err)
	_, err = second.Sync.Now()
	must(t, err)

	list, err := second.Hiring.PaperList()
	must(t, err)
	if len(list) != 1 || list[0].Name != "" || list[0].Mine {
		t.Fatalf("the second person's list is %+v", list)
	}
	view, err := second.Hiring.SecondKeying(saved.ID)
	must(t, err)
	raw, err := json.Marshal(view)
	must(t, err)
	for _, absent := range []string{"Tanaka", "Keiko", "9999"} {
		if strings.Contains(string(raw), absent) {
			t.Errorf("the second person is shown %q", absent)
		}
	}
	keyed := []Keyed{{"firstName", []string{"Keiko"}}, {"lastName", []string{"Tanak"}}, {"ssn", []string{"219099999"}}, {"preferenceClaim", []string{"NV"}},
		{"citizenship", []string{"US"}}, {"dateReceived", []string{string(hiring.EasternDay(time.Now()))}}, {"answers.q1", []string{"yes"}}}
	result, err := second.Hiring.KeySecond(saved.ID, keyed)
	must(t, err)
	if result.Finished || len(result.Differences) != 1 || result.Differences[0].First != "Tanaka" || result.Differences[0].Second != "Tanak" {
		t.Fatalf("the keyings differ as %+v", result)
	}
	result, err = second.Hiring.SettleKeying(saved.ID, []Keyed{{"lastName", []string{"first"}}})
	must(t, err)
	if result.Finished || len(result.Differences) != 0 {
		t.Fatalf("settled: %+v", result)
	}
	seen, err := second.Hiring.Application(saved.ID)
	must(t, err)
	if at := seen.Groups[1].Facts[0]; at.Value != "12 Elm Street\nDenver, CO 80202" {
		t.Errorf("%s is %q", at.Label, at.Value)
	}
	if seen.Row.Status != "Verified" {
		t.Errorf("before it is looked over and finished it is %q", seen.Row.Status)
	}
	result, err = second.Hiring.FinishKeying(saved.ID)
	must(t, err)
	if !result.Finished {
		t.Fatalf("finished: %+v", result)
	}
}

func TestWhatAFieldCannotTakeDoesNotKeepTheRestFromBeingSaved(t *testing.T) {
	o := newOffice(t)
	d := o.desk("rdelgado")
	form := o.paper()
	form.Zip, form.Work[0].HoursPerWeek, form.DateReceived = "8", "four", "133326"
	form.Answers = append(form.Answers, PaperAnswer{Question: "q9", Values: []string{"x"}})

	saved, err := d.Hiring.SavePaper(form)
	must(t, err)
	var named []string
	for _, p := range saved.Problems {
		named = append(named, p.Field)
		if p.Words == "" || !p.Stops {
			t.Errorf("problem %+v", p)
		}
	}
	for _, want := range []string{"zip", "work.0.hoursPerWeek", "dateReceived", "answers.q9"} {
		if !strings.Contains(strings.Join(named, " "), want) {
			t.Errorf("%s is not named among %v", want, named)
		}
	}
	stored, err := d.Hiring.Paper(saved.ID)
	must(t, err)
	if stored.City != "Denver" || stored.Zip != "" || stored.Work[0].Title != "Technician" {
		t.Errorf("stored %+v", stored)
	}
	form.ID = saved.ID
	_, err = d.Hiring.SubmitPaper(form)
	if fault.KindOf(err) != fault.Invalid || len(fault.FieldsOf(err)) < 4 {
		t.Errorf("sending it says %v", err)
	}
}

func TestALateApplicationIsRefusedWithTheRule(t *testing.T) {
	o := newOffice(t)
	d := o.desk("rdelgado")
	settings := hiring.SettingsOf(o.vacancy)
	settings.Opens, settings.Closes = hiring.EasternDay(time.Now()).AddDays(-9), hiring.EasternDay(time.Now()).AddDays(-2)
	_, err := o.server.Hiring.SetVacancy(system(), o.vacancy.ID, settings, "shortened")
	must(t, err)
	_, err = d.Sync.Now()
	must(t, err)
	_, err = d.Hiring.SubmitPaper(o.paper())
	if !fault.Is(err, fault.Refused) || fault.RuleOf(err) != "5 CFR 332.311" {
		t.Errorf("a date after closing: %v", err)
	}
}

func TestACallIsLoggedAndWorked(t *testing.T) {
	o := newOffice(t)
	d := o.desk("gpena")
	zip, err := d.Inquiries.LookUpZIP("80202", "", "")
	must(t, err)
	if !zip.Known || zip.State != "CO" || zip.Office == "" {
		t.Fatalf("ZIP 80202 is %+v", zip)
	}
	form := CallForm{Channel: "phone", StartedAt: instant(time.Now()), FirstName: "José", LastName: "Muñoz", PreferredContact: "phone", Phone: "303-555-0142",
		Company: "Front Range", WorkZIP: "80202", State: "CO", Category: "VET", Description: "How long is there to file?"}
	parked, err := d.Inquiries.Park(form)
	must(t, err)
	if _, err = d.Inquiries.Log(parked); len(fault.FieldsOf(err)) != 1 || fault.FieldsOf(err)[0].Name != "homeZip" {
		t.Fatalf("a missing home ZIP says %v", err)
	}
	parked.Refused = "caller would rather not say"
	saved, err := d.Inquiries.Log(parked)
	must(t, err)
	again, err := d.Inquiries.Log(parked)
	must(t, err)
	if again.Tracking != saved.Tracking {
		t.Errorf("logged twice: %s and %s", saved.Tracking, again.Tracking)
	}
	calls, err := d.Inquiries.Parked()
	must(t, err)
	if len(calls) != 0 {
		t.Errorf("still parked: %+v", calls)
	}
	view, err := d.Inquiries.AddNote(saved.ID, "comment", "Called back.")
	must(t, err)
	view, err = d.Inquiries.Answer(saved.ID, "300 days.")
	must(t, err)
	view, err = d.Inquiries.Close(saved.ID, "resolved", "")
	must(t, err)
	if len(view.Notes) != 3 || view.Row.Status != "closed" || view.MayAnswer || view.MayClose {
		t.Errorf("closed: %+v", view)
	}
}

func TestWorkIsCountedByRecordNotBySave(t *testing.T) {
	o := newOffice(t)
	d := o.desk("rdelgado")
	form := o.paper()
	for _, city := range []string{"Denver", "Boulder", "Golden"} {
		form.City = city
		saved, err := d.Hiring.SavePaper(form)
		must(t, err)
		form.ID = saved.ID
	}
	_, err := d.Hiring.Applicants(string(o.vacancy.ID), "") // a mere entry for the audit trail
	must(t, err)
	v, err := d.Sync.Status()
	must(t, err)
	if v.Waiting != 1 || len(v.Rows) != 1 || v.Rows[0].Words != "Saved 3 times" {
		t.Errorf("waiting: %+v", v)
	}
	locked, err := d.Session.Lock()
	must(t, err)
	if locked.Waiting != 1 || locked.State != "signed-out" || locked.Login != "rdelgado" {
		t.Errorf("the door says %+v", locked)
	}
}

func TestNoListIsEverNull(t *testing.T) {
	o := newOffice(t)
	hr, agent := o.desk("rdelgado"), o.desk("gpena")
	calls := map[string]func() (any, error){
		"State":     func() (any, error) { return hr.Session.State() },
		"Today":     func() (any, error) { return hr.Session.Today() },
		"Rules":     func() (any, error) { return hr.Session.PasswordRules("") },
		"Vacancies": func() (any, error) { return hr.Hiring.Vacancies() },
		"Vacancy":   func() (any, error) { return hr.Hiring.Vacancy(string(o.vacancy.ID)) },
		"Applicants": func() (any, error) {
			return hr.Hiring.Applicants(string(o.vacancy.ID), "")
		},
		"AllApplicants": func() (any, error) { return hr.Hiring.AllApplicants() },
		"StepOptions":   func() (any, error) { return hr.Hiring.StepOptions() },
		"PreviewStep":   func() (any, error) { return hr.Hiring.PreviewStep([]string{}, StepForm{Kind: "finish"}) },
		"TakeStep":      func() (any, error) { return hr.Hiring.TakeStep([]StepRow{}, StepForm{Kind: "finish"}) },
		"PaperOptions":  func() (any, error) { return hr.Hiring.PaperOptions() },
		"PaperList":     func() (any, error) { return hr.Hiring.PaperList() },
		"Certificates":  func() (any, error) { return hr.Hiring.Certificates(string(o.vacancy.ID)) },
		"Preview":       func() (any, error) { return hr.Hiring.PreviewCertificate(string(o.vacancy.ID), o.vacancy.Grades[0]) },
		"Sync":          func() (any, error) { return hr.Sync.Status() },
		"Attention":     func() (any, error) { return hr.Sync.Attention() },
		"Options":       func() (any, error) { return agent.Inquiries.Options() },
		"Parked":        func() (any, error) { return agent.Inquiries.Parked() },
		"Queue":         func() (any, error) { return agent.Inquiries.Queue("open", false) },
		"Callers":       func() (any, error) { return agent.Inquiries.Callers("nobody") },
		"ZIP":           func() (any, error) { return agent.Inquiries.LookUpZIP("00000", "", "") },
	}
	for name, call := range calls {
		v, err := call()
		must(t, err)
		if path := nullList(reflect.ValueOf(v), name); path != "" {
			t.Errorf("%s is null", path)
		}
	}
}

func nullList(v reflect.Value, path string) string {
	switch v.Kind() {
	case reflect.Slice:
		if v.IsNil() {
			return path
		}
		for i := range v.Len() {
			if p := nullList(v.Index(i), path); p != "" {
				return p
			}
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if p := nullList(v.Field(i), path+"."+v.Type().Field(i).Name); p != "" {
				return p
			}
		}
	}
	return ""
}
