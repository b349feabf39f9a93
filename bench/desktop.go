package main

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"civicdesk/app"
	"civicdesk/app/form"
	"civicdesk/app/hiring"
	"civicdesk/app/policy"
	"civicdesk/storage/bolt"
	"civicdesk/storage/journal"
	"civicdesk/storage/record"
	"civicdesk/storage/vault"
	"civicdesk/sync/protocol"
)

const (
	office   = "hq"
	login    = "rosa"
	password = "Correct-Horse-7"
)

// desktop is one user's data folder, opened as the program opens it.
type desktop struct {
	dir       string
	profile   vault.Profile
	ctx       context.Context // carries the user
	db        *record.DB
	hiring    *hiring.Service
	vacancies []hiring.Vacancy
	cursor    uint64 // of the server's changes
}

// newDesktop makes a folder with keys for the vacancies' scopes and pulls the
// vacancies and their questions into it.
func newDesktop(dir string, vacancies int) (*desktop, error) {
	user := app.Actor{User: app.NewID(), Name: "Rosa Delgado", Device: app.NewID(),
		Grants: []app.Grant{{Role: policy.HRSpecialist, Scope: app.ScopeHiring + "/" + office}}}
	d := &desktop{dir: dir, ctx: app.WithActor(context.Background(), user),
		profile: vault.Profile{User: user.User, Login: login, Name: user.Name, Device: user.Device, Grants: user.Grants}}
	scopes := []vault.ScopeKey{vault.NewScopeKey(app.ScopeAgency)}
	var items []record.Item
	for i := range vacancies {
		v := vacancy(i)
		d.vacancies = append(d.vacancies, v)
		scopes = append(scopes, vault.NewScopeKey(v.Scope()))
		items = append(items, item(hiring.Vacancies.Name(), v, app.ScopeAgency),
			item(hiring.Questionnaires.Name(), hiring.Questionnaire{ID: v.ID, Office: office, Version: 1, Set: questions()}, v.Scope()))
	}
	keys, err := vault.Create(dir, vault.DefaultKDF(), password, d.profile, scopes, d.keychain())
	if err != nil {
		return nil, err
	}
	if err := d.open(keys); err != nil {
		return nil, err
	}
	return d, d.pull(items, 1)
}

// keychain is a folder beside the data folder. With it the store has the outer seal
// under which records are erased, as every desktop's store has.
func (d *desktop) keychain() vault.Option { return vault.WithKeychains(keychainOf(d.dir)) }

func keychainOf(dir string) vault.Keychain {
	return vault.FileKeychain(filepath.Clean(dir) + ".keychain")
}

// open opens the store behind the keys.
func (d *desktop) open(keys *vault.Keys) error {
	store, err := bolt.OpenFolder(d.dir)
	if err != nil {
		return err
	}
	j, err := journal.Open(filepath.Join(d.dir, "journal"))
	if err != nil {
		return err
	}
	d.db, err = record.OpenReplica(d.ctx, store, record.NewSchema(append(hiring.Definitions(), drafts.Definition())...), keys, j, nil)
	if err == nil {
		d.hiring = hiring.New(d.db, hiring.Options{})
	}
	return err
}

// pull applies items in pages of the protocol's size, as many in a transaction as
// it takes to hold so many records.
func (d *desktop) pull(items []record.Item, together int) error {
	for len(items) > 0 {
		var pages []record.Page
		upto := d.cursor
		for n := 0; len(items) > 0 && n < together; n = int(upto - d.cursor) {
			var page record.Page
			page, items = nextPage(items, upto)
			pages, upto = append(pages, page), page.Upto
		}
		fits, err := d.db.ApplyPages(d.ctx, d.cursor, pages, 1)
		if err != nil {
			return err
		}
		if !fits {
			return fmt.Errorf("the pages after %d were not taken", d.cursor)
		}
		d.cursor = upto
	}
	return nil
}

// nextPage is the first page of the items, and the rest of them.
func nextPage(items []record.Item, after uint64) (page record.Page, rest []record.Item) {
	for size := 0; len(items) > 0 && len(page.Items) < protocol.PageItems && size < protocol.PageBytes; items = items[1:] {
		one := items[0]
		one.Seq = after + uint64(len(page.Items)) + 1
		one.Created = one.Seq
		page.Items = append(page.Items, one)
		size += len(one.Fields) + 100
	}
	page.Upto = after + uint64(len(page.Items))
	return page, items
}

