package form

import (
	"regexp"
	"strings"
)

var (
	acknowledges = regexp.MustCompile(`(?i)^(i understand|i acknowledge|acknowledgement|by responding)|hear about|political appointee|family or relatives|own words|performance evaluation`)
	certifies    = regexp.MustCompile(`(?i)i certify that`)
	qualifies    = regexp.MustCompile(`(?i)minimum qualification|qualifies you for|basic qualification|specialized experience|meet any of the|licensed to practice|all four competencies`)
	negative     = regexp.MustCompile(`^(No|False|None|I do not|I have no\b|I have never|I have not|Not applicable)`)
)

// Assign gives a set sample points, weights and one screen-out at least, the
// same every time. They are sample values for demonstration and tests: public
// copies of questionnaires hold none, and an agency enters its own from its job
// analysis.
//
// Statements that one understands something, and questions about relatives or
// advertising, are not scored. The first question on minimum qualifications
// and every certification of truth screen out their negative answers. Scales
// rise evenly to 100 points; yes/no gives 100 or nothing. A choice question
// weighs 10, a yes/no 5.
func Assign(s Set) Set {
	out := s
	out.Questions = make([]Question, 0, len(s.Questions))
	screened := false
	for _, q := range s.Questions {
		q.Choices = append([]Choice(nil), q.Choices...)
		switch {
		case !q.Has() || acknowledges.MatchString(q.Text):
		case certifies.MatchString(q.Text):
			q.Choices = screenOut(q.Choices)
		default:
			q.Choices = q.points()
			q.Weight = map[Kind]int{YesNo: 5, Single: 10, Multiple: 10}[q.Kind]
			if !screened && qualifies.MatchString(q.Text) && q.Kind != Multiple {
				q.Choices = screenOut(q.Choices)
				screened = q.ScreensOut()
			}
		}
		out.Questions = append(out.Questions, q)
	}
	for i, q := range out.Questions {
		if !screened && q.Kind == YesNo && q.Weight > 0 {
			out.Questions[i].Choices = screenOut(q.Choices)
			screened = true
		}
	}
	return out
}

func screenOut(choices []Choice) []Choice {
	for i, c := range choices {
		if negative.MatchString(strings.TrimSpace(c.Label)) {
			choices[i].ScreenOut, choices[i].Points = true, 0
		}
	}
	return choices
}

// points rise with the choices that are no denial; a scale that ends in a
// denial is read from the top.
func (q Question) points() []Choice {
	var positive []int
	for i, c := range q.Choices {
		if !negative.MatchString(c.Label) {
			positive = append(positive, i)
		}
	}
	n := len(positive)
	for rank, i := range positive {
		switch {
		case q.Kind == Multiple:
			q.Choices[i].Points = 100 / n
		case negative.MatchString(q.Choices[len(q.Choices)-1].Label):
			q.Choices[i].Points = 100 * (n - rank) / n
		default:
			q.Choices[i].Points = 100 * (rank + 1) / n
		}
	}
	return q.Choices
}
