package hiring

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/app/form"
	"civicdesk/app/hiring/ranking"
	"civicdesk/app/policy"
	"civicdesk/storage/record"
)

// Waiting is an application that waits for second keying, as everybody but its
// keyer sees it: without a value that is to be keyed.
type Waiting struct {
	ID          app.ID            `json:"id"`
	Number      string            `json:"number"`
	Status      ApplicationStatus `json:"status"`
	KeyedByName string            `json:"keyedByName"`
	KeyedAt     string            `json:"keyedAt"` // RFC 3339
	Mine        bool              `json:"mine"`    // keyed by the actor, who cannot verify it
}

// AwaitingSecond lists the vacancy's applications that wait for second keying
// or for differences to be settled, oldest first.
func (s *Service) AwaitingSecond(ctx context.Context, vacancy app.ID) ([]Waiting, error) {
	return view(ctx, s, func(tx *record.Tx) ([]Waiting, error) {
		v, err := vacancyFor(tx, vacancy, policy.ApplicationVerify)
		if err != nil {
			return nil, err
		}
		all, err := applicationsOf(tx, v.Office, v.ID)
		if err != nil {
			return nil, err
		}
		var out []Waiting
		for _, a := range all {
			if a.Status == AwaitsSecond || a.Status == AwaitsChoices {
				out = append(out, Waiting{ID: a.ID, Number: a.Number, Status: a.Status, KeyedByName: a.KeyedByName,
					KeyedAt: a.KeyedAt.Format("2006-01-02T15:04:05Z07:00"), Mine: a.KeyedBy == tx.Actor().User})
			}
		}
		slices.SortFunc(out, func(a, b Waiting) int {
			return strings.Compare(a.KeyedAt+string(a.ID), b.KeyedAt+string(b.ID))
		})
		return out, nil
	})
}

// SecondForm is what a verifier gets: the questions and fields to key from the
// paper, every one of them blank.
type SecondForm struct {
	ID        app.ID   `json:"id"`
	Number    string   `json:"number"`
	Vacancy   app.ID   `json:"vacancy"`
	Title     string   `json:"title"`
	Grades    []string `json:"grades"`
	Fields    []string `json:"fields"`    // critical fields by name, without answers
	Questions form.Set `json:"questions"` // the critical ones, without points and screen-outs
}

// ForVerification gives the verifier the blank form. The keyer is refused: two
// different people key.
func (s *Service) ForVerification(ctx context.Context, id app.ID) (SecondForm, error) {
	return update(ctx, s, func(tx *record.Tx) (SecondForm, error) {
		a, err := forSecond(tx, id)
		if err != nil {
			return SecondForm{}, err
		}
		v, set, err := vacancyAndQuestions(tx, a.Vacancy)
		if err != nil {
			return SecondForm{}, err
		}
		out := SecondForm{ID: a.ID, Number: a.Number, Vacancy: v.ID, Title: v.Title, Grades: a.Grades, Fields: slices.Clone(criticalFields)}
		out.Questions.Title, out.Questions.Source = set.Title, set.Source
		for _, q := range set.Questions {
			if slices.Contains(a.Critical, form.FieldName(q.ID)) {
				out.Questions.Questions = append(out.Questions.Questions, q)
			}
		}
		out.Questions = withoutKey(out.Questions)
		tx.Audit("application.secondForm", Applications.Name(), a.ID, "")
		return out, nil
	})
}

func forSecond(tx *record.Tx, id app.ID) (Application, error) {
	const op = "hiring.ForVerification"
	a, err := applicationFor(tx, id, policy.ApplicationVerify)
	switch {
	case err != nil:
		return a, err
	case a.Status != AwaitsSecond:
		return a, refused(op, "This application does not wait for second keying; it is "+statusWords(string(a.Status))+".")
	case a.KeyedBy == tx.Actor().User:
		return a, refused(op, "You keyed this application. The second keying must be done by somebody else.")
	}
	return a, nil
}

// SecondValues are the critical fields as the second person keys them.
type SecondValues struct {
	FirstName       string             `json:"firstName"`
	LastName        string             `json:"lastName"`
	SSN             string             `json:"ssn"`
	PreferenceClaim ranking.Preference `json:"preferenceClaim"`
	Citizenship     string             `json:"citizenship"`
	DateReceived    app.Date           `json:"dateReceived"`
	Answers         form.Answers       `json:"answers"`
}

