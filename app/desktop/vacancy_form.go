package desktop

import (
	"fmt"
	"math/big"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"civicdesk/app"
	"civicdesk/app/hiring"
	"civicdesk/app/refdata"
)

// vacancyForm is a stored vacancy as the builder shows it.
func vacancyForm(v hiring.Vacancy) VacancyForm {
	f := VacancyForm{ID: string(v.ID), Office: v.Office, Title: v.Title, Department: v.Department, Agency: v.Agency, SubAgency: v.SubAgency,
		PayPlan: v.PayPlan, Grades: strings.Join(v.Grades, ", "), PromotionPotential: v.PromotionPotential,
		SalaryMin: v.SalaryMin, SalaryMax: v.SalaryMax, SalaryPer: v.SalaryPer, Supervisory: v.Supervisory,
		Announcement: v.Announcement, Opens: string(v.Opens), Closes: string(v.Closes), AppointmentType: v.AppointmentType, WorkSchedule: v.WorkSchedule,
		SpecialistName: v.SpecialistName, Travel: travelLabel(v.Travel), Telework: v.Telework, Remote: v.Remote, Relocation: v.Relocation,
		HiringPaths: list(v.HiringPaths), WhoMayApply: v.WhoMayApply, CitizensOnly: v.CitizensOnly, Summary: v.Summary,
		Duties: strings.Join(v.Duties, "\n"), Conditions: strings.Join(v.Conditions, "\n"), Requirements: v.Requirements, Clearance: v.Clearance, DrugTest: v.DrugTest,
		Qualifications: v.Qualifications, Education: v.Education, HowEvaluated: v.HowEvaluated, Categories: []CategoryForm{}, ScientificProfessional: "no",
		RequiredDocuments: v.RequiredDocuments, HowToApply: v.HowToApply, NextSteps: v.NextSteps, ContactEmail: v.ContactEmail, ContactPhone: v.ContactPhone}
	if v.Method.ScientificProfessional {
		f.ScientificProfessional = "yes"
	}
	if v.Openings > 0 {
		f.Openings = strconv.Itoa(v.Openings)
	}
	var codes, places []string
	for _, s := range v.Series {
		codes = append(codes, s.Code)
	}
	for _, l := range v.Locations {
		places = append(places, l.Name)
	}
	f.Series, f.Locations = strings.Join(codes, ", "), strings.Join(places, "\n")
	for _, c := range v.Method.Categories {
		f.Categories = append(f.Categories, CategoryForm{Name: c.Name, From: c.From})
	}
	return f
}

// travelLabel is the announced amount in words; some announcements give its code.
func travelLabel(announced string) string {
	if label, ok := refdata.CodeLabel(refdata.ListTravel, announced); ok {
		return label
	}
	return announced
}

// vacancyOf is the form as the service takes it. A field whose text cannot be
// read keeps what stood in before, and is named.
func vacancyOf(f, before VacancyForm) (hiring.Vacancy, []Problem) {
	v := hiring.Vacancy{ID: app.ID(f.ID), Office: f.Office, Status: hiring.VacancyDraft, Title: f.Title, Department: f.Department, Agency: f.Agency, SubAgency: f.SubAgency,
		PayPlan: f.PayPlan, PromotionPotential: f.PromotionPotential, SalaryPer: f.SalaryPer, Supervisory: f.Supervisory,
		Announcement: strings.TrimSpace(f.Announcement), AppointmentType: f.AppointmentType, WorkSchedule: f.WorkSchedule,
		SpecialistName: f.SpecialistName, Travel: f.Travel, Telework: f.Telework, Remote: f.Remote, Relocation: f.Relocation,
		HiringPaths: f.HiringPaths, WhoMayApply: f.WhoMayApply, CitizensOnly: f.CitizensOnly, Summary: f.Summary,
		Duties: lines(f.Duties), Conditions: lines(f.Conditions), Requirements: f.Requirements, Clearance: f.Clearance, DrugTest: f.DrugTest,
		Qualifications: f.Qualifications, Education: f.Education, HowEvaluated: f.HowEvaluated,
		RequiredDocuments: f.RequiredDocuments, HowToApply: f.HowToApply, NextSteps: f.NextSteps,
		ContactEmail: strings.TrimSpace(f.ContactEmail), ContactPhone: strings.TrimSpace(f.ContactPhone)}
	v.Method.ScientificProfessional = f.ScientificProfessional == "yes"
	problems := []Problem{}
	note := func(field, words string) {
		if words != "" {
			problems = append(problems, Problem{Field: field, Words: words, Stops: true})
		}
	}
	v.Series = reading(note, "series", readSeries, f.Series, before.Series)
	v.Grades = reading(note, "grades", readGrades, f.Grades, before.Grades)
	v.SalaryMin = reading(note, "salaryMin", readAmount, f.SalaryMin, before.SalaryMin)
	v.SalaryMax = reading(note, "salaryMax", readAmount, f.SalaryMax, before.SalaryMax)
	v.Opens = reading(note, "opens", readDay, f.Opens, before.Opens)
	v.Closes = reading(note, "closes", readDay, f.Closes, before.Closes)
	v.Openings = reading(note, "openings", readOpenings, f.Openings, before.Openings)
	v.Locations = reading(note, "locations", readLocations, f.Locations, before.Locations)
	v.Method.Categories = reading(note, "categories", readCategories, f.Categories, before.Categories)
	return v, problems
}

