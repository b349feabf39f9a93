package desktop

import (
	"context"
	"fmt"
	"strings"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/app/form"
	"civicdesk/app/hiring"
	"civicdesk/app/node"
	"civicdesk/app/policy"
	"civicdesk/storage/record"
)

// Hiring is the hiring half, bound to the page.
type Hiring struct{ door *door }

// Vacancies lists the vacancies that the person may see.
func (h *Hiring) Vacancies() ([]VacancyRow, error) {
	return opening(h.door, "desktop.Vacancies", func(ctx context.Context, desk *node.Session) ([]VacancyRow, error) {
		all, err := desk.Hiring.Vacancies(ctx)
		if err != nil {
			return nil, err
		}
		t, err := h.door.counted(ctx, desk)
		if err != nil {
			return nil, err
		}
		rows := make([]VacancyRow, 0, len(all))
		for _, v := range all {
			rows = append(rows, vacancyRow(v, t))
		}
		return rows, nil
	})
}

func vacancyRow(v hiring.Vacancy, t *tally) VacancyRow {
	agency := v.SubAgency
	if agency == "" {
		agency = v.Agency
	}
	return VacancyRow{ID: string(v.ID), Number: v.Announcement, Title: v.Title, Agency: agency, Series: v.Position(),
		Opens: string(v.Opens), Closes: string(v.Closes), Status: string(v.Status), StatusWords: capital(strings.TrimPrefix(v.Status.Words(), "a ")),
		Applications: t.applications[v.ID], ToVerify: t.toVerify[v.ID]}
}

func capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// Vacancy opens one vacancy.
func (h *Hiring) Vacancy(id string) (VacancyView, error) {
	return opening(h.door, "desktop.Vacancy", func(ctx context.Context, desk *node.Session) (VacancyView, error) {
		v, err := desk.Hiring.Vacancy(ctx, app.ID(id))
		if err != nil {
			return VacancyView{}, err
		}
		t, err := h.door.counted(ctx, desk)
		if err != nil {
			return VacancyView{}, err
		}
		view := VacancyView{Row: vacancyRow(v, t), Grades: list(v.Grades), Round: v.RatingRound, Facts: vacancyFacts(v), Sections: sectionsOf(v),
			Questions: []QuestionView{}, Method: methodWords(v.Method), Acts: vacancyActs(desk.Actor(), v), Tabs: vacancyTabs(desk.Actor(), v), Gaps: []GapView{}}
		if v.Status == hiring.VacancyDraft {
			view.Gaps = gapViews(v.Gaps())
		}
		if !policy.Can(desk.Actor(), policy.ApplicationKey, v.Scope()) {
			return view, nil
		}
		set, err := desk.Hiring.Questions(ctx, v.ID)
		if err != nil {
			return VacancyView{}, err
		}
		for _, q := range set.Questions {
			view.Questions = append(view.Questions, questionView(q))
		}
		return view, nil
	})
}

// vacancyActs are what this person may do with the vacancy as it stands.
func vacancyActs(who app.Actor, v hiring.Vacancy) []Choice {
	may := func(a policy.Action) bool { return policy.Can(who, a, v.Scope()) }
	acts := []Choice{}
	takesPaper := v.Status != hiring.VacancyDraft && v.Status != hiring.VacancyCanceled && v.Status != hiring.HiringComplete
	if may(policy.VacancyWrite) && v.Status == hiring.VacancyDraft {
		acts = append(acts, Choice{"edit", "Write the announcement"})
	}
	if policy.Somewhere(who, policy.VacancyWrite) {
		acts = append(acts, Choice{"copy", "Copy to a new draft"})
	}
	if may(policy.ApplicationKey) && takesPaper {
		acts = append(acts, Choice{"key", "Key a paper application"})
	}
	if may(policy.VacancyAct) && v.Status == hiring.VacancyOpen {
		acts = append(acts, Choice{"close", "Close the vacancy"})
	}
	if may(policy.VacancyAct) && (v.Status == hiring.VacancyClosed || v.Status == hiring.UnderReview) {
		acts = append(acts, Choice{"rate", "Rate and rank"})
	}
	if may(policy.CertificateIssue) && v.RatingRound > 0 && (v.Status == hiring.UnderReview || v.Status == hiring.VacancyCertified) {
		acts = append(acts, Choice{"certify", "Make a certificate"})
	}
	return acts
}

// vacancyTabs are the parts of a vacancy that the person may look at.
func vacancyTabs(who app.Actor, v hiring.Vacancy) []string {
	may := func(a policy.Action) bool { return policy.Can(who, a, v.Scope()) }
	posted := v.Status != hiring.VacancyDraft && v.Status != hiring.ManagerReview && v.Status != hiring.VacancyApproved
	tabs := []string{"announcement"}
	add := func(tab string, ok bool) {
		if ok {
			tabs = append(tabs, tab)
		}
	}
	add("questions", may(policy.ApplicationKey))
	add("applicants", posted && may(policy.ApplicationRead))
	add("rating", posted && may(policy.VacancyAct))
	add("certificates", posted && policy.Can(who, policy.CertificateRead, hiring.CertificateScope(v.Office, v.ID)))
	add("history", may(policy.VacancyWrite))
	return tabs
}

