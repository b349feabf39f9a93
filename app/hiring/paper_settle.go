package hiring

import (
	"context"
	"slices"
	"strings"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/app/hiring/ranking"
	"civicdesk/app/policy"
	"civicdesk/storage/record"
)

// Take is which keying is right.
type Take string

// The choices.
const (
	TakeFirst  Take = "first"
	TakeSecond Take = "second"
)

// Settlement is what somebody with the paper in hand decides on one field. A
// Social Security number is keyed once more instead; it must be one of the two.
type Settlement struct {
	Take Take   `json:"take"`
	SSN  string `json:"ssn"`
}

// Differences gives the fields that still differ, both values side by side. It
// is refused before both people have keyed.
func (s *Service) Differences(ctx context.Context, id app.ID) ([]Difference, error) {
	return update(ctx, s, func(tx *record.Tx) ([]Difference, error) {
		a, err := applicationFor(tx, id, policy.ApplicationVerify)
		if err != nil {
			return nil, err
		}
		if a.Second.By == "" {
			return nil, refused("hiring.Differences", "The two keyings can be compared only after a second person has keyed the application.")
		}
		set, err := questionsOf(tx, Vacancy{ID: a.Vacancy})
		if err != nil {
			return nil, err
		}
		tx.Audit("application.differences", Applications.Name(), a.ID, "")
		return differences(a, set), nil
	})
}

// Settle decides fields on which the two keyings differ. The first keyer cannot
// settle. When no difference is left the application is verified.
func (s *Service) Settle(ctx context.Context, id app.ID, choices map[string]Settlement) (Keying, error) {
	const op = "hiring.Settle"
	return update(ctx, s, func(tx *record.Tx) (Keying, error) {
		a, err := applicationFor(tx, id, policy.ApplicationVerify)
		switch {
		case err != nil:
			return Keying{}, err
		case a.Status != AwaitsChoices:
			return Keying{}, refused(op, "This application has no differences to settle; it is "+statusWords(string(a.Status))+".")
		case a.KeyedBy == tx.Actor().User:
			return Keying{}, refused(op, "You keyed this application. Differences are settled by somebody else, with the paper in hand.")
		}
		settled := map[string]app.ID{}
		for k, v := range a.Second.Settled {
			settled[k] = v
		}
		a.Second.Settled = settled
		var wrong []fault.Field
		for _, name := range sortedKeys(choices) {
			if !slices.Contains(a.Critical, name) || a.agrees(name) {
				continue
			}
			if words := a.settle(tx, name, choices[name]); words != "" {
				wrong = append(wrong, fault.Field{Name: name, Words: words})
			}
		}
		if err := fault.Fields(op, wrong); err != nil {
			return Keying{}, err
		}
		set, err := questionsOf(tx, Vacancy{ID: a.Vacancy})
		if err != nil {
			return Keying{}, err
		}
		out := Keying{Status: AwaitsChoices, Differences: differences(a, set)}
		if len(out.Differences) == 0 {
			out.Status = Verified
		}
		a.Status = out.Status
		tx.Action("application.settle")
		if out.Status == Verified {
			a.tell(tx, Change{Kind: ChangeSettled})
		}
		return out, Applications.Put(tx, a)
	})
}

// settle applies one choice, or says what is wrong with it.
func (a *Application) settle(tx *record.Tx, name string, c Settlement) string {
	if name == "ssn" {
		digits, ok := CleanSSN(c.SSN)
		if !ok {
			return wordsSSN
		}
		mark := tx.Mark(a.Scope(), digits)
		if mark != a.SSNMark && mark != a.Second.Mark {
			return "This number is neither of the two that were keyed. Check it against the paper."
		}
		a.SSN, a.SSNLast4, a.SSNMark = digits, digits[5:], mark
		a.Second.Settled[name] = tx.Actor().User
		return ""
	}
	switch c.Take {
	case TakeFirst:
	case TakeSecond:
		a.take(name, a.Second.Values[name])
	default:
		return "Choose the first or the second value."
	}
	a.Second.Settled[name] = tx.Actor().User
	return ""
}

// take sets a critical field from its comparable form.
func (a *Application) take(name, value string) {
	switch name {
	case "firstName":
		a.FirstName = value
	case "lastName":
		a.LastName = value
	case "preferenceClaim":
		a.PreferenceClaim = ranking.Preference(value)
	case "citizenship":
		a.Citizenship = value
	case "dateReceived":
		a.DateReceived = app.Date(value)
	default:
		id := strings.TrimPrefix(name, "answers.")
		answers := map[string][]string{}
		for k, v := range a.Answers {
			answers[k] = v
		}
		if answers[id] = splitAnswer(value); value == "" {
			delete(answers, id)
		}
		a.Answers = answers
	}
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// Finish makes a verified paper application ready to be rated. The record's own
// checks refuse it until a different person has keyed the critical fields and
// all agree.
func (s *Service) Finish(ctx context.Context, id app.ID) (Application, error) {
	return update(ctx, s, func(tx *record.Tx) (Application, error) {
		a, err := applicationFor(tx, id, policy.ApplicationKey)
		if err != nil {
			return a, err
		}
		if a, err = finishedFrom(tx, a); err != nil {
			return a, err
		}
		tx.Action("application.finish")
		return a, Applications.Put(tx, a)
	})
}

// finishedFrom is the application ready to be rated, or why it is not.
func finishedFrom(tx *record.Tx, a Application) (Application, error) {
	v, err := Vacancies.Get(tx, a.Vacancy)
	if err != nil {
		return a, err
	}
	if a.Status != Verified { // the same refusal as an incoming operation meets
		probe := a
		probe.Status = Finished
		if err := checkSecond(nil, probe); err != nil {
			return a, err
		}
	}
	a.tell(tx, Change{Kind: ChangeFinished, From: statusWords(string(a.Status)), To: statusWords(string(Finished))})
	a.Status, a.Closes = Finished, v.Closes
	return a, checkFlowTo(tx, a)
}

// Withdraw ends an application at the applicant's request. Once a certificate
// lists it the selecting official records a declination instead.
func (s *Service) Withdraw(ctx context.Context, id app.ID, reason string) (Application, error) {
	return update(ctx, s, func(tx *record.Tx) (Application, error) {
		a, err := applicationFor(tx, id, policy.ApplicationKey)
		if err != nil {
			return a, err
		}
		tx.Action("application.withdraw")
		return a, withdraw(tx, a, reason)
	})
}

// withdrawn is the application withdrawn, or why it cannot be.
func withdrawn(tx *record.Tx, a Application, reason string) (Application, error) {
	const op = "hiring.Withdraw"
	switch {
	case onCertificate(a):
		return a, fault.E(op, fault.Conflict, "This application is on a certificate. Record there that the applicant declined.", nil)
	case a.Status == Withdrawn:
		return a, refused(op, "The application was withdrawn already.")
	case strings.TrimSpace(reason) == "":
		return a, fault.Fields(op, []fault.Field{{Name: "reason", Words: "Say how and when the applicant withdrew"}})
	}
	a.tell(tx, Change{Kind: ChangeWithdrawn, From: statusWords(string(a.Status)), To: statusWords(string(Withdrawn)), Reason: reason})
	a.Status = Withdrawn
	return a, checkFlowTo(tx, a)
}

func withdraw(tx *record.Tx, a Application, reason string) error {
	a, err := withdrawn(tx, a, reason)
	if err != nil {
		return err
	}
	tx.Why(reason)
	return Applications.Put(tx, a)
}
