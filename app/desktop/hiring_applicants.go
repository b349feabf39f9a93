package desktop

import (
	"context"
	"fmt"

	"civicdesk/app"
	"civicdesk/app/hiring"
	"civicdesk/app/hiring/ranking"
	"civicdesk/app/node"
	"civicdesk/app/policy"
	"civicdesk/app/refdata"
)

// Applicants lists the vacancy's applicants at a grade, in rank order once
// rated. The listing is on the audit trail.
func (h *Hiring) Applicants(vacancy, grade string) (ApplicantsView, error) {
	return opening(h.door, "desktop.Applicants", func(ctx context.Context, desk *node.Session) (ApplicantsView, error) {
		v, err := desk.Hiring.Vacancy(ctx, app.ID(vacancy))
		if err != nil {
			return ApplicantsView{}, err
		}
		rows, err := desk.Hiring.Applicants(ctx, v.ID, grade)
		if err != nil {
			return ApplicantsView{}, err
		}
		view := applicantsView(rows)
		view.Grade, view.Rated = grade, v.RatingRound > 0
		if !view.Rated {
			view.Changed = 0
		}
		if view.MayAct = policy.Can(desk.Actor(), policy.VacancyAct, v.Scope()); !view.MayAct {
			view.Note = rankNote(v, 0)
			return view, nil
		}
		p, err := desk.Hiring.PreviewRate(ctx, v.ID)
		if err != nil {
			return ApplicantsView{}, err
		}
		view.Seen, view.Note = p.Digest, rankNote(v, p.Waiting+p.Drafts)
		return view, nil
	})
}

// AllApplicants lists the applicants of every vacancy that the person may read,
// by name. The listing is on the audit trail.
func (h *Hiring) AllApplicants() (ApplicantsView, error) {
	return opening(h.door, "desktop.AllApplicants", func(ctx context.Context, desk *node.Session) (ApplicantsView, error) {
		rows, err := desk.Hiring.AllApplicants(ctx)
		if err != nil {
			return ApplicantsView{}, err
		}
		view := applicantsView(rows)
		view.Changed, view.MayAct = 0, policy.Somewhere(desk.Actor(), policy.VacancyAct)
		return view, nil
	})
}

func applicantsView(rows []hiring.Applicant) ApplicantsView {
	view := ApplicantsView{Rows: make([]ApplicantRow, 0, len(rows))}
	for _, r := range rows {
		view.Rows = append(view.Rows, applicantRow(r))
		if r.Status == hiring.Finished && r.Frozen == "" {
			view.Changed++
		}
	}
	return view
}

func rankNote(v hiring.Vacancy, unfinished int) string {
	note := "Not yet rated: the list is by name."
	if v.RatingRound > 0 {
		note = fmt.Sprintf("Rating %d. In the order of the law: category, preference eligibles first, then by name (5 USC 3319(b)).", v.RatingRound)
	} else if v.Status == hiring.VacancyOpen {
		note = "The vacancy is open. It is rated once it has closed; until then the list is by name."
	}
	switch {
	case unfinished == 1:
		note += "\nOne paper application is not finished and takes no part."
	case unfinished > 1:
		note += fmt.Sprintf("\n%d paper applications are not finished and take no part.", unfinished)
	}
	return note
}

var sourceWords = map[hiring.Source]string{hiring.Paper: "Paper", hiring.Web: "Web"}

var applicationWords = map[hiring.ApplicationStatus]string{
	hiring.Draft: "Draft", hiring.AwaitsSecond: "Second keying", hiring.AwaitsChoices: "Differences to settle",
	hiring.Verified: "Verified", hiring.Finished: "Finished", hiring.Withdrawn: "Withdrawn",
}

func applicantRow(r hiring.Applicant) ApplicantRow {
	row := ApplicantRow{ID: string(r.ID), Vacancy: string(r.Vacancy), Announcement: r.Announcement, Title: r.Title, Number: r.Number, Name: r.Name,
		Source: sourceWords[r.Source], Status: applicationWords[r.Status], Eligible: "Not yet rated", Grades: list(r.Grades), Grade: r.Grade, Rating: r.Rating, Answered: r.Answered,
		Category: r.Category, Claimed: string(r.Claimed), Preference: granted(r.Preference, r.Standing), Standing: r.Standing, Why: []Reason{}}
	if row.Name == "" {
		row.Name = r.Number
	}
	if r.Place > 0 {
		row.Place = fmt.Sprint(r.Place)
	}
	if r.Rated {
		row.Eligible = "Ineligible"
		if r.Eligible {
			row.Eligible = "Eligible"
		}
		row.Why = reasons(r.Reason, r.Citation)
	}
	return row
}

// granted is the preference adjudicated; empty while the claim alone counts.
func granted(p ranking.Preference, standing string) string {
	if standing == hiring.PreferenceClaimed {
		return ""
	}
	return string(p)
}

func reasons(words, citation string) []Reason {
	if words == "" {
		return []Reason{}
	}
	return []Reason{{Words: words, Citation: citation}}
}

// RevealSSN shows the full number; the showing and its reason are on the audit
// trail.
func (h *Hiring) RevealSSN(id, reason string) (string, error) {
	return saving(h.door, "desktop.RevealSSN", func(ctx context.Context, desk *node.Session) (string, error) {
		n, err := desk.Hiring.RevealSSN(ctx, app.ID(id), reason)
		if err != nil || len(n) != 9 {
			return n, err
		}
		return n[:3] + "-" + n[3:5] + "-" + n[5:], nil
	})
}

// facts makes facts of label and value by turns and leaves out the empty ones.
func facts(pairs ...string) []Fact {
	out := []Fact{}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			out = append(out, Fact{pairs[i], pairs[i+1]})
		}
	}
	return out
}

func preferenceWords(p ranking.Preference) string {
	if p == "" {
		return ""
	}
	return string(p) + ", " + p.Words()
}

func hardshipWords(a hiring.Application) string {
	for _, c := range hardships {
		if c.Code == string(a.Hardship) {
			if a.HardshipText != "" {
				return c.Label + ": " + a.HardshipText
			}
			return c.Label
		}
	}
	return ""
}

var hardships = []Choice{
	{string(hiring.NoInternet), "No internet access"},
	{string(hiring.Accommodation), "Disability accommodation"},
	{string(hiring.Outage), "The online system was down"},
	{string(hiring.OtherHardship), "Another reason"},
}

// PaperOptions are the lists that the paper form chooses from.
func (h *Hiring) PaperOptions() (PaperOptions, error) {
	return asking(h.door, "desktop.PaperOptions", func(context.Context, *node.Session) (PaperOptions, error) {
		o := PaperOptions{Hardships: hardships, States: states(), Citizenships: countries(),
			Proofs: []Choice{{"DD-214", "DD-214"}, {"SF-15", "SF-15"}, {"VA letter", "VA letter"}, {"SSP papers", "Sole-survivor papers"}},
			Levels: []Choice{{"None", "Less than high school"}, {"High school", "High school or GED"}, {"Some college", "Some college"}, {"Associate", "Associate degree"},
				{"Bachelor", "Bachelor’s degree"}, {"Master", "Master’s degree"}, {"Doctorate", "Doctorate or professional degree"}}}
		o.Preferences = preferenceChoices()
		return o, nil
	})
}

func states() []Choice {
	out := []Choice{}
	for _, s := range refdata.States() {
		out = append(out, Choice{s.Code, s.Name})
	}
	return out
}