func vacancyFacts(v hiring.Vacancy) []Fact {
	locations := make([]string, 0, len(v.Locations))
	for _, l := range v.Locations {
		locations = append(locations, l.Name)
	}
	officials := make([]string, 0, len(v.SelectingOfficials))
	for _, o := range v.SelectingOfficials {
		officials = append(officials, o.Name)
	}
	salary := ""
	if v.SalaryMin != "" {
		salary = dollars(v.SalaryMin) + " to " + dollars(v.SalaryMax) + " " + strings.ToLower(v.SalaryPer)
	}
	openings := v.OpeningsText
	if openings == "" && v.Openings > 0 {
		openings = fmt.Sprint(v.Openings)
	}
	facts := []Fact{{"Agency", v.Agency}, {"Department", v.Department}, {"Control number", v.ControlNumber}, {"Salary", salary},
		{"Openings", openings}, {"Locations", strings.Join(locations, "\n")}, {"Who may apply", v.WhoMayApply}, {"Appointment", v.AppointmentType},
		{"Schedule", v.WorkSchedule}, {"Promotion potential", v.PromotionPotential}, {"Travel", v.Travel}, {"Clearance", v.Clearance},
		{"HR specialist", v.SpecialistName}, {"Selecting officials", strings.Join(officials, "\n")}, {"Contact", strings.TrimSpace(v.ContactEmail + "\n" + v.ContactPhone)}}
	kept := []Fact{}
	for _, f := range facts {
		if strings.TrimSpace(f.Value) != "" {
			kept = append(kept, f)
		}
	}
	return kept
}

// dollars writes an exact amount with separators: $126,233.
func dollars(amount string) string {
	whole, cents, _ := strings.Cut(amount, ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if strings.Trim(cents, "0") != "" {
		whole += "." + cents
	}
	return "$" + whole
}

func sectionsOf(v hiring.Vacancy) []Section {
	all := []Section{{"Summary", v.Summary}, {"Duties", strings.Join(v.Duties, "\n")}, {"Conditions of employment", strings.Join(v.Conditions, "\n")},
		{"Requirements", v.Requirements}, {"Qualifications", v.Qualifications}, {"Education", v.Education}, {"How you will be evaluated", v.HowEvaluated},
		{"Required documents", v.RequiredDocuments}, {"How to apply", v.HowToApply}, {"Next steps", v.NextSteps}}
	kept := []Section{}
	for _, s := range all {
		if strings.TrimSpace(s.Text) != "" {
			kept = append(kept, s)
		}
	}
	return kept
}

func methodWords(m hiring.Method) string {
	if len(m.Categories) == 0 {
		return ""
	}
	lines := []string{"Category rating (5 USC 3319; 5 CFR part 337, subpart C)."}
	for _, c := range m.Categories {
		lines = append(lines, c.Name+": "+c.From+" and above.")
	}
	if m.ScientificProfessional {
		lines = append(lines, "Scientific or professional at GS-9 or higher: compensably disabled veterans stay where their score puts them (5 USC 3319(b)).")
	} else {
		lines = append(lines, "Compensably disabled veterans (CP, CPS) go into the highest category (5 USC 3319(b)).")
	}
	return strings.Join(lines, "\n")
}

func questionView(q form.Question) QuestionView {
	v := QuestionView{ID: q.ID, Number: q.Number, Grade: strings.Join(q.Grades, ","), Kind: string(q.Kind), Text: q.Text,
		Weight: fmt.Sprint(q.Weight), Required: q.Required, ScreenOut: q.ScreensOut(), Choices: []ChoiceView{}, When: q.When, Is: list(q.Is)}
	for _, c := range q.Choices {
		v.Choices = append(v.Choices, ChoiceView{ID: c.Value, Text: c.Label, Points: fmt.Sprint(c.Points), ScreenOut: c.ScreenOut})
	}
	return v
}

// list is never nil: the page reads null as a fault of ours.
func list(s []string) []string {
	if s == nil {
		return []string{}
	}
	return s
}

// CloseVacancy closes the vacancy; before its closing date that needs a reason.
func (h *Hiring) CloseVacancy(id, reason string) (Outcome, error) {
	return saving(h.door, "desktop.CloseVacancy", func(ctx context.Context, desk *node.Session) (Outcome, error) {
		p, err := desk.Hiring.PreviewVacancy(ctx, app.ID(id))
		if err != nil {
			return Outcome{}, err
		}
		o, err := desk.Hiring.CloseVacancy(ctx, hiring.VacancyArgs{Vacancy: app.ID(id), Reason: reason}, p.Digest)
		return outcomeOf(o, err, "Closing", "The vacancy is closed.")
	})
}

// Rate rates every finished application; seen is the digest of the list that the
// person looked at.
func (h *Hiring) Rate(vacancy, seen string) (Outcome, error) {
	return saving(h.door, "desktop.Rate", func(ctx context.Context, desk *node.Session) (Outcome, error) {
		o, err := desk.Hiring.Rate(ctx, hiring.VacancyArgs{Vacancy: app.ID(vacancy)}, seen)
		return outcomeOf(o, err, "Rating", "The applications are rated and ranked.")
	})
}

// outcomeOf says what came of an act: done here, or waiting for the server.
func outcomeOf(o record.Outcome, err error, act, done string) (Outcome, error) {
	switch {
	case err != nil:
		return Outcome{}, err
	case o.IsWaiting():
		return Outcome{Waiting: true, Words: act + " waits for the server, which alone may do it. It is sent with the next sync, and comes back whole if something changed meanwhile."}, nil
	case o.State == record.Rejected:
		return Outcome{}, &fault.Error{Op: "desktop.act", Kind: fault.Refused, Words: o.Words, Rule: o.Rule, Fields: o.Fields}
	}
	return Outcome{Words: done}, nil
}
