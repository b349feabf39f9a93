package ranking

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/app/form"
	"civicdesk/app/hiring/rating"
)

// InputsForm is the name and version of the form of stored inputs.
const InputsForm = "civicdesk certificate inputs 1"

// Inputs are everything a certificate was computed from, with the digest of the
// result. They are stored with the certificate, so that anybody who may read it
// can compute it again.
type Inputs struct {
	Form         string   `json:"form"` // InputsForm
	Certificate  string   `json:"certificate"`
	Announcement string   `json:"announcement"`
	Title        string   `json:"title"`
	Grade        string   `json:"grade"`
	Closes       app.Date `json:"closes"`
	CitizensOnly bool     `json:"citizensOnly"`
	Method       Method   `json:"method"`
	Questions    form.Set `json:"questions"` // with points, weights and screen-outs
	People       []Person `json:"people"`    // in order of application number
	RankDigest   string   `json:"rankDigest"`
}

// Person is one application as the certificate read it.
type Person struct {
	Application app.ID       `json:"application"`
	Number      string       `json:"number"`
	FirstName   string       `json:"firstName"`
	MiddleName  string       `json:"middleName"`
	LastName    string       `json:"lastName"`
	Suffix      string       `json:"suffix"`
	City        string       `json:"city"`
	State       string       `json:"state"`
	Citizenship string       `json:"citizenship"`
	Grades      []string     `json:"grades"`
	Received    app.Date     `json:"received"`
	Claim       Preference   `json:"claim"`      // as the applicant made it
	Preference  Preference   `json:"preference"` // adjudicated, or the claim until then: decides the order, and filing after closing
	Answers     form.Answers `json:"answers"`
	Ruling      *Ruling      `json:"ruling,omitempty"` // of human resources, over what the answers give
}

// Ruling is what human resources decided at the grade: a lower rating, or a
// reason code of rating.Founds.
type Ruling struct {
	Rating string `json:"rating"`
	Code   string `json:"code"`
	Words  string `json:"words"` // why, in the words of whoever decided
	By     string `json:"by"`
}

// Rated is a person with the rating that the inputs give.
type Rated struct {
	Person   Person
	Result   rating.Result
	Eligible bool
	Reason   rating.Reason // why not eligible
	Answered string        // the rating that the answers give, when a ruling lowered it
}

// ruled applies the ruling. It never raises: when the answers give less by now,
// they count.
func (r Rated) ruled(ruling Ruling) Rated {
	if ruling.Code != "" {
		f, _ := rating.FoundBy(ruling.Code)
		r.Eligible = false
		r.Reason = rating.Reason{Code: ruling.Code, Words: f.Words + " Decided by " + ruling.By + ": " + ruling.Words, Citation: f.Citation}
		return r
	}
	if lower, ok := Decimal(ruling.Rating); ok && lower.Cmp(r.Result.Exact) < 0 {
		r.Answered, r.Result.Exact, r.Result.Text = r.Result.Text, lower, rating.Round(lower)
	}
	return r
}

// Rate rates every person from the stored answers, points and weights.
func (in Inputs) Rate() []Rated {
	out := make([]Rated, 0, len(in.People))
	for _, p := range in.People {
		r := Rated{Person: p, Result: rating.Rate(in.Questions, in.Grade, p.Answers)}
		r.Reason, r.Eligible = rating.Eligible(rating.Facts{
			Grade: in.Grade, Grades: p.Grades, Citizenship: p.Citizenship, CitizensOnly: in.CitizensOnly,
			Received: p.Received, Closes: in.Closes, TenPoint: p.Preference.TenPoint(), // of an eligible: a claim counts until it is decided (5 CFR 332.311)
		}, in.Questions, r.Result)
		if r.Eligible && p.Ruling != nil {
			r = r.ruled(*p.Ruling)
		}
		out = append(out, r)
	}
	return out
}

// Rank rates every person and orders the eligible ones.
func (in Inputs) Rank() (List, []Rated, error) {
	rated := in.Rate()
	var candidates []Candidate
	for _, r := range rated {
		if r.Eligible {
			p := r.Person
			candidates = append(candidates, Candidate{Application: p.Application, Number: p.Number, FirstName: p.FirstName, MiddleName: p.MiddleName,
				LastName: p.LastName, Suffix: p.Suffix, City: p.City, State: p.State, Preference: p.Preference, Rating: r.Result.Text, Ruled: r.Answered != ""})
		}
	}
	list, err := Rank(in.Method, candidates)
	return list, rated, err
}

