package hiring

import (
	"context"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"time"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/app/hiring/ranking"
	"civicdesk/app/hiring/rating"
	"civicdesk/storage/record"
)

// Ruling is what human resources decided of an application at one grade, over
// what its answers give: a lower rating, or that the person is not eligible.
type Ruling struct {
	Grade  string    `json:"grade"`
	Rating string    `json:"rating"` // "82.00"; "" when not eligible
	Code   string    `json:"code"`   // why not eligible: one of rating.Found; "" for a rating
	Reason string    `json:"reason"`
	By     app.ID    `json:"by"`
	ByName string    `json:"byName"`
	At     time.Time `json:"at"`
}

// RuleArgs rule on one application at one grade.
type RuleArgs struct {
	Application app.ID `json:"application"`
	Grade       string `json:"grade"`
	Rating      string `json:"rating"` // the rating to count, or
	Code        string `json:"code"`   // why not eligible, or
	Lift        bool   `json:"lift"`   // the ruling is taken back: the answers count again
	Reason      string `json:"reason"`
}

// Rule lowers a rating, finds somebody ineligible at a grade, or takes such a
// ruling back; always with a reason, which is kept. Human resources may lower a
// self-rating that the résumé does not support, and keep both values; a rating is
// never raised above what the answers give. An application that had been rated
// has to be rated again; one that a certificate lists is refused.
func (s *Service) Rule(ctx context.Context, args RuleArgs, seen string) (record.Outcome, error) {
	return s.actOn(ctx, "application.rule", args.Application, args, seen)
}

func (s *Service) rule(tx *record.Tx, args RuleArgs, seen string) (Application, error) {
	a, err := ruled(tx, args, seen)
	if err != nil {
		return a, err
	}
	tx.Why(args.Reason)
	return a.withoutSSN(), Applications.Put(tx, a)
}

// ruled is the application with the ruling. Everything that forbids it is refused
// here, before anything is stored.
func ruled(tx *record.Tx, args RuleArgs, seen string) (Application, error) {
	const op = "hiring.Rule"
	a, err := thawed(tx, op, args.Application, seen)
	if err != nil {
		return a, err
	}
	if a.Status != Finished {
		return a, refused(op, "The application is "+statusWords(string(a.Status))+". It is ruled on once it is finished.")
	}
	v, set, err := vacancyAndQuestions(tx, a.Vacancy)
	if err != nil {
		return a, err
	}
	if err := fault.Fields(op, args.wrong(v.Grades)); err != nil {
		return a, err
	}
	old, had := a.rulingAt(args.Grade)
	now := inputsOf(v, set, args.Grade, []Application{a}).Rate()[0]
	plain := a
	plain.Rulings = nil
	answers := inputsOf(v, set, args.Grade, []Application{plain}).Rate()[0]
	if err := args.lawful(op, answers, had); err != nil {
		return a, err
	}
	a.Rulings = slices.DeleteFunc(slices.Clone(a.Rulings), func(r Ruling) bool { return r.Grade == args.Grade })
	change := Change{Kind: ChangeRuled, Grade: args.Grade, From: standingWords(now), Reason: args.Reason}
	if args.Lift {
		change.Kind = ChangeLifted
	} else {
		change.Citation = citationOf(args.Code)
		a.Rulings = append(a.Rulings, Ruling{Grade: args.Grade, Rating: args.rating(), Code: args.Code, Reason: strings.TrimSpace(args.Reason),
			By: tx.Actor().User, ByName: tx.Actor().Name, At: tx.Now()})
		if r := a.Rulings[len(a.Rulings)-1]; had && r.Rating == old.Rating && r.Code == old.Code && r.Reason == old.Reason {
			return a, refused(op, "This was decided already, with the same reason, by "+old.ByName+".")
		}
	}
	change.To = standingWords(inputsOf(v, set, args.Grade, []Application{a}).Rate()[0])
	a.tell(tx, change)
	return a, nil
}