// shownVacancy is what the builder shows of a stored vacancy, read back.
func shownVacancy(v hiring.Vacancy) hiring.Vacancy {
	f := vacancyForm(v)
	out, _ := vacancyOf(f, f)
	return out
}

// reading reads one field; what cannot be read is told, and what stood there
// before is read instead.
func reading[In, Out any](note func(field, words string), field string, read func(In) (Out, string), now, before In) Out {
	v, wrong := read(now)
	if wrong == "" {
		return v
	}
	note(field, wrong)
	v, _ = read(before)
	return v
}

func lines(s string) (all []string) {
	for _, l := range strings.Split(s, "\n") {
		if l = strings.TrimSpace(l); l != "" {
			all = append(all, l)
		}
	}
	return all
}

func words(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ';' || r == '/' || r == ' ' || r == '\n' })
}

func readSeries(s string) (all []hiring.Series, wrong string) {
	for _, code := range words(s) {
		known, ok := refdata.SeriesByCode(code)
		if !ok {
			return nil, fmt.Sprintf("No occupational series has the code %s. Enter four digits, for example 0343", code)
		}
		all = append(all, hiring.Series{Code: known.Code, Name: known.Title})
	}
	return all, ""
}

var gradeText = regexp.MustCompile(`^[0-9]{1,2}$`)

func readGrades(s string) (all []string, wrong string) {
	for _, g := range words(s) {
		if !gradeText.MatchString(g) {
			return nil, "Enter grades as numbers, for example 07, 09, 11"
		}
		if len(g) == 1 {
			g = "0" + g
		}
		if !slices.Contains(all, g) {
			all = append(all, g)
		}
	}
	slices.Sort(all)
	return all, ""
}

var amountText = regexp.MustCompile(`^[0-9]{1,9}(\.[0-9]{1,2})?$`)

func readAmount(s string) (string, string) {
	s = strings.NewReplacer("$", "", ",", "", " ", "").Replace(s)
	if s != "" && !amountText.MatchString(s) {
		return "", "Enter an amount in dollars, for example 53,435"
	}
	return s, ""
}

func readDay(s string) (app.Date, string) {
	if s == "" {
		return "", ""
	}
	d, ok := app.ParseDate(s, time.Now())
	if !ok {
		return "", "Enter a day as six digits, for example 112226 for Nov 22, 2026"
	}
	return d, ""
}

func readOpenings(s string) (int, string) {
	if s = strings.TrimSpace(s); s == "" {
		return 0, ""
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 || n > 10000 {
		return 0, "Enter the number of openings, from 1 to 10,000"
	}
	return n, ""
}

// readLocations reads one place a line: a city and its state, by two letters or
// by name.
func readLocations(s string) (all []hiring.Location, wrong string) {
	for _, line := range lines(s) {
		at := strings.LastIndex(line, ",")
		if at < 1 {
			return nil, fmt.Sprintf("Enter each location as city and state, for example Denver, CO. This one has no state: %s", line)
		}
		city, state := strings.TrimSpace(line[:at]), strings.TrimSpace(line[at+1:])
		i := slices.IndexFunc(refdata.States(), func(st refdata.State) bool {
			return strings.EqualFold(st.Code, state) || strings.EqualFold(st.Name, state)
		})
		if i < 0 {
			return nil, fmt.Sprintf("No state is called %s. Enter its two letters, for example CO", state)
		}
		known := refdata.States()[i]
		all = append(all, hiring.Location{Name: city + ", " + known.Name, City: city, State: known.Code, Country: "US"})
	}
	return all, ""
}

// readCategories reads quality categories, the highest first.
func readCategories(rows []CategoryForm) (all []hiring.Category, wrong string) {
	var last *big.Rat
	for _, c := range rows {
		name, from := strings.TrimSpace(c.Name), strings.TrimSpace(c.From)
		if name == "" && from == "" {
			continue
		}
		lowest, ok := new(big.Rat).SetString(from)
		switch {
		case name == "":
			return nil, "Enter a name for each category"
		case !ok || !amountText.MatchString(from):
			return nil, "Enter the lowest rating of “" + name + "” as a number, for example 85"
		case last != nil && lowest.Cmp(last) >= 0:
			return nil, "Enter the highest category first: “" + name + "” must begin lower than the one above"
		}
		last = lowest
		all = append(all, hiring.Category{Name: name, From: from})
	}
	return all, ""
}
