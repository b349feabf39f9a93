package inquiry

import (
	"context"

	"civicdesk/app"
	"civicdesk/app/policy"
	"civicdesk/storage/record"
)

// ByDay counts, for each of so many days from the first on, the inquiries that
// came in and those that were answered or closed. Quarantined forms are not
// counted. It names nobody.
func (s *Service) ByDay(ctx context.Context, first app.Date, days int) (received, done []int, err error) {
	if err := policy.Require(app.ActorFrom(ctx), policy.InquiryRead, s.Scope()); err != nil {
		return nil, nil, err
	}
	received, done = make([]int, days), make([]int, days)
	count := func(counts []int, day app.Date) {
		if i := day.DaysAfter(first); day.Valid() && i >= 0 && i < days {
			counts[i]++
		}
	}
	err = s.db.View(ctx, func(tx *record.Tx) error {
		all, err := Inquiries.All(tx)
		for _, i := range all {
			if i.Quarantine || i.Agency != s.agency {
				continue
			}
			count(received, i.Received)
			if !i.Status.Open() {
				count(done, s.doneOn(i))
			}
		}
		return err
	})
	return received, done, err
}

// doneOn is the day on which an inquiry that is not open any more was first
// answered or closed since it was last open.
func (s *Service) doneOn(i Inquiry) (day app.Date) {
	for _, step := range i.Steps {
		switch {
		case step.To.Open():
			day = ""
		case day == "":
			day = app.DateOf(step.At.In(s.zone))
		}
	}
	return day
}
