package hiring

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/app/form"
	"civicdesk/app/hiring/usajobs"
	"civicdesk/app/policy"
	"civicdesk/storage/record"
)

// ImportVacancy makes a draft vacancy of the office from an announcement. The
// same announcement and control number imported again updates the draft; once
// the vacancy has left draft it is refused.
func (s *Service) ImportVacancy(ctx context.Context, item usajobs.Item, office string) (Vacancy, error) {
	return update(ctx, s, func(tx *record.Tx) (Vacancy, error) {
		v := vacancyOf(item, office)
		if err := policy.Require(tx.Actor(), policy.VacancyWrite, app.ScopeHiring+app.Scope("/"+office)); err != nil {
			return v, err
		}
		v.Method = s.usualMethod(v)
		old, err := Vacancies.Find(tx, "by-announcement", record.K(v.Announcement))
		if err != nil {
			return v, err
		}
		for _, o := range old {
			if o.Office != v.Office || o.ControlNumber != v.ControlNumber {
				continue
			}
			if o.Status != VacancyDraft {
				return v, fault.E("hiring.ImportVacancy", fault.Conflict, "Announcement "+v.Announcement+" was imported before and is "+o.Status.Words()+". Amend it instead.", nil)
			}
			v.ID, v.Method, v.Questions, v.QuestionVersion = o.ID, o.Method, o.Questions, o.QuestionVersion
			v.SelectingOfficials, v.SpecialistName, v.Steps = o.SelectingOfficials, o.SpecialistName, o.Steps
		}
		v.step(tx, "vacancy.import", "")
		tx.Action("vacancy.import")
		return v, Vacancies.Put(tx, v)
	})
}

// vacancyOf is the announcement as a draft vacancy.
func vacancyOf(it usajobs.Item, office string) Vacancy {
	v := Vacancy{ID: app.NewID(), Office: office, Status: VacancyDraft,
		Announcement: it.Announcement, ControlNumber: it.ControlNumber, Title: it.Title, Department: it.Department, Agency: it.Agency, SubAgency: it.SubAgency,
		PayPlan: it.PayPlan, PromotionPotential: it.PromotionPotential, SalaryMin: it.SalaryMin, SalaryMax: it.SalaryMax, SalaryPer: it.SalaryPer,
		Opens: it.Opens, Closes: it.Closes, ClosingType: it.ClosingType, Openings: max(1, it.Openings), OpeningsText: it.OpeningsText,
		AppointmentType: it.AppointmentType, WorkSchedule: it.WorkSchedule, Service: it.Service, HiringPaths: it.HiringPaths, WhoMayApply: it.WhoMayApply,
		Supervisory: it.Supervisory, Telework: it.Telework, Remote: it.Remote, Relocation: it.Relocation, DrugTest: it.DrugTest, CitizensOnly: "yes",
		Travel: it.Travel, Clearance: it.Clearance, Sensitivity: it.Sensitivity,
		Summary: it.Summary, Duties: it.Duties, Conditions: it.Conditions, Requirements: it.Requirements, Qualifications: it.Qualifications, Education: it.Education,
		HowEvaluated: it.HowEvaluated, RequiredDocuments: it.RequiredDocuments, HowToApply: it.HowToApply, NextSteps: it.NextSteps,
		ContactEmail: it.ContactEmail, ContactPhone: it.ContactPhone, URL: it.URL}
	for _, c := range it.Series {
		v.Series = append(v.Series, Series{Code: c.Code, Name: c.Name})
	}
	for _, l := range it.Locations {
		v.Locations = append(v.Locations, Location{Name: l.Name, City: l.City, State: l.State, Country: l.Country})
	}
	v.Grades = gradesBetween(it.LowGrade, it.HighGrade)
	return v
}

// gradesBetween is every grade of the range; a pay plan without numbered grades
// has the one grade "00".
func gradesBetween(low, high string) []string {
	a, errA := strconv.Atoi(low)
	b, errB := strconv.Atoi(high)
	switch {
	case errA != nil && errB != nil:
		return []string{"00"}
	case errA != nil:
		a = b
	case errB != nil:
		b = a
	}
	var out []string
	for g := a; g <= b && len(out) < 20; g++ {
		out = append(out, fmt.Sprintf("%02d", g))
	}
	return out
}

