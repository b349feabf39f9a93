package command

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/app/hiring"
	"civicdesk/app/inquiry"
	"civicdesk/app/sample"
)

// demo is the main job of the product, from paper and telephone to a
// certificate, with real processes: one server over HTTPS, two desktops.
type demo struct {
	ctx   context.Context
	say   func(format string, a ...any)
	rng   *rand.Rand
	seed  int64
	out   string // where the results go
	work  string // data folders, logs and temporary files
	exe   string
	start time.Time

	server  *process
	port    string
	vacancy hiring.Vacancy
	rosa    deskUser // HR specialist
	zeljka  deskUser // verifier who also answers the telephone

	keyed    []hiring.Application // paper, in clear, as typed
	second   map[app.ID]hiring.SecondValues
	calls    []inquiry.CallForm
	numbers  []string // tracking numbers of the calls
	scan     []byte   // of the first paper application, a PDF
	planted  []string // names and numbers that must not be readable anywhere
	summary  summary
	question webInquiry
	first    app.ID // the application on the certificate's first line
}

type deskUser struct {
	login, password, folder string
	saved                   map[app.ID]string // what its processes called saved
}

// summary is out/summary.json.
type summary struct {
	Seed             int64             `json:"seed"`
	PaperKeyed       int               `json:"paperKeyed"`
	SecondKeyed      int               `json:"secondKeyed"`
	Differences      int               `json:"differencesSettled"`
	WebApplications  int               `json:"webApplications"`
	Scans            int               `json:"scansReadByTheOther"`
	Calls            int               `json:"calls"`
	WebInquiries     int               `json:"webInquiries"`
	Kills            []string          `json:"kills"`
	SavedBeforeKills int               `json:"savedBeforeKills"`
	Conflict         *conflictShown    `json:"conflict"`
	Unlawful         string            `json:"unlawfulSelectionRefused"`
	UnlawfulRule     string            `json:"unlawfulRule"`
	Certificate      string            `json:"certificate"`
	Names            int               `json:"namesOnCertificate"`
	Selected         string            `json:"selectedLine"`
	RankDigest       string            `json:"rankDigest"`
	Status           string            `json:"inquirerSees"`
	Records          int               `json:"recordsOnServer"`
	AuditEntries     int               `json:"auditEntries"`
	FilesScanned     int               `json:"filesScanned"`
	Seconds          map[string]string `json:"seconds"`
}

func demoCommand() *cobra.Command {
	var out string
	var seed int64
	var paper, calls, web int
	var keep bool
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "run the main job from paper to certificate with a real server and two desktops",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			d := &demo{ctx: cmd.Context(), seed: seed, out: out, start: time.Now(), second: map[app.ID]hiring.SecondValues{},
				say: func(f string, a ...any) { fmt.Fprintf(cmd.OutOrStdout(), f+"\n", a...) }}
			return d.run(paper, calls, web, keep)
		},
	}
	cmd.Flags().StringVar(&out, "out", "out", "folder for the results")
	cmd.Flags().Int64Var(&seed, "seed", 1, "the same seed makes the same people and the same crashes")
	cmd.Flags().IntVar(&paper, "paper", 40, "paper applications")
	cmd.Flags().IntVar(&calls, "calls", 5, "telephone calls")
	cmd.Flags().IntVar(&web, "web", 12, "applications from the web site")
	cmd.Flags().BoolVar(&keep, "keep", false, "keep the data folders in OUT/work")
	return cmd
}

func (d *demo) run(paper, calls, web int, keep bool) (err error) {
	d.rng = rand.New(rand.NewPCG(uint64(d.seed), 42))
	d.summary = summary{Seed: d.seed, Seconds: map[string]string{}}
	if d.exe, err = os.Executable(); err != nil {
		return err
	}
	if d.out, err = filepath.Abs(d.out); err != nil {
		return err
	}
	d.work = filepath.Join(d.out, "work")
	if err := os.MkdirAll(filepath.Join(d.work, "tmp"), 0o700); err != nil {
		return fault.E("command.demo", fault.Invalid, "The folder "+d.out+" cannot be made.", err)
	}
	defer func() {
		if d.server != nil {
			err = errors.Join(err, d.server.stop())
		}
		if err == nil && !keep {
			err = os.RemoveAll(d.work)
		}
	}()
	for _, step := range []struct {
		name string
		do   func() error
	}{
		{"office", func() error { return d.makeOffice(paper, calls) }},
		{"offline", d.workOffline},
		{"public", func() error { return d.publicWork(web) }},
		{"sync", d.synchronise},
		{"second keying", d.secondKeying},
		{"conflict", d.makeConflict},
		{"certificate", d.certify},
		{"status", d.checkStatus},
		{"read back", d.readBack},
		{"scan", d.scanFolders},
	} {
		began := time.Now()
		if err := step.do(); err != nil {
			return fmt.Errorf("demo, %s: %w", step.name, err)
		}
		d.summary.Seconds[step.name] = fmt.Sprintf("%.2f", time.Since(began).Seconds())
	}
	d.summary.Seconds["all"] = fmt.Sprintf("%.2f", time.Since(d.start).Seconds())
	raw, err := json.MarshalIndent(d.summary, "", "  ")
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(d.out, "summary.json"), append(raw, '\n'), 0o600); err != nil {
		return err
	}
	d.say("Done in %.0f s. Results in %s", time.Since(d.start).Seconds(), d.out)
	return nil
}

