package desktop

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"civicdesk/app"
	"civicdesk/app/hiring"
	"civicdesk/app/node"
	"civicdesk/app/policy"
)

// Today is what waits for the person signed in, most urgent first. It shows
// numbers and no names, and does not count as activity.
func (s *Session) Today() (TodayView, error) {
	return asking(s.door, "desktop.Today", func(ctx context.Context, desk *node.Session) (TodayView, error) {
		v := TodayView{Items: []TodayItem{}}
		st, err := status(ctx, desk)
		if err != nil {
			return v, err
		}
		if st.Attention > 0 {
			v.add("attention", st.Attention, "Needs a decision", "Need a decision", "Fields with two values, and work that the server refused", "#/attention", "now")
		}
		if err := s.paperWaits(ctx, desk, &v); err != nil {
			return v, err
		}
		if err := inquiriesWait(ctx, desk, &v); err != nil {
			return v, err
		}
		if err := s.vacanciesWait(ctx, desk, &v); err != nil {
			return v, err
		}
		slices.SortStableFunc(v.Items, func(a, b TodayItem) int { return urgency[a.Level] - urgency[b.Level] })
		return v, nil
	})
}

var urgency = map[string]int{"now": 0, "soon": 1, "later": 2}

func (v *TodayView) add(kind string, n int, one, many, more, link, level string) {
	if n == 0 {
		return
	}
	words := many
	if n == 1 {
		words = one
	}
	v.Items = append(v.Items, TodayItem{Kind: kind, Count: n, Words: words, More: more, Link: link, Level: level})
}

func (s *Session) paperWaits(ctx context.Context, desk *node.Session, v *TodayView) error {
	t, err := s.door.counted(ctx, desk)
	if err != nil {
		return err
	}
	drafts, verify, oldest := 0, 0, ""
	for _, a := range t.paper {
		switch {
		case a.Status == hiring.Draft:
			drafts++
		case a.KeyedBy != desk.Actor().User:
			if verify++; verify == 1 {
				oldest = "The oldest was keyed " + app.DateOf(a.KeyedAt).Words()
			}
		}
	}
	v.add("verify", verify, "Paper application to key a second time", "Paper applications to key a second time", oldest, "#/paper", "now")
	v.add("drafts", drafts, "Draft of yours to finish keying", "Drafts of yours to finish keying", "They are saved on this computer", "#/paper", "later")
	return nil
}

func inquiriesWait(ctx context.Context, desk *node.Session, v *TodayView) error {
	if !policy.Can(desk.Actor(), policy.InquiryRead, desk.Inquiries.Scope()) {
		return nil
	}
	parked, err := desk.Inquiries.ParkedCalls(ctx)
	if err != nil {
		return err
	}
	w, err := desk.Inquiries.Waiting(ctx)
	if err != nil {
		return err
	}
	v.add("late", w.Late, "Inquiry past its service standard", "Inquiries past their service standard",
		fmt.Sprintf("The standard is %d business days", desk.Inquiries.Standard()), "#/inquiries", "now")
	v.add("open", w.Open-w.Late, "Open inquiry within its standard", "Open inquiries within their standard", "", "#/inquiries", "soon")
	v.add("aside", w.Aside, "Web form set aside", "Web forms set aside", "They look machine-made. One that a person wrote goes to the queue", "#/inquiries/aside", "soon")
	v.add("parked", len(parked), "Parked call of yours", "Parked calls of yours", "Begun and not saved as inquiries yet", "#/inquiries", "soon")
	return nil
}

func (s *Session) vacanciesWait(ctx context.Context, desk *node.Session, v *TodayView) error {
	if !policy.Somewhere(desk.Actor(), policy.VacancyRead) {
		return nil
	}
	all, err := desk.Hiring.Vacancies(ctx)
	if err != nil {
		return err
	}
	today := hiring.EasternDay(desk.DB.Clock().Now())
	var closing, toRate []string
	for _, one := range all {
		switch {
		case one.Status == hiring.VacancyOpen && one.Closes <= today.AddDays(7):
			closing = append(closing, one.Announcement)
		case one.Status == hiring.VacancyClosed && policy.Can(desk.Actor(), policy.VacancyAct, one.Scope()):
			toRate = append(toRate, one.Announcement)
		}
	}
	v.add("rate", len(toRate), "Closed vacancy to rate", "Closed vacancies to rate", shortened(toRate), "#/hiring", "soon")
	v.add("closing", len(closing), "Vacancy closes within a week", "Vacancies close within a week", shortened(closing), "#/hiring", "later")
	return nil
}

func shortened(names []string) string {
	if len(names) > 3 {
		return strings.Join(names[:3], ", ") + " and more"
	}
	return strings.Join(names, ", ")
}
