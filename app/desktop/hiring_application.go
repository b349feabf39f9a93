package desktop

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"civicdesk/app"
	"civicdesk/app/form"
	"civicdesk/app/hiring"
	"civicdesk/app/hiring/ranking"
	"civicdesk/app/node"
	"civicdesk/app/policy"
)

// Application opens one application; the opening is on the audit trail.
func (h *Hiring) Application(id string) (ApplicationView, error) {
	return opening(h.door, "desktop.Application", func(ctx context.Context, desk *node.Session) (ApplicationView, error) {
		d, err := desk.Hiring.Dossier(ctx, app.ID(id))
		if err != nil {
			return ApplicationView{}, err
		}
		return applicationView(d, desk.Actor()), nil
	})
}

// AddApplicationNote adds a note and returns the application with it.
func (h *Hiring) AddApplicationNote(id, text string) (ApplicationView, error) {
	return saving(h.door, "desktop.AddApplicationNote", func(ctx context.Context, desk *node.Session) (ApplicationView, error) {
		if _, err := desk.Hiring.AddNote(ctx, app.ID(id), strings.TrimSpace(text)); err != nil {
			return ApplicationView{}, err
		}
		d, err := desk.Hiring.Dossier(ctx, app.ID(id))
		return applicationView(d, desk.Actor()), err
	})
}

func applicationView(d hiring.Dossier, me app.Actor) ApplicationView {
	a, v := d.Application, d.Vacancy
	mine := a.KeyedBy == me.User
	may := func(act policy.Action) bool { return policy.Can(me, act, a.Scope()) }
	view := ApplicationView{Vacancy: string(a.Vacancy), Grades: list(v.Grades), Stale: d.Stale, Standings: standings(d), Answers: answersOf(d),
		Groups: applicationGroups(a, v), Resume: resumeGroups(a), Notes: []NoteView{}, History: historyOf(a),
		Preference: PreferenceView{Claimed: string(a.PreferenceClaim), Code: string(a.PreferenceCode), Status: standingOf(a), Proof: list(a.PreferenceProof)},
		MayKey:     mine && a.Source == hiring.Paper && (a.Status == hiring.Draft || a.Status == hiring.AwaitsSecond),
		MayCheck:   !mine && may(policy.ApplicationVerify) && (a.Status == hiring.AwaitsSecond || a.Status == hiring.AwaitsChoices),
		MayNote:    may(policy.ApplicationKey), MayAct: may(policy.VacancyAct)}
	if a.SSNLast4 != "" {
		view.SSN = "•••-••-" + a.SSNLast4
	}
	for _, n := range slices.Backward(a.Notes) {
		view.Notes = append(view.Notes, NoteView{Text: n.Text, By: n.Name, At: instant(n.At)})
	}
	view.Row = ApplicantRow{ID: string(a.ID), Vacancy: string(v.ID), Announcement: v.Announcement, Title: v.Title, Number: a.Number, Grades: list(v.Grades),
		Name: ranking.ShownName(a.FirstName, a.MiddleName, a.LastName, a.Suffix), Source: sourceWords[a.Source], Status: applicationWords[a.Status],
		Eligible: eligibleWords(d), Claimed: string(a.PreferenceClaim), Preference: string(a.PreferenceCode), Standing: standingOf(a), Why: []Reason{}}
	return view
}

func standingOf(a hiring.Application) string {
	if a.PreferenceCode == "" || a.PreferenceStatus == "" {
		return hiring.PreferenceClaimed
	}
	return a.PreferenceStatus
}

func eligibleWords(d hiring.Dossier) string {
	switch {
	case d.Stale || len(d.Ratings) == 0:
		return "Not yet rated"
	case slices.ContainsFunc(d.Ratings, func(r hiring.Rating) bool { return r.Eligible }):
		return "Eligible"
	}
	return "Ineligible"
}

// standings are how the application stands at each grade: by the last rating,
// with what was decided over the answers since.
func standings(d hiring.Dossier) []StandingView {
	out := []StandingView{}
	for _, g := range d.Vacancy.Grades {
		s := StandingView{Grade: g, Why: []Reason{}}
		has := false
		for _, r := range d.Ratings {
			if r.Grade == g {
				has = true
				s.Eligible, s.Rating, s.Answered, s.Category, s.Why = r.Eligible, r.Rating, r.Answered, r.Category, reasons(r.Reason, r.Citation)
			}
		}
		for _, r := range d.Application.Rulings {
			if r.Grade == g {
				has = true
				s.Ruling = rulingWords(r)
			}
		}
		if has {
			out = append(out, s)
		}
	}
	return out
}

func rulingWords(r hiring.Ruling) string {
	what := "Rating set to " + r.Rating
	if r.Code != "" {
		what = "Found ineligible (" + r.Code + ")"
	}
	return what + " by " + r.ByName + ", " + app.DateOf(r.At).Words() + ": " + r.Reason
}