// makeOffice makes the server with one real vacancy and two staff, enrols their
// desktops, and stops the server.
func (d *demo) makeOffice(paper, calls int) error {
	var err error
	if d.port, err = freePort(); err != nil {
		return err
	}
	dir := filepath.Join(d.work, "server")
	o, err := newOffice(d.ctx, dir, "https://127.0.0.1:"+d.port, time.Now(), d.seed)
	if err != nil {
		return err
	}
	today := hiring.EasternDay(time.Now())
	if d.vacancy, err = o.vacancy(d.ctx, "437510200.json", "monster_118215.txt", today.AddDays(-20), today); err != nil {
		return err
	}
	set, err := o.Hiring.Questions(system(d.ctx), d.vacancy.ID)
	if err != nil {
		return err
	}
	staff := sample.Staff(d.vacancy.ID)
	agent := sample.Staff()[6].Grants
	staff[3].Grants = append(staff[3].Grants, agent...) // the verifier also answers the telephone
	for _, u := range staff {
		if _, err := o.Accounts.AddUser(system(d.ctx), u); err != nil {
			return err
		}
	}
	codes := map[string]string{}
	for _, login := range []string{"rdelgado", "zdordevic"} {
		if codes[login], err = o.codeFor(d.ctx, login); err != nil {
			return err
		}
	}
	if err := o.Close(); err != nil {
		return err
	}
	d.plan(paper, calls, sample.Applications(d.seed, paper, d.vacancy, set, hiring.Paper))
	if err := d.startServer(); err != nil {
		return err
	}
	for _, u := range []*deskUser{&d.rosa, &d.zeljka} {
		if _, err := d.desk(u, deskTask{Code: codes[u.login], Steps: []deskStep{{Do: "sync"}}}); err != nil {
			return err
		}
	}
	d.say("A server for %s, vacancy %s “%s”, two desktops enrolled (%s, %s).", "Sample Department of Labor", d.vacancy.Announcement, d.vacancy.Title, d.rosa.login, d.zeljka.login)
	return d.server.stop()
}

// plan prepares what people will type.
func (d *demo) plan(paper, calls int, applications []hiring.Application) {
	d.rosa = deskUser{login: "rdelgado", password: sample.Password, folder: filepath.Join(d.work, "desk-rosa"), saved: map[app.ID]string{}}
	d.zeljka = deskUser{login: "zdordevic", password: sample.Password, folder: filepath.Join(d.work, "desk-zeljka"), saved: map[app.ID]string{}}
	for i := range applications {
		applications[i].ID = app.NewID()
		d.second[applications[i].ID] = sample.Second(applications[i], i%9 == 4)
		d.plant(applications[i].SSN, applications[i].Email, applications[i].LastName+", "+applications[i].FirstName, applications[i].FirstName+" "+applications[i].LastName)
	}
	d.keyed = applications
	for _, c := range sample.Inquiries(d.seed+1, 60, app.DateOf(time.Now())) {
		if c.Channel != inquiry.ByPhone || len(d.calls) == calls {
			continue
		}
		c.Received = ""
		d.calls = append(d.calls, c)
		d.plant(c.Form.Email, c.Form.Phone, c.Form.Description)
	}
}

func (d *demo) plant(texts ...string) {
	for _, t := range texts {
		if len(t) >= 8 { // shorter ones occur by chance
			d.planted = append(d.planted, t)
		}
	}
}

// workOffline: both people work with the server stopped; one is killed between
// saved and apply and goes on.
func (d *demo) workOffline() error {
	half := len(d.keyed) / 2
	killAt := 2 + d.rng.IntN(2*half-2)
	first, rest := d.keyed[:half], d.keyed[half:]
	key := deskStep{Do: "key", Vacancy: d.vacancy.ID, Applications: first}
	events, err := d.desk(&d.rosa, deskTask{KillAfterSave: killAt, Steps: []deskStep{key}})
	if err := d.wasKilled(events, err); err != nil {
		return err
	}
	before := maps.Clone(d.rosa.saved)
	d.summary.SavedBeforeKills = len(before)
	if err := d.makeScan(); err != nil {
		return err
	}
	attach := deskStep{Do: "attach", Application: first[0].ID, Scan: d.scan}
	if events, err = d.desk(&d.rosa, deskTask{Steps: []deskStep{{Do: "list", Vacancy: d.vacancy.ID}, key, attach}}); err != nil {
		return err
	}
	if err := allThere(before, events); err != nil {
		return err
	}
	events, err = d.desk(&d.zeljka, deskTask{Steps: []deskStep{
		{Do: "key", Vacancy: d.vacancy.ID, Applications: rest}, {Do: "call", Calls: d.calls}}})
	if err != nil {
		return err
	}
	for _, e := range events {
		if e.Event == "call" {
			d.numbers = append(d.numbers, e.Number)
		}
	}
	d.summary.PaperKeyed, d.summary.Calls = len(d.keyed), len(d.numbers)
	d.say("Offline: %d paper applications keyed on two desktops, %d calls logged. Killed %s; everything called saved (%d records) is there.",
		len(d.keyed), len(d.numbers), d.summary.Kills[0], d.summary.SavedBeforeKills)
	return nil
}

