package hiring

import (
	"context"
	"slices"
	"strings"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/app/hiring/ranking"
	"civicdesk/app/policy"
	"civicdesk/storage/record"
)

// Applicant is one row of a list of applicants. Until an application has been
// keyed twice, its name is shown to its keyer alone.
type Applicant struct {
	ID           app.ID             `json:"id"`
	Vacancy      app.ID             `json:"vacancy"`
	Announcement string             `json:"announcement"`
	Title        string             `json:"title"` // of the vacancy
	Number       string             `json:"number"`
	Name         string             `json:"name"`
	City         string             `json:"city"`
	State        string             `json:"state"`
	Source       Source             `json:"source"`
	Status       ApplicationStatus  `json:"status"`
	Received     app.Date           `json:"received"`
	Claimed      ranking.Preference `json:"claimed"`
	Preference   ranking.Preference `json:"preference"` // that counts: as adjudicated, or as claimed until then
	Standing     string             `json:"standing"`   // of the preference: claimed, tentative, verified or denied
	Grades       []string           `json:"grades"`     // announced
	Grade        string             `json:"grade"`      // of place, rating and category
	Place        int                `json:"place"`      // 0: has none
	Rating       string             `json:"rating"`
	Answered     string             `json:"answered"` // the rating that the answers give, when it was lowered
	Category     string             `json:"category"`
	Rated        bool               `json:"rated"` // read by the last rating
	Eligible     bool               `json:"eligible"`
	Reason       string             `json:"reason"`
	Citation     string             `json:"citation"`
	Decision     Decision           `json:"decision"`
	Frozen       string             `json:"frozen"`
	Mine         bool               `json:"mine"` // keyed by the actor
}

// Applicants lists the vacancy's applicants in rank order at the grade (the
// first announced when empty): eligible ones in the order a certificate would
// have, then ineligible ones, then what is not finished. The listing is one
// entry of the audit trail.
func (s *Service) Applicants(ctx context.Context, vacancy app.ID, grade string) ([]Applicant, error) {
	return update(ctx, s, func(tx *record.Tx) ([]Applicant, error) {
		v, err := vacancyFor(tx, vacancy, policy.ApplicationRead)
		if err != nil {
			return nil, err
		}
		if grade == "" && len(v.Grades) > 0 {
			grade = v.Grades[0]
		}
		rows, err := applicantsAt(tx, v, grade)
		if err != nil {
			return nil, err
		}
		tx.Audit("application.list", Vacancies.Name(), v.ID, "")
		return inRankOrder(rows), nil
	})
}

// AllApplicants lists the applicants of every vacancy that the actor may read,
// each once, at the first grade at which the application is eligible. The listing
// is an entry of the audit trail for each vacancy.
func (s *Service) AllApplicants(ctx context.Context) ([]Applicant, error) {
	return update(ctx, s, func(tx *record.Tx) ([]Applicant, error) {
		if !policy.Somewhere(tx.Actor(), policy.ApplicationRead) {
			return nil, policy.Require(tx.Actor(), policy.ApplicationRead, app.ScopeHiring)
		}
		vacancies, err := Vacancies.All(tx)
		if err != nil {
			return nil, err
		}
		all := []Applicant{}
		for _, v := range vacancies {
			if !policy.Can(tx.Actor(), policy.ApplicationRead, v.Scope()) {
				continue
			}
			rows, err := applicantsAt(tx, v, v.Grades...)
			if err != nil {
				return nil, err
			}
			if len(rows) > 0 {
				tx.Audit("application.list", Vacancies.Name(), v.ID, "")
				all = append(all, rows...)
			}
		}
		slices.SortFunc(all, func(a, b Applicant) int { return strings.Compare(a.Name+a.Number, b.Name+b.Number) })
		return all, nil
	})
}

