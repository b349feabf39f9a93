// Package ranking puts eligibles into the order that the law gives them. It is
// pure: the order depends on the inputs alone, never on the order they come in,
// the clock or the computer, and every line says why it stands where it does.
package ranking

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"civicdesk/app"
	"civicdesk/app/fault"
)

// The rules that lines and refusals cite. The rule on passing over stands in
// paragraph (c)(6)(A) since the amendment of Pub. L. 115-232, section 1107,
// took effect with 90 FR 43135 on 7 November 2025; before, in (c)(7).
const (
	RuleCategories = "5 USC 3319(a); 5 CFR 337.303"
	RulePreference = "5 USC 3319(b)"
	RuleHighest    = "5 USC 3319(c)(1)"
	RulePassOver   = "5 USC 3319(c)(6)(A)"
)

// Category is a quality category: its name and the lowest rating in it.
type Category struct {
	Name string `json:"name"`
	From string `json:"from"` // exact decimal text: "95" or "94.50"
}

// Method is how names are put in order by category rating.
type Method struct {
	Categories             []Category `json:"categories"` // highest first, two or more
	PayPlan                string     `json:"payPlan"`
	Series                 string     `json:"series"`
	Grade                  string     `json:"grade"`
	ScientificProfessional bool       `json:"scientificProfessional"`
	Merge                  bool       `json:"merge"`      // merge the two highest when MergeBelow or more are wanting
	MergeBelow             int        `json:"mergeBelow"` // 3 by law
}

// Floats says whether CP and CPS go to the highest category: everywhere but in
// scientific and professional positions at GS-9 or higher (5 USC 3319(b)). For
// a pay plan without General Schedule grades the flag speaks for the position,
// equivalent grades being for human resources to confirm.
func (m Method) Floats() bool {
	if !m.ScientificProfessional {
		return true
	}
	switch m.PayPlan {
	case "GS", "GM", "GL", "GG":
		grade, err := strconv.Atoi(m.Grade)
		return err == nil && grade < 9
	}
	return false
}

// Candidate is one eligible.
type Candidate struct {
	Application app.ID
	Number      string
	FirstName   string
	MiddleName  string
	LastName    string
	Suffix      string
	City        string
	State       string
	Preference  Preference
	Rating      string // rounded, "87.51"
	Ruled       bool   // human resources lowered the rating that the answers give
}

// Line is one name in its place.
type Line struct {
	Place        int        `json:"place"`
	Application  app.ID     `json:"application"`
	Number       string     `json:"number"`
	Name         string     `json:"name"` // "Delgado, Rosa M."
	Rating       string     `json:"rating"`
	Preference   Preference `json:"preference"`
	Category     string     `json:"category"`
	CategoryRank int        `json:"categoryRank"` // 1 for the highest
	Preferred    bool       `json:"preferred"`    // stands in the preference block
	Floated      bool       `json:"floated"`
	Reason       string     `json:"reason"`
	Citation     string     `json:"citation"`
}

// Standing is one category of the finished list.
type Standing struct {
	Name      string `json:"name"`
	From      string `json:"from"`
	Assigned  int    `json:"assigned"`
	Preferred int    `json:"preferred"`
}

// List is the order of names.
type List struct {
	Categories []Standing `json:"categories"`
	Lines      []Line     `json:"lines"`
	Merged     bool       `json:"merged"`
	MergeNote  string     `json:"mergeNote"`
	FloatNote  string     `json:"floatNote"`
	Floated    int        `json:"floated"`
}

// OrderNote is how names inside a block are ordered, as printed on the paper.
const OrderNote = "By family name, then given names, then application number; case and marks are set aside. Inside a block no name ranks above another."

// placed is a candidate on the way to its place.
type placed struct {
	Candidate
	name    sortName
	rank    int // index of the category by score and float
	scored  int // index of the category by score alone
	floated bool
}

