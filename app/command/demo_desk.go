package command

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"

	"github.com/spf13/cobra"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/app/hiring"
	"civicdesk/app/inquiry"
	"civicdesk/app/node"
	"civicdesk/storage/record"
	"civicdesk/sync/client"
	"civicdesk/sync/conflict"
)

// deskTask is what one desktop process of the demo does: sign in, some steps,
// end. Everything in it is typed by people in life.
type deskTask struct {
	Folder, Login, Password string
	Code                    string // enrol first
	Steps                   []deskStep
	// KillAfterSave ends the process with SIGKILL when that many operations are
	// on disk, before the store has the last; KillAfterFrame when that many pushes
	// were answered. 0: never.
	KillAfterSave  int
	KillAfterFrame int
	Frame          int
}

// deskStep is one thing that a person does.
type deskStep struct {
	Do           string
	Vacancy      app.ID
	Applications []hiring.Application
	Calls        []inquiry.CallForm
	Second       map[app.ID]hiring.SecondValues
	Application  app.ID
	Scan         []byte
	Contact      hiring.Contact
	Choice       string
	Certificate  app.ID
	Select       []hiring.DecisionEntry
	Number       string
}

// deskEvent is what the process reports, a line each.
type deskEvent struct {
	Event       string
	ID          app.ID
	Text        string
	Number      string
	Words       string
	Rule        string
	Applicants  []hiring.Applicant
	Inquiries   []inquiry.Row
	Conflicts   []conflictShown
	Certificate *hiring.Certificate
	Waiting     int
}

type conflictShown struct {
	ID                                  app.ID
	Record                              app.ID
	Field, Kept, KeptBy, Other, OtherBy string
}

func deskCommand() *cobra.Command {
	return &cobra.Command{Use: "demo-desk", Hidden: true, Args: cobra.NoArgs, RunE: func(cmd *cobra.Command, _ []string) error {
		var t deskTask
		if err := json.NewDecoder(cmd.InOrStdin()).Decode(&t); err != nil {
			return err
		}
		out := json.NewEncoder(cmd.OutOrStdout())
		return runDesk(cmd.Context(), t, func(e deskEvent) { out.Encode(e) })
	}}
}

func runDesk(ctx context.Context, t deskTask, tell func(deskEvent)) error {
	frames := 0
	o := node.DesktopOptions{Sync: client.Options{Frame: t.Frame, Progress: func(p client.Progress) {
		if frames++; p.Sent > 0 && frames == t.KillAfterFrame && p.Waiting > 0 {
			tell(deskEvent{Event: "killed", Text: fmt.Sprintf("between push frames: %d operations sent, %d waiting", p.Sent, p.Waiting)})
			killSelf()
		}
	}}}
	d, err := node.OpenDesktop(t.Folder, o)
	if err != nil {
		return err
	}
	var s *node.Session
	if t.Code != "" {
		s, err = d.Enroll(ctx, t.Code, t.Password, "demo "+t.Login)
	} else {
		s, err = d.Unlock(ctx, t.Login, t.Password)
	}
	if err != nil {
		return errors.Join(err, d.Close())
	}
	saved := 0
	s.DB.OnSaved(func(op record.Op) {
		for _, c := range op.Changes {
			tell(deskEvent{Event: "saved", ID: c.ID, Text: c.Type})
		}
		if saved++; saved == t.KillAfterSave {
			tell(deskEvent{Event: "killed", Text: fmt.Sprintf("between saved and apply, at operation %d", op.N)})
			killSelf()
		}
	})
	ctx = s.Context(ctx)
	for _, step := range t.Steps {
		if err := deskSteps[step.Do](ctx, s, step, tell); err != nil {
			return errors.Join(fmt.Errorf("%s: %w", step.Do, err), s.DB.Close())
		}
	}
	return s.DB.Close()
}

// killSelf is kill -9: no deferred function runs, nothing is flushed.
func killSelf() {
	p, err := os.FindProcess(os.Getpid())
	if err == nil {
		err = p.Kill()
	}
	if err != nil {
		os.Exit(137)
	}
	select {}
}

