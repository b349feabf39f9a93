package hiring

import (
	"context"
	"slices"
	"time"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/app/policy"
	"civicdesk/storage/record"
)

// Receipt is what an applicant is shown after sending.
type Receipt struct {
	Number       string    `json:"number"` // confirmation number
	Announcement string    `json:"announcement"`
	Title        string    `json:"title"`
	ReceivedAt   time.Time `json:"receivedAt"`
	Again        bool      `json:"again"` // this form had been received before
}

// CheckWeb says what is missing or malformed in a web application, without
// storing anything: for the page on which people check their answers.
func (s *Service) CheckWeb(ctx context.Context, in Application) error {
	return s.db.View(ctx, func(tx *record.Tx) error {
		_, err := s.webApplication(tx, in, "check", true)
		return err
	})
}

// SubmitWeb takes an application from the public site. The form token makes it
// safe to send twice: the second time gives the first one's receipt and stores
// nothing. What is missing or malformed is named by field; after closing it is
// refused.
func (s *Service) SubmitWeb(ctx context.Context, in Application, formToken string) (Receipt, error) {
	if len(formToken) < 16 || len(formToken) > 200 {
		return Receipt{}, fault.E("hiring.SubmitWeb", fault.Invalid, "This page has gone stale. Open the application form again.", nil)
	}
	return update(ctx, s, func(tx *record.Tx) (Receipt, error) {
		sent, err := Applications.Find(tx, "by-token", record.K(formToken))
		if err != nil {
			return Receipt{}, err
		}
		for _, a := range sent {
			v, err := Vacancies.Get(tx, a.Vacancy)
			return Receipt{Number: a.Number, Announcement: v.Announcement, Title: v.Title, ReceivedAt: a.ReceivedAt, Again: true}, err
		}
		a, err := s.webApplication(tx, in, formToken, false)
		if err != nil {
			return Receipt{}, err
		}
		v, err := Vacancies.Get(tx, a.Vacancy)
		if err != nil {
			return Receipt{}, err
		}
		tx.Action("application.submit")
		a.tell(tx, Change{Kind: ChangeReceived})
		return Receipt{Number: a.Number, Announcement: v.Announcement, Title: v.Title, ReceivedAt: a.ReceivedAt}, Applications.Put(tx, a)
	})
}

// webApplication takes what an applicant may enter out of in and checks it.
// When only looking, the result is not fit to be stored.
func (s *Service) webApplication(tx *record.Tx, in Application, token string, looking bool) (Application, error) {
	v, set, err := vacancyAndQuestions(tx, in.Vacancy)
	if err != nil {
		return in, err
	}
	if err := policy.Require(tx.Actor(), policy.ApplicationSubmit, v.Scope()); err != nil {
		return in, err
	}
	if !v.takesApplications(day(tx)) {
		return in, closedFor(v, day(tx))
	}
	a := in
	a.ID = app.NewID()
	a.Office, a.Number, a.Source, a.Status, a.FormToken = v.Office, applicationNumber(a.ID), Web, Finished, token
	a.ReceivedAt, a.DateReceived, a.Closes = tx.Now(), day(tx), v.Closes
	a.SignatureDate, a.PreferenceStatus, a.PreferenceCode = day(tx), "claimed", ""
	a.Hardship, a.HardshipText, a.ReceivedBy, a.KeyedBy, a.KeyedByName, a.KeyedAt = "", "", "", "", "", never
	a.Second, a.Critical, a.Notes, a.History, a.Rulings, a.FrozenBy, a.Decision, a.SSNLast4, a.SSNMark = SecondKeying{}, nil, nil, nil, nil, "", "", "", ""
	if len(a.Grades) == 0 && len(v.Grades) == 1 {
		a.Grades = slices.Clone(v.Grades)
	}
	var wrong []fault.Field
	wrong = append(wrong, fault.FieldsOf(a.takeSSN(tx))...)
	if len(wrong) > 0 {
		a.SSN, a.SSNMark = "", "malformed" // named above; do not ask for it again as missing
	} else if looking && a.SSN != "" {
		a.SSNMark, a.SSN = "unmarked", "" // the scope's key may not exist before the first write
	}
	wrong = append(wrong, fault.FieldsOf(checkFormats(nil, a))...)
	wrong = append(wrong, fault.FieldsOf(checkComplete(nil, a))...)
	if len(a.Grades) == 0 {
		wrong = append(wrong, fault.Field{Name: "grades", Words: "Choose the grades you apply for."})
	}
	for _, g := range a.Grades {
		if !slices.Contains(v.Grades, g) {
			wrong = append(wrong, fault.Field{Name: "grades", Words: "Choose from the grades announced."})
		}
	}
	wrong = append(wrong, set.CheckFormat(a.Answers)...)
	wrong = append(wrong, set.CheckComplete(a.Answers, a.Grades)...)
	return a, fault.Fields("hiring.SubmitWeb", wrong)
}
