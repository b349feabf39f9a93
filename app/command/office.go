package command

import (
	"context"
	"fmt"
	"io/fs"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"civicdesk/app"
	"civicdesk/app/account"
	"civicdesk/app/fault"
	"civicdesk/app/form"
	"civicdesk/app/hiring"
	"civicdesk/app/hiring/usajobs"
	"civicdesk/app/inquiry"
	"civicdesk/app/node"
	"civicdesk/app/policy"
	"civicdesk/app/sample"
)

// office builds a sample office through the same services that people use, with
// a clock of its own so that weeks pass between steps.
type office struct {
	*node.Server
	now  time.Time // what the office's clock shows
	seed int64
}

func newOffice(ctx context.Context, dir, address string, start time.Time, seed int64) (*office, error) {
	o := &office{now: start, seed: seed}
	s, err := node.InitServer(ctx, dir, node.ServerOptions{Agency: "Sample Department of Labor", Address: address, Clock: func() time.Time { return o.now }})
	o.Server = s
	return o, err
}

func system(ctx context.Context) context.Context { return app.WithActor(ctx, account.System) }

// public is a visitor of the web site.
func public(ctx context.Context) context.Context {
	return app.WithActor(ctx, app.Actor{User: app.WebUser, Name: "Public web site", Grants: []app.Grant{{Role: policy.Web}}})
}

// vacancy imports one of the shipped announcements, with dates of the sample and
// a question set, and opens it.
func (o *office) vacancy(ctx context.Context, file, questions string, opens, closes app.Date) (hiring.Vacancy, error) {
	v, err := o.draft(ctx, file)
	if err != nil {
		return v, err
	}
	set, err := questionSet(questions)
	if err != nil {
		return v, err
	}
	if v, err = o.Hiring.AttachQuestions(system(ctx), v.ID, set, ""); err != nil {
		return v, err
	}
	settings := hiring.SettingsOf(v)
	settings.Opens, settings.Closes, settings.SpecialistName = opens, closes, "Rosa Delgado"
	if v, err = o.Hiring.SetVacancy(system(ctx), v.ID, settings, ""); err != nil {
		return v, err
	}
	if _, err = o.Hiring.OpenVacancy(system(ctx), hiring.VacancyArgs{Vacancy: v.ID}, ""); err != nil {
		return v, err
	}
	return o.Hiring.Vacancy(system(ctx), v.ID)
}

func (o *office) draft(ctx context.Context, file string) (hiring.Vacancy, error) {
	f, err := sample.Announcements().Open(file)
	if err != nil {
		return hiring.Vacancy{}, err
	}
	defer f.Close()
	items, err := usajobs.Read(file, f)
	if err != nil {
		return hiring.Vacancy{}, err
	}
	return o.Hiring.ImportVacancy(system(ctx), items[0], sample.Office)
}

func questionSet(file string) (form.Set, error) {
	f, err := sample.Questionnaires().Open(file)
	if err != nil {
		return form.Set{}, err
	}
	defer f.Close()
	set, _, err := form.ParsePreview(file, f)
	for i := range set.Questions { // the sample asks them for other jobs, at every grade
		set.Questions[i].Grades = nil
	}
	return form.Assign(set), err
}

// staff adds the sample users; the selecting officials get the vacancies in
// turn.
func (o *office) staff(ctx context.Context, vacancies ...app.ID) error {
	for _, u := range sample.Staff(vacancies...) {
		if _, err := o.Accounts.AddUser(system(ctx), u); err != nil {
			return err
		}
	}
	return nil
}

// apply sends n sample applications by way of the public site's service.
func (o *office) apply(ctx context.Context, v hiring.Vacancy, n int) error {
	set, err := o.Hiring.Questions(system(ctx), v.ID)
	if err != nil {
		return err
	}
	for _, a := range sample.Applications(o.seed, n, v, set, hiring.Web) {
		o.now = o.now.Add(90 * time.Second)
		if _, err := o.Hiring.SubmitWeb(public(ctx), a, a.FormToken); err != nil {
			return fmt.Errorf("sample application: %w", err)
		}
	}
	return nil
}

// paper keys n sample paper applications as the second specialist: two are left
// as drafts, the others wait for somebody else to key them again.
func (o *office) paper(ctx context.Context, v hiring.Vacancy, n int) error {
	u, err := o.Accounts.Lookup(system(ctx), "twhitfield")
	if err != nil {
		return err
	}
	set, err := o.Hiring.Questions(system(ctx), v.ID)
	if err != nil {
		return err
	}
	ctx = app.WithActor(ctx, u.Actor())
	v.Closes = min(v.Closes, hiring.EasternDay(o.now)) // nothing is stamped tomorrow
	for i, a := range sample.Applications(o.seed+1, n, v, set, hiring.Paper) {
		if a, err = o.Hiring.SaveDraft(ctx, a); err != nil {
			return fmt.Errorf("sample paper application: %w", err)
		}
		if i < 2 {
			continue
		}
		if _, err = o.Hiring.Keyed(ctx, a.ID); err != nil {
			return fmt.Errorf("sample paper application: %w", err)
		}
	}
	return nil
}