// applications are n finished applications, dealt out over the vacancies.
func (d *desktop) applications(n int) []record.Item {
	items := make([]record.Item, n)
	for i := range items {
		a := application(i, d.vacancies[i%len(d.vacancies)])
		a.ID, a.Source, a.Status = app.NewID(), hiring.Web, hiring.Finished
		a.Number = fmt.Sprintf("A-%06d", i)
		ssn := a.SSN
		a.SSN = ""
		items[i] = item(hiring.Applications.Name(), a, a.Scope())
		items[i].Secrets["ssn"] = ssn
	}
	return items
}

// item is a record as the server sends it.
func item(typ string, r record.Record, scope app.Scope) record.Item {
	raw, err := record.Encode(r)
	if err != nil {
		panic(err) // of plain structs only
	}
	return record.Item{Type: typ, ID: r.RecordID(), Scope: scope, Fields: raw, Versions: map[string]uint64{}, Secrets: map[string]string{}}
}

func vacancy(i int) hiring.Vacancy {
	return hiring.Vacancy{ID: app.NewID(), Office: office, Announcement: fmt.Sprintf("DE-26-OSHA-%03d", i), Title: "Industrial Hygienist", Agency: "Department of Labor",
		Status: hiring.VacancyOpen, Series: []hiring.Series{{Code: "0690", Name: "Industrial Hygiene"}}, PayPlan: "GS", Grades: []string{"09", "11"}, Opens: "2026-01-12", Closes: "2099-02-02",
		Openings: 2, Summary: strings.Repeat("Inspects workplaces and advises on exposure. ", 20), Duties: []string{strings.Repeat("Plans and carries out inspections. ", 20)},
		Method: hiring.Method{Type: hiring.CategoryCertificate, MergeBelow: 3, Categories: []hiring.Category{{Name: "Best Qualified", From: "95"}, {Name: "Well Qualified", From: "85"}, {Name: "Qualified", From: "70"}}}}
}

func questions() form.Set {
	set := form.Set{Title: "Assessment"}
	for i := range 12 {
		set.Questions = append(set.Questions, form.Question{ID: fmt.Sprintf("q%d", i+1), Number: fmt.Sprint(i + 1), Text: "Which of these describes your experience with sampling of airborne contaminants?",
			Kind: form.Single, Required: true, Weight: 1, Choices: []form.Choice{{Value: "a", Label: "None", Points: 0}, {Value: "b", Label: "Under supervision", Points: 3}, {Value: "c", Label: "Alone", Points: 5}}})
	}
	return set
}

var people = [][2]string{{"Rosa", "Delgado"}, {"Jürgen", "Müller"}, {"Thị Hồng Ánh", "Nguyễn"}, {"Mary Ann", "O’Brien"}, {"Łukasz", "Wójcik"}, {"DeShawn", "Washington"}}

// application is a paper application as keyed: about 1.6 KB of text.
func application(i int, v hiring.Vacancy) hiring.Application {
	who := people[i%len(people)]
	a := hiring.Application{Vacancy: v.ID, Office: v.Office, Source: hiring.Paper, Status: hiring.Draft, Grades: []string{"09"}, Hardship: hiring.NoInternet,
		DateReceived: "2026-01-20", ReceivedBy: "Front desk", Closes: v.Closes, FirstName: who[0], LastName: fmt.Sprintf("%s-%d", who[1], i), Street: "1428 Larimer Street", Street2: "Apt 7",
		City: "Denver", State: "CO", Zip: "80202", Country: "US", DayPhone: "303-555-0142", Email: fmt.Sprintf("person%d@example.org", i), Citizenship: "US",
		PreferenceClaim: "NV", SSN: fmt.Sprintf("536%02d%04d", 10+i%80, 1000+i%9000), MayContact: "yes", HighestEducation: "Bachelor's degree", Signed: true, SignatureDate: "2026-01-18",
		ReceivedAt: time.Date(2026, 1, 20, 15, 0, 0, 0, time.UTC), OtherQualifications: strings.Repeat("Certified in comprehensive practice. ", 5), Answers: form.Answers{}}
	for _, employer := range []string{"Front Range Labs", "State of Colorado"} {
		a.Work = append(a.Work, hiring.WorkBlock{Title: "Hygienist", From: "03/2015", To: "06/2022", Salary: "61200", SalaryPer: "year", HoursPerWeek: "40", Employer: employer,
			Address: "200 Blake Street, Denver, CO", Supervisor: "P. Raman", SupervisorPhone: "303-555-0177", Duties: strings.Repeat("Sampled air in foundries and wrote reports for employers. ", 8)})
	}
	a.Education = []hiring.EducationBlock{{School: "Colorado State University", Place: "Fort Collins, CO", Major: "Environmental Health", Credits: "128", Unit: "semester", Degree: "BS", Year: "2012"}}
	for q := range 12 {
		a.Answers[fmt.Sprintf("q%d", q+1)] = []string{string("abc"[(i+q)%3])}
	}
	return a
}
