package inquiry

import (
	"context"
	"crypto/sha256"
	"strings"

	"github.com/google/uuid"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/app/inquiry/routing"
	"civicdesk/app/policy"
	"civicdesk/app/refdata"
	"civicdesk/storage/record"
)

// OfficeState says whether an office takes inquiries. Offices without a record
// are open.
type OfficeState struct {
	ID     app.ID   `json:"id"`
	Code   string   `json:"code"`
	Closed bool     `json:"closed"`
	Since  app.Date `json:"since"`
	Reason string   `json:"reason"`
}

// RecordID is the record's identity, which follows from the office's code.
func (o OfficeState) RecordID() app.ID { return o.ID }

// OfficeStates are the stored states of offices; all staff have them, so that
// a desktop routes as the server does.
var OfficeStates = record.Define[OfficeState]("office-state",
	record.Scope(func(OfficeState) app.Scope { return app.ScopeAgency }),
	record.Checks(func(_ *OfficeState, new OfficeState) error {
		if _, ok := refdata.OfficeByCode(new.Code); !ok {
			return fault.Fields("inquiry.OfficeState", []fault.Field{{Name: "code", Words: "Choose an office from the list"}})
		}
		if new.Closed && strings.TrimSpace(new.Reason) == "" {
			return fault.Fields("inquiry.OfficeState", []fault.Field{{Name: "reason", Words: "Say why the office is closed"}})
		}
		return nil
	}),
	record.Audited())

// SetOffice closes an office to new inquiries, or opens it again. Its
// inquiries stay; new ones go to its region, then to the national office.
func (s *Service) SetOffice(ctx context.Context, code string, closed bool, reason string) error {
	if err := policy.Require(app.ActorFrom(ctx), policy.UserManage, app.ScopeAgency); err != nil {
		return err
	}
	if s.db.IsReplica() {
		return fault.E("inquiry.SetOffice", fault.Refused, "Offices are closed and opened on the server, so that all computers route alike. Use the server's own commands.", nil)
	}
	return s.db.Update(ctx, func(tx *record.Tx) error {
		tx.Action("office.set")
		return OfficeStates.Put(tx, OfficeState{ID: fixedID("office-state", code), Code: code, Closed: closed,
			Since: s.today(tx), Reason: strings.TrimSpace(reason)})
	})
}

// closedOffices reads which offices take no inquiries now.
func closedOffices(tx *record.Tx) (func(string) bool, error) {
	states, err := OfficeStates.All(tx)
	if err != nil {
		return nil, err
	}
	closed := map[string]bool{}
	for _, o := range states {
		closed[o.Code] = o.Closed
	}
	return func(code string) bool { return closed[code] }, nil
}

// route decides the office for an address with the offices that are open now.
func route(tx *record.Tx, in routing.Inputs) (routing.Decision, error) {
	closed, err := closedOffices(tx)
	if err != nil {
		return routing.Decision{}, err
	}
	return routing.Route(in, closed), nil
}

// OfficeContact is an office as a customer is told of it.
type OfficeContact struct {
	Code  string
	Name  string
	Phone string // the office's, else its region's, else the national help line
	Email string
}

// ContactOf finds how to reach an office.
func ContactOf(code string) OfficeContact {
	office, _ := refdata.OfficeByCode(code)
	c := OfficeContact{Code: code, Name: office.Name, Phone: office.Phone, Email: office.Email}
	for _, level := range []string{refdata.LevelRegional, refdata.LevelNational} {
		for _, o := range refdata.Offices() {
			if o.Level != level || level == refdata.LevelRegional && o.Region != office.Region {
				continue
			}
			if c.Phone == "" {
				c.Phone = o.Phone
			}
			if c.Email == "" {
				c.Email = o.Email
			}
		}
	}
	return c
}

// OpenOffices lists the offices that take inquiries, in the order of the list.
func (s *Service) OpenOffices(ctx context.Context) ([]OfficeContact, error) {
	var open []OfficeContact
	err := s.db.View(ctx, func(tx *record.Tx) error {
		closed, err := closedOffices(tx)
		open = make([]OfficeContact, 0, len(refdata.Offices()))
		for _, o := range refdata.Offices() {
			if err == nil && !closed(o.Code) {
				open = append(open, ContactOf(o.Code))
			}
		}
		return err
	})
	return open, err
}

// fixedID is an identity that follows from a text, for records of which there
// is one for each text.
func fixedID(kind, text string) app.ID {
	sum := sha256.Sum256([]byte(kind + "\x00" + text))
	var u uuid.UUID
	copy(u[:], sum[:16])
	u[6], u[8] = u[6]&0x0f|0x80, u[8]&0x3f|0x80 // version 8: made by the application's own rule
	return app.ID(u.String())
}
