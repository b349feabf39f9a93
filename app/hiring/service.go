package hiring

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"time"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/app/policy"
	"civicdesk/storage/record"
)

// Render turns a certificate into its paper. An error refuses the certificate:
// the two are stored together or not at all.
type Render func(Certificate) ([]byte, error)

// Options are what the service needs from outside. The zero value works, save
// that certificates cannot be issued without Render.
type Options struct {
	Render Render
	// ScientificProfessional says whether an occupational series is scientific
	// or professional by default; human resources confirm it per vacancy.
	ScientificProfessional func(series string) bool
}

// Service is the hiring half over one store of records.
type Service struct {
	db   *record.DB
	opts Options
}

// New builds the service.
func New(db *record.DB, opts Options) *Service {
	if opts.ScientificProfessional == nil {
		opts.ScientificProfessional = func(string) bool { return false }
	}
	return &Service{db: db, opts: opts}
}

// Acts are the steps whose order matters in law. The server runs them.
func (s *Service) Acts() []record.Act {
	return []record.Act{
		record.ActOf("vacancy.open", s.open),
		record.ActOf("vacancy.close", s.close),
		record.ActOf("vacancy.rate", s.rate),
		record.ActOf("application.adjudicate", s.adjudicate),
		record.ActOf("application.rule", s.rule),
		record.ActOf("application.reopen", s.reopen),
		record.ActOf("certificate.issue", s.issue),
		record.ActOf("certificate.select", s.choose),
		record.ActOf("certificate.extend", s.extend),
		record.ActOf("certificate.cancel", s.cancel),
	}
}

// view runs fn over one state.
func view[T any](ctx context.Context, s *Service, fn func(tx *record.Tx) (T, error)) (out T, err error) {
	err = s.db.View(ctx, func(tx *record.Tx) (err error) {
		out, err = fn(tx)
		return err
	})
	return out, err
}

// update runs fn in one transaction.
func update[T any](ctx context.Context, s *Service, fn func(tx *record.Tx) (T, error)) (out T, err error) {
	err = s.db.Update(ctx, func(tx *record.Tx) (err error) {
		out, err = fn(tx)
		return err
	})
	return out, err
}

// vacancyFor reads the vacancy and asks whether the actor may do this on it.
func vacancyFor(tx *record.Tx, id app.ID, act policy.Action) (Vacancy, error) {
	v, err := Vacancies.Get(tx, id)
	if err != nil {
		return v, err
	}
	scope := v.Scope()
	if act == policy.CertificateRead || act == policy.VacancyRead && !policy.Can(tx.Actor(), act, scope) {
		scope = CertificateScope(v.Office, v.ID) // a selecting official may hold no more of the vacancy
	}
	return v, policy.Require(tx.Actor(), act, scope)
}

// applicationFor reads the application and asks whether the actor may do this.
func applicationFor(tx *record.Tx, id app.ID, act policy.Action) (Application, error) {
	a, err := Applications.Get(tx, id)
	if err != nil {
		return a, err
	}
	return a, policy.Require(tx.Actor(), act, a.Scope())
}

// applicationsOf are the applications to a vacancy. One that names the vacancy
// from another office's scope is none of them.
func applicationsOf(tx *record.Tx, office string, vacancy app.ID) ([]Application, error) {
	all, err := Applications.Find(tx, "by-vacancy", record.K(string(vacancy)))
	return slices.DeleteFunc(all, func(a Application) bool { return a.Office != office }), err
}

// certificateFor reads the certificate and asks whether the actor may do this.
func certificateFor(tx *record.Tx, id app.ID, act policy.Action) (Certificate, error) {
	c, err := Certificates.Get(tx, id)
	if err != nil {
		return c, err
	}
	return c, policy.Require(tx.Actor(), act, CertificateScope(c.Office, c.Vacancy))
}

// sameAs refuses an act whose author saw other inputs than there are now. An
// author who is the server itself saw none.
func sameAs(op, seen, now, what string) error {
	if seen == "" || seen == now {
		return nil
	}
	return fault.E(op, fault.Conflict, what+" changed since you looked. Look again and repeat the step.", nil)
}

// digest is the SHA-256 of a value's JSON.
func digest(v any) string {
	raw, err := json.Marshal(v)
	if err != nil { // values of plain structs only
		panic(err)
	}
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:])
}

func refused(op, words string) error { return fault.E(op, fault.Refused, words, nil) }

// day is the Eastern day of the transaction.
func day(tx *record.Tx) app.Date { return EasternDay(tx.Now()) }

func noteOf(tx *record.Tx, text string) Note {
	return Note{ID: app.NewID(), By: tx.Actor().User, Name: tx.Actor().Name, At: tx.Now(), Text: text}
}

var never time.Time
