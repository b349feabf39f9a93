package hiring

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"civicdesk/app"
	"civicdesk/app/form"
	"civicdesk/app/hiring/ranking"
	"civicdesk/app/policy"
	"civicdesk/storage/record"
)

// RatePreview is what a rating would read and give.
type RatePreview struct {
	Digest   string       `json:"digest"`
	Vacancy  Vacancy      `json:"vacancy"`
	Grades   []GradeCount `json:"grades"`
	Waiting  int          `json:"waiting"`  // keyed, not yet finished
	Drafts   int          `json:"drafts"`   // incomplete
	Finished int          `json:"finished"` // to be rated

	twice []string // numbers of two applications of one person, if there are such
}

// GradeCount is the outcome at one grade.
type GradeCount struct {
	Grade      string         `json:"grade"`
	Eligible   int            `json:"eligible"`
	Ineligible int            `json:"ineligible"`
	Categories []Category     `json:"categories"`
	Reasons    map[string]int `json:"reasons"` // ineligible, by code
}

// PreviewRate computes the rating without storing it.
func (s *Service) PreviewRate(ctx context.Context, vacancy app.ID) (RatePreview, error) {
	return view(ctx, s, func(tx *record.Tx) (RatePreview, error) {
		v, err := vacancyFor(tx, vacancy, policy.VacancyAct)
		if err != nil {
			return RatePreview{}, err
		}
		p, _, err := previewRate(tx, v)
		return p, err
	})
}

// gradeRating is one grade rated and ranked.
type gradeRating struct {
	grade string
	in    ranking.Inputs
	rated []ranking.Rated
	list  ranking.List
}

func previewRate(tx *record.Tx, v Vacancy) (RatePreview, []gradeRating, error) {
	p := RatePreview{Vacancy: v}
	all, err := applicationsOf(tx, v.Office, v.ID)
	if err != nil {
		return p, nil, err
	}
	set, err := questionsOf(tx, v)
	if err != nil {
		return p, nil, err
	}
	p.twice = sameTwice(all)
	for _, a := range all {
		switch a.Status {
		case Finished:
			p.Finished++
		case AwaitsSecond, AwaitsChoices, Verified:
			p.Waiting++
		case Draft:
			p.Drafts++
		}
	}
	var grades []gradeRating
	var parts []string
	for _, g := range v.Grades {
		gr := gradeRating{grade: g, in: inputsOf(v, set, g, all)}
		if gr.list, gr.rated, err = gr.in.Rank(); err != nil {
			return p, nil, err
		}
		grades = append(grades, gr)
		parts = append(parts, gr.in.Digest())
		p.Grades = append(p.Grades, gr.count())
	}
	p.Digest = digest([]any{v.ID, v.Status, v.RatingRound, parts})
	return p, grades, nil
}

// sameTwice are the numbers of two finished applications of one person, or nil.
// Listed twice, a person would count twice for the merging of categories and
// could stand in two places of a certificate.
func sameTwice(all []Application) []string {
	first := map[string]string{}
	for _, a := range all {
		if a.Status != Finished || a.SSNMark == "" {
			continue
		}
		if number, again := first[a.SSNMark]; again {
			return []string{min(number, a.Number), max(number, a.Number)}
		}
		first[a.SSNMark] = a.Number
	}
	return nil
}

func (gr gradeRating) count() GradeCount {
	c := GradeCount{Grade: gr.grade, Reasons: map[string]int{}}
	for _, r := range gr.rated {
		if r.Eligible {
			c.Eligible++
		} else {
			c.Ineligible++
			c.Reasons[r.Reason.Code]++
		}
	}
	for _, k := range gr.list.Categories {
		c.Categories = append(c.Categories, Category{Name: k.Name, From: k.From, Assigned: k.Assigned, Eligible: k.Preferred})
	}
	return c
}

// inputsOf are the inputs of a rating or certificate at one grade: every
// finished application, in order of its number.
func inputsOf(v Vacancy, set form.Set, grade string, all []Application) ranking.Inputs {
	in := ranking.Inputs{Form: ranking.InputsForm, Announcement: v.Announcement, Title: v.Title, Grade: grade, Closes: v.Closes,
		CitizensOnly: v.CitizensOnly == "yes", Questions: set, Method: ranking.Method{PayPlan: v.PayPlan, Grade: grade,
			ScientificProfessional: v.Method.ScientificProfessional, Merge: v.Method.Merge, MergeBelow: v.Method.MergeBelow}}
	if len(v.Series) > 0 {
		in.Method.Series = v.Series[0].Code
	}
	for _, c := range v.Method.Categories {
		in.Method.Categories = append(in.Method.Categories, ranking.Category{Name: c.Name, From: c.From})
	}
	for _, a := range all {
		if a.Status != Finished {
			continue
		}
		p := ranking.Person{Application: a.ID, Number: a.Number, FirstName: a.FirstName, MiddleName: a.MiddleName, LastName: a.LastName, Suffix: a.Suffix,
			City: a.City, State: a.State, Citizenship: a.Citizenship, Grades: a.Grades, Received: a.DateReceived, Claim: a.PreferenceClaim,
			Preference: a.EffectivePreference(), Answers: a.Answers}
		if r, ok := a.rulingAt(grade); ok {
			p.Ruling = &ranking.Ruling{Rating: r.Rating, Code: r.Code, Words: r.Reason, By: r.ByName}
		}
		in.People = append(in.People, p)
	}
	slices.SortFunc(in.People, func(x, y ranking.Person) int {
		return strings.Compare(x.Number+string(x.Application), y.Number+string(y.Application))
	})
	return in
}

