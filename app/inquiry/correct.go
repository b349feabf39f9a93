package inquiry

import (
	"context"
	"reflect"
	"slices"
	"strings"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/app/inquiry/intake"
	"civicdesk/app/inquiry/routing"
	"civicdesk/app/policy"
	"civicdesk/storage/record"
)

// Proposal is what a correction suggests; nothing of it is done by itself.
type Proposal struct {
	Office     *routing.Decision // another office, when the workplace's address now leads there
	Candidates []Candidate       // other inquiries of perhaps the same customer, when name or contact changed
	Warnings   []fault.Field
}

// addressFields decide the office, contactFields the customer.
var (
	addressFields = []string{intake.WorkZIP, intake.State, intake.County}
	contactFields = []string{intake.FirstName, intake.LastName, intake.Email, intake.Phone}
)

// CorrectField changes one field of the intake form at the customer's request.
// The value before is kept, and the reason is on the audit trail. A corrected
// home ZIP code is the one that the public status check asks for from now on.
// A corrected workplace proposes an office and never moves the inquiry.
func (s *Service) CorrectField(ctx context.Context, id app.ID, field, value, reason string) (Proposal, error) {
	const op = "inquiry.CorrectField"
	if strings.TrimSpace(reason) == "" {
		return Proposal{}, needReason(op)
	}
	var p Proposal
	err := s.change(ctx, policy.InquiryWork, "inquiry.correct", id, reason, func(tx *record.Tx, i *Inquiry) error {
		before, err := textOf(i.Form(), field)
		if err != nil {
			return err
		}
		form := i.Form()
		setText(&form, field, value)
		checked := intake.Check(form, i.Missing)
		checked.Errors = slices.DeleteFunc(checked.Errors, func(f fault.Field) bool { return f.Name == intake.Category && field != intake.Category })
		if err := fault.Fields(op, checked.Errors); err != nil {
			return err
		}
		i.setForm(checked.Form)
		i.Missing = reasons(i.Missing, checked.Form)
		after, _ := textOf(i.Form(), field)
		if after == before {
			return fault.Fields(op, []fault.Field{{Name: field, Words: "This is the value that is stored already."}})
		}
		i.Corrections = append(i.Corrections, Correction{Field: field, Old: before, New: after, Reason: strings.TrimSpace(reason), By: staff(tx), At: tx.Now()})
		p.Warnings = checked.Warnings
		return s.propose(tx, i, field, &p)
	})
	return p, err
}

// propose finds what a corrected field suggests.
func (s *Service) propose(tx *record.Tx, i *Inquiry, field string, p *Proposal) error {
	if slices.Contains(addressFields, field) {
		d, err := route(tx, i.address())
		if err != nil {
			return err
		}
		if d.Office != i.Office {
			p.Office = &d
		}
	}
	if slices.Contains(contactFields, field) {
		var err error
		p.Candidates, err = s.compare(tx, *i)
		return err
	}
	return nil
}

// formPlaces are the text fields of the form by name. The parts of a phone
// number are corrected together.
var formPlaces = func() map[string]int {
	places := map[string]int{}
	t := reflect.TypeFor[intake.Form]()
	for n := range t.NumField() {
		if name := t.Field(n).Tag.Get("json"); t.Field(n).Type.Kind() == reflect.String && name != "phoneExt" && name != "phoneRaw" {
			places[name] = n
		}
	}
	return places
}()

func textOf(f intake.Form, field string) (string, error) {
	place, ok := formPlaces[field]
	if !ok {
		return "", fault.E("inquiry.CorrectField", fault.Invalid, "This field cannot be corrected.", nil)
	}
	if field == intake.Phone && f.PhoneExt != "" {
		return f.Phone + " x" + f.PhoneExt, nil
	}
	return reflect.ValueOf(f).Field(place).String(), nil
}

func setText(f *intake.Form, field, value string) {
	reflect.ValueOf(f).Elem().Field(formPlaces[field]).SetString(value)
	switch field {
	case intake.Phone:
		f.PhoneExt, f.PhoneRaw = "", ""
	case intake.WorkZIP:
		f.WorkZIPUnknown = strings.TrimSpace(value) == ""
	case intake.FirstName, intake.LastName:
		f.OneName = f.OneName && field == intake.FirstName
	}
}
