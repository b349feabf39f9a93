// Package rating turns answers into a rating. Everything is exact: ratios are
// rationals, and the result is rounded once, half up, to two places. The same
// inputs give the same rating on every computer.
package rating

import (
	"math/big"
	"slices"

	"civicdesk/app/form"
)

// Score is what one scored question gave.
type Score struct {
	Question string
	Points   int      // of the answers given, at most Max
	Max      int      //
	Weight   int      //
	Given    *big.Rat // Weight × Points ÷ Max
}

// Result is the rating of one set of answers at one grade.
type Result struct {
	ScreenedOut string   // the question whose answer screens out, or ""
	Raw         *big.Rat // sum of what the questions gave
	Max         *big.Rat // the most they can give
	Exact       *big.Rat // 70 + 30 × Raw ÷ Max; 70 when Max is 0
	Text        string   // Exact rounded half up to two places
	Scores      []Score
}

// Rate rates the answers at the grade. A question that is not asked there does
// not count; one that is asked and unanswered, or that a branch skipped, gives
// nothing. Answers are taken as checked by form.Set.CheckFormat: a value that
// is no choice gives nothing.
func Rate(set form.Set, grade string, answers form.Answers) Result {
	r := Result{Raw: new(big.Rat), Max: new(big.Rat)}
	for _, q := range set.Questions {
		if !q.At(grade) {
			continue
		}
		var given []string
		if set.Asked(q, answers) {
			given = answers[q.ID]
		}
		if r.ScreenedOut == "" && screensOut(q, given) {
			r.ScreenedOut = q.ID
		}
		if q.Scored() {
			s := score(q, given)
			r.Scores = append(r.Scores, s)
			r.Raw.Add(r.Raw, s.Given)
			r.Max.Add(r.Max, new(big.Rat).SetInt64(int64(q.Weight)))
		}
	}
	r.Exact = new(big.Rat).SetInt64(70)
	if r.Max.Sign() > 0 {
		part := new(big.Rat).Quo(r.Raw, r.Max)
		r.Exact.Add(r.Exact, part.Mul(part, new(big.Rat).SetInt64(30)))
	}
	r.Text = Round(r.Exact)
	return r
}

func screensOut(q form.Question, given []string) bool {
	return slices.ContainsFunc(given, func(v string) bool {
		c, ok := q.Choice(v)
		return ok && c.ScreenOut
	})
}

// score sums the points of the chosen answers, from 0 to the question's most.
func score(q form.Question, given []string) Score {
	s := Score{Question: q.ID, Max: q.MaxPoints(), Weight: q.Weight}
	for _, c := range q.Choices {
		if slices.Contains(given, c.Value) {
			s.Points += c.Points
		}
	}
	s.Points = min(max(s.Points, 0), s.Max)
	s.Given = new(big.Rat).SetFrac64(int64(s.Weight)*int64(s.Points), int64(s.Max))
	return s
}

// Round writes a rational that is not negative with two decimal places, half
// up: 17501/200 is "87.51".
func Round(r *big.Rat) string {
	hundredfold := new(big.Rat).Mul(r, new(big.Rat).SetInt64(100))
	hundredfold.Add(hundredfold, new(big.Rat).SetFrac64(1, 2))
	whole := new(big.Int).Quo(hundredfold.Num(), hundredfold.Denom())
	return new(big.Rat).SetFrac(whole, big.NewInt(100)).FloatString(2)
}