// usualMethod is the method a new vacancy starts with; human resources change
// it before opening.
func (s *Service) usualMethod(v Vacancy) Method {
	m := Method{Type: CategoryCertificate, Categories: []Category{{Name: "Best Qualified", From: "95"}, {Name: "Well Qualified", From: "85"}, {Name: "Qualified", From: "70"}},
		Merge: true, MergeBelow: 3, ReturnDays: 15, ExpireDays: 90, WellQualified: "85.00"}
	for _, x := range v.Series {
		m.ScientificProfessional = m.ScientificProfessional || s.opts.ScientificProfessional(x.Code)
	}
	return m
}

// Settings are what an office sets on a vacancy beside the announcement.
type Settings struct {
	Opens              app.Date   `json:"opens"`
	Closes             app.Date   `json:"closes"`
	Openings           int        `json:"openings"`
	SpecialistName     string     `json:"specialistName"`
	SelectingOfficials []Official `json:"selectingOfficials"`
	CitizensOnly       string     `json:"citizensOnly"`
	Method             Method     `json:"method"`
}

// SettingsOf are the vacancy's present settings, to be changed and set again.
func SettingsOf(v Vacancy) Settings {
	return Settings{Opens: v.Opens, Closes: v.Closes, Openings: v.Openings, SpecialistName: v.SpecialistName,
		SelectingOfficials: v.SelectingOfficials, CitizensOnly: v.CitizensOnly, Method: v.Method}
}

// SetVacancy changes the settings. After opening a reason is required and kept;
// after rating the method no longer changes.
func (s *Service) SetVacancy(ctx context.Context, id app.ID, set Settings, reason string) (Vacancy, error) {
	return update(ctx, s, func(tx *record.Tx) (Vacancy, error) {
		v, err := vacancyFor(tx, id, policy.VacancyWrite)
		if err != nil {
			return v, err
		}
		if err := needReason("hiring.SetVacancy", v, reason); err != nil {
			return v, err
		}
		v.step(tx, "vacancy.amend", reason, changedSettings(SettingsOf(v), set)...)
		v.Opens, v.Closes, v.Openings, v.SpecialistName = set.Opens, set.Closes, set.Openings, set.SpecialistName
		v.SelectingOfficials, v.CitizensOnly, v.Method, v.LastReason = set.SelectingOfficials, set.CitizensOnly, set.Method, reason
		tx.Action("vacancy.amend")
		tx.Why(reason)
		return v, Vacancies.Put(tx, v)
	})
}

// changedSettings names the settings that differ.
func changedSettings(a, b Settings) (names []string) {
	for _, c := range []struct {
		name string
		same bool
	}{{"opens", a.Opens == b.Opens}, {"closes", a.Closes == b.Closes}, {"openings", a.Openings == b.Openings},
		{"specialistName", a.SpecialistName == b.SpecialistName}, {"selectingOfficials", slices.Equal(a.SelectingOfficials, b.SelectingOfficials)},
		{"citizensOnly", a.CitizensOnly == b.CitizensOnly}, {"method", digest(a.Method) == digest(b.Method)}} {
		if !c.same {
			names = append(names, c.name)
		}
	}
	return names
}

func needReason(op string, v Vacancy, reason string) error {
	if v.Status != VacancyDraft && v.Status != ManagerReview && strings.TrimSpace(reason) == "" {
		return fault.Fields(op, []fault.Field{{Name: "reason", Words: "Say why: the vacancy is " + v.Status.Words() + ", and a change to it is kept with its reason."}})
	}
	return nil
}

// AttachQuestions gives the vacancy its questions, with points, weights and
// screen-outs. After opening a reason is required; after rating it is refused.
func (s *Service) AttachQuestions(ctx context.Context, vacancy app.ID, set form.Set, reason string) (Vacancy, error) {
	return update(ctx, s, func(tx *record.Tx) (Vacancy, error) {
		v, err := vacancyFor(tx, vacancy, policy.VacancyWrite)
		if err != nil {
			return v, err
		}
		return attach(tx, v, set, reason)
	})
}

func attach(tx *record.Tx, v Vacancy, set form.Set, reason string) (Vacancy, error) {
	if err := needReason("hiring.AttachQuestions", v, reason); err != nil {
		return v, err
	}
	if v.RatingRound > 0 {
		return v, refused("hiring.AttachQuestions", "The vacancy has been rated. Its questions can no longer be changed.")
	}
	v.QuestionVersion++
	v.Questions, v.LastReason = len(set.Questions), reason
	v.step(tx, "vacancy.questions", reason)
	tx.Action("vacancy.questions")
	tx.Why(reason)
	q := Questionnaire{ID: v.ID, Office: v.Office, Version: v.QuestionVersion, Set: set, Reason: reason}
	if err := Questionnaires.Put(tx, q); err != nil {
		return v, err
	}
	return v, Vacancies.Put(tx, v)
}

