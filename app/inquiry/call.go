package inquiry

import (
	"context"
	"slices"
	"strings"
	"time"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/app/inquiry/intake"
	"civicdesk/app/policy"
	"civicdesk/storage/record"
)

// CallForm is an inquiry as an agent logs it, from the telephone or from
// paper, e-mail or a visit.
type CallForm struct {
	ID        app.ID            `json:"id"`      // made by the screen: saving twice makes one inquiry
	Channel   Channel           `json:"channel"` //
	Received  app.Date          `json:"received"`
	Form      intake.Form       `json:"form"`
	Missing   map[string]string `json:"missing"` // required field → why it has no value
	LastEvent app.Date          `json:"lastEvent"`
	Started   time.Time         `json:"started"`
	Ended     time.Time         `json:"ended"`
	Answer    string            `json:"answer"`   // when the question was answered at once
	Articles  []ArticleUse      `json:"articles"` // of the knowledge base, that the caller was told of
}

// LogCall stores an inquiry that an agent took, offline too: the number, the
// office and the customer are found on the spot. A required field may be
// missing when Missing gives the reason. The same ID again gives the first
// receipt with Repeated set.
func (s *Service) LogCall(ctx context.Context, c CallForm) (Receipt, error) {
	const op = "inquiry.LogCall"
	if err := policy.Require(app.ActorFrom(ctx), policy.InquiryLog, s.Scope()); err != nil {
		return Receipt{}, err
	}
	checked := intake.Check(c.Form, c.Missing)
	if !slices.Contains(DeskChannels, c.Channel) {
		checked.Errors = slices.Insert(checked.Errors, 0, fault.Field{Name: "channel", Words: unknownChannel})
	}
	if err := fault.Fields(op, checked.Errors); err != nil {
		return Receipt{}, err
	}
	if c.ID == "" {
		c.ID = app.NewID()
	}
	var receipt Receipt
	err := s.db.Update(ctx, func(tx *record.Tx) error {
		tx.Action("inquiry.log")
		first, err := s.get(tx, c.ID)
		if err == nil {
			receipt = s.receipt(tx, first, nil)
			receipt.Repeated = true
			return nil
		}
		if !fault.Is(err, fault.NotFound) {
			return err
		}
		i, warnings := s.fromCall(tx, c, checked.Form), checked.Warnings
		if i.Received > s.today(tx) { // a warning only: the clock of this computer may be wrong
			warnings = append(slices.Clone(warnings), fault.Field{Name: "received", Words: "The day received lies in the future. Check it, and the date of this computer."})
		}
		for _, a := range c.Articles {
			if err := i.attach(tx, a, ""); err != nil {
				return err
			}
		}
		if err := s.takeIn(tx, &i); err != nil {
			return err
		}
		receipt = s.receipt(tx, i, warnings)
		return s.dropDraft(tx, c.ID)
	})
	return receipt, err
}

func (s *Service) fromCall(tx *record.Tx, c CallForm, form intake.Form) Inquiry {
	by, now := staff(tx), tx.Now()
	i := Inquiry{ID: c.ID, Token: c.ID, Channel: c.Channel, Received: c.Received, LastEvent: c.LastEvent, LoggedBy: by, Missing: reasons(c.Missing, form)}
	i.setForm(form)
	if i.Received == "" {
		i.Received = s.today(tx)
	}
	if c.Channel == ByPhone {
		call := Call{Started: c.Started, Ended: c.Ended, Saved: now, By: by}
		if call.Started.IsZero() {
			call.Started = now
		}
		if call.Ended.IsZero() {
			call.Ended = now
		}
		i.Calls = []Call{call}
	}
	if text := plainText(c.Answer); text != "" {
		i.Status, i.Answer = StatusAnswered, Answer{Text: text, By: by, At: now}
		i.Steps = []Step{{To: StatusAnswered, By: by, At: now, Reason: "answered at once"}}
	}
	return i
}

// reasons keeps the reasons for fields that are indeed empty.
func reasons(missing map[string]string, f intake.Form) map[string]string {
	values := map[string]string{intake.FirstName: f.FirstName, intake.LastName: f.LastName, intake.HomeZIP: f.HomeZIP,
		intake.PreferredContact: f.PreferredContact, intake.Phone: f.Phone, intake.Email: f.Email, intake.Company: f.Company,
		intake.State: f.State, intake.WorkZIP: f.WorkZIP, intake.Category: f.Category, intake.Description: f.Description}
	kept := map[string]string{}
	for field, reason := range missing {
		if value, known := values[field]; known && value == "" && strings.TrimSpace(reason) != "" {
			kept[field] = strings.TrimSpace(reason)
		}
	}
	return kept
}

// Preview is what the call screen shows while the agent types.
type Preview struct {
	Office   OfficeContact
	Why      string
	Flags    []string
	State    string // that the workplace was taken to lie in
	County   string // FIPS code
	Deadline Deadline
}

// Preview says where an inquiry would go, without storing anything.
func (s *Service) Preview(ctx context.Context, form intake.Form, lastEvent app.Date) (Preview, error) {
	if err := policy.Require(app.ActorFrom(ctx), policy.InquiryLog, s.Scope()); err != nil {
		return Preview{}, err
	}
	var p Preview
	err := s.db.View(ctx, func(tx *record.Tx) error {
		in := addressOf(form)
		if zip, ok := intake.ReadZIP(form.WorkZIP); ok {
			in.ZIP = intake.ZIP5(zip)
		}
		d, err := route(tx, in)
		p = Preview{Office: ContactOf(d.Office), Why: d.Why, Flags: Inquiry{Routing: d}.flags(), State: d.State, County: d.County,
			Deadline: DeadlineOf(form.Category, lastEvent, s.today(tx))}
		return err
	})
	return p, err
}