// Difference is a critical field on which the two keyings differ. The two
// values of a Social Security number are never given.
type Difference struct {
	Field  string `json:"field"`
	Label  string `json:"label"`
	First  string `json:"first"`
	Second string `json:"second"`
	Hidden bool   `json:"hidden"` // a number to be keyed again from the paper
}

// Keying is how an application stands after its second keying.
type Keying struct {
	Status      ApplicationStatus `json:"status"`
	Differences []Difference      `json:"differences"` // still to be settled
}

// Verify compares the second keying with the first. When all agree the
// application is verified; otherwise both values are kept until somebody
// settles them. The Social Security number is compared by its mark alone.
func (s *Service) Verify(ctx context.Context, id app.ID, in SecondValues) (Keying, error) {
	return update(ctx, s, func(tx *record.Tx) (Keying, error) {
		a, err := forSecond(tx, id)
		if err != nil {
			return Keying{}, err
		}
		second, wrong := in.as(a)
		digits, ok := CleanSSN(in.SSN)
		if !ok {
			wrong = append(wrong, fault.Field{Name: "ssn", Words: wordsSSN})
		}
		set, err := questionsOf(tx, Vacancy{ID: a.Vacancy})
		if err != nil {
			return Keying{}, err
		}
		wrong = append(wrong, set.CheckFormat(in.Answers)...)
		if err := fault.Fields("hiring.Verify", wrong); err != nil {
			return Keying{}, err
		}
		a.Second = SecondKeying{By: tx.Actor().User, ByName: tx.Actor().Name, At: tx.Now(), Mark: tx.Mark(a.Scope(), digits),
			Values: map[string]string{}, Settled: map[string]app.ID{}}
		for _, name := range a.Critical {
			if name != "ssn" {
				a.Second.Values[name] = second.critical(name)
			}
		}
		out := Keying{Status: Verified, Differences: differences(a, set)}
		if len(out.Differences) > 0 {
			out.Status = AwaitsChoices
		}
		a.Status = out.Status
		tx.Action("application.verify")
		a.tell(tx, Change{Kind: ChangeKeyedAgain, To: agreement(len(out.Differences))})
		return out, Applications.Put(tx, a)
	})
}

// as is the second keying in the form of an application, with what is missing
// or malformed.
func (in SecondValues) as(a Application) (Application, []fault.Field) {
	second := Application{Source: Paper, FirstName: in.FirstName, LastName: in.LastName, PreferenceClaim: in.PreferenceClaim,
		Citizenship: in.Citizenship, DateReceived: in.DateReceived, Answers: in.Answers}
	wrong := fault.FieldsOf(checkFormats(nil, second))
	for _, name := range a.Critical {
		label, fixed := criticalLabels[name]
		if fixed && name != "ssn" && second.critical(name) == "" {
			wrong = append(wrong, fault.Field{Name: name, Words: "Key this from the paper: " + strings.ToLower(label[:1]) + label[1:] + "."})
		}
	}
	return second, wrong
}

// differences are the critical fields that do not agree and are not settled.
func differences(a Application, set form.Set) []Difference {
	var out []Difference
	for _, name := range a.Critical {
		if a.agrees(name) || a.Second.Settled[name] != "" {
			continue
		}
		d := Difference{Field: name, Label: criticalLabels[name], Hidden: name == "ssn"}
		if id, ok := strings.CutPrefix(name, "answers."); ok {
			q, _ := set.Question(id)
			d.Label = "Question " + q.Number
			d.First, d.Second = labelsOf(q, a.critical(name)), labelsOf(q, a.Second.Values[name])
		} else if !d.Hidden {
			d.First, d.Second = a.critical(name), a.Second.Values[name]
		}
		out = append(out, d)
	}
	return out
}

func agreement(differences int) string {
	if differences == 0 {
		return "agrees with the first keying"
	}
	return fmt.Sprint(differences, plural(differences, " difference", " differences"))
}

func labelsOf(q form.Question, joined string) string {
	var out []string
	for _, v := range splitAnswer(joined) {
		if c, ok := q.Choice(v); ok {
			v = c.Label
		}
		out = append(out, v)
	}
	return strings.Join(out, "; ")
}