// applicantsAt are the vacancy's applicants, each at the first of the grades at
// which the application is eligible.
func applicantsAt(tx *record.Tx, v Vacancy, grades ...string) ([]Applicant, error) {
	all, err := applicationsOf(tx, v.Office, v.ID)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	set, err := questionsOf(tx, v)
	if err != nil {
		return nil, err
	}
	rows := make([]Applicant, len(all))
	for i, a := range all {
		rows[i] = applicantRow(v, a, tx.Actor().User)
	}
	for _, grade := range grades {
		list, rated, err := inputsOf(v, set, grade, all).Rank()
		if err != nil {
			return nil, err
		}
		lines, results := map[app.ID]ranking.Line{}, map[app.ID]ranking.Rated{}
		for _, l := range list.Lines {
			lines[l.Application] = l
		}
		for _, r := range rated {
			results[r.Person.Application] = r
		}
		for i, a := range all {
			if r, ok := results[a.ID]; ok && v.RatingRound > 0 && a.FrozenBy != "" && !rows[i].Eligible && !(rows[i].Rated && r.Reason.Code == "IGRD") {
				rows[i] = rows[i].at(grade, r, lines[a.ID])
			}
		}
	}
	return rows, nil
}

func applicantRow(v Vacancy, a Application, me app.ID) Applicant {
	row := Applicant{ID: a.ID, Vacancy: v.ID, Announcement: v.Announcement, Title: v.Title, Grades: v.Grades, Number: a.Number, Source: a.Source, Status: a.Status,
		Decision: a.Decision, Frozen: a.FrozenBy, Mine: a.KeyedBy == me && me != ""}
	if a.namedTo(me) {
		row.Name, row.City, row.State = ranking.ShownName(a.FirstName, a.MiddleName, a.LastName, a.Suffix), a.City, a.State
		row.Received, row.Claimed, row.Preference, row.Standing = a.DateReceived, a.PreferenceClaim, a.EffectivePreference(), a.preferenceStanding()
	}
	return row
}

// at is the row with what the rating at the grade gave.
func (a Applicant) at(grade string, r ranking.Rated, l ranking.Line) Applicant {
	a.Grade, a.Rated, a.Eligible, a.Reason, a.Citation = grade, true, r.Eligible, r.Reason.Words, r.Reason.Citation
	if r.Eligible {
		a.Place, a.Rating, a.Answered, a.Category, a.Reason, a.Citation = l.Place, r.Result.Text, r.Answered, l.Category, l.Reason, l.Citation
	}
	return a
}

func inRankOrder(rows []Applicant) []Applicant {
	slices.SortFunc(rows, func(a, b Applicant) int {
		switch {
		case a.group() != b.group():
			return a.group() - b.group()
		case a.Place != b.Place:
			return a.Place - b.Place
		}
		return strings.Compare(a.Name+a.Number, b.Name+b.Number)
	})
	return rows
}

func (a Applicant) group() int {
	switch {
	case a.Place > 0:
		return 0
	case a.Status == Finished:
		return 1
	case a.Status == Withdrawn:
		return 3
	}
	return 2
}

// Open opens one application, without its Social Security number; the opening
// is on the audit trail. While it waits for second keying it opens to its keyer
// alone, so that the verifier cannot see what was keyed.
func (s *Service) Open(ctx context.Context, id app.ID) (Application, error) {
	return update(ctx, s, func(tx *record.Tx) (Application, error) { return opened(tx, id) })
}

func opened(tx *record.Tx, id app.ID) (Application, error) {
	a, err := applicationFor(tx, id, policy.ApplicationRead)
	if err != nil {
		return Application{}, err
	}
	if a.Source == Paper && (a.Status == Draft || a.Status == AwaitsSecond) && a.KeyedBy != tx.Actor().User {
		return Application{}, refused("hiring.Open", "This application waits to be keyed a second time. Until then only "+a.KeyedByName+", who keyed it, can open it.")
	}
	tx.Audit("application.open", Applications.Name(), a.ID, "")
	return a.withoutSSN(), nil
}