// Rank orders the candidates by category rating (5 USC 3319).
func Rank(m Method, candidates []Candidate) (List, error) {
	cuts, err := m.cuts()
	if err != nil {
		return List{}, err
	}
	people, err := place(m, cuts, candidates)
	if err != nil {
		return List{}, err
	}
	list := List{FloatNote: floatNote(m)}
	for i, c := range m.Categories {
		list.Categories = append(list.Categories, Standing{Name: c.Name, From: c.From})
		for _, p := range people {
			if p.rank == i {
				list.Categories[i].Assigned++
			}
		}
	}
	list.merge(m, people)
	slices.SortFunc(people, func(a, b placed) int {
		switch {
		case a.rank != b.rank:
			return a.rank - b.rank
		case a.Preference.Eligible() != b.Preference.Eligible():
			if a.Preference.Eligible() {
				return -1
			}
			return 1
		}
		return a.name.compare(b.name)
	})
	for i, p := range people {
		list.Lines = append(list.Lines, list.line(m, i+1, p))
		if p.Preference.Eligible() {
			list.Categories[p.rank].Preferred++
		}
		if p.floated {
			list.Floated++
		}
	}
	return list, nil
}

// cuts checks the method and reads the categories' lowest ratings.
func (m Method) cuts() ([]*big.Rat, error) {
	const op = "ranking.Rank"
	if len(m.Categories) < 2 {
		return nil, fault.Law(op, RuleCategories, "Category rating needs two or more quality categories. Add one to the vacancy.")
	}
	cuts := make([]*big.Rat, len(m.Categories))
	for i, c := range m.Categories {
		cut, ok := Decimal(c.From)
		switch {
		case !ok:
			return nil, fault.E(op, fault.Invalid, fmt.Sprintf("Enter the lowest rating of category %q as a number from 70 to 100.", c.Name), nil)
		case strings.TrimSpace(c.Name) == "":
			return nil, fault.E(op, fault.Invalid, "Give every quality category a name.", nil)
		case i > 0 && cut.Cmp(cuts[i-1]) >= 0:
			return nil, fault.E(op, fault.Invalid, fmt.Sprintf("Category %q must begin below category %q.", c.Name, m.Categories[i-1].Name), nil)
		}
		cuts[i] = cut
	}
	if last := cuts[len(cuts)-1]; last.Cmp(big.NewRat(70, 1)) > 0 {
		return nil, fault.E(op, fault.Invalid, fmt.Sprintf("The lowest category, %q, must take everyone rated 70 or more.", m.Categories[len(cuts)-1].Name), nil)
	}
	return cuts, nil
}

// Decimal reads plain decimal text of up to three digits and four places.
func Decimal(s string) (*big.Rat, bool) {
	whole, places, _ := strings.Cut(s, ".")
	if len(whole) < 1 || len(whole) > 3 || len(places) > 4 || strings.Trim(whole+places, "0123456789") != "" || strings.HasSuffix(s, ".") {
		return nil, false
	}
	return new(big.Rat).SetString(s)
}

func place(m Method, cuts []*big.Rat, candidates []Candidate) ([]placed, error) {
	const op = "ranking.Rank"
	seen := map[app.ID]bool{}
	var people []placed
	for _, c := range candidates {
		rating, ok := Decimal(c.Rating)
		switch {
		case !ok || rating.Cmp(big.NewRat(70, 1)) < 0:
			return nil, fault.E(op, fault.Invalid, fmt.Sprintf("Application %s has no passing rating (%q). Rate the vacancy first.", c.Number, c.Rating), nil)
		case !c.Preference.Known():
			return nil, fault.E(op, fault.Invalid, fmt.Sprintf("Application %s has no known veterans' preference code (%q).", c.Number, c.Preference), nil)
		case c.Application == "" || seen[c.Application]:
			return nil, fault.E(op, fault.Invalid, fmt.Sprintf("Application %s is listed twice.", c.Number), nil)
		}
		seen[c.Application] = true
		p := placed{Candidate: c, name: nameOf(c)}
		for p.scored = 0; p.scored < len(cuts)-1 && rating.Cmp(cuts[p.scored]) < 0; p.scored++ {
		}
		p.rank = p.scored
		if m.Floats() && c.Preference.Compensable() {
			p.rank, p.floated = 0, p.scored > 0
		}
		people = append(people, p)
	}
	return people, nil
}

