package desktop

import (
	"context"
	"strings"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/app/form"
	"civicdesk/app/hiring"
	"civicdesk/app/hiring/ranking"
	"civicdesk/app/node"
)

// SecondKeying gives the second person the blank fields of a paper application,
// or, when somebody has keyed them already, the differences to settle.
func (h *Hiring) SecondKeying(id string) (SecondView, error) {
	return opening(h.door, "desktop.SecondKeying", func(ctx context.Context, desk *node.Session) (SecondView, error) {
		t, err := h.door.counted(ctx, desk)
		if err != nil {
			return SecondView{}, err
		}
		for _, a := range t.paper {
			if string(a.ID) == id && a.Status != hiring.AwaitsSecond {
				return differing(ctx, desk.Hiring, a)
			}
		}
		f, err := desk.Hiring.ForVerification(ctx, app.ID(id))
		if err != nil {
			return SecondView{}, err
		}
		v, err := desk.Hiring.Vacancy(ctx, f.Vacancy)
		if err != nil {
			return SecondView{}, err
		}
		view := SecondView{ID: id, Number: f.Number, Vacancy: v.Announcement, Title: f.Title, Fields: []KeyField{}, Differences: []Difference{}}
		for _, name := range f.Fields {
			view.Fields = append(view.Fields, keyField(name))
		}
		for _, q := range f.Questions.Questions {
			view.Fields = append(view.Fields, keyQuestion(q))
		}
		return view, nil
	})
}

func differing(ctx context.Context, s *hiring.Service, a hiring.Application) (SecondView, error) {
	v, err := s.Vacancy(ctx, a.Vacancy)
	if err != nil {
		return SecondView{}, err
	}
	d, err := s.Differences(ctx, a.ID)
	return SecondView{ID: string(a.ID), Number: a.Number, Vacancy: v.Announcement, Title: v.Title, Fields: []KeyField{}, Differences: differences(d)}, err
}

// keyField is one of the fixed critical fields, in the manner of the first form.
func keyField(name string) KeyField {
	f := KeyField{Name: name, Kind: "text", Choices: []Choice{}}
	switch name {
	case "firstName":
		f.Label = "First name"
	case "lastName":
		f.Label = "Last name"
	case "ssn":
		f.Label, f.Kind = "Social Security number", "ssn"
	case "dateReceived":
		f.Label, f.Kind, f.Hint = "Date received", "date", "Stamp on the envelope, MMDDYY"
	case "citizenship":
		f.Label, f.Kind, f.Choices = "Citizenship", "choice", countries()
	case "preferenceClaim":
		f.Label, f.Kind = "Preference claimed", "choice"
		for _, p := range ranking.Preferences {
			f.Choices = append(f.Choices, Choice{string(p), string(p) + "  " + p.Words()})
		}
	}
	return f
}

func keyQuestion(q form.Question) KeyField {
	f := KeyField{Name: form.FieldName(q.ID), Label: strings.TrimSpace(q.Number + "  " + q.Text), Kind: "single", Choices: []Choice{}}
	switch q.Kind {
	case form.Multiple:
		f.Kind = "multiple"
	case form.Date:
		f.Kind = "date"
	case form.Number, form.ShortText, form.LongText:
		f.Kind = "text"
	}
	for _, c := range q.Choices {
		f.Choices = append(f.Choices, Choice{c.Value, c.Label})
	}
	return f
}

// KeySecond compares the second keying with the first. The differences come back;
// when there are none the application is verified and waits for FinishKeying.
func (h *Hiring) KeySecond(id string, keyed []Keyed) (SecondResult, error) {
	return saving(h.door, "desktop.KeySecond", func(ctx context.Context, desk *node.Session) (SecondResult, error) {
		in := hiring.SecondValues{Answers: form.Answers{}}
		for _, k := range keyed {
			one := ""
			if len(k.Values) > 0 {
				one = strings.TrimSpace(k.Values[0])
			}
			switch k.Field {
			case "firstName":
				in.FirstName = one
			case "lastName":
				in.LastName = one
			case "ssn":
				in.SSN = one
			case "preferenceClaim":
				in.PreferenceClaim = ranking.Preference(one)
			case "citizenship":
				in.Citizenship = one
			case "dateReceived":
				in.DateReceived = app.Date(one)
			default:
				if q, ok := strings.CutPrefix(k.Field, "answers."); ok && one != "" {
					in.Answers[q] = k.Values
				}
			}
		}
		k, err := desk.Hiring.Verify(ctx, app.ID(id), in)
		return compared(k), err
	})
}

// SettleKeying takes for each field that differs the first or the second keying.
// When none is left the application is verified and waits for FinishKeying.
func (h *Hiring) SettleKeying(id string, chosen []Keyed) (SecondResult, error) {
	return saving(h.door, "desktop.SettleKeying", func(ctx context.Context, desk *node.Session) (SecondResult, error) {
		choices := map[string]hiring.Settlement{}
		for _, c := range chosen {
			switch {
			case len(c.Values) == 0:
			case c.Field == "ssn":
				choices[c.Field] = hiring.Settlement{SSN: c.Values[0]}
			default:
				choices[c.Field] = hiring.Settlement{Take: hiring.Take(c.Values[0])}
			}
		}
		k, err := desk.Hiring.Settle(ctx, app.ID(id), choices)
		return compared(k), err
	})
}

func compared(k hiring.Keying) SecondResult {
	r := SecondResult{Differences: differences(k.Differences), Words: "Look at the paper and choose which keying is right."}
	if len(r.Differences) == 0 {
		r.Words = "Both keyings agree. Look the application over, then finish it."
	}
	return r
}

// FinishKeying finishes an application on which both keyings agree, once it has
// been looked over.
func (h *Hiring) FinishKeying(id string) (SecondResult, error) {
	return saving(h.door, "desktop.FinishKeying", func(ctx context.Context, desk *node.Session) (SecondResult, error) {
		a, err := desk.Hiring.Finish(ctx, app.ID(id))
		switch {
		case fault.Is(err, fault.Denied): // a verifier may leave the finishing to those who key
			return SecondResult{Finished: true, Words: "Both keyings agree. The application is verified.", Differences: []Difference{}}, nil
		case err != nil:
			return SecondResult{}, err
		}
		return SecondResult{Finished: true, Words: "Both keyings agree. Application " + a.Number + " is finished.", Differences: []Difference{}}, nil
	})
}

func differences(all []hiring.Difference) []Difference {
	out := []Difference{}
	for _, d := range all {
		kind := "text"
		if d.Field == "dateReceived" {
			kind = "date"
		}
		out = append(out, Difference{Field: d.Field, Label: d.Label, Kind: kind, First: d.First, Second: d.Second, Hidden: d.Hidden})
	}
	return out
}