// EffectivePreference is the code that decides the order: the adjudicated one,
// or the claim while it is tentative.
func (a Application) EffectivePreference() ranking.Preference {
	switch {
	case a.PreferenceCode != "":
		return a.PreferenceCode
	case a.PreferenceClaim != "":
		return a.PreferenceClaim
	}
	return ranking.NV
}

// RateResult is what a rating gave.
type RateResult struct {
	Round  int          `json:"round"`
	Rated  int          `json:"rated"`
	Grades []GradeCount `json:"grades"`
}

func (s *Service) rate(tx *record.Tx, args VacancyArgs, seen string) (RateResult, error) {
	const op = "hiring.Rate"
	v, err := vacancyFor(tx, args.Vacancy, policy.VacancyAct)
	if err != nil {
		return RateResult{}, err
	}
	p, grades, err := previewRate(tx, v)
	if err != nil {
		return RateResult{}, err
	}
	if err := sameAs(op, seen, p.Digest, "The applications or the questions"); err != nil {
		return RateResult{}, err
	}
	switch {
	case v.Status != VacancyClosed && v.Status != UnderReview && v.Status != VacancyCertified:
		return RateResult{}, refused(op, "Close the vacancy before it is rated; it is "+v.Status.Words()+".")
	case p.Finished == 0:
		return RateResult{}, refused(op, "There is no finished application to rate.")
	case p.twice != nil:
		return RateResult{}, refused(op, "Applications "+strings.Join(p.twice, " and ")+" have the same Social Security number. One person is listed once: withdraw the one that does not count, or have the number corrected.")
	}
	v.RatingRound++
	v.RatedAt, v.LastReason = tx.Now(), args.Reason
	if v.Status == VacancyClosed {
		v.Status = UnderReview
	}
	if err := s.storeRatings(tx, v, grades); err != nil {
		return RateResult{}, err
	}
	v.step(tx, "vacancy.rate", args.Reason)
	tx.Why(args.Reason)
	return RateResult{Round: v.RatingRound, Rated: p.Finished, Grades: p.Grades}, Vacancies.Put(tx, v)
}

// storeRatings stores one rating per application and grade and freezes the
// applications.
func (s *Service) storeRatings(tx *record.Tx, v Vacancy, grades []gradeRating) error {
	told := resultWords(grades)
	for i, gr := range grades {
		lines := map[app.ID]ranking.Line{}
		for _, l := range gr.list.Lines {
			lines[l.Application] = l
		}
		for _, r := range gr.rated {
			if err := Ratings.Put(tx, ratingOf(tx, v, gr.grade, r, lines[r.Person.Application])); err != nil {
				return err
			}
			if i > 0 {
				continue
			}
			a, err := Applications.Get(tx, r.Person.Application)
			if err != nil {
				return err
			}
			if onCertificate(a) {
				continue // read by a certificate already, which keeps its hold
			}
			a.FrozenBy = roundName(v.RatingRound)
			a.tell(tx, Change{Kind: ChangeRated, To: strings.Join(told[a.ID], "; "), Reason: v.LastReason})
			if err := Applications.Put(tx, a); err != nil {
				return err
			}
		}
	}
	return nil
}

// resultWords is what a rating gave each application at the grades applied for.
func resultWords(grades []gradeRating) map[app.ID][]string {
	out := map[app.ID][]string{}
	for _, gr := range grades {
		for _, r := range gr.rated {
			if r.Eligible || r.Reason.Code != "IGRD" {
				out[r.Person.Application] = append(out[r.Person.Application], "grade "+gr.grade+": "+standingWords(r))
			}
		}
	}
	return out
}

func roundName(round int) string { return fmt.Sprintf("rating %d", round) }

func onCertificate(a Application) bool { return strings.HasPrefix(a.FrozenBy, "certificate ") }

func ratingOf(tx *record.Tx, v Vacancy, grade string, r ranking.Rated, l ranking.Line) Rating {
	out := Rating{ID: named("rating", string(r.Person.Application), grade), Office: v.Office, Vacancy: v.ID, Application: r.Person.Application,
		Grade: grade, Round: v.RatingRound, Eligible: r.Eligible, ReasonCode: r.Reason.Code, Reason: r.Reason.Words, Question: r.Reason.Question, Citation: r.Reason.Citation,
		Raw: r.Result.Raw.RatString(), MaxRaw: r.Result.Max.RatString(), Exact: r.Result.Exact.RatString(), Preference: r.Person.Preference,
		Category: l.Category, Floated: l.Floated, RatedBy: tx.Actor().User, RatedByName: tx.Actor().Name, RatedAt: tx.Now()}
	out.Answered = r.Answered
	if r.Eligible {
		out.Rating, out.Reason, out.Citation = r.Result.Text, l.Reason, l.Citation
	}
	for _, q := range r.Result.Scores {
		out.Scores = append(out.Scores, QuestionScore{Question: q.Question, Points: q.Points, Max: q.Max, Weight: q.Weight, Given: q.Given.RatString()})
	}
	return out
}
