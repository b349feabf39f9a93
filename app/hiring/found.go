package hiring

import (
	"slices"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/app/hiring/ranking"
	"civicdesk/app/policy"
	"civicdesk/storage/record"
)

// The names of the fields by which applications and vacancies are found.
const (
	FoundName         = "name"
	FoundNumber       = "number"
	FoundEmail        = "email"
	FoundPhone        = "phone"
	FoundAnnouncement = "announcement"
	FoundControl      = "controlNumber"
	FoundTitle        = "title"
	FoundAgency       = "agency"
)

func (a Application) searchFields() []record.SearchField {
	return []record.SearchField{
		{Name: FoundName, Kind: record.FindName, Text: ranking.ShownName(a.FirstName, a.MiddleName, a.LastName, a.Suffix)},
		{Name: FoundNumber, Kind: record.FindNumber, Text: a.Number},
		{Name: FoundEmail, Kind: record.FindEmail, Text: a.Email},
		{Name: FoundPhone, Kind: record.FindPhone, Text: a.DayPhone},
		{Name: FoundPhone, Kind: record.FindPhone, Text: a.EveningPhone},
	}
}

func (v Vacancy) searchFields() []record.SearchField {
	return []record.SearchField{
		{Name: FoundAnnouncement, Kind: record.FindNumber, Text: v.Announcement},
		{Name: FoundControl, Kind: record.FindNumber, Text: v.ControlNumber},
		{Name: FoundTitle, Kind: record.FindSubject, Text: v.Title},
		{Name: FoundAgency, Kind: record.FindCompany, Text: v.SubAgency},
		{Name: FoundAgency, Kind: record.FindCompany, Text: v.Agency},
	}
}

// FoundApplicant is an application that was searched for.
type FoundApplicant struct {
	ID           app.ID
	Vacancy      app.ID
	Announcement string
	Number       string
	Name         string // empty while it is shown to its keyer alone
	Status       ApplicationStatus
	Found        []record.FoundField // where the text was found
}

// FoundApplicants are the hits that are applications which the actor may read,
// in their order. An application that waits to be keyed a second time is found
// by its name only by its keyer, and by others by its number. Who calls it
// writes the audit note.
func (s *Service) FoundApplicants(tx *record.Tx, hits []record.Hit) ([]FoundApplicant, error) {
	out := []FoundApplicant{}
	announced := map[app.ID]string{}
	for _, h := range hits {
		a, err := applicationFor(tx, h.ID, policy.ApplicationRead)
		if fault.Is(err, fault.NotFound) || fault.Is(err, fault.Denied) {
			continue
		}
		if err != nil {
			return nil, err
		}
		named := a.namedTo(tx.Actor().User)
		if !named && slices.ContainsFunc(h.Fields, func(f record.FoundField) bool { return f.Name != FoundNumber }) {
			continue
		}
		if _, known := announced[a.Vacancy]; !known {
			v, err := Vacancies.Get(tx, a.Vacancy)
			if err != nil && !fault.Is(err, fault.NotFound) {
				return nil, err
			}
			announced[a.Vacancy] = v.Announcement
		}
		f := FoundApplicant{ID: a.ID, Vacancy: a.Vacancy, Announcement: announced[a.Vacancy], Number: a.Number, Status: a.Status, Found: h.Fields}
		if named {
			f.Name = ranking.ShownName(a.FirstName, a.MiddleName, a.LastName, a.Suffix)
		}
		out = append(out, f)
	}
	return out, nil
}

// namedTo says whether the user may see whose application it is: while paper is
// being keyed twice, its keyer alone.
func (a Application) namedTo(user app.ID) bool {
	return a.Source != Paper || a.KeyedBy == user && user != "" || a.Status == Verified || a.Status == Finished || a.Status == Withdrawn
}

// FoundVacancy is a vacancy that was searched for.
type FoundVacancy struct {
	Vacancy Vacancy
	Found   []record.FoundField // where the text was found
}

// FoundVacancies are the hits that are vacancies which the actor may read, in
// their order.
func (s *Service) FoundVacancies(tx *record.Tx, hits []record.Hit) ([]FoundVacancy, error) {
	out := []FoundVacancy{}
	for _, h := range hits {
		v, err := vacancyFor(tx, h.ID, policy.VacancyRead)
		if fault.Is(err, fault.NotFound) || fault.Is(err, fault.Denied) {
			continue
		}
		if err != nil {
			return nil, err
		}
		out = append(out, FoundVacancy{v, h.Fields})
	}
	return out, nil
}
