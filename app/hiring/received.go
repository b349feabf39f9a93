package hiring

import (
	"context"

	"civicdesk/app"
	"civicdesk/app/policy"
	"civicdesk/storage/record"
)

// ReceivedByDay counts the applications that came in on each of so many days from
// the first on, of the vacancies whose applications the person may read: paper by
// its stamp, the web by the day in Washington. Drafts of paper count once they
// bear a date; withdrawn ones do not. It names nobody.
func (s *Service) ReceivedByDay(ctx context.Context, first app.Date, days int) ([]int, error) {
	return view(ctx, s, func(tx *record.Tx) ([]int, error) {
		counts := make([]int, days)
		if !policy.Somewhere(tx.Actor(), policy.ApplicationRead) {
			return nil, policy.Require(tx.Actor(), policy.ApplicationRead, app.ScopeHiring)
		}
		all, err := Applications.All(tx)
		for _, a := range all {
			if a.Status == Withdrawn || !policy.Can(tx.Actor(), policy.ApplicationRead, a.Scope()) {
				continue
			}
			if i := a.DateReceived.DaysAfter(first); a.DateReceived.Valid() && i >= 0 && i < days {
				counts[i]++
			}
		}
		return counts, err
	})
}
