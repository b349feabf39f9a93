package desktop

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/app/form"
	"civicdesk/app/hiring"
	"civicdesk/app/hiring/ranking"
	"civicdesk/app/policy"
)

// applied sends an application from the public site.
func (o *office) applied(last string, claim ranking.Preference, degree string) string {
	o.t.Helper()
	web := app.WithActor(context.Background(), app.Actor{User: app.WebUser, Name: "Web site", Grants: []app.Grant{{Role: policy.Web}}})
	a := hiring.Application{Vacancy: o.vacancy.ID, FirstName: "Ann", LastName: last, Street: "1 Main St", City: "Dayton", State: "OH", Zip: "45402", Country: "US",
		DayPhone: "937-555-0143", Citizenship: "US", PreferenceClaim: claim, SSN: fmt.Sprintf("212-45-%04d", 1000+len(last)*37), Signed: true,
		Grades: o.vacancy.Grades[:1], Answers: form.Answers{"q1": {degree}}, Work: []hiring.WorkBlock{{Title: "Analyst", From: "03/2019", To: "present"}}}
	receipt, err := o.server.Hiring.SubmitWeb(web, a, "a-token-for-the-form-of-"+last)
	must(o.t, err)
	return receipt.Number
}

// TestAStepOnManyWaitsForTheServerAndComesBack takes the road of a desktop: what is
// refused here is refused at once, the rest waits, and the server's state comes
// back with its history.
func TestAStepOnManyWaitsForTheServerAndComesBack(t *testing.T) {
	o := newOffice(t)
	o.applied("Ames", ranking.TP, "yes")
	o.applied("Birksen", ranking.NV, "no")
	o.applied("Colemanns", ranking.NV, "yes")
	ctx := system()
	_, err := o.server.Hiring.CloseVacancy(ctx, hiring.VacancyArgs{Vacancy: o.vacancy.ID, Reason: "test"}, "")
	must(t, err)
	_, err = o.server.Hiring.Rate(ctx, hiring.VacancyArgs{Vacancy: o.vacancy.ID}, "")
	must(t, err)
	hr, agent := o.desk("rdelgado"), o.desk("gpena")
	if _, err := agent.Hiring.AllApplicants(); !fault.Is(err, fault.Denied) {
		t.Errorf("an agent lists applicants: %v", err)
	}
	all, err := hr.Hiring.AllApplicants()
	must(t, err)
	if len(all.Rows) != 3 || !all.MayAct || all.Rows[0].Claimed != "TP" || all.Rows[0].Preference != "" || all.Rows[0].Standing != "claimed" {
		t.Fatalf("%+v", all)
	}
	ids := []string{all.Rows[0].ID, all.Rows[1].ID, all.Rows[2].ID}
	grade := o.vacancy.Grades[0]
	if _, err := hr.Hiring.PreviewStep(ids, StepForm{Kind: "rate", Grade: grade}); len(fault.FieldsOf(err)) != 2 {
		t.Errorf("a form without rating and reason: %v", err)
	}
	form := StepForm{Kind: "rate", Grade: grade, Rating: "80", Reason: "The résumé shows none."}
	looked, err := hr.Hiring.PreviewStep(ids, form) // Birksen has 70.00 and cannot be lowered to 80
	must(t, err)
	done, err := hr.Hiring.TakeStep(looked, form)
	must(t, err)
	var states []string
	for _, d := range done {
		states = append(states, d.State)
	}
	if got := strings.Join(states, " "); got != "waiting refused waiting" || !strings.Contains(done[1].Words, "never raised") {
		t.Fatalf("%s: %+v", got, done)
	}
	_, err = hr.Sync.Now()
	must(t, err)
	view, err := hr.Hiring.Application(ids[0])
	must(t, err)
	if last := view.History[0]; last.From != "100.00" || last.To != "80.00" || last.By != "Rosa Delgado" || !view.Stale || view.Resume[0].Facts[0].Value != "03/2019 to present" ||
		view.Answers[0].Answer[0] != "Yes" || view.Answers[0].Points != "100 of 100, weight 5" {
		t.Fatalf("%+v", view)
	}
	_, err = hr.Hiring.AddApplicationNote(ids[0], "Called.")
	must(t, err)
	list, err := hr.Hiring.Applicants(string(o.vacancy.ID), grade)
	must(t, err)
	if list.Changed != 2 {
		t.Errorf("%d changed since the rating", list.Changed)
	}
}