var deskSteps = map[string]func(context.Context, *node.Session, deskStep, func(deskEvent)) error{
	"key":       keyApplications,
	"call":      logCalls,
	"sync":      syncDesk,
	"second":    keySecond,
	"contact":   changeContact,
	"conflicts": showConflicts,
	"resolve":   resolveConflicts,
	"close":     closeVacancy,
	"rate":      rateVacancy,
	"issue":     issueCertificate,
	"select":    selectNames,
	"list":      listDesk,
	"attach":    attachScan,
	"scans":     readScans,
}

// keyApplications keys each paper application that is not there yet and hands it
// to second keying. A process that starts again after a crash goes on where the
// last one stopped.
func keyApplications(ctx context.Context, s *node.Session, step deskStep, tell func(deskEvent)) error {
	have := map[app.ID]hiring.ApplicationStatus{}
	list, err := s.Hiring.Applicants(ctx, step.Vacancy, "")
	if err != nil {
		return err
	}
	for _, a := range list {
		have[a.ID] = a.Status
	}
	for _, a := range step.Applications {
		status, there := have[a.ID]
		if !there {
			if _, err := s.Hiring.SaveDraft(ctx, a); err != nil {
				return err
			}
		}
		if there && status != hiring.Draft {
			continue
		}
		if _, err := s.Hiring.Keyed(ctx, a.ID); err != nil {
			return err
		}
	}
	return nil
}

func logCalls(ctx context.Context, s *node.Session, step deskStep, tell func(deskEvent)) error {
	for _, c := range step.Calls {
		r, err := s.Inquiries.LogCall(ctx, c)
		if err != nil {
			return err
		}
		tell(deskEvent{Event: "call", ID: r.ID, Number: r.Number.String()})
	}
	return nil
}

func syncDesk(ctx context.Context, s *node.Session, _ deskStep, tell func(deskEvent)) error {
	if err := s.Sync.Run(ctx); err != nil {
		return err
	}
	q, err := s.DB.Queue(ctx)
	if err != nil {
		return err
	}
	refused, err := s.DB.Refusals(ctx)
	for _, r := range refused {
		tell(deskEvent{Event: "refused", ID: r.Op.ID, Words: r.Outcome.Words, Rule: r.Outcome.Rule})
		if err := s.DB.Dismiss(ctx, r.Op.ID); err != nil {
			return err
		}
	}
	tell(deskEvent{Event: "synced", Waiting: q.Waiting})
	return err
}

// keySecond keys the applications of the other person blind, settles what
// differs in favour of the paper, and finishes them.
func keySecond(ctx context.Context, s *node.Session, step deskStep, tell func(deskEvent)) error {
	waiting, err := s.Hiring.AwaitingSecond(ctx, step.Vacancy)
	if err != nil {
		return err
	}
	for _, w := range waiting {
		values, mine := step.Second[w.ID]
		if w.Mine || !mine {
			continue
		}
		if _, err := s.Hiring.ForVerification(ctx, w.ID); err != nil {
			return err
		}
		keying, err := s.Hiring.Verify(ctx, w.ID, values)
		if err != nil {
			return err
		}
		choices := map[string]hiring.Settlement{}
		for _, d := range keying.Differences {
			tell(deskEvent{Event: "difference", ID: w.ID, Text: d.Label})
			choices[d.Field] = hiring.Settlement{Take: hiring.TakeFirst}
		}
		if len(choices) > 0 {
			if _, err := s.Hiring.Settle(ctx, w.ID, choices); err != nil {
				return err
			}
		}
		if _, err := s.Hiring.Finish(ctx, w.ID); err != nil {
			return err
		}
	}
	return nil
}

func changeContact(ctx context.Context, s *node.Session, step deskStep, _ func(deskEvent)) error {
	a, err := s.Hiring.Open(ctx, step.Application)
	if err != nil {
		return err
	}
	c := hiring.Contact{Street: a.Street, Street2: a.Street2, City: a.City, State: a.State, Zip: a.Zip, Country: a.Country,
		DayPhone: step.Contact.DayPhone, EveningPhone: a.EveningPhone, Email: a.Email}
	_, err = s.Hiring.SetContact(ctx, a.ID, c)
	return err
}