// ask takes in n sample inquiries, spread over the days until then: those from
// the web by way of the public site's service, the others as agents log them.
func (o *office) ask(ctx context.Context, n int, until time.Time) error {
	step := until.Sub(o.now) / time.Duration(n+1)
	for _, c := range sample.Inquiries(o.seed, n, app.DateOf(until)) {
		o.now = o.now.Add(step)
		var err error
		if c.Channel == inquiry.ByWeb {
			_, err = o.Inquiries.Submit(public(ctx), sample.Submission(c))
		} else {
			c.Received = ""
			_, err = o.Inquiries.LogCall(system(ctx), c)
		}
		if err != nil {
			return fmt.Errorf("sample inquiry: %w", err)
		}
	}
	return nil
}

// questionnaires are the shipped previews that have enough questions to rate by.
var questionnaires = []string{"monster_118215.txt", "monster_92264.txt", "monster_178356.txt", "monster_112337.txt", "monster_74231.txt", "monster_148055.txt"}

func sampleCommand() *cobra.Command {
	var address string
	var applications, inquiries int
	cmd := &cobra.Command{
		Use:   "sample",
		Short: "make a sample office in an empty data folder: real announcements, generated people",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			dir, err := dataFolder(cmd)
			if err != nil {
				return err
			}
			o, err := newOffice(cmd.Context(), dir, address, time.Now().AddDate(0, 0, -30), 1)
			if err != nil {
				return err
			}
			defer o.Close()
			return o.fill(cmd, applications, inquiries)
		},
	}
	cmd.Flags().StringVar(&address, "address", "https://127.0.0.1:8443", "address at which the server will be reached")
	cmd.Flags().IntVar(&applications, "applications", 300, "how many applications")
	cmd.Flags().IntVar(&inquiries, "inquiries", 120, "how many inquiries")
	return cmd
}

// fill makes every shipped announcement a vacancy: some drafts, most open, two
// closed with their applications in, one of them rated.
func (o *office) fill(cmd *cobra.Command, applications, inquiries int) error {
	ctx, until := cmd.Context(), time.Now()
	today, start := hiring.EasternDay(until), hiring.EasternDay(o.now)
	files, err := fs.Glob(sample.Announcements(), "[0-9]*.json")
	if err != nil {
		return err
	}
	var open []hiring.Vacancy
	var ids []app.ID
	for i, file := range files {
		if i%7 == 6 { // left as drafts
			v, err := o.draft(ctx, file)
			if err != nil {
				return err
			}
			ids = append(ids, v.ID)
			continue
		}
		closes := today.AddDays(3 + i)
		if i == 0 || i == 1 {
			closes = today.AddDays(-2 - i)
		}
		v, err := o.vacancy(ctx, file, questionnaires[i%len(questionnaires)], start, closes)
		if err != nil {
			return fmt.Errorf("%s: %w", filepath.Base(file), err)
		}
		open, ids = append(open, v), append(ids, v.ID)
	}
	if err := o.staff(ctx, ids...); err != nil {
		return err
	}
	for i, v := range open { // the first two get half of all
		n := applications / 2 / (len(open) - 2)
		if i < 2 {
			n = applications / 4
		}
		if err := o.apply(ctx, v, n); err != nil {
			return err
		}
	}
	if err := o.ask(ctx, inquiries, until); err != nil {
		return err
	}
	o.now = until
	if err := o.paper(ctx, open[2], 8); err != nil {
		return err
	}
	for _, v := range open[:2] {
		if _, err := o.Hiring.CloseVacancy(system(ctx), hiring.VacancyArgs{Vacancy: v.ID}, ""); err != nil {
			return err
		}
	}
	if _, err := o.Hiring.Rate(system(ctx), hiring.VacancyArgs{Vacancy: open[0].ID}, ""); err != nil {
		return err
	}
	fmt.Fprintf(cmd.OutOrStdout(), "A sample office with %d vacancies, %d applications and %d inquiries. All names are made up.\n", len(ids), applications, inquiries)
	return nil
}

// codeFor makes an enrolment code for a sample user.
func (o *office) codeFor(ctx context.Context, login string) (string, error) {
	u, err := o.Accounts.Lookup(system(ctx), login)
	if err != nil {
		return "", err
	}
	code, err := o.Accounts.NewEnrolment(system(ctx), u.ID)
	if err != nil {
		return "", fault.E("command.sample", fault.Internal, "", err)
	}
	return code, nil
}