// wrong are the fields of the ruling at fault.
func (args RuleArgs) wrong(grades []string) []fault.Field {
	var c complaints
	if !slices.Contains(grades, args.Grade) {
		c.add("grade", "Choose one of the grades announced: "+strings.Join(grades, ", ")+".")
	}
	rated, found := args.Rating != "", args.Code != ""
	switch {
	case args.Lift && (rated || found), rated && found:
		c.add("rating", "Choose one: a rating, a reason why not eligible, or taking a ruling back.")
	case rated:
		r, ok := ranking.Decimal(strings.TrimSpace(args.Rating))
		switch {
		case !ok || r.Cmp(big.NewRat(100, 1)) > 0 || len(placesOf(args.Rating)) > 2:
			c.add("rating", "Enter a rating from 70 to 100 with at most two decimals, for example 82.50")
		case r.Cmp(big.NewRat(70, 1)) < 0:
			c.add("rating", "A rating below 70 does not pass. Find the applicant ineligible instead, with its reason")
		}
	case found:
		if _, ok := rating.FoundBy(args.Code); !ok {
			c.add("code", "Choose the reason why the applicant is not eligible")
		}
	case !args.Lift:
		c.add("rating", "Enter the rating that counts")
	}
	if strings.TrimSpace(args.Reason) == "" {
		c.add("reason", "Say why; the reason is kept in the application’s history")
	}
	c.text("reason", args.Reason, 2000)
	return c
}

// lawful refuses what the answers do not allow.
func (args RuleArgs) lawful(op string, answers ranking.Rated, had bool) error {
	switch {
	case args.Lift && !had:
		return refused(op, "Nothing was decided over the answers at grade "+args.Grade+", so there is nothing to take back.")
	case args.Lift:
		return nil
	case !answers.Eligible:
		return fault.Law(op, answers.Reason.Citation, "The answers make the person ineligible at grade "+args.Grade+" already: "+answers.Reason.Words)
	case args.Rating == "":
		return nil
	}
	if r, _ := ranking.Decimal(strings.TrimSpace(args.Rating)); r.Cmp(mustDecimal(answers.Result.Text)) >= 0 {
		return fault.Fields(op, []fault.Field{{Name: "rating", Words: fmt.Sprintf(
			"Enter less than %s, which the answers give: a rating is lowered when the résumé does not support an answer, never raised. To count the answers again, take the ruling back", answers.Result.Text)}})
	}
	return nil
}

// rating is the rating with its two decimals.
func (args RuleArgs) rating() string {
	if args.Rating == "" {
		return ""
	}
	return rating.Round(mustDecimal(strings.TrimSpace(args.Rating)))
}

func placesOf(decimal string) string {
	_, places, _ := strings.Cut(strings.TrimSpace(decimal), ".")
	return places
}

// mustDecimal reads text that was checked to be a decimal.
func mustDecimal(s string) *big.Rat {
	r, ok := ranking.Decimal(s)
	if !ok {
		panic("hiring: " + s + " is no decimal")
	}
	return r
}

func citationOf(code string) string {
	f, _ := rating.FoundBy(code)
	return f.Citation
}

// standingWords is how somebody stands at a grade: "87.51" or "ineligible: IQSE".
func standingWords(r ranking.Rated) string {
	if !r.Eligible {
		return "ineligible, " + r.Reason.Code
	}
	return r.Result.Text
}

func (a Application) rulingAt(grade string) (Ruling, bool) {
	for _, r := range a.Rulings {
		if r.Grade == grade {
			return r, true
		}
	}
	return Ruling{}, false
}

// checkRulings holds the form of rulings, whoever stores them.
func checkRulings(_ *Application, a Application) error {
	seen := map[string]bool{}
	for _, r := range a.Rulings {
		_, known := rating.FoundBy(r.Code)
		number, isNumber := ranking.Decimal(r.Rating)
		rated := isNumber && number.Cmp(big.NewRat(70, 1)) >= 0 && number.Cmp(big.NewRat(100, 1)) <= 0
		switch {
		case seen[r.Grade], r.Code != "" && (r.Rating != "" || !known), r.Code == "" && !rated, r.By == "", strings.TrimSpace(r.Reason) == "":
			return fault.E("hiring.checkRulings", fault.Invalid, "A ruling on a rating names one grade, a rating or a reason code, who decided it and why.", nil)
		}
		seen[r.Grade] = true
	}
	return nil
}