// TestACertificateIsProtectedAndItsRatingsAreForHumanResources exports under a
// password and looks with a selecting official's rights.
func TestACertificateIsProtectedAndItsRatingsAreForHumanResources(t *testing.T) {
	o := newOffice(t)
	o.applied("Ames", ranking.TP, "yes")
	ctx := system()
	_, err := o.server.Hiring.CloseVacancy(ctx, hiring.VacancyArgs{Vacancy: o.vacancy.ID, Reason: "test"}, "")
	must(t, err)
	_, err = o.server.Hiring.Rate(ctx, hiring.VacancyArgs{Vacancy: o.vacancy.ID}, "")
	must(t, err)
	out, err := o.server.Hiring.IssueCertificate(ctx, hiring.IssueArgs{Vacancy: o.vacancy.ID, Grade: o.vacancy.Grades[0]}, "")
	must(t, err)
	var c hiring.Certificate
	must(t, out.Decode(&c))
	hr, chief := o.desk("rdelgado"), o.desk("praman")
	view, err := hr.Hiring.Certificate(string(c.ID))
	must(t, err)
	if view.Lines[0].Rating == "" || !view.Ratings || !view.MayChange || !view.MayOpen || view.Lines[0].Standing != "claimed" || len(view.Method) < 8 {
		t.Fatalf("human resources see %+v", view)
	}
	theirs, err := chief.Hiring.Certificate(string(c.ID))
	must(t, err)
	if theirs.Lines[0].Rating != "" || theirs.Ratings || theirs.MayChange || theirs.MayOpen || !theirs.MayDecide {
		t.Fatalf("the selecting official sees %+v", theirs)
	}
	_, err = chief.Hiring.Decide(string(c.ID), []Decision{{Application: theirs.Lines[0].Application, Code: "FR"}}, false, theirs.Seen)
	if f := fault.FieldsOf(err); len(f) != 1 || !strings.HasSuffix(f[0].Name, ".proof") {
		t.Errorf("no reply without proof: %v", err)
	}
	if _, err := chief.Hiring.CancelCertificate(string(c.ID), "x", ""); !fault.Is(err, fault.Denied) {
		t.Errorf("a selecting official cancels: %v", err)
	}
	day := hiring.EasternDay(time.Now())
	_, err = hr.Hiring.ExtendCertificate(string(c.ID), ExtendForm{ReturnBy: string(day.AddDays(20)), Expires: string(day.AddDays(300)), Reason: "x"}, view.Seen)
	if f := fault.FieldsOf(err); len(f) != 1 || f[0].Name != "expires" {
		t.Errorf("300 days: %v", err)
	}
	for _, format := range []string{"pdf", "xlsx"} {
		path := filepath.Join(t.TempDir(), "c."+format)
		if _, err := hr.Hiring.ExportCertificate(string(c.ID), format, path, "short"); len(fault.FieldsOf(err)) != 1 {
			t.Errorf("%s: a short password: %v", format, err)
		}
		_, err := hr.Hiring.ExportCertificate(string(c.ID), format, path, "long-enough-9")
		must(t, err)
		raw, err := os.ReadFile(path)
		must(t, err)
		if bytes.Contains(raw, []byte("Ames")) || !bytes.Contains(raw, []byte("/AESV3")) && !bytes.HasPrefix(raw, []byte{0xd0, 0xcf, 0x11, 0xe0}) {
			t.Errorf("%s is not protected", format)
		}
	}
}
