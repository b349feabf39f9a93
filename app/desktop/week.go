package desktop

import (
	"context"

	"civicdesk/app/hiring"
	"civicdesk/app/node"
	"civicdesk/app/policy"
)

const daysOfWeek = 7

// Week is the small picture of the week, by the day in Washington. It shows
// numbers and no names, and does not count as activity.
func (s *Session) Week() (WeekView, error) {
	return asking(s.door, "desktop.Week", func(ctx context.Context, desk *node.Session) (WeekView, error) {
		today := hiring.EasternDay(desk.DB.Clock().Now())
		v := WeekView{Days: []string{}, Applications: []int{}, Inquiries: []int{}, Closed: []int{}}
		first := today.AddDays(1 - daysOfWeek)
		for i := range daysOfWeek {
			v.Days = append(v.Days, string(first.AddDays(i)))
		}
		var err error
		if policy.Somewhere(desk.Actor(), policy.ApplicationRead) {
			if v.Applications, err = desk.Hiring.ReceivedByDay(ctx, first, daysOfWeek); err != nil {
				return v, err
			}
		}
		if policy.Can(desk.Actor(), policy.InquiryRead, desk.Inquiries.Scope()) {
			v.Inquiries, v.Closed, err = desk.Inquiries.ByDay(ctx, first, daysOfWeek)
		}
		return v, err
	})
}
