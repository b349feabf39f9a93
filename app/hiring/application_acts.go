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

// AdjudicateArgs grant a veterans' preference.
type AdjudicateArgs struct {
	Application app.ID             `json:"application"`
	Code        ranking.Preference `json:"code"`
	Status      string             `json:"status"` // tentative, verified, denied
	Proof       []string           `json:"proof"`
	Reason      string             `json:"reason"`
}

// Adjudicate decides a claim of veterans' preference. An application that had
// been rated has to be rated again.
func (s *Service) Adjudicate(ctx context.Context, args AdjudicateArgs, seen string) (record.Outcome, error) {
	return s.actOn(ctx, "application.adjudicate", args.Application, args, seen)
}

// ReopenArgs open an application again for correction.
type ReopenArgs struct {
	Application app.ID `json:"application"`
	Reason      string `json:"reason"`
}

// Reopen takes a paper application back to draft for its keyer to correct. It
// is then keyed a second time and rated anew. One that a certificate lists is
// refused.
func (s *Service) Reopen(ctx context.Context, args ReopenArgs, seen string) (record.Outcome, error) {
	return s.actOn(ctx, "application.reopen", args.Application, args, seen)
}

func (s *Service) actOn(ctx context.Context, name string, id app.ID, args any, seen string) (record.Outcome, error) {
	_, err := view(ctx, s, func(tx *record.Tx) (Application, error) { return applicationFor(tx, id, policy.VacancyAct) })
	if err != nil {
		return record.Outcome{}, err
	}
	return s.db.Do(ctx, name, args, seen)
}

// PreviewApplication gives the digest that Adjudicate and Reopen take.
func (s *Service) PreviewApplication(ctx context.Context, id app.ID) (string, error) {
	return view(ctx, s, func(tx *record.Tx) (string, error) {
		a, err := applicationFor(tx, id, policy.VacancyAct)
		return applicationDigest(a), err
	})
}

func applicationDigest(a Application) string {
	return digest([]any{a.ID, a.Status, a.PreferenceClaim, a.PreferenceCode, a.PreferenceStatus, a.PreferenceProof, a.FrozenBy})
}

func (s *Service) adjudicate(tx *record.Tx, args AdjudicateArgs, seen string) (Application, error) {
	const op = "hiring.Adjudicate"
	a, err := thawed(tx, op, args.Application, seen)
	if err != nil {
		return a, err
	}
	var wrong []fault.Field
	if !args.Code.Known() {
		wrong = append(wrong, fault.Field{Name: "code", Words: "Choose the preference granted: NV, TP, XP, CP, CPS or SSP."})
	}
	switch {
	case args.Status != "tentative" && args.Status != "verified" && args.Status != "denied":
		wrong = append(wrong, fault.Field{Name: "status", Words: "Choose whether the preference is tentative, verified or denied."})
	case args.Status == "denied" && args.Code.Eligible():
		wrong = append(wrong, fault.Field{Name: "code", Words: "A claim that is denied grants no preference: choose NV. If a lesser preference is granted, it is verified, not denied."})
	}
	if args.Status == "verified" && args.Code.Eligible() && len(args.Proof) == 0 {
		wrong = append(wrong, fault.Field{Name: "proof", Words: "Name the documents seen, for example DD-214 or VA letter."})
	}
	if err := fault.Fields(op, wrong); err != nil {
		return a, err
	}
	a.PreferenceCode, a.PreferenceStatus, a.PreferenceProof = args.Code, args.Status, args.Proof
	tx.Why(args.Reason)
	return a, Applications.Put(tx, a)
}

func (s *Service) reopen(tx *record.Tx, args ReopenArgs, seen string) (Application, error) {
	const op = "hiring.Reopen"
	a, err := thawed(tx, op, args.Application, seen)
	if err != nil {
		return a, err
	}
	switch {
	case a.Source != Paper:
		return a, refused(op, "What an applicant sent from the web site is not keyed again. Ask the applicant, and record the answer as a note.")
	case strings.TrimSpace(args.Reason) == "":
		return a, fault.Fields(op, []fault.Field{{Name: "reason", Words: "Say why the application is opened again."}})
	}
	a.Status, a.Second, a.Critical = Draft, SecondKeying{}, nil
	a.Notes = append(slices.Clone(a.Notes), noteOf(tx, "Opened again. "+args.Reason))
	tx.Why(args.Reason)
	return a, Applications.Put(tx, a)
}

// thawed is the application freed from its rating, unless a certificate lists
// it.
func thawed(tx *record.Tx, op string, id app.ID, seen string) (Application, error) {
	a, err := applicationFor(tx, id, policy.VacancyAct)
	if err != nil {
		return a, err
	}
	if err := sameAs(op, seen, applicationDigest(a), "The application"); err != nil {
		return a, err
	}
	if onCertificate(a) {
		return a, fault.E(op, fault.Refused, "The application is on "+a.FrozenBy+" and cannot change beneath it. Cancel the certificate first.", nil)
	}
	a.FrozenBy = ""
	return a, nil
}