func showConflicts(ctx context.Context, s *node.Session, _ deskStep, tell func(deskEvent)) error {
	open, err := s.Conflicts.Unsettled(ctx)
	if err != nil {
		return err
	}
	var shown []conflictShown
	for _, c := range open {
		shown = append(shown, conflictShown{ID: c.ID, Record: c.Record, Field: c.Field, Kept: conflict.Text(c.Kept), KeptBy: c.KeptName, Other: conflict.Text(c.Other), OtherBy: c.OtherName})
	}
	tell(deskEvent{Event: "conflicts", Conflicts: shown})
	return nil
}

func resolveConflicts(ctx context.Context, s *node.Session, step deskStep, _ func(deskEvent)) error {
	open, err := s.Conflicts.Unsettled(ctx)
	for _, c := range open {
		if err := s.Conflicts.Resolve(ctx, c.ID, step.Choice); err != nil {
			return err
		}
	}
	return err
}

func closeVacancy(ctx context.Context, s *node.Session, step deskStep, _ func(deskEvent)) error {
	p, err := s.Hiring.PreviewVacancy(ctx, step.Vacancy)
	if err != nil {
		return err
	}
	_, err = s.Hiring.CloseVacancy(ctx, hiring.VacancyArgs{Vacancy: step.Vacancy, Reason: "Closed at the end of the demonstration period."}, p.Digest)
	return err
}

func rateVacancy(ctx context.Context, s *node.Session, step deskStep, _ func(deskEvent)) error {
	p, err := s.Hiring.PreviewRate(ctx, step.Vacancy)
	if err != nil {
		return err
	}
	_, err = s.Hiring.Rate(ctx, hiring.VacancyArgs{Vacancy: step.Vacancy}, p.Digest)
	return err
}

func issueCertificate(ctx context.Context, s *node.Session, step deskStep, _ func(deskEvent)) error {
	v, err := s.Hiring.Vacancy(ctx, step.Vacancy)
	if err != nil {
		return err
	}
	args := hiring.IssueArgs{Vacancy: v.ID, Grade: v.Grades[len(v.Grades)-1], RequestNumber: "REQ-2026-0117", CTAPCleared: true, RPLCleared: true}
	p, err := s.Hiring.PreviewIssue(ctx, args)
	if err != nil {
		return err
	}
	_, err = s.Hiring.IssueCertificate(ctx, args, p.Digest)
	return err
}

// selectNames records decisions; what would be unlawful is reported, not sent.
func selectNames(ctx context.Context, s *node.Session, step deskStep, tell func(deskEvent)) error {
	args := hiring.SelectArgs{Certificate: step.Certificate, Decisions: step.Select, Complete: len(step.Select) > 1}
	p, err := s.Hiring.PreviewSelect(ctx, args)
	if err != nil {
		return err
	}
	if p.Problem != "" {
		tell(deskEvent{Event: "unlawful", Words: p.Problem, Rule: p.Rule})
		return nil
	}
	_, err = s.Hiring.Select(ctx, args, p.Digest)
	return err
}

// everyStatus is open and ended inquiries alike.
var everyStatus = append(slices.Clone(inquiry.OpenStatuses), inquiry.StatusAnswered, inquiry.StatusClosed)

// listDesk reports what the desktop shows: applicants in rank order, inquiries
// and the newest certificate.
func listDesk(ctx context.Context, s *node.Session, step deskStep, tell func(deskEvent)) error {
	var e deskEvent
	var err error
	e.Event = "list"
	if e.Applicants, err = s.Hiring.Applicants(ctx, step.Vacancy, ""); err != nil && !fault.Is(err, fault.Denied) {
		return err
	}
	if e.Inquiries, err = s.Inquiries.Queue(ctx, inquiry.Filter{Statuses: everyStatus}); err != nil && !fault.Is(err, fault.Denied) {
		return err
	}
	list, err := s.Hiring.CertificatesOf(ctx, step.Vacancy)
	if err != nil && !fault.Is(err, fault.Denied) {
		return err
	}
	if len(list) > 0 {
		c, err := s.Hiring.Certificate(ctx, list[0].ID)
		if err != nil {
			return err
		}
		e.Certificate = &c
	}
	tell(e)
	return nil
}