// allThere compares what a killed process had called saved with what the next
// one shows.
func allThere(saved map[app.ID]string, events []deskEvent) error {
	shown := map[app.ID]bool{}
	for _, e := range events {
		for _, a := range e.Applicants {
			shown[a.ID] = true
		}
	}
	for id, typ := range saved {
		if typ == hiring.Applications.Name() && !shown[id] {
			return fault.E("command.demo", fault.Damaged, "An application that was called saved is gone.", errors.New(string(id)))
		}
	}
	return nil
}

// synchronise sends both desktops' work; one is killed between two push frames
// and sends again.
func (d *demo) synchronise() error {
	frame := max(1, len(d.keyed)/6) // several pushes, so that there is something between them
	events, err := d.desk(&d.rosa, deskTask{Frame: frame, KillAfterFrame: 2 + d.rng.IntN(2), Steps: []deskStep{{Do: "sync"}}})
	if err := d.wasKilled(events, err); err != nil {
		return err
	}
	for _, u := range []*deskUser{&d.rosa, &d.zeljka, &d.rosa} {
		if _, err := d.desk(u, deskTask{Frame: frame, Steps: []deskStep{{Do: "sync"}}}); err != nil {
			return err
		}
	}
	d.say("Synchronised. Killed %s; sent again, nothing twice.", d.summary.Kills[1])
	return d.shareScan()
}

func (d *demo) wasKilled(events []deskEvent, err error) error {
	for _, e := range events {
		if e.Event == "killed" {
			d.summary.Kills = append(d.summary.Kills, e.Text)
			return nil
		}
	}
	return errors.Join(errors.New("the desktop was to be killed and was not"), err)
}

// secondKeying: each keys the other's applications blind, offline, then syncs.
func (d *demo) secondKeying() error {
	for _, u := range []*deskUser{&d.rosa, &d.zeljka} {
		events, err := d.desk(u, deskTask{Steps: []deskStep{{Do: "second", Vacancy: d.vacancy.ID, Second: d.second}, {Do: "sync"}}})
		if err != nil {
			return err
		}
		for _, e := range events {
			switch e.Event {
			case "difference":
				d.summary.Differences++
			case "refused":
				return fmt.Errorf("refused: %s", e.Words)
			}
		}
	}
	events, err := d.desk(&d.rosa, deskTask{Steps: []deskStep{{Do: "sync"}, {Do: "list", Vacancy: d.vacancy.ID}}})
	if err != nil {
		return err
	}
	for _, e := range events {
		for _, a := range e.Applicants {
			if a.Source == hiring.Paper && a.Status == hiring.Finished {
				d.summary.SecondKeyed++
			}
		}
	}
	if d.summary.SecondKeyed != len(d.keyed) {
		return fmt.Errorf("%d of %d paper applications are finished", d.summary.SecondKeyed, len(d.keyed))
	}
	d.say("Second keying by the other person: %d finished, %d differences settled with the paper in hand.", d.summary.SecondKeyed, d.summary.Differences)
	return nil
}

// makeConflict: both correct one telephone number offline. Both values are
// kept; the specialist chooses.
func (d *demo) makeConflict() error {
	id := d.keyed[0].ID
	for i, u := range []*deskUser{&d.rosa, &d.zeljka} {
		step := deskStep{Do: "contact", Application: id, Contact: hiring.Contact{DayPhone: []string{"202-555-0111", "202-555-0122"}[i]}}
		if _, err := d.desk(u, deskTask{Steps: []deskStep{{Do: "sync"}, step}}); err != nil {
			return err
		}
	}
	if _, err := d.desk(&d.rosa, deskTask{Steps: []deskStep{{Do: "sync"}}}); err != nil {
		return err
	}
	if _, err := d.desk(&d.zeljka, deskTask{Steps: []deskStep{{Do: "sync"}}}); err != nil {
		return err
	}
	events, err := d.desk(&d.rosa, deskTask{Steps: []deskStep{{Do: "sync"}, {Do: "conflicts"}, {Do: "resolve", Choice: "other"}, {Do: "sync"}, {Do: "conflicts"}}})
	if err != nil {
		return err
	}
	var seen [][]conflictShown
	for _, e := range events {
		if e.Event == "conflicts" {
			seen = append(seen, e.Conflicts)
		}
	}
	if len(seen) != 2 || len(seen[0]) != 1 || len(seen[1]) != 0 {
		return fmt.Errorf("expected one conflict, then none: %+v", seen)
	}
	d.summary.Conflict = &seen[0][0]
	c := seen[0][0]
	d.say("One real conflict on %s: “%s” by %s, “%s” by %s. Both were kept; the second was chosen.", c.Field, c.Kept, c.KeptBy, c.Other, c.OtherBy)
	return nil
}
