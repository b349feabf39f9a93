// Package form holds question sets: the questions an announcement asks, the
// answers people give, and the checks on them. The same set is asked on paper,
// on the web and on the desktop.
package form

// Kind is what sort of answer a question takes.
type Kind string

// The kinds of question.
const (
	YesNo       Kind = "yesNo"
	Single      Kind = "single"      // one of the choices
	Multiple    Kind = "multiple"    // any number of the choices
	Number      Kind = "number"      // a whole or decimal number, at most MaxLength characters
	Date        Kind = "date"        // a calendar day
	ShortText   Kind = "shortText"   // one line
	LongText    Kind = "longText"    // several lines
	Instruction Kind = "instruction" // text between questions; takes no answer
)

// Choice is one answer that a question offers.
type Choice struct {
	Value     string `json:"value"`     // permanent within the question: "yes", "no", "a", "b"
	Label     string `json:"label"`     // what people read
	Points    int    `json:"points"`    // what the answer is worth; never negative
	ScreenOut bool   `json:"screenOut"` // the answer makes its giver ineligible at once
}

// Question is one question of a set.
type Question struct {
	ID        string   `json:"id"`        // permanent within the set: "q1", "q2"
	Number    string   `json:"number"`    // as printed: "1", "1.1"; empty for an instruction
	Library   string   `json:"library"`   // number in the question library, or ""
	Text      string   `json:"text"`      //
	Kind      Kind     `json:"kind"`      //
	Choices   []Choice `json:"choices"`   // for yes/no, single and multiple
	Required  bool     `json:"required"`  //
	Weight    int      `json:"weight"`    // 0: not scored
	Grades    []string `json:"grades"`    // asked at these grades only; empty: at every grade
	MaxLength int      `json:"maxLength"` // of a text answer, in characters; 0: no limit of its own
	When      string   `json:"when"`      // asked only when this question…
	Is        []string `json:"is"`        // …has one of these answers; empty When: always asked
}

// Set is a list of questions in the order they are asked.
type Set struct {
	Title     string     `json:"title"`
	Source    string     `json:"source"` // where the texts come from, for the credit
	Questions []Question `json:"questions"`
}

// Answers are the values given, by question: one value for most kinds, any
// number for Multiple. A question without an entry is unanswered.
type Answers map[string][]string

// Has says whether the question takes answers from its choices.
func (q Question) Has() bool { return q.Kind == YesNo || q.Kind == Single || q.Kind == Multiple }

// Scored says whether the question counts in a rating.
func (q Question) Scored() bool { return q.Weight > 0 && q.Has() && q.MaxPoints() > 0 }

// ScreensOut says whether any answer to the question makes ineligible.
func (q Question) ScreensOut() bool {
	for _, c := range q.Choices {
		if c.ScreenOut {
			return true
		}
	}
	return false
}

// MaxPoints is the most that one answer, or for Multiple all answers together,
// can be worth.
func (q Question) MaxPoints() int {
	most, sum := 0, 0
	for _, c := range q.Choices {
		most, sum = max(most, c.Points), sum+max(0, c.Points)
	}
	if q.Kind == Multiple {
		return sum
	}
	return most
}

// Choice finds a choice by its value.
func (q Question) Choice(value string) (Choice, bool) {
	for _, c := range q.Choices {
		if c.Value == value {
			return c, true
		}
	}
	return Choice{}, false
}

// At says whether the question is asked at the grade; the empty grade asks all.
func (q Question) At(grade string) bool {
	if len(q.Grades) == 0 || grade == "" {
		return true
	}
	for _, g := range q.Grades {
		if g == grade {
			return true
		}
	}
	return false
}

// Question finds a question of the set.
func (s Set) Question(id string) (Question, bool) {
	for _, q := range s.Questions {
		if q.ID == id {
			return q, true
		}
	}
	return Question{}, false
}

// At is the set as asked at one grade.
func (s Set) At(grade string) Set {
	kept := Set{Title: s.Title, Source: s.Source}
	for _, q := range s.Questions {
		if q.At(grade) {
			kept.Questions = append(kept.Questions, q)
		}
	}
	return kept
}

// Asked says whether the question comes up, given the answers to the earlier
// ones.
func (s Set) Asked(q Question, a Answers) bool {
	if q.When == "" {
		return true
	}
	for _, given := range a[q.When] {
		for _, is := range q.Is {
			if given == is {
				return true
			}
		}
	}
	return false
}

// Critical says whether a person keying from paper keys the question twice: it
// is scored or screens out.
func (q Question) Critical() bool { return q.Scored() || q.ScreensOut() }
