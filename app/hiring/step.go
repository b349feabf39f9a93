package hiring

import (
	"context"
	"strings"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/app/hiring/ranking"
	"civicdesk/app/policy"
	"civicdesk/storage/record"
)

// StepKind is what is done to one application or to many.
type StepKind string

// The steps that can be taken on many applications at once.
const (
	StepAdjudicate StepKind = "adjudicate" // decide the veterans' preference
	StepRate       StepKind = "rate"       // lower the rating at a grade
	StepIneligible StepKind = "ineligible" // find ineligible at a grade
	StepLift       StepKind = "lift"       // take a ruling at a grade back
	StepFinish     StepKind = "finish"     // verified becomes finished
	StepReopen     StepKind = "reopen"     // a paper application back to its keyer
	StepWithdraw   StepKind = "withdraw"   // at the applicant's request
)

// Step is one step with what it needs.
type Step struct {
	Kind   StepKind           `json:"kind"`
	Code   ranking.Preference `json:"code"` // adjudicate
	Status string             `json:"status"`
	Proof  []string           `json:"proof"`
	Grade  string             `json:"grade"` // rate, ineligible, lift
	Rating string             `json:"rating"`
	Found  string             `json:"found"` // reason code
	Reason string             `json:"reason"`
}

// StepLine is what a step would do to one application, or did.
type StepLine struct {
	Application app.ID `json:"application"`
	Number      string `json:"number"`
	Name        string `json:"name"` // "" while it is kept from the actor
	From        string `json:"from"`
	To          string `json:"to"`
	Seen        string `json:"seen"`    // digest of what was looked at
	Problem     string `json:"problem"` // why it is refused, or ""
	Rule        string `json:"rule"`
	Waits       bool   `json:"waits"` // taken on a desktop: the server decides
}

// PreviewStep says what the step would do to each application, and which ones
// would be refused and why. When the form itself is at fault, whichever the
// application, that is the error, field by field.
func (s *Service) PreviewStep(ctx context.Context, ids []app.ID, step Step) ([]StepLine, error) {
	return view(ctx, s, func(tx *record.Tx) ([]StepLine, error) {
		lines := make([]StepLine, 0, len(ids))
		var form error // of the form's fields, while every application meets one
		for i, id := range ids {
			line, err := s.try(tx, StepLine{Application: id}, step)
			if i == 0 || form != nil {
				form = nil
				if len(fault.FieldsOf(err)) > 0 {
					form = err
				}
			}
			lines = append(lines, line)
		}
		if form != nil {
			return nil, form
		}
		return lines, nil
	})
}

// TakeStep takes the step on each application that was looked at: one atomic act
// each, in the order given. What one is refused for does not touch the others;
// the lines say what came of each.
func (s *Service) TakeStep(ctx context.Context, looked []StepLine, step Step) ([]StepLine, error) {
	out := make([]StepLine, 0, len(looked))
	for _, l := range looked {
		line, err := view(ctx, s, func(tx *record.Tx) (StepLine, error) {
			line, err := s.try(tx, l, step)
			if fault.KindOf(err) == fault.Internal {
				return line, err
			}
			return line, nil // said in the line
		})
		if err != nil {
			return out, err
		}
		if line.Problem == "" {
			o, err := s.take(ctx, l, step)
			switch {
			case err != nil:
				line = line.refused(err)
			case o.State == record.Rejected:
				line.Problem, line.Rule = o.Words, o.Rule
			default:
				line.Waits = o.IsWaiting()
			}
		}
		out = append(out, line)
	}
	return out, nil
}

// try works one application's step out without storing it.
func (s *Service) try(tx *record.Tx, line StepLine, step Step) (StepLine, error) {
	a, err := Applications.Get(tx, line.Application)
	if err != nil {
		return line.refused(err), err
	}
	if !policy.Can(tx.Actor(), policy.ApplicationRead, a.Scope()) {
		err := policy.Require(tx.Actor(), policy.ApplicationRead, a.Scope())
		return line.refused(err), err
	}
	seen := line.Seen
	line.Number, line.Seen = a.Number, applicationDigest(a)
	if a.namedTo(tx.Actor().User) {
		line.Name = ranking.ShownName(a.FirstName, a.MiddleName, a.LastName, a.Suffix)
	}
	after, err := step.on(tx, a, seen)
	if err != nil {
		return line.refused(err), err
	}
	if n := len(after.History); n > len(a.History) {
		line.From, line.To = after.History[n-1].From, after.History[n-1].To
	}
	return line, nil
}

// on is the application after the step.
func (step Step) on(tx *record.Tx, a Application, seen string) (Application, error) {
	switch step.Kind {
	case StepAdjudicate:
		return adjudicated(tx, step.adjudication(a.ID), seen)
	case StepRate, StepIneligible, StepLift:
		return ruled(tx, step.ruling(a.ID), seen)
	case StepReopen:
		return reopened(tx, ReopenArgs{Application: a.ID, Reason: step.Reason}, seen)
	case StepFinish:
		if err := policy.Require(tx.Actor(), policy.ApplicationKey, a.Scope()); err != nil {
			return a, err
		}
		return finishedFrom(tx, a)
	case StepWithdraw:
		if err := policy.Require(tx.Actor(), policy.ApplicationKey, a.Scope()); err != nil {
			return a, err
		}
		return withdrawn(tx, a, step.Reason)
	}
	return a, fault.Fields("hiring.Step", []fault.Field{{Name: "kind", Words: "Choose what is to be done"}})
}

// take has the step run.
func (s *Service) take(ctx context.Context, l StepLine, step Step) (record.Outcome, error) {
	switch step.Kind {
	case StepAdjudicate:
		return s.Adjudicate(ctx, step.adjudication(l.Application), l.Seen)
	case StepRate, StepIneligible, StepLift:
		return s.Rule(ctx, step.ruling(l.Application), l.Seen)
	case StepReopen:
		return s.Reopen(ctx, ReopenArgs{Application: l.Application, Reason: step.Reason}, l.Seen)
	case StepFinish:
		_, err := s.Finish(ctx, l.Application)
		return record.Outcome{}, err
	}
	_, err := s.Withdraw(ctx, l.Application, step.Reason)
	return record.Outcome{}, err
}

func (step Step) adjudication(id app.ID) AdjudicateArgs {
	return AdjudicateArgs{Application: id, Code: step.Code, Status: step.Status, Proof: step.Proof, Reason: step.Reason}
}

func (step Step) ruling(id app.ID) RuleArgs {
	args := RuleArgs{Application: id, Grade: step.Grade, Reason: step.Reason, Lift: step.Kind == StepLift}
	switch step.Kind {
	case StepRate:
		args.Rating = strings.TrimSpace(step.Rating)
	case StepIneligible:
		if args.Code = step.Found; args.Code == "" {
			args.Code = "none" // so that the reason is asked for, not a rating
		}
	}
	return args
}

// refused is the line with why it is refused; a field's words say more than the
// general sentence.
func (l StepLine) refused(err error) StepLine {
	l.Problem, l.Rule = fault.Words(err), fault.RuleOf(err)
	if fields := fault.FieldsOf(err); len(fields) > 0 {
		var words []string
		for _, f := range fields {
			words = append(words, strings.TrimSuffix(f.Words, ".")+".")
		}
		l.Problem = strings.Join(words, " ")
	}
	return l
}