// RevealSSN shows a full Social Security number. It needs its own right, and
// every showing is on the audit trail with the reason given.
func (s *Service) RevealSSN(ctx context.Context, id app.ID, reason string) (string, error) {
	return update(ctx, s, func(tx *record.Tx) (string, error) {
		a, err := applicationFor(tx, id, policy.ApplicationReveal)
		if err != nil {
			return "", err
		}
		if a.Source == Paper && a.Status == AwaitsSecond && a.KeyedBy != tx.Actor().User {
			return "", refused("hiring.RevealSSN", "This application waits to be keyed a second time. Until then the number is not shown.")
		}
		if strings.TrimSpace(reason) == "" {
			return "", refused("hiring.RevealSSN", "Say why you need the full number; the reason is kept.")
		}
		ssn, err := Applications.Reveal(tx, id, "ssn")
		if err != nil {
			return "", err
		}
		tx.Audit("application.reveal", Applications.Name(), a.ID, "Social Security number shown")
		tx.Why(reason)
		return ssn, nil
	})
}

// Contact is how an applicant is reached: no part of it is keyed twice or read
// by a rating.
type Contact struct {
	Street       string `json:"street"`
	Street2      string `json:"street2"`
	City         string `json:"city"`
	State        string `json:"state"`
	Zip          string `json:"zip"`
	Country      string `json:"country"`
	DayPhone     string `json:"dayPhone"`
	EveningPhone string `json:"eveningPhone"`
	Email        string `json:"email"`
}

// SetContact corrects how an applicant is reached, at any time after the first
// keying, by anybody who keys applications.
func (s *Service) SetContact(ctx context.Context, id app.ID, c Contact) (Application, error) {
	return update(ctx, s, func(tx *record.Tx) (Application, error) {
		a, err := applicationFor(tx, id, policy.ApplicationKey)
		if err != nil {
			return a, err
		}
		if a.Status == Draft || a.Status == AwaitsSecond {
			return a, refused("hiring.SetContact", "This application is still being keyed. Its keyer can change the address there.")
		}
		was := a.contactWords()
		a.Street, a.Street2, a.City, a.State, a.Zip, a.Country = c.Street, c.Street2, c.City, c.State, c.Zip, c.Country
		a.DayPhone, a.EveningPhone, a.Email = c.DayPhone, c.EveningPhone, c.Email
		tx.Action("application.contact")
		if now := a.contactWords(); now != was {
			a.tell(tx, Change{Kind: ChangeContact, From: was, To: now})
		}
		return a.withoutSSN(), Applications.Put(tx, a)
	})
}

// contactWords is the contact on one line each, as history keeps it.
func (a Application) contactWords() string {
	lines := []string{strings.Join(nonEmpty(a.Street, a.Street2, strings.Join(nonEmpty(a.City, a.State+" "+a.Zip), ", ")), ", ")}
	return strings.Join(nonEmpty(append(lines, a.DayPhone, a.EveningPhone, a.Email)...), "\n")
}

func nonEmpty(parts ...string) []string {
	return slices.DeleteFunc(parts, func(s string) bool { return strings.TrimSpace(s) == "" })
}

// AddNote adds a remark to an application.
func (s *Service) AddNote(ctx context.Context, id app.ID, text string) (Application, error) {
	return update(ctx, s, func(tx *record.Tx) (Application, error) {
		a, err := applicationFor(tx, id, policy.ApplicationKey)
		if err != nil {
			return a, err
		}
		var c complaints
		if c.text("text", text, 4000); strings.TrimSpace(text) == "" {
			c.add("text", "Write the note first.")
		}
		if err := fault.Fields("hiring.AddNote", c); err != nil {
			return a, err
		}
		a.Notes = append(slices.Clone(a.Notes), noteOf(tx, text))
		tx.Action("application.note")
		return a.withoutSSN(), Applications.Put(tx, a)
	})
}
