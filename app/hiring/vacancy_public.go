package hiring

import (
	"context"
	"slices"
	"strings"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/app/form"
	"civicdesk/app/policy"
	"civicdesk/storage/record"
)

// OpenVacancies lists, for the public, the vacancies that take applications
// today, soonest closing first.
func (s *Service) OpenVacancies(ctx context.Context) ([]Vacancy, error) {
	return view(ctx, s, func(tx *record.Tx) ([]Vacancy, error) {
		if !policy.Somewhere(tx.Actor(), policy.VacancyRead) {
			return nil, policy.Require(tx.Actor(), policy.VacancyRead, app.ScopeAgency)
		}
		from := record.K(string(VacancyOpen))
		all, err := Vacancies.Range(tx, "by-status", from, from.After(), 0)
		if err != nil {
			return nil, err
		}
		var open []Vacancy
		for _, v := range all {
			if v.takesApplications(day(tx)) {
				open = append(open, v.public())
			}
		}
		slices.SortStableFunc(open, func(a, b Vacancy) int {
			return strings.Compare(string(a.Closes)+a.Title, string(b.Closes)+b.Title)
		})
		return open, nil
	})
}

// PublicVacancy returns, for the public, one announcement that is or was open.
func (s *Service) PublicVacancy(ctx context.Context, id app.ID) (Vacancy, error) {
	return view(ctx, s, func(tx *record.Tx) (Vacancy, error) {
		v, err := vacancyFor(tx, id, policy.VacancyRead)
		if err == nil && (v.Status == VacancyDraft || v.Status == ManagerReview || v.Status == VacancyApproved || v.Status == VacancyScheduled) {
			err = fault.E("hiring.PublicVacancy", fault.NotFound, "This announcement is not open. Look at the list of jobs.", nil)
		}
		return v.public(), err
	})
}

// PublicQuestions returns the questions of an open vacancy without points,
// weights and screen-outs.
func (s *Service) PublicQuestions(ctx context.Context, id app.ID) (form.Set, error) {
	return view(ctx, s, func(tx *record.Tx) (form.Set, error) {
		v, err := vacancyFor(tx, id, policy.VacancyRead)
		if err != nil {
			return form.Set{}, err
		}
		if !v.takesApplications(day(tx)) {
			return form.Set{}, closedFor(v, day(tx))
		}
		set, err := questionsOf(tx, v)
		return withoutKey(set), err
	})
}

// TakesApplications says whether the public can apply on the day, which is one
// of Washington's calendar.
func (v Vacancy) takesApplications(today app.Date) bool {
	return v.Status == VacancyOpen && today <= v.Closes && (v.Opens == "" || today >= v.Opens)
}

// public takes out what is the office's own.
func (v Vacancy) public() Vacancy {
	v.Method, v.SelectingOfficials, v.LastReason, v.Steps = Method{}, nil, "", nil
	return v
}

func closedFor(v Vacancy, today app.Date) error {
	words := "This vacancy closed " + v.Closes.Words() + " at 11:59 pm Eastern time and takes no more applications."
	if today < v.Opens {
		words = "This vacancy opens " + v.Opens.Words() + "; applications are taken from then on."
	}
	if v.Status != VacancyOpen && v.Status != VacancyClosed {
		words = "This vacancy is " + v.Status.Words() + " and takes no applications."
	}
	return fault.E("hiring.closedFor", fault.Refused, words, nil)
}
