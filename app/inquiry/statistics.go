package inquiry

import (
	"cmp"
	"context"
	"slices"

	"civicdesk/app"
	"civicdesk/app/policy"
	"civicdesk/storage/record"
)

// Statistic counts the inquiries of one category, office and channel. It holds
// no personal data.
type Statistic struct {
	Category      string
	CategoryLabel string
	Office        string
	Channel       Channel
	Received      int
	Open          int
	Answered      int // answered or closed
	InStandard    int // of those, with a first human contact within the service standard
	Late          int // open and beyond the standard
	Triage        int // with a flag of routing
}

// Statistics counts the inquiries received from one day to another, both
// included; empty days are open ends. Quarantined forms are not counted.
func (s *Service) Statistics(ctx context.Context, from, to app.Date) ([]Statistic, error) {
	actor := app.ActorFrom(ctx)
	if !policy.Can(actor, policy.ReportRun, s.Scope()) {
		if err := policy.Require(actor, policy.InquiryRead, s.Scope()); err != nil {
			return nil, err
		}
	}
	type group struct {
		category, office string
		channel          Channel
	}
	counts := map[group]*Statistic{}
	err := s.db.View(ctx, func(tx *record.Tx) error {
		low, high := record.K(s.agency, from), record.K(s.agency).After()
		if to != "" {
			high = record.K(s.agency, to).After()
		}
		all, err := Inquiries.Range(tx, "by-received", low, high, 0)
		for _, i := range all {
			if i.Quarantine {
				continue
			}
			g := group{i.Category, i.Office, i.Channel}
			if counts[g] == nil {
				counts[g] = &Statistic{Category: i.Category, CategoryLabel: i.CategoryLabel, Office: i.Office, Channel: i.Channel}
			}
			s.count(counts[g], i, s.today(tx))
		}
		return err
	})
	rows := make([]Statistic, 0, len(counts))
	for _, c := range counts {
		rows = append(rows, *c)
	}
	slices.SortFunc(rows, func(a, b Statistic) int {
		return cmp.Or(cmp.Compare(a.Category, b.Category), cmp.Compare(a.Office, b.Office), cmp.Compare(a.Channel, b.Channel))
	})
	return rows, err
}

func (s *Service) count(c *Statistic, i Inquiry, today app.Date) {
	c.Received++
	if len(i.Routing.Flags) > 0 {
		c.Triage++
	}
	if i.Status.Open() {
		c.Open++
		if today > s.due(i) {
			c.Late++
		}
		return
	}
	c.Answered++
	if first := s.firstContact(i); first != "" && first <= AddBusinessDays(i.Received, s.standard) {
		c.InStandard++
	}
}

// firstContact is the day of the first human contact or attempt: a call that
// brought the inquiry, a noted attempt, the first answer or, failing those, the
// closing.
func (s *Service) firstContact(i Inquiry) app.Date {
	if i.Channel == ByPhone || i.Channel == InPerson {
		return i.Received
	}
	for _, n := range i.Notes {
		if n.Kind == Contact {
			return app.DateOf(n.At.In(s.zone))
		}
	}
	for _, step := range i.Steps {
		if step.To == StatusAnswered || step.To == StatusClosed {
			return app.DateOf(step.At.In(s.zone))
		}
	}
	return ""
}
