package desktop

import (
	"context"
	"slices"
	"strings"
	"time"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/app/hiring"
	"civicdesk/app/node"
)

// PaperList is every paper application that waits for somebody: drafts of the
// person's own, and what is keyed and not finished.
func (h *Hiring) PaperList() ([]PaperRow, error) {
	return opening(h.door, "desktop.PaperList", func(ctx context.Context, desk *node.Session) ([]PaperRow, error) {
		t, err := h.door.counted(ctx, desk)
		if err != nil {
			return nil, err
		}
		all, err := desk.Hiring.Vacancies(ctx)
		if err != nil {
			return nil, err
		}
		vacancies := map[app.ID]hiring.Vacancy{}
		for _, v := range all {
			vacancies[v.ID] = v
		}
		rows := make([]PaperRow, 0, len(t.paper))
		for _, a := range t.paper {
			v := vacancies[a.Vacancy]
			rows = append(rows, PaperRow{ID: string(a.ID), Application: a.Number, Vacancy: string(a.Vacancy), Number: v.Announcement, Title: v.Title,
				Name: strings.Trim(a.LastName+", "+a.FirstName, ", "), ReceivedOn: string(a.DateReceived), KeyedBy: a.KeyedByName, KeyedAt: instant(a.KeyedAt),
				State: string(a.Status), StateWords: applicationWords[a.Status], Mine: a.KeyedBy == desk.Actor().User})
		}
		return rows, nil
	})
}

// instant is a time as the page reads it, empty for none.
func instant(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// Paper opens a draft of the person's own to go on keying.
func (h *Hiring) Paper(id string) (PaperForm, error) {
	return opening(h.door, "desktop.Paper", func(ctx context.Context, desk *node.Session) (PaperForm, error) {
		a, err := desk.Hiring.Open(ctx, app.ID(id))
		if err != nil {
			return PaperForm{}, err
		}
		return paperForm(a), nil
	})
}

// SavePaper saves a draft as far as it is keyed. A value that its field cannot
// take is told at the field and does not keep the rest from being saved.
func (h *Hiring) SavePaper(form PaperForm) (PaperSaved, error) {
	return saving(h.door, "desktop.SavePaper", func(ctx context.Context, desk *node.Session) (PaperSaved, error) {
		a, problems, err := saveDraft(ctx, desk.Hiring, application(form))
		if err != nil {
			return PaperSaved{}, err
		}
		return PaperSaved{ID: string(a.ID), Number: a.Number, SavedAt: instant(time.Now()), SSNLast4: a.SSNLast4, Problems: problems}, nil
	})
}

// saveDraft saves the draft; fields at fault are left out of what is stored, and
// named.
func saveDraft(ctx context.Context, s *hiring.Service, a hiring.Application) (hiring.Application, []Problem, error) {
	problems := []Problem{}
	// Each round leaves out at least one more field, so few are needed.
	for range 20 {
		saved, err := s.SaveDraft(ctx, a)
		at := fault.FieldsOf(err)
		if err == nil || len(at) == 0 || !fault.Is(err, fault.Invalid) {
			return saved, problems, err
		}
		for _, f := range at {
			if !leaveOut(&a, f.Name) {
				return saved, problems, err
			}
			problems = append(problems, Problem{Field: f.Name, Words: f.Words, Stops: true})
		}
	}
	return a, problems, fault.E("desktop.SavePaper", fault.Invalid, "Too many fields hold values that cannot be stored. Correct those that are marked.", nil)
}

// SubmitPaper saves the form and sends it for second keying: everything that the
// form asks for must be there.
func (h *Hiring) SubmitPaper(form PaperForm) (PaperSaved, error) {
	return saving(h.door, "desktop.SubmitPaper", func(ctx context.Context, desk *node.Session) (PaperSaved, error) {
		a, problems, err := saveDraft(ctx, desk.Hiring, application(form))
		if err != nil {
			return PaperSaved{}, err
		}
		keyed, err := desk.Hiring.Keyed(ctx, a.ID)
		if len(problems) > 0 {
			return PaperSaved{}, withFields(err, problems)
		}
		if err != nil {
			return PaperSaved{}, err
		}
		return PaperSaved{ID: string(a.ID), Number: keyed.Number, SavedAt: instant(time.Now()), SSNLast4: keyed.SSNLast4, Problems: []Problem{}}, nil
	})
}

// withFields puts what cannot be stored before what is missing.
func withFields(err error, problems []Problem) error {
	var fields []fault.Field
	for _, p := range problems {
		fields = append(fields, fault.Field{Name: p.Field, Words: p.Words})
	}
	for _, f := range fault.FieldsOf(err) {
		if !slices.ContainsFunc(fields, func(g fault.Field) bool { return g.Name == f.Name }) {
			fields = append(fields, f)
		}
	}
	return fault.Fields("desktop.SubmitPaper", fields)
}
