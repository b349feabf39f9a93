package hiring

import (
	"os"
	"path/filepath"
	"testing"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/app/hiring/usajobs"
	"civicdesk/app/policy"
	"civicdesk/storage/record/recordtest"
)

func TestEveryRealAnnouncementBecomesAVacancyOnce(t *testing.T) {
	d := newDesk(t)
	files, _ := filepath.Glob("../sample/usajobs/[0-9]*.json")
	for range 2 { // the second time updates the drafts
		for _, file := range files {
			f, err := os.Open(file)
			d.must(err)
			items, err := usajobs.Read(filepath.Base(file), f)
			f.Close()
			d.must(err)
			v, err := d.s.ImportVacancy(d.rosa, items[0], "hq")
			if err != nil {
				t.Errorf("%s: %v", file, err)
				continue
			}
			if len(v.Grades) == 0 || v.Openings < 1 || len(v.Method.Categories) < 2 || v.Position() == "" {
				t.Errorf("%s: %+v", file, v)
			}
		}
	}
	all, err := d.s.Vacancies(d.rosa)
	d.must(err)
	if len(all) != len(files) || len(files) != 30 {
		t.Fatalf("%d vacancies of %d files", len(all), len(files))
	}
	for _, v := range all {
		if v.Method.ScientificProfessional != (len(v.Series) > 0 && v.Series[0].Code == "0690") {
			t.Errorf("%s %+v: default of the scientific or professional flag", v.Announcement, v.Series)
		}
	}
	other := recordtest.As(app.NewID(), "Other office", app.Grant{Role: policy.HRSpecialist, Scope: "hiring/dallas"})
	theirs, err := d.s.Vacancies(other)
	d.must(err)
	if len(theirs) != 0 {
		t.Errorf("another office sees %d drafts", len(theirs))
	}
	_, err = d.s.ImportVacancy(other, usajobs.Item{Announcement: "A", Title: "T", Closes: "2026-12-01"}, "hq")
	d.refusedWith(err, fault.Denied, "vacancy.write", "")
}

func TestALaterImportDoesNotOverwriteAnOpenVacancy(t *testing.T) {
	d := newDesk(t)
	d.realVacancy(realJob)
	_, err := d.s.ImportVacancy(d.rosa, usajobs.Item{Announcement: d.v.Announcement, ControlNumber: d.v.ControlNumber, Title: "Other", Closes: "2026-12-01"}, "hq")
	d.refusedWith(err, fault.Conflict, "is open", "")
}

func TestStatusesThatAPersonSets(t *testing.T) {
	d := newDesk(t)
	d.realVacancy(realJob)
	_, err := d.s.SetStatus(d.rosa, d.v.ID, VacancyCertified, "x")
	d.refusedWith(err, fault.Refused, "by its own step", "")
	_, err = d.s.SetStatus(d.rosa, d.v.ID, HiringComplete, "x")
	d.refusedWith(err, fault.Refused, "cannot become", "")
	_, err = d.s.SetStatus(d.rosa, d.v.ID, VacancyCanceled, "")
	d.refusedWith(err, fault.Invalid, "Say why", "")
	v, err := d.s.SetStatus(d.rosa, d.v.ID, VacancyCanceled, "position abolished")
	d.must(err)
	if v.Status != VacancyCanceled {
		t.Fatal(v.Status)
	}
	_, err = d.s.SubmitWeb(d.web, d.person("Ana", "Lee", "NV", "c"), token)
	d.refusedWith(err, fault.Refused, "canceled", "")
}
