package hiring

import (
	"context"
	"strings"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/app/policy"
	"civicdesk/storage/record"
)

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

// PreviewApplication gives the digest that Adjudicate, Rule and Reopen take.
func (s *Service) PreviewApplication(ctx context.Context, id app.ID) (string, error) {
	return view(ctx, s, func(tx *record.Tx) (string, error) {
		a, err := applicationFor(tx, id, policy.VacancyAct)
		return applicationDigest(a), err
	})
}

func applicationDigest(a Application) string {
	return digest([]any{a.ID, a.Status, a.PreferenceClaim, a.PreferenceCode, a.PreferenceStatus, a.PreferenceProof, a.Rulings, a.FrozenBy})
}

func (s *Service) reopen(tx *record.Tx, args ReopenArgs, seen string) (Application, error) {
	a, err := reopened(tx, args, seen)
	if err != nil {
		return a, err
	}
	tx.Why(args.Reason)
	return a.withoutSSN(), Applications.Put(tx, a)
}

func reopened(tx *record.Tx, args ReopenArgs, seen string) (Application, error) {
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
	a.tell(tx, Change{Kind: ChangeReopened, From: statusWords(string(a.Status)), To: statusWords(string(Draft)), Reason: args.Reason})
	a.Status, a.Second, a.Critical = Draft, SecondKeying{}, nil
	return a, checkFlowTo(tx, a)
}

// checkFlowTo asks the table of statuses before anything is stored.
func checkFlowTo(tx *record.Tx, a Application) error {
	old, err := Applications.Get(tx, a.ID)
	if err != nil {
		return err
	}
	return checkFlow(&old, a)
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
		return a, heldByCertificate(tx, op, a)
	}
	a.FrozenBy = ""
	return a, nil
}

// heldByCertificate says why an application cannot change beneath a certificate,
// and what can be done.
func heldByCertificate(tx *record.Tx, op string, a Application) error {
	words := "The application is on " + a.FrozenBy + ", which says what was true when it was issued, and cannot change beneath it. "
	found, err := Certificates.Find(tx, "by-number", record.K(strings.TrimPrefix(a.FrozenBy, "certificate ")))
	if err != nil {
		return err
	}
	if len(found) > 0 && found[0].Status != CertificateIssued {
		words += "The certificate has been returned: nothing beneath it changes any more."
	} else {
		words += "Cancel the certificate first, change the application, rate again and issue another."
	}
	return fault.E(op, fault.Refused, words, nil)
}
