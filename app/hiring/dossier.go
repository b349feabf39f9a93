package hiring

import (
	"context"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/app/form"
	"civicdesk/app/policy"
	"civicdesk/storage/record"
)

// Dossier is everything of one application that the person may see: what was
// sent or keyed, how it stands, and its history. Answers about sex, race or
// disability are no part of it.
type Dossier struct {
	Application Application `json:"application"` // without the Social Security number
	Vacancy     Vacancy     `json:"vacancy"`
	Questions   form.Set    `json:"questions"` // without points and screen-outs for those who do not rate
	Ratings     []Rating    `json:"ratings"`   // of the last rating, one a grade applied for
	Stale       bool        `json:"stale"`     // changed since that rating: it has to be rated again
}

// Dossier opens one application; the opening is on the audit trail.
func (s *Service) Dossier(ctx context.Context, id app.ID) (Dossier, error) {
	return update(ctx, s, func(tx *record.Tx) (Dossier, error) {
		a, err := opened(tx, id)
		if err != nil {
			return Dossier{}, err
		}
		v, set, err := vacancyAndQuestions(tx, a.Vacancy)
		if err != nil {
			return Dossier{}, err
		}
		d := Dossier{Application: a, Vacancy: v, Questions: set, Stale: v.RatingRound > 0 && a.Status == Finished && a.FrozenBy == ""}
		if !policy.Can(tx.Actor(), policy.VacancyWrite, v.Scope()) {
			d.Questions = withoutKey(set)
		}
		for _, g := range v.Grades {
			r, err := Ratings.Get(tx, named("rating", string(a.ID), g))
			if err != nil && !fault.Is(err, fault.NotFound) {
				return d, err
			}
			if err == nil && r.ReasonCode != "IGRD" {
				d.Ratings = append(d.Ratings, r)
			}
		}
		return d, nil
	})
}
