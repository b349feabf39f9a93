package desktop

import (
	"context"
	"fmt"
	"slices"
	"strings"

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
		view := ApplicantsView{Grade: grade, Rated: v.RatingRound > 0, Rows: make([]ApplicantRow, 0, len(rows))}
		for _, r := range rows {
			view.Rows = append(view.Rows, applicantRow(r, view.Rated))
		}
		if !policy.Can(desk.Actor(), policy.VacancyAct, v.Scope()) {
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

func applicantRow(r hiring.Applicant, rated bool) ApplicantRow {
	row := ApplicantRow{ID: string(r.ID), Name: r.Name, Source: sourceWords[r.Source], Status: applicationWords[r.Status], Eligible: "Not yet rated",
		Rating: r.Rating, Category: r.Category, Preference: string(r.Preference), Why: []Reason{}}
	if row.Name == "" {
		row.Name = r.Number
	}
	if r.Place > 0 {
		row.Place = fmt.Sprint(r.Place)
	}
	if rated && r.Reason != "" {
		row.Eligible = "Ineligible"
		if r.Eligible {
			row.Eligible = "Eligible"
		}
		row.Why = reasons(r.Reason, r.Citation)
	}
	return row
}

func reasons(words, citation string) []Reason {
	if words == "" {
		return []Reason{}
	}
	return []Reason{{Words: words, Citation: citation}}
}

// Application opens one application; the opening is on the audit trail.
func (h *Hiring) Application(id string) (ApplicationView, error) {
	return opening(h.door, "desktop.Application", func(ctx context.Context, desk *node.Session) (ApplicationView, error) {
		a, err := desk.Hiring.Open(ctx, app.ID(id))
		if err != nil {
			return ApplicationView{}, err
		}
		v, err := desk.Hiring.Vacancy(ctx, a.Vacancy)
		if err != nil {
			return ApplicationView{}, err
		}
		me := desk.Actor()
		mine := a.KeyedBy == me.User
		view := ApplicationView{Vacancy: string(a.Vacancy), Groups: applicationGroups(a, v), MayKey: mine && a.Source == hiring.Paper && (a.Status == hiring.Draft || a.Status == hiring.AwaitsSecond),
			MayCheck: !mine && policy.Can(me, policy.ApplicationVerify, a.Scope()) && (a.Status == hiring.AwaitsSecond || a.Status == hiring.AwaitsChoices)}
		if a.SSNLast4 != "" {
			view.SSN = "•••-••-" + a.SSNLast4
		}
		view.Row = ApplicantRow{ID: id, Name: ranking.ShownName(a.FirstName, a.MiddleName, a.LastName, a.Suffix), Source: sourceWords[a.Source],
			Status: applicationWords[a.Status], Eligible: "Not yet rated", Preference: string(a.EffectivePreference()), Claimed: string(a.PreferenceClaim), Why: []Reason{}}
		return view, nil
	})
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

func applicationGroups(a hiring.Application, v hiring.Vacancy) []Group {
	address := strings.TrimSpace(strings.Join([]string{a.Street, a.Street2, strings.TrimSpace(a.City + ", " + a.State + " " + a.Zip)}, "\n"))
	groups := []Group{
		{"Application", facts("Number", a.Number, "Vacancy", v.Announcement+" "+v.Title, "Grades", strings.Join(a.Grades, ", "), "Received", string(a.DateReceived),
			"Received by", a.ReceivedBy, "Why on paper", hardshipWords(a), "Keyed by", a.KeyedByName, "Keyed second by", a.Second.ByName)},
		{"Contact", facts("Address", address, "Country", a.Country, "Day phone", a.DayPhone, "Evening phone", a.EveningPhone, "E-mail", a.Email)},
		{"Claims", facts("Citizenship", a.Citizenship, "Preference claimed", preferenceWords(a.PreferenceClaim), "Preference granted", preferenceWords(a.PreferenceCode),
			"Proof", strings.Join(a.PreferenceProof, ", "), "Federal civilian", a.FederalCivilian, "Reinstatement", a.Reinstatement)},
	}
	for i, w := range a.Work {
		groups = append(groups, Group{fmt.Sprintf("Job %c: %s", 'A'+i%26, w.Title), facts("Employer", w.Employer, "Time", strings.Trim(w.From+" to "+w.To, " to"),
			"Hours per week", w.HoursPerWeek, "Salary", strings.TrimSpace(w.Salary+" "+w.SalaryPer), "Supervisor", strings.TrimSpace(w.Supervisor+" "+w.SupervisorPhone), "Duties", w.Duties)})
	}
	for i, e := range a.Education {
		groups = append(groups, Group{fmt.Sprintf("School %d: %s", i+1, e.School), facts("Place", e.Place, "Major", e.Major, "Degree", strings.TrimSpace(e.Degree+" "+e.Year), "Credits", strings.TrimSpace(e.Credits+" "+e.Unit))})
	}
	if a.OtherQualifications != "" {
		groups = append(groups, Group{"Other qualifications", facts("Text", a.OtherQualifications)})
	}
	if len(a.Notes) > 0 {
		g := Group{Heading: "Notes", Facts: []Fact{}}
		for _, n := range slices.Backward(a.Notes) {
			g.Facts = append(g.Facts, Fact{n.Name + ", " + app.DateOf(n.At).Words(), n.Text})
		}
		groups = append(groups, g)
	}
	return groups
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
		for _, p := range ranking.Preferences {
			o.Preferences = append(o.Preferences, Choice{string(p), string(p) + "  " + p.Words()})
		}
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
