package hiring

import (
	"context"
	"strings"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/app/policy"
	"civicdesk/storage/record"
)

// VacancyArgs name the vacancy of an act.
type VacancyArgs struct {
	Vacancy app.ID `json:"vacancy"`
	Reason  string `json:"reason"`
}

// OpenVacancy opens the vacancy to applications. It needs questions and a
// method; a closed vacancy opens again only with a reason and a closing date
// that has not passed.
func (s *Service) OpenVacancy(ctx context.Context, args VacancyArgs, seen string) (record.Outcome, error) {
	return s.act(ctx, "vacancy.open", args.Vacancy, policy.VacancyAct, args, seen)
}

// CloseVacancy closes the vacancy, on or after its closing date.
func (s *Service) CloseVacancy(ctx context.Context, args VacancyArgs, seen string) (record.Outcome, error) {
	return s.act(ctx, "vacancy.close", args.Vacancy, policy.VacancyAct, args, seen)
}

// Rate rates every finished application at every grade announced.
func (s *Service) Rate(ctx context.Context, args VacancyArgs, seen string) (record.Outcome, error) {
	return s.act(ctx, "vacancy.rate", args.Vacancy, policy.VacancyAct, args, seen)
}

// act asks policy first, so that a desktop refuses at once what the server
// would refuse later, and then has the act run.
func (s *Service) act(ctx context.Context, name string, vacancy app.ID, right policy.Action, args any, seen string) (record.Outcome, error) {
	_, err := view(ctx, s, func(tx *record.Tx) (Vacancy, error) { return vacancyFor(tx, vacancy, right) })
	if err != nil {
		return record.Outcome{}, err
	}
	return s.db.Do(ctx, name, args, seen)
}

// VacancyPreview is what opening or closing looks at, and its digest.
type VacancyPreview struct {
	Digest  string  `json:"digest"`
	Vacancy Vacancy `json:"vacancy"`
}

// PreviewVacancy gives the digest that OpenVacancy and CloseVacancy take.
func (s *Service) PreviewVacancy(ctx context.Context, id app.ID) (VacancyPreview, error) {
	return view(ctx, s, func(tx *record.Tx) (VacancyPreview, error) {
		v, err := vacancyFor(tx, id, policy.VacancyAct)
		return VacancyPreview{Digest: vacancyDigest(v), Vacancy: v}, err
	})
}

func vacancyDigest(v Vacancy) string {
	return digest([]any{v.ID, v.Status, v.Opens, v.Closes, v.Openings, v.Method, v.QuestionVersion})
}

func (s *Service) open(tx *record.Tx, args VacancyArgs, seen string) (Vacancy, error) {
	const op = "hiring.OpenVacancy"
	v, err := vacancyFor(tx, args.Vacancy, policy.VacancyAct)
	if err != nil {
		return v, err
	}
	if err := sameAs(op, seen, vacancyDigest(v), "The vacancy"); err != nil {
		return v, err
	}
	switch {
	case v.Questions == 0:
		return v, refused(op, "Attach the questions before the vacancy opens: applicants are rated by them.")
	case v.Closes < day(tx):
		return v, refused(op, "The closing date, "+v.Closes.Words()+", has passed. Set a later one first.")
	case v.Status == VacancyClosed && strings.TrimSpace(args.Reason) == "":
		return v, fault.Fields(op, []fault.Field{{Name: "reason", Words: "Say why the closed vacancy is opened again."}})
	}
	v.Status, v.LastReason, v.ClosedAt = VacancyOpen, args.Reason, never
	tx.Why(args.Reason)
	return v, Vacancies.Put(tx, v)
}

func (s *Service) close(tx *record.Tx, args VacancyArgs, seen string) (Vacancy, error) {
	const op = "hiring.CloseVacancy"
	v, err := vacancyFor(tx, args.Vacancy, policy.VacancyAct)
	if err != nil {
		return v, err
	}
	if err := sameAs(op, seen, vacancyDigest(v), "The vacancy"); err != nil {
		return v, err
	}
	if day(tx) <= v.Closes && strings.TrimSpace(args.Reason) == "" {
		return v, fault.Fields(op, []fault.Field{{Name: "reason", Words: "The vacancy closes " + v.Closes.Words() + " at 11:59 pm Eastern time. Say why it is closed earlier."}})
	}
	if day(tx) < v.Closes { // what the public was told changes with it
		v.Closes = day(tx)
		v.Opens = min(v.Opens, v.Closes)
	}
	v.Status, v.ClosedAt, v.LastReason = VacancyClosed, tx.Now(), args.Reason
	tx.Why(args.Reason)
	return v, Vacancies.Put(tx, v)
}
