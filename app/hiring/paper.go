package hiring

import (
	"context"
	"slices"
	"strings"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/app/form"
	"civicdesk/app/policy"
	"civicdesk/storage/record"
)

// SaveDraft saves what has been keyed so far of a paper application; a first
// save without an ID gets one, and one with an ID makes a single application
// however often it is repeated. Anything may be missing; only values that can be
// no value of their field are refused, at the field. An empty Social Security
// number leaves the stored one as it is. Keying on an application that waits
// for second keying takes it back to draft. Only the keyer can go on with it.
func (s *Service) SaveDraft(ctx context.Context, in Application) (Application, error) {
	return update(ctx, s, func(tx *record.Tx) (Application, error) {
		v, err := vacancyFor(tx, in.Vacancy, policy.ApplicationKey)
		if err != nil {
			return in, err
		}
		a, err := mergeDraft(tx, v, in)
		if err != nil {
			return in, err
		}
		set, err := questionsOf(tx, v)
		if err != nil {
			return in, err
		}
		wrong := set.CheckFormat(a.Answers)
		for _, g := range a.Grades {
			if !slices.Contains(v.Grades, g) {
				wrong = append(wrong, fault.Field{Name: "grades", Words: "Grade " + g + " is not announced. Choose from " + strings.Join(v.Grades, ", ") + "."})
			}
		}
		if a.DateReceived > day(tx) && a.DateReceived.Valid() {
			wrong = append(wrong, fault.Field{Name: "dateReceived", Words: "The date received lies ahead. Enter the date on the stamp."})
		}
		if err := fault.Fields("hiring.SaveDraft", wrong); err != nil {
			return in, err
		}
		tx.Action("application.draft")
		return a.withoutSSN(), Applications.Put(tx, a)
	})
}

// mergeDraft is the stored draft with everything a keyer enters taken from in.
func mergeDraft(tx *record.Tx, v Vacancy, in Application) (Application, error) {
	const op = "hiring.SaveDraft"
	a := in
	old, err := Applications.Get(tx, in.ID)
	if in.ID == "" || fault.Is(err, fault.NotFound) {
		if v.Status == VacancyDraft || v.Status == VacancyCanceled || v.Status == HiringComplete {
			return a, refused(op, "The vacancy is "+v.Status.Words()+" and takes no applications.")
		}
		if a.ID == "" {
			a.ID = app.NewID()
		}
		a.Number, a.Source, a.Status = applicationNumber(a.ID), Paper, Draft
		a.KeyedBy, a.KeyedByName, a.KeyedAt = tx.Actor().User, tx.Actor().Name, tx.Now()
		a.Notes, a.History, a.Rulings, a.ReceivedAt, a.PreferenceCode, a.SSNLast4, a.SSNMark = nil, nil, nil, never, "", "", ""
	} else {
		if err != nil {
			return a, err
		}
		if old.KeyedBy != tx.Actor().User || old.Source != Paper {
			return a, refused(op, "This application is being keyed by "+old.KeyedByName+". Only the keyer can go on with it.")
		}
		if old.Status != Draft && old.Status != AwaitsSecond && old.Status != AwaitsChoices {
			return a, refused(op, "The application is "+statusWords(string(old.Status))+". Have it opened again before you change it.")
		}
		if old.Vacancy != in.Vacancy {
			return a, refused(op, "An application cannot be moved to another vacancy. Key it again there.")
		}
		a.Number, a.Source, a.Status = old.Number, old.Source, Draft
		a.KeyedBy, a.KeyedByName, a.KeyedAt = old.KeyedBy, old.KeyedByName, old.KeyedAt
		a.Notes, a.ReceivedAt, a.PreferenceCode, a.PreferenceStatus = old.Notes, old.ReceivedAt, old.PreferenceCode, old.PreferenceStatus
		a.History, a.Rulings = old.History, old.Rulings
		a.SSNLast4, a.SSNMark, a.FrozenBy, a.Decision = old.SSNLast4, old.SSNMark, old.FrozenBy, old.Decision
	}
	a.Office, a.Closes, a.FormToken = v.Office, v.Closes, ""
	a.Critical, a.Second = nil, SecondKeying{}
	if a.PreferenceClaim != "" && a.PreferenceCode == "" {
		a.PreferenceStatus = "claimed"
	}
	return a, a.takeSSN(tx)
}

// takeSSN checks a number that was entered and keeps its last digits and mark.
func (a *Application) takeSSN(tx *record.Tx) error {
	if strings.TrimSpace(a.SSN) == "" {
		a.SSN = ""
		return nil
	}
	digits, ok := CleanSSN(a.SSN)
	if !ok {
		return fault.Fields("hiring.takeSSN", []fault.Field{{Name: "ssn", Words: wordsSSN}})
	}
	a.SSN, a.SSNLast4, a.SSNMark = digits, digits[5:], tx.Mark(a.Scope(), digits)
	return nil
}

func (a Application) withoutSSN() Application {
	a.SSN = ""
	return a
}

// Keyed says that the first keying is done. Everything the form asks for must
// be there; what came after closing is refused here. From now on only its keyer
// can open the application until it has been keyed a second time.
func (s *Service) Keyed(ctx context.Context, id app.ID) (Application, error) {
	return update(ctx, s, func(tx *record.Tx) (Application, error) {
		a, err := applicationFor(tx, id, policy.ApplicationKey)
		if err != nil {
			return a, err
		}
		if a.KeyedBy != tx.Actor().User {
			return a, refused("hiring.Keyed", "This application is being keyed by "+a.KeyedByName+". Only the keyer can submit it for second keying.")
		}
		v, set, err := vacancyAndQuestions(tx, a.Vacancy)
		if err != nil {
			return a, err
		}
		a.Closes, a.Status, a.Second = v.Closes, AwaitsSecond, SecondKeying{}
		if len(a.Grades) == 0 && len(v.Grades) == 1 {
			a.Grades = slices.Clone(v.Grades)
		}
		a.Critical = criticalOf(set, a)
		wrong := fault.FieldsOf(checkComplete(nil, a))
		if len(a.Grades) == 0 {
			wrong = append(wrong, fault.Field{Name: "grades", Words: "Choose the grades the applicant names."})
		}
		wrong = append(wrong, set.CheckComplete(a.Answers, a.Grades)...)
		if err := fault.Fields("hiring.Keyed", wrong); err != nil {
			return a, err
		}
		tx.Action("application.keyed")
		a.tell(tx, Change{Kind: ChangeKeyed})
		return a, Applications.Put(tx, a)
	})
}

// criticalOf are the fields to be keyed twice: the fixed ones and every answer
// that is scored or screens out at a grade applied for.
func criticalOf(set form.Set, a Application) []string {
	out := slices.Clone(criticalFields)
	for _, q := range set.Questions {
		if q.Critical() && (len(a.Grades) == 0 || slices.ContainsFunc(a.Grades, q.At)) {
			out = append(out, form.FieldName(q.ID))
		}
	}
	return out
}

func vacancyAndQuestions(tx *record.Tx, id app.ID) (Vacancy, form.Set, error) {
	v, err := Vacancies.Get(tx, id)
	if err != nil {
		return v, form.Set{}, err
	}
	set, err := questionsOf(tx, v)
	return v, set, err
}
