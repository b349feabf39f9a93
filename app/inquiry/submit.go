package inquiry

import (
	"context"
	"time"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/app/inquiry/intake"
	"civicdesk/app/inquiry/matching"
	"civicdesk/app/inquiry/tracking"
	"civicdesk/app/policy"
	"civicdesk/storage/record"
)

// Submission is an inquiry as the public web site receives it.
type Submission struct {
	Token     app.ID // one per form: sending it twice makes one inquiry
	Form      intake.Form
	LastEvent app.Date // day of the last event, when it was asked
	Score     int      // signs that a program sent it; never a verdict
}

// Receipt is what is said about an inquiry that was taken in.
type Receipt struct {
	ID        app.ID
	Number    tracking.Number
	ReadAloud string
	Office    OfficeContact
	Why       string // why this office
	Flags     []string
	Due       app.Date      // by when the service standard asks for an answer
	Deadline  Deadline      // for filing a complaint, when one is known
	Warnings  []fault.Field // worth a second look; nothing was refused
	Repeated  bool          // it had been taken in before; nothing was stored now
}

// repeatWindow is how long the same text of the same person counts as one
// inquiry that was sent twice.
const repeatWindow = 10 * time.Minute

// Submit takes in an inquiry from the public web. The same token again, or the
// same person with the same description within ten minutes, changes nothing
// and gives the first receipt with Repeated set. A form that looks
// machine-made is set aside for an agent to look at, never dropped.
func (s *Service) Submit(ctx context.Context, sub Submission) (Receipt, error) {
	const op = "inquiry.Submit"
	if err := policy.Require(app.ActorFrom(ctx), policy.InquirySubmit, s.Scope()); err != nil {
		return Receipt{}, err
	}
	if sub.Token == "" {
		return Receipt{}, fault.E(op, fault.Invalid, "Open the form again and send it once more.", nil)
	}
	checked := intake.Check(sub.Form, nil)
	if err := fault.Fields(op, checked.Errors); err != nil {
		return Receipt{}, err
	}
	var receipt Receipt
	err := s.db.Update(ctx, func(tx *record.Tx) error {
		tx.Action("inquiry.submit")
		i := Inquiry{ID: app.NewID(), Token: sub.Token, Channel: ByWeb, Received: s.today(tx), LastEvent: sub.LastEvent,
			Score: sub.Score, Quarantine: sub.Score >= s.quarantineAt}
		i.setForm(checked.Form)
		if first, ok, err := s.sentBefore(tx, i); err != nil || ok {
			receipt = s.receipt(tx, first, nil)
			receipt.Repeated = true
			return err
		}
		if err := s.takeIn(tx, &i); err != nil {
			return err
		}
		receipt = s.receipt(tx, i, checked.Warnings)
		return nil
	})
	return receipt, err
}

// sentBefore finds the inquiry that a repeat was sent for.
func (s *Service) sentBefore(tx *record.Tx, i Inquiry) (Inquiry, bool, error) {
	same, err := Inquiries.Find(tx, "by-token", record.K(s.agency, i.Token))
	if err != nil {
		return Inquiry{}, false, err
	}
	if len(same) > 0 {
		return same[0], true, nil
	}
	others, err := s.alike(tx, i)
	if err != nil {
		return Inquiry{}, false, err
	}
	for _, o := range others {
		age := tx.Now().Sub(o.Entered)
		if o.Channel != ByWeb || o.Description != i.Description || age < 0 || age > repeatWindow {
			continue
		}
		if result, _ := matching.Compare(i.identity(), o.identity()); result == matching.Match {
			return o, true, nil
		}
	}
	return Inquiry{}, false, nil
}

// takeIn completes a new inquiry, with its number, office and customer, and
// stores it.
func (s *Service) takeIn(tx *record.Tx, i *Inquiry) error {
	var err error
	i.Agency, i.Tracking, i.Entered = s.agency, tracking.New(), tx.Now()
	if i.Routing, err = route(tx, i.address()); err != nil {
		return err
	}
	i.Office = i.Routing.Office
	if i.Status == "" {
		i.Status = StatusNew
	}
	if err := s.settle(tx, i); err != nil {
		return err
	}
	return Inquiries.Put(tx, *i)
}

func (s *Service) receipt(tx *record.Tx, i Inquiry, warnings []fault.Field) Receipt {
	return Receipt{ID: i.ID, Number: i.Tracking, ReadAloud: i.Tracking.ReadAloud(), Office: ContactOf(i.Office), Why: i.Routing.Why,
		Flags: i.flags(), Due: s.due(i), Deadline: DeadlineOf(i.Category, i.LastEvent, s.today(tx)), Warnings: warnings}
}

// flags are the words of what needs a look: routing and quarantine.
func (i Inquiry) flags() []string {
	words := []string{}
	if i.Quarantine {
		words = append(words, "Looks machine-made")
	}
	for _, f := range i.Routing.Flags {
		words = append(words, f.Words())
	}
	return words
}
