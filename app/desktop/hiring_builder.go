package desktop

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/app/form"
	"civicdesk/app/hiring"
	"civicdesk/app/node"
	"civicdesk/app/policy"
	"civicdesk/app/refdata"
	"civicdesk/app/web"
)

var sectionWords = map[hiring.Section]string{
	hiring.SectionPosition: "Position and pay", hiring.SectionDates: "Dates and openings", hiring.SectionLocation: "Location and travel",
	hiring.SectionEligibility: "Who may apply", hiring.SectionDuties: "Summary and duties", hiring.SectionRequirements: "Conditions of employment",
	hiring.SectionQualifications: "Qualifications", hiring.SectionEvaluation: "How you will be evaluated", hiring.SectionDocuments: "Required documents",
	hiring.SectionApply: "How to apply", hiring.SectionQuestions: "Questions",
}

// NewVacancy is a blank draft of the office; nothing is stored before it is first
// saved. An empty office is the only one that the person writes for.
func (h *Hiring) NewVacancy(office string) (VacancyDraft, error) {
	return opening(h.door, "desktop.NewVacancy", func(ctx context.Context, desk *node.Session) (VacancyDraft, error) {
		offices, err := desk.Hiring.Offices(ctx)
		if err != nil {
			return VacancyDraft{}, err
		}
		if len(offices) == 0 {
			return VacancyDraft{}, policy.Require(desk.Actor(), policy.VacancyWrite, app.ScopeHiring)
		}
		if office == "" {
			office = offices[0]
		}
		v := desk.Hiring.BlankVacancy(office)
		v.Agency, v.SpecialistName = desk.Profile().Agency, desk.Actor().Name
		d := draftOf(desk, v)
		d.Form.ID = ""
		return d, nil
	})
}

// VacancyDraft opens a draft to go on writing.
func (h *Hiring) VacancyDraft(id string) (VacancyDraft, error) {
	return opening(h.door, "desktop.VacancyDraft", func(ctx context.Context, desk *node.Session) (VacancyDraft, error) {
		return storedDraft(ctx, desk, app.ID(id))
	})
}

func storedDraft(ctx context.Context, desk *node.Session, id app.ID) (VacancyDraft, error) {
	v, err := desk.Hiring.Vacancy(ctx, id)
	if err != nil {
		return VacancyDraft{}, err
	}
	if err := policy.Require(desk.Actor(), policy.VacancyWrite, v.Scope()); err != nil {
		return VacancyDraft{}, err
	}
	if v.Status != hiring.VacancyDraft {
		return VacancyDraft{}, fault.E("desktop.VacancyDraft", fault.Refused, "The vacancy is "+v.Status.Words()+" and no draft any more.", nil)
	}
	d := draftOf(desk, v)
	set, err := desk.Hiring.Questions(ctx, v.ID)
	d.Chosen = questionViews(set)
	return d, err
}

func draftOf(desk *node.Session, v hiring.Vacancy) VacancyDraft {
	d := VacancyDraft{Form: vacancyForm(v), Gaps: gapViews(v.Gaps()), Problems: []Problem{}, Clashes: []ClashView{}, Chosen: []QuestionView{},
		MayOpen: policy.Can(desk.Actor(), policy.VacancyAct, v.Scope())}
	for _, s := range hiring.Sections {
		d.Sections = append(d.Sections, BuilderPart{string(s), sectionWords[s]})
	}
	return d
}

func gapViews(gaps []hiring.Gap) []GapView {
	views := make([]GapView, 0, len(gaps))
	for _, g := range gaps {
		views = append(views, GapView{string(g.Section), g.Field, g.Words, g.Citation, g.Stops})
	}
	return views
}

func questionViews(set form.Set) []QuestionView {
	views := make([]QuestionView, 0, len(set.Questions))
	for _, q := range set.Questions {
		views = append(views, questionView(q))
	}
	return views
}

// SaveVacancy saves a draft as far as it is written. before is the form as it was
// last stored: only what differs from it is taken. A value that its field cannot
// take, and one that somebody else changed meanwhile, is told and does not keep
// the rest from being saved.
func (h *Hiring) SaveVacancy(written, before VacancyForm) (VacancyDraft, error) {
	return saving(h.door, "desktop.SaveVacancy", func(ctx context.Context, desk *node.Session) (VacancyDraft, error) {
		is, problems := vacancyOf(written, before)
		was, _ := vacancyOf(before, before)
		if written.ID == "" { // what the blank form began with was never stored
			was = shownVacancy(desk.Hiring.BlankVacancy(written.Office))
		}
		v, clashes, err := desk.Hiring.SaveVacancy(ctx, was, is, shownVacancy)
		if err != nil {
			return VacancyDraft{}, err
		}
		d := draftOf(desk, v)
		d.Problems, d.SavedAt = problems, instant(time.Now())
		for _, c := range clashes {
			d.Clashes = append(d.Clashes, ClashView{builderField(c.Field), c.By})
		}
		set, err := desk.Hiring.Questions(ctx, v.ID)
		d.Chosen = questionViews(set)
		return d, err
	})
}

// builderField is the form's name of a record's field.
func builderField(name string) string {
	if name == "method" {
		return "categories"
	}
	return name
}

