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

// OpenVacancy opens the vacancy to applications, from its opening date on. It
// must have no gap that stops it (see Gaps); a closed vacancy opens again only
// with a reason and a closing date that has not passed. A desktop refuses at once
// what the server would refuse.
func (s *Service) OpenVacancy(ctx context.Context, args VacancyArgs, seen string) (record.Outcome, error) {
	_, err := view(ctx, s, func(tx *record.Tx) (Vacancy, error) { return openable(tx, args) })
	if err != nil {
		return record.Outcome{}, err
	}
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
	v, err := openable(tx, args)
	if err != nil {
		return v, err
	}
	if err := sameAs("hiring.OpenVacancy", seen, vacancyDigest(v), "The vacancy"); err != nil {
		return v, err
	}
	v.step(tx, "vacancy.open", args.Reason)
	v.Status, v.LastReason, v.ClosedAt = VacancyOpen, args.Reason, never
	tx.Why(args.Reason)
	return v, Vacancies.Put(tx, v)
}

// openable is the vacancy, or why it cannot open.
func openable(tx *record.Tx, args VacancyArgs) (Vacancy, error) {
	const op = "hiring.OpenVacancy"
	v, err := vacancyFor(tx, args.Vacancy, policy.VacancyAct)
	if err != nil {
		return v, err
	}
	if err := v.mayOpen(op); err != nil {
		return v, err
	}
	switch {
	case v.Closes < day(tx):
		return v, &fault.Error{Op: op, Kind: fault.Refused, Words: "The closing date, " + v.Closes.Words() + ", has passed. Set a later one first.",
			Fields: []fault.Field{{Name: "closes", Words: "Enter a closing date that has not passed."}}}
	case v.Status == VacancyClosed && strings.TrimSpace(args.Reason) == "":
		return v, fault.Fields(op, []fault.Field{{Name: "reason", Words: "Say why the closed vacancy is opened again."}})
	}
	return v, nil
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
	v.step(tx, "vacancy.close", args.Reason)
	tx.Why(args.Reason)
	return v, Vacancies.Put(tx, v)
}