// answersOf are the questions with what was answered; instructions and questions
// that a branch skipped are left out.
func answersOf(d hiring.Dossier) []AnsweredView {
	out := []AnsweredView{}
	for _, q := range d.Questions.Questions {
		if q.Kind == form.Instruction || !d.Questions.Asked(q, d.Application.Answers) {
			continue
		}
		view := AnsweredView{Number: q.Number, Text: q.Text, Answer: []string{}}
		points := 0
		for _, given := range d.Application.Answers[q.ID] {
			c, ok := q.Choice(given)
			if !ok {
				view.Answer = append(view.Answer, given)
				continue
			}
			view.Answer = append(view.Answer, c.Label)
			points += c.Points
			view.ScreenOut = view.ScreenOut || c.ScreenOut
		}
		if q.Scored() {
			view.Points = fmt.Sprintf("%d of %d, weight %d", min(max(points, 0), q.MaxPoints()), q.MaxPoints(), q.Weight)
		}
		out = append(out, view)
	}
	return out
}

// applicationGroups are the facts of the application, the contact and the claims.
func applicationGroups(a hiring.Application, v hiring.Vacancy) []Group {
	address := strings.Join(slices.DeleteFunc([]string{a.Street, a.Street2, strings.Trim(a.City+", "+a.State+" "+a.Zip, ", ")}, func(line string) bool { return line == "" }), "\n")
	return []Group{
		{"Application", facts("Number", a.Number, "Vacancy", v.Announcement+" "+v.Title, "Grades", strings.Join(a.Grades, ", "), "Received", string(a.DateReceived),
			"Received by", a.ReceivedBy, "Why on paper", hardshipWords(a), "Keyed by", a.KeyedByName, "Keyed second by", a.Second.ByName)},
		{"Contact", facts("Address", address, "Country", a.Country, "Day phone", a.DayPhone, "Evening phone", a.EveningPhone, "E-mail", a.Email)},
		{"Claims", facts("Citizenship", a.Citizenship, "Preference claimed", preferenceWords(a.PreferenceClaim), "Preference granted", preferenceWords(a.PreferenceCode),
			"How it stands", capital(standingOf(a)), "Documents seen", strings.Join(a.PreferenceProof, ", "), "Federal civilian", a.FederalCivilian, "Reinstatement", a.Reinstatement)},
	}
}

// resumeGroups are the résumé as it was typed or keyed.
func resumeGroups(a hiring.Application) []Group {
	groups := []Group{}
	for i, w := range a.Work {
		groups = append(groups, Group{fmt.Sprintf("Job %c: %s", 'A'+i%26, w.Title), facts("Employer", w.Employer, "Time", strings.Join(nonEmpty(w.From, w.To), " to "),
			"Hours per week", w.HoursPerWeek, "Salary", strings.TrimSpace(w.Salary+" "+w.SalaryPer), "Supervisor", strings.TrimSpace(w.Supervisor+" "+w.SupervisorPhone), "Duties", w.Duties)})
	}
	for i, e := range a.Education {
		groups = append(groups, Group{fmt.Sprintf("School %d: %s", i+1, e.School), facts("Place", e.Place, "Major", e.Major, "Degree", strings.TrimSpace(e.Degree+" "+e.Year), "Credits", strings.TrimSpace(e.Credits+" "+e.Unit))})
	}
	if a.OtherQualifications != "" {
		groups = append(groups, Group{"Other qualifications", facts("As written", a.OtherQualifications)})
	}
	return groups
}

var changeWords = map[hiring.ChangeKind]string{
	hiring.ChangeReceived: "Received from the web site", hiring.ChangeKeyed: "Keyed", hiring.ChangeKeyedAgain: "Keyed a second time",
	hiring.ChangeSettled: "Differences settled", hiring.ChangeFinished: "Finished", hiring.ChangeContact: "Contact corrected",
	hiring.ChangeWithdrawn: "Withdrawn", hiring.ChangeReopened: "Opened again", hiring.ChangePreference: "Veterans’ preference decided",
	hiring.ChangeRuled: "Decided over the answers", hiring.ChangeLifted: "Decision taken back", hiring.ChangeRated: "Rated",
	hiring.ChangeListed: "Listed on a certificate", hiring.ChangeReleased: "Certificate canceled", hiring.ChangeDecided: "Decided by the selecting official",
}

// historyOf is the application's history, newest first.
func historyOf(a hiring.Application) []ChangeView {
	out := []ChangeView{}
	for _, c := range slices.Backward(a.History) {
		view := ChangeView{ID: string(c.ID), At: instant(c.At), By: by(c.Name), What: changeWords[c.Kind], From: c.From, To: c.To, Reason: c.Reason, Citation: c.Citation}
		if c.Grade != "" {
			view.What += ", grade " + c.Grade
		}
		if c.Kind == hiring.ChangeDecided {
			view.From, view.To = ranking.Code(c.From).Words(), ranking.Code(c.To).Words()
		}
		out = append(out, view)
	}
	return out
}