// merge joins the two highest categories when the method allows it and too few
// are assigned to the highest. The statute counts those assigned, not those
// still available, and so do we.
func (l *List) merge(m Method, people []placed) {
	assigned := l.Categories[0].Assigned
	below := m.MergeBelow
	if below <= 0 || below > 3 {
		below = 3 // 5 USC 3319(c)(1): fewer than 3
	}
	switch {
	case assigned >= below:
		l.MergeNote = fmt.Sprintf("Not merged: %d assigned to the highest category.", assigned)
		return
	case !m.Merge:
		l.MergeNote = fmt.Sprintf("Not merged: %d assigned to the highest category; merging is allowed but was not chosen.", assigned)
		return
	}
	first, second := l.Categories[0], l.Categories[1]
	l.Merged = true
	l.MergeNote = fmt.Sprintf("%s and %s were merged: %d assigned to the highest category, fewer than %d (%s; counted as assigned).",
		first.Name, second.Name, assigned, below, RuleHighest)
	joined := Standing{Name: first.Name + " and " + second.Name + " (merged)", From: second.From, Assigned: first.Assigned + second.Assigned}
	l.Categories = append([]Standing{joined}, l.Categories[2:]...)
	for i := range people {
		people[i].rank = max(0, people[i].rank-1)
	}
}

// line is a name in its place. The reason names the category by its cut-off and
// not the person's rating: within a category no name ranks above another, and
// the selecting official is not to be told a difference that the law does not
// make (5 USC 3319(c)).
func (l *List) line(m Method, at int, p placed) Line {
	out := Line{Place: at, Application: p.Application, Number: p.Number, Name: p.name.shown, Rating: p.Rating, Preference: p.Preference,
		Category: l.Categories[p.rank].Name, CategoryRank: p.rank + 1, Preferred: p.Preference.Eligible(), Floated: p.floated}
	by := m.Categories[p.scored]
	score := fmt.Sprintf("Rated %s (%s or more)", by.Name, by.From)
	if p.Ruled {
		score += " after human resources lowered the rating"
	}
	switch {
	case p.floated:
		out.Reason = fmt.Sprintf("%s; placed in the highest category: compensable service-connected disability of 10 percent or more (%s).", score, p.Preference)
		out.Citation = RulePreference
	case p.Preference.Compensable() && !m.Floats():
		out.Reason = fmt.Sprintf("%s; preference eligible (%s), ahead of names without preference. Scientific or professional position at GS-9 or higher: the rating alone decides the category.", score, p.Preference)
		out.Citation = RulePreference
	case p.Preference.Eligible():
		out.Reason = fmt.Sprintf("%s; preference eligible (%s), ahead of names without preference in the category.", score, p.Preference)
		out.Citation = RulePreference
	default:
		out.Reason = score + "; no preference, after the preference eligibles of the category."
		out.Citation = RuleCategories
	}
	if l.Merged && p.rank == 0 {
		out.Reason += " Categories merged."
		out.Citation += "; " + RuleHighest
	}
	return out
}

func floatNote(m Method) string {
	if m.Floats() {
		return "CP and CPS stand in the highest category (" + RulePreference + ")."
	}
	return "Scientific or professional position at GS-9 or higher: CP and CPS stand where their rating puts them (" + RulePreference + ")."
}

// Digest is the SHA-256 of the list in its JSON form without the sentences that
// explain it, as 64 hexadecimal digits: a reason may be worded better later,
// and stored certificates still verify.
func (l List) Digest() string {
	l.MergeNote, l.FloatNote = "", ""
	l.Lines = slices.Clone(l.Lines)
	for i := range l.Lines {
		l.Lines[i].Reason = ""
	}
	raw, err := json.Marshal(l)
	if err != nil { // only strings, numbers and booleans: cannot fail
		panic(err)
	}
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:])
}