// Digest is the SHA-256 of the inputs without the certificate's number and the
// digest of the result: two people who look at the same facts get the same one.
func (in Inputs) Digest() string {
	in.Certificate, in.RankDigest = "", ""
	raw, err := json.Marshal(in)
	if err != nil { // only strings, numbers, booleans, slices and maps of them
		panic(err)
	}
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:])
}

const longestInputs = 256 << 20

// ReadInputs reads stored inputs and refuses anything that is none.
func ReadInputs(r io.Reader) (Inputs, error) {
	const op = "ranking.ReadInputs"
	var in Inputs
	dec := json.NewDecoder(io.LimitReader(r, longestInputs))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&in); err != nil {
		return Inputs{}, fault.E(op, fault.Invalid, "This file holds no certificate inputs: it is not the JSON that Civic Desk stores with a certificate.", err)
	}
	if in.Form != InputsForm {
		return Inputs{}, fault.E(op, fault.Invalid, fmt.Sprintf("This file holds no certificate inputs: its form is %q, not %q.", in.Form, InputsForm), nil)
	}
	return in, nil
}

// explainLowered writes each rating that human resources lowered, with both values
// and the reason.
func explainLowered(out io.Writer, rated []Rated) {
	head := "\nLowered by human resources\n"
	for _, r := range rated {
		if r.Answered != "" {
			fmt.Fprintf(out, "%s      %s  from %s to %s by %s: %s\n", head, r.Person.Number, r.Answered, r.Result.Text, r.Person.Ruling.By, r.Person.Ruling.Words)
			head = ""
		}
	}
}

// Explain computes a certificate again from its stored inputs alone and writes
// every line with its reason and rule, then everybody who is not eligible. When
// the order is not the one that was issued, everything is still written and the
// result is a fault.Conflict.
func Explain(r io.Reader, w io.Writer) error {
	in, err := ReadInputs(r)
	if err != nil {
		return err
	}
	list, rated, err := in.Rank()
	if err != nil {
		return err
	}
	out := bufio.NewWriter(w)
	fmt.Fprintf(out, "Certificate %s, announcement %s\n%s, %s-%s-%s\n\n", in.Certificate, in.Announcement, in.Title, in.Method.PayPlan, in.Method.Series, in.Method.Grade)
	fmt.Fprintf(out, "%s\n%s\nInside a category: preference eligibles first (%s). %s\n", list.FloatNote, list.MergeNote, RulePreference, OrderNote)
	at := 0
	for _, l := range list.Lines {
		if l.CategoryRank != at {
			at = l.CategoryRank
			c := list.Categories[at-1]
			fmt.Fprintf(out, "\n%s, from %s: %s\n", c.Name, c.From, count(c.Assigned, "name"))
		}
		fmt.Fprintf(out, "%4d  %s  %s  %s\n      %s [%s]\n", l.Place, l.Name, l.Preference, l.Rating, l.Reason, l.Citation)
	}
	fmt.Fprint(out, "\nNot eligible\n")
	for _, p := range rated {
		if !p.Eligible {
			fmt.Fprintf(out, "      %s  %s: %s [%s]\n", p.Person.Number, p.Reason.Code, p.Reason.Words, p.Reason.Citation)
		}
	}
	explainLowered(out, rated)
	digest := list.Digest()
	fmt.Fprintf(out, "\nDigest of the order: %s\n", digest)
	if digest != in.RankDigest {
		fmt.Fprintf(out, "Digest as stored:    %s\n", in.RankDigest)
		err = fault.E("ranking.Explain", fault.Conflict, "The order computed from these inputs is not the order that was issued: the file or its digest was changed.", nil)
	} else {
		fmt.Fprintln(out, "The same as stored: this is the order that was issued.")
	}
	if flushed := out.Flush(); flushed != nil {
		return fault.E("ranking.Explain", fault.Full, "The explanation could not be written.", flushed)
	}
	return err
}