// SetStatus moves a vacancy through the steps that no act stands for: review,
// approval, scheduling, completion, cancellation. A cancellation and everything
// after opening needs a reason.
func (s *Service) SetStatus(ctx context.Context, id app.ID, to VacancyStatus, reason string) (Vacancy, error) {
	return update(ctx, s, func(tx *record.Tx) (Vacancy, error) {
		v, err := vacancyFor(tx, id, policy.VacancyWrite)
		if err != nil {
			return v, err
		}
		if !slices.Contains(editedStatuses, to) {
			return v, refused("hiring.SetStatus", "A vacancy becomes "+to.Words()+" by its own step: open, close, rate, certify or select.")
		}
		if err := needReason("hiring.SetStatus", v, reason); err != nil {
			return v, err
		}
		v.Status, v.LastReason = to, reason
		v.step(tx, "vacancy.status", reason, string(to))
		tx.Action("vacancy.status")
		tx.Why(reason)
		return v, Vacancies.Put(tx, v)
	})
}

// editedStatuses are those a person sets; acts set the others.
var editedStatuses = []VacancyStatus{VacancyDraft, ManagerReview, VacancyApproved, VacancyScheduled, HiringComplete, VacancyCanceled}

// Vacancies lists the vacancies the actor may see, newest closing date first.
func (s *Service) Vacancies(ctx context.Context) ([]Vacancy, error) {
	return view(ctx, s, func(tx *record.Tx) ([]Vacancy, error) {
		if !policy.Somewhere(tx.Actor(), policy.VacancyRead) {
			return nil, policy.Require(tx.Actor(), policy.VacancyRead, app.ScopeAgency)
		}
		all, err := Vacancies.All(tx)
		if err != nil {
			return nil, err
		}
		all = slices.DeleteFunc(all, func(v Vacancy) bool {
			return !policy.Can(tx.Actor(), policy.VacancyRead, CertificateScope(v.Office, v.ID))
		})
		slices.SortFunc(all, func(a, b Vacancy) int {
			if d := strings.Compare(string(b.Closes), string(a.Closes)); d != 0 {
				return d
			}
			return strings.Compare(a.Announcement+string(a.ID), b.Announcement+string(b.ID))
		})
		return all, nil
	})
}

// Vacancy returns one vacancy.
func (s *Service) Vacancy(ctx context.Context, id app.ID) (Vacancy, error) {
	return view(ctx, s, func(tx *record.Tx) (Vacancy, error) { return vacancyFor(tx, id, policy.VacancyRead) })
}

// Questions returns the vacancy's questions with points, weights and
// screen-outs: for those who write vacancies or act on them. Everybody else who
// keys applications gets them without.
func (s *Service) Questions(ctx context.Context, vacancy app.ID) (form.Set, error) {
	return view(ctx, s, func(tx *record.Tx) (form.Set, error) {
		v, err := vacancyFor(tx, vacancy, policy.ApplicationKey)
		if err != nil {
			return form.Set{}, err
		}
		set, err := questionsOf(tx, v)
		if !policy.Can(tx.Actor(), policy.VacancyWrite, v.Scope()) {
			set = withoutKey(set)
		}
		return set, err
	})
}

// questionsOf are the questions of a vacancy; none are attached to some.
func questionsOf(tx *record.Tx, v Vacancy) (form.Set, error) {
	q, err := Questionnaires.Get(tx, v.ID)
	if fault.Is(err, fault.NotFound) {
		return form.Set{}, nil
	}
	return q.Set, err
}

// withoutKey takes points, weights and screen-outs out of a set.
func withoutKey(set form.Set) form.Set {
	out := set
	out.Questions = slices.Clone(set.Questions)
	for i, q := range out.Questions {
		q.Weight, q.Choices = 0, slices.Clone(q.Choices)
		for j := range q.Choices {
			q.Choices[j].Points, q.Choices[j].ScreenOut = 0, false
		}
		out.Questions[i] = q
	}
	return out
}
