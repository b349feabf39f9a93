package inquiry

import (
	"context"
	"time"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/app/inquiry/intake"
	"civicdesk/app/policy"
	"civicdesk/app/refdata"
	"civicdesk/storage/record"
)

// Options are the settings of a Service; the zero value works.
type Options struct {
	Agency       string         // participating agency; "ofccp" when empty
	Standard     int            // business days within which an inquiry is to be answered; 4 when 0
	Zone         *time.Location // says which day it is; the national office's when nil
	QuarantineAt int            // score from which a web form is set aside for an agent to look at; 3 when 0
}

// Service is one participating agency's inquiries. Its methods may be called
// at once from many places; each takes the actor from the context, asks
// policy, and does its work in one transaction.
type Service struct {
	db           *record.DB
	agency       string
	standard     int
	zone         *time.Location
	quarantineAt int
}

// New returns the service of one agency over a store that knows Definitions.
func New(db *record.DB, o Options) *Service {
	s := &Service{db: db, agency: o.Agency, standard: o.Standard, zone: o.Zone, quarantineAt: o.QuarantineAt}
	if s.agency == "" {
		s.agency = "ofccp"
	}
	if s.standard <= 0 {
		s.standard = 4
	}
	if s.zone == nil {
		s.zone = eastern()
	}
	if s.quarantineAt <= 0 {
		s.quarantineAt = 3
	}
	return s
}

// Acts are the steps that the server alone runs. An inquiry has none: all of
// its work can be done offline and merges.
func (s *Service) Acts() []record.Act { return nil }

// Scope is the scope of the agency's inquiries.
func (s *Service) Scope() app.Scope { return app.InquiryScope(s.agency) }

// Categories are the topics that a customer may choose from, in order.
func (s *Service) Categories() []refdata.Category { return refdata.Categories() }

// Standard is the service standard in business days.
func (s *Service) Standard() int { return s.standard }

// Check names what is wrong with a form as far as it is filled in, and what is
// worth a second look. It stores nothing and needs no right.
func (s *Service) Check(form intake.Form, missing map[string]string) (errors, warnings []fault.Field) {
	result := intake.Check(form, missing)
	return result.Errors, result.Warnings
}

// get reads an inquiry of this agency.
func (s *Service) get(tx *record.Tx, id app.ID) (Inquiry, error) {
	i, err := Inquiries.Get(tx, id)
	if err == nil && i.Agency != s.agency {
		err = fault.E("inquiry.get", fault.NotFound, "There is no such inquiry here, or you may not see it.", nil)
	}
	return i, err
}

// change runs one step of work on an inquiry: policy, transaction, audit.
func (s *Service) change(ctx context.Context, right policy.Action, action string, id app.ID, why string, step func(*record.Tx, *Inquiry) error) error {
	if err := policy.Require(app.ActorFrom(ctx), right, s.Scope()); err != nil {
		return err
	}
	return s.db.Update(ctx, func(tx *record.Tx) error {
		i, err := s.get(tx, id)
		if err != nil {
			return err
		}
		tx.Action(action)
		tx.Why(why)
		if err := step(tx, &i); err != nil {
			return err
		}
		return Inquiries.Put(tx, i)
	})
}

// today is the day at the national office.
func (s *Service) today(tx *record.Tx) app.Date { return app.DateOf(tx.Now().In(s.zone)) }

// due is the day by which the service standard asks for an answer.
func (s *Service) due(i Inquiry) app.Date { return AddBusinessDays(i.clockStart(s.zone), s.standard) }

// clockStart is the day from which the standard counts: receipt, or the last
// reopening, which starts a new clock.
func (i Inquiry) clockStart(zone *time.Location) app.Date {
	for n := len(i.Steps) - 1; n >= 0; n-- {
		if i.Steps[n].To == StatusReopened {
			return app.DateOf(i.Steps[n].At.In(zone))
		}
	}
	return i.Received
}

// staff is the member of staff who acts; empty for the web and the server.
func staff(tx *record.Tx) Staff {
	a := tx.Actor()
	if a.User == app.WebUser || a.User == app.SystemUser {
		return Staff{}
	}
	return Staff{User: a.User, Name: a.Name}
}