// CopyVacancy makes a draft from another vacancy and returns its identity.
func (h *Hiring) CopyVacancy(from string) (Outcome, error) {
	return saving(h.door, "desktop.CopyVacancy", func(ctx context.Context, desk *node.Session) (Outcome, error) {
		old, err := desk.Hiring.Vacancy(ctx, app.ID(from))
		if err != nil {
			return Outcome{}, err
		}
		office := old.Office
		if !policy.Can(desk.Actor(), policy.VacancyWrite, old.Scope()) {
			offices, err := desk.Hiring.Offices(ctx)
			if err != nil {
				return Outcome{}, err
			}
			if len(offices) > 0 {
				office = offices[0]
			}
		}
		v, err := desk.Hiring.CopyVacancy(ctx, old.ID, office)
		if err != nil {
			return Outcome{}, err
		}
		words := "The copy is a draft. Enter its number and its dates."
		if v.Questions == 0 && old.Questions > 0 {
			words = "The copy is a draft. Enter its number and its dates; its questions are chosen after the next sync."
		}
		return Outcome{Words: words, ID: string(v.ID)}, nil
	})
}

// OpenVacancy opens a draft to the public, from its opening date on.
func (h *Hiring) OpenVacancy(id string) (Outcome, error) {
	return saving(h.door, "desktop.OpenVacancy", func(ctx context.Context, desk *node.Session) (Outcome, error) {
		p, err := desk.Hiring.PreviewVacancy(ctx, app.ID(id))
		if err != nil {
			return Outcome{}, err
		}
		o, err := desk.Hiring.OpenVacancy(ctx, hiring.VacancyArgs{Vacancy: app.ID(id)}, p.Digest)
		return outcomeOf(o, err, "Opening", "The vacancy is open.")
	})
}

// PublicPage is the announcement as the public will read it.
func (h *Hiring) PublicPage(id string) (PublicPage, error) {
	return opening(h.door, "desktop.PublicPage", func(ctx context.Context, desk *node.Session) (PublicPage, error) {
		v, err := desk.Hiring.Vacancy(ctx, app.ID(id))
		if err != nil {
			return PublicPage{}, err
		}
		page, err := web.PreviewJob(v, desk.Profile().Agency, hiring.EasternDay(desk.DB.Clock().Now()))
		return PublicPage{HTML: page}, err
	})
}

// VacancyOptions are the lists that the builder chooses from.
func (h *Hiring) VacancyOptions() (VacancyOptions, error) {
	return opening(h.door, "desktop.VacancyOptions", func(ctx context.Context, desk *node.Session) (VacancyOptions, error) {
		offices, err := desk.Hiring.Offices(ctx)
		if err != nil {
			return VacancyOptions{}, err
		}
		o := VacancyOptions{Offices: []Choice{}, Series: []Choice{}, PayPlans: codes(refdata.ListPayPlans), HiringPaths: codes(refdata.ListHiringPaths),
			PayIntervals: labels(refdata.ListPayIntervals), Appointments: labels(refdata.ListAppointments), Schedules: labels(refdata.ListSchedules),
			Travel: labels(refdata.ListTravel), Clearances: labels(refdata.ListClearances),
			Kinds: []Choice{{string(form.YesNo), "Yes or no"}, {string(hiring.Scale), "The usual scale of experience"}, {string(form.Number), "A number"}, {string(form.LongText), "A text"}}}
		for i, c := range o.PayIntervals { // "Per Year"
			o.PayIntervals[i].Label = c.Label[:1] + strings.ToLower(c.Label[1:])
		}
		for _, name := range offices {
			o.Offices = append(o.Offices, Choice{name, name})
		}
		for _, s := range refdata.Series() {
			if !s.Retired {
				o.Series = append(o.Series, Choice{s.Code, s.Title})
			}
		}
		return o, nil
	})
}

// codes are the entries of a code list that are still given out.
func codes(name string) []Choice {
	out := []Choice{}
	for _, c := range refdata.CodeList(name) {
		if !c.Retired {
			out = append(out, Choice{c.Code, c.Label})
		}
	}
	return out
}

// labels are a code list whose words, not codes, a vacancy holds.
func labels(name string) []Choice {
	out := codes(name)
	for i := range out {
		out[i].Code = out[i].Label
	}
	return out
}

// QuestionLibrary is every question that the office's vacancies ask or asked.
func (h *Hiring) QuestionLibrary() ([]LibraryQuestion, error) {
	return opening(h.door, "desktop.QuestionLibrary", func(ctx context.Context, desk *node.Session) ([]LibraryQuestion, error) {
		known, err := desk.Hiring.QuestionLibrary(ctx)
		out := make([]LibraryQuestion, 0, len(known))
		for _, k := range known {
			out = append(out, LibraryQuestion{Key: k.Key, Used: k.Used, Last: k.Last, Question: questionView(k.Question)})
		}
		return out, err
	})
}

// ChooseQuestions gives a draft its questions in this order.
func (h *Hiring) ChooseQuestions(id string, chosen []ChosenQuestion) (VacancyDraft, error) {
	return saving(h.door, "desktop.ChooseQuestions", func(ctx context.Context, desk *node.Session) (VacancyDraft, error) {
		all := make([]hiring.ChosenQuestion, 0, len(chosen))
		var wrong []fault.Field
		for i, c := range chosen {
			weight, err := strconv.Atoi(strings.TrimSpace(c.Weight))
			if c.Weight != "" && err != nil {
				wrong = append(wrong, fault.Field{Name: fmt.Sprintf("weight.%d", i), Words: "Enter a weight from 0 to 1000"})
			}
			all = append(all, hiring.ChosenQuestion{ID: c.ID, Key: c.Key, Text: c.Text, Kind: form.Kind(c.Kind), ScreenOut: c.ScreenOut, Weight: weight, Required: c.Required})
		}
		if err := fault.Fields("desktop.ChooseQuestions", wrong); err != nil {
			return VacancyDraft{}, err
		}
		if _, err := desk.Hiring.ChooseQuestions(ctx, app.ID(id), all); err != nil {
			return VacancyDraft{}, err
		}
		d, err := storedDraft(ctx, desk, app.ID(id))
		d.SavedAt = instant(time.Now())
		return d, err
	})
}
