package desktop

import (
	"slices"
	"strconv"
	"strings"

	"civicdesk/app"
	"civicdesk/app/form"
	"civicdesk/app/hiring"
	"civicdesk/app/hiring/ranking"
)

// application is a paper form as the service takes it.
func application(f PaperForm) hiring.Application {
	a := hiring.Application{ID: app.ID(f.ID), Vacancy: app.ID(f.Vacancy), Source: hiring.Paper, Grades: f.Grades,
		Hardship: hiring.Hardship(f.Hardship), HardshipText: f.HardshipText, DateReceived: app.Date(f.DateReceived), ReceivedBy: f.ReceivedBy,
		FirstName: f.FirstName, MiddleName: f.MiddleName, LastName: f.LastName, Suffix: f.Suffix, SSN: f.SSN,
		Street: f.Street, City: f.City, State: f.State, Zip: f.Zip, Country: f.Country, DayPhone: f.DayPhone, EveningPhone: f.EveningPhone, Email: f.Email,
		Citizenship: f.Citizenship, PreferenceClaim: ranking.Preference(f.PreferenceClaim), PreferenceProof: f.PreferenceProof,
		MayContact: f.MayContact, HighestEducation: f.HighestEducation, OtherQualifications: f.OtherQualifications,
		FederalCivilian: f.FederalCivilian, Reinstatement: f.Reinstatement, Signed: f.Signed, SignatureDate: app.Date(f.SignatureDate), Answers: form.Answers{}}
	for _, w := range f.Work {
		a.Work = append(a.Work, hiring.WorkBlock(w))
	}
	for _, e := range f.Education {
		a.Education = append(a.Education, hiring.EducationBlock(e))
	}
	for _, h := range f.FederalHistory {
		a.FederalHistory = append(a.FederalHistory, hiring.FederalBlock(h))
	}
	for _, x := range f.Answers {
		a.Answers[x.Question] = x.Values
	}
	return a
}

// paperForm is a stored draft as the screen keys it.
func paperForm(a hiring.Application) PaperForm {
	f := PaperForm{ID: string(a.ID), Vacancy: string(a.Vacancy), Number: a.Number, Status: string(a.Status), Grades: list(a.Grades),
		Hardship: string(a.Hardship), HardshipText: a.HardshipText, DateReceived: string(a.DateReceived), ReceivedBy: a.ReceivedBy,
		FirstName: a.FirstName, MiddleName: a.MiddleName, LastName: a.LastName, Suffix: a.Suffix, SSNLast4: a.SSNLast4,
		Street: a.Street, City: a.City, State: a.State, Zip: a.Zip, Country: a.Country, DayPhone: a.DayPhone, EveningPhone: a.EveningPhone, Email: a.Email,
		Citizenship: a.Citizenship, PreferenceClaim: string(a.PreferenceClaim), PreferenceProof: list(a.PreferenceProof),
		MayContact: a.MayContact, HighestEducation: a.HighestEducation, OtherQualifications: a.OtherQualifications,
		FederalCivilian: a.FederalCivilian, Reinstatement: a.Reinstatement, Signed: a.Signed, SignatureDate: string(a.SignatureDate),
		Work: []WorkBlock{}, Education: []EducationBlock{}, FederalHistory: []FederalBlock{}, Answers: []PaperAnswer{}}
	for _, w := range a.Work {
		f.Work = append(f.Work, WorkBlock(w))
	}
	for _, e := range a.Education {
		f.Education = append(f.Education, EducationBlock(e))
	}
	for _, h := range a.FederalHistory {
		f.FederalHistory = append(f.FederalHistory, FederalBlock(h))
	}
	for id, values := range a.Answers {
		f.Answers = append(f.Answers, PaperAnswer{Question: id, Values: list(values)})
	}
	slices.SortFunc(f.Answers, func(x, y PaperAnswer) int { return strings.Compare(x.Question, y.Question) })
	return f
}

// leaveOut empties the named field, so that the rest can be stored; false when
// there is nothing to empty.
func leaveOut(a *hiring.Application, name string) bool {
	parts := strings.Split(name, ".")
	if len(parts) == 3 {
		at, err := strconv.Atoi(parts[1])
		return err == nil && leaveOutOf(a, parts[0], at, parts[2])
	}
	if id, ok := strings.CutPrefix(name, "answers."); ok {
		_, had := a.Answers[id]
		delete(a.Answers, id)
		return had
	}
	if name == "grades" {
		had := len(a.Grades) > 0
		a.Grades = nil
		return had
	}
	field := map[string]*string{"dateReceived": (*string)(&a.DateReceived), "receivedBy": &a.ReceivedBy, "hardship": (*string)(&a.Hardship), "hardshipText": &a.HardshipText,
		"firstName": &a.FirstName, "middleName": &a.MiddleName, "lastName": &a.LastName, "suffix": &a.Suffix, "ssn": &a.SSN, "street": &a.Street, "city": &a.City,
		"state": &a.State, "zip": &a.Zip, "country": &a.Country, "dayPhone": &a.DayPhone, "eveningPhone": &a.EveningPhone, "email": &a.Email,
		"citizenship": &a.Citizenship, "preferenceClaim": (*string)(&a.PreferenceClaim), "mayContact": &a.MayContact, "highestEducation": &a.HighestEducation,
		"otherQualifications": &a.OtherQualifications, "federalCivilian": &a.FederalCivilian, "reinstatement": &a.Reinstatement,
		"signatureDate": (*string)(&a.SignatureDate)}[name]
	return empty(field)
}

func leaveOutOf(a *hiring.Application, part string, at int, name string) bool {
	var field *string
	switch {
	case part == "work" && at < len(a.Work):
		w := &a.Work[at]
		field = map[string]*string{"title": &w.Title, "series": &w.Series, "grade": &w.Grade, "from": &w.From, "to": &w.To, "salary": &w.Salary, "salaryPer": &w.SalaryPer,
			"hoursPerWeek": &w.HoursPerWeek, "employer": &w.Employer, "address": &w.Address, "supervisor": &w.Supervisor, "supervisorPhone": &w.SupervisorPhone, "duties": &w.Duties}[name]
	case part == "education" && at < len(a.Education):
		e := &a.Education[at]
		field = map[string]*string{"school": &e.School, "place": &e.Place, "major": &e.Major, "credits": &e.Credits, "unit": &e.Unit, "degree": &e.Degree, "year": &e.Year}[name]
	case part == "federalHistory" && at < len(a.FederalHistory):
		f := &a.FederalHistory[at]
		field = map[string]*string{"agency": &f.Agency, "series": &f.Series, "grade": &f.Grade, "from": &f.From, "to": &f.To}[name]
	}
	return empty(field)
}

func empty(field *string) bool {
	if field == nil || *field == "" {
		return false
	}
	*field = ""
	return true
}
