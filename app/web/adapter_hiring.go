package web

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"civicdesk/app/fault"
	"civicdesk/app/form"
	"civicdesk/app/hiring"
	"civicdesk/app/hiring/ranking"
	"civicdesk/app/refdata"
)

// NewJobs lets the site speak to hiring.
func NewJobs(s *hiring.Service) Jobs { return hiringJobs{s} }

type hiringJobs struct{ service *hiring.Service }

func (h hiringJobs) Open(ctx context.Context) ([]Job, error) {
	open, err := h.service.OpenVacancies(ctx)
	if err != nil {
		return nil, err
	}
	jobs := make([]Job, len(open))
	for i, v := range open {
		jobs[i] = jobOf(v)
	}
	return jobs, nil
}

// find is the vacancy of an announcement number: the open one, else the one
// that closed last, since agencies use a number again for a second round.
func (h hiringJobs) find(ctx context.Context, number string) (v hiring.Vacancy, open bool, err error) {
	taking, err := h.service.OpenVacancies(ctx)
	if err != nil {
		return v, false, err
	}
	if at := slices.IndexFunc(taking, func(v hiring.Vacancy) bool { return v.Announcement == number }); at >= 0 {
		return taking[at], true, nil
	}
	all, err := h.service.Vacancies(ctx) // newest closing date first
	if err != nil {
		return v, false, err
	}
	for _, one := range all {
		if one.Announcement != number {
			continue
		}
		v, err := h.service.PublicVacancy(ctx, one.ID)
		if err == nil || !fault.Is(err, fault.NotFound) {
			return v, false, err
		}
	}
	return v, false, fault.E("web.find", fault.NotFound, "No public announcement has this number. It may be mistyped, or not open yet.", nil)
}

func (h hiringJobs) Announcement(ctx context.Context, number string) (Announcement, error) {
	v, open, err := h.find(ctx, number)
	if err != nil {
		return Announcement{}, err
	}
	return announcementOf(v, open && v.Questions > 0), nil
}

// announcementOf is the vacancy as the public reads it.
func announcementOf(v hiring.Vacancy, takes bool) Announcement {
	a := Announcement{
		Job: jobOf(v), TakesApplications: takes, Department: v.Department, SubAgency: v.SubAgency, ControlNumber: v.ControlNumber,
		Promotion: v.PromotionPotential, Openings: v.Openings, OpeningsText: firstOf(v.OpeningsText, strconv.Itoa(v.Openings)),
		Appointment: v.AppointmentType, Schedule: v.WorkSchedule, SalaryMin: v.SalaryMin, SalaryMax: v.SalaryMax, SalaryPer: v.SalaryPer,
		Remote: v.Remote == "yes", Telework: v.Telework, Supervisory: v.Supervisory, Travel: travel(v.Travel), Relocation: v.Relocation,
		DrugTest: v.DrugTest, CitizensOnly: v.CitizensOnly, Clearance: v.Clearance, Sensitivity: v.Sensitivity,
		Duties: v.Duties, Conditions: v.Conditions, Requirements: v.Requirements, Qualifications: v.Qualifications, Education: v.Education,
		HowEvaluated: v.HowEvaluated, RequiredDocuments: v.RequiredDocuments, HowToApply: v.HowToApply, NextSteps: v.NextSteps,
		ContactEmail: v.ContactEmail, ContactPhone: v.ContactPhone,
	}
	for _, l := range v.Locations {
		a.Places = append(a.Places, Place{Name: l.Name, City: l.City, State: l.State, Country: l.Country})
	}
	return a
}

func (h hiringJobs) Questions(ctx context.Context, number string) (form.Set, error) {
	v, _, err := h.find(ctx, number)
	if err != nil {
		return form.Set{}, err
	}
	return h.service.PublicQuestions(ctx, v.ID)
}

func (h hiringJobs) Check(ctx context.Context, a Application) ([]fault.Field, error) {
	in, err := h.application(ctx, a)
	if err != nil {
		return nil, err
	}
	err = h.service.CheckWeb(ctx, in)
	if wrong := fault.FieldsOf(err); len(wrong) > 0 {
		return wrong, nil
	}
	return nil, err
}

func (h hiringJobs) Apply(ctx context.Context, a Application) (Receipt, error) {
	in, err := h.application(ctx, a)
	if err != nil {
		return Receipt{}, err
	}
	got, err := h.service.SubmitWeb(ctx, in, string(a.Token))
	return Receipt{Number: got.Number, Repeated: got.Again}, err
}

// application is the filled form as hiring's record.
func (h hiringJobs) application(ctx context.Context, a Application) (hiring.Application, error) {
	v, _, err := h.find(ctx, a.Announcement)
	return hiring.Application{
		Vacancy: v.ID, Grades: a.Grades,
		FirstName: a.FirstName, MiddleName: a.MiddleName, LastName: a.LastName, Suffix: a.Suffix,
		Street: a.Street, Street2: a.Street2, City: a.City, State: a.State, Zip: a.Zip, Country: a.Country,
		DayPhone: a.DayPhone, Email: a.Email, Citizenship: a.Citizenship, PreferenceClaim: ranking.Preference(a.PreferenceClaim),
		SSN: a.SSN, Answers: a.Answers, Signed: a.Signed,
	}, err
}

func jobOf(v hiring.Vacancy) Job {
	j := Job{Number: v.Announcement, Title: v.Title, Agency: v.Agency, PayPlan: v.PayPlan, Grades: v.Grades,
		Salary: salary(v.SalaryMin, v.SalaryMax, v.SalaryPer), Opens: v.Opens, Closes: v.Closes, MayApply: v.WhoMayApply, Summary: v.Summary}
	for _, s := range v.Series {
		j.Series = append(j.Series, Choice{Value: s.Code, Label: s.Name})
	}
	for _, l := range v.Locations {
		j.Locations = append(j.Locations, l.Name)
	}
	return j
}

// travel is the announced amount; newer announcements give its code.
func travel(announced string) string {
	if label, ok := refdata.CodeLabel(refdata.ListTravel, announced); ok {
		return label
	}
	return announced
}

// salary is a pay range as people read it: "$53,435 to $84,000 per year".
func salary(lowest, highest, per string) string {
	from, to := dollars(lowest), dollars(highest)
	switch {
	case from == "" && to == "":
		return ""
	case from == "" || to == "" || from == to:
		from, to = firstOf(from, to), ""
	}
	if to != "" {
		to = " to " + to
	}
	return strings.TrimSpace(from + to + " " + strings.ToLower(per))
}

func dollars(exact string) string {
	whole, cents, _ := strings.Cut(exact, ".")
	n, err := strconv.Atoi(whole)
	if err != nil || n <= 0 {
		return ""
	}
	if strings.Trim(cents, "0") == "" {
		return "$" + thousands(n)
	}
	return "$" + thousands(n) + "." + (cents + "0")[:2]
}
