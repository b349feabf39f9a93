package form

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"civicdesk/app"
	"civicdesk/app/fault"
)

// FieldName is the name under which a fault speaks of the question's answer.
func FieldName(questionID string) string { return "answers." + questionID }

var numberForm = regexp.MustCompile(`^-?[0-9]{1,15}(\.[0-9]{1,6})?$`)

// longestText limits a text answer whose question sets no limit of its own.
const longestText = 10000

// CheckFormat names each answer that its question cannot take: a value that is
// no choice, two answers where one is asked, text that is too long, a number or
// date that is none, an answer to no question of the set. What is missing is no
// fault here, so a draft can be saved at any moment.
func (s Set) CheckFormat(a Answers) []fault.Field {
	var out []fault.Field
	for _, q := range s.Questions {
		if words := q.format(a[q.ID]); words != "" {
			out = append(out, fault.Field{Name: FieldName(q.ID), Words: words})
		}
	}
	unknown := make([]string, 0)
	for id := range a {
		if _, ok := s.Question(id); !ok {
			unknown = append(unknown, id)
		}
	}
	slices.Sort(unknown)
	for _, id := range unknown {
		out = append(out, fault.Field{Name: FieldName(id), Words: "This question is not asked for this vacancy. Remove the answer."})
	}
	return out
}

// CheckComplete names each required question that is asked at one of the grades
// and has no answer. No grades means every question.
func (s Set) CheckComplete(a Answers, grades []string) []fault.Field {
	var out []fault.Field
	for _, q := range s.Questions {
		if !q.Required || q.Kind == Instruction || !askedAt(q, grades) || !s.Asked(q, a) {
			continue
		}
		if !Answered(a[q.ID]) {
			out = append(out, fault.Field{Name: FieldName(q.ID), Words: "Answer question " + q.name() + "."})
		}
	}
	return out
}

func askedAt(q Question, grades []string) bool {
	return len(grades) == 0 || slices.ContainsFunc(grades, q.At)
}

// Answered says whether any value was given.
func Answered(values []string) bool {
	return slices.ContainsFunc(values, func(v string) bool { return strings.TrimSpace(v) != "" })
}

func (q Question) name() string {
	if q.Number != "" {
		return q.Number
	}
	return q.ID
}

// format is what is wrong with the values as a sentence, or "".
func (q Question) format(values []string) string {
	if !Answered(values) {
		return ""
	}
	if q.Kind == Instruction {
		return "This is an instruction and takes no answer."
	}
	if len(values) > 1 && q.Kind != Multiple {
		return fmt.Sprintf("Give one answer to question %s.", q.name())
	}
	for i, v := range values {
		if words := q.formatOne(v); words != "" {
			return words
		}
		if slices.Contains(values[:i], v) {
			return fmt.Sprintf("Choose each answer to question %s once.", q.name())
		}
	}
	return ""
}

func (q Question) formatOne(v string) string {
	limit := q.MaxLength
	if limit == 0 {
		limit = longestText
	}
	switch q.Kind {
	case YesNo, Single, Multiple:
		if _, ok := q.Choice(v); !ok {
			return fmt.Sprintf("Choose one of the answers offered for question %s.", q.name())
		}
	case Number:
		if !numberForm.MatchString(v) {
			return fmt.Sprintf("Enter a number for question %s, for example 12 or 12.5.", q.name())
		}
	case Date:
		if !app.Date(v).Valid() {
			return fmt.Sprintf("Enter a date for question %s, for example 2026-11-22.", q.name())
		}
	case ShortText, LongText:
		if !utf8.ValidString(v) || strings.ContainsFunc(v, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\r' && r != '\t' }) {
			return fmt.Sprintf("The answer to question %s holds characters that cannot be stored. Type it again.", q.name())
		}
		if n := utf8.RuneCountInString(v); n > limit {
			return fmt.Sprintf("Shorten the answer to question %s to %d characters; it has %d.", q.name(), limit, n)
		}
	}
	return ""
}

// CheckSet says what is wrong with a set as an author made it: doubled or empty
// names, a choice question without choices, negative points or weights, a
// condition on a question that does not come before.
func (s Set) CheckSet() error {
	var out []fault.Field
	bad := func(q Question, words string) {
		out = append(out, fault.Field{Name: "questions." + q.ID, Words: "Question " + q.name() + ": " + words})
	}
	seen := map[string]bool{}
	for _, q := range s.Questions {
		switch {
		case q.ID == "":
			bad(q, "give it a name.")
		case seen[q.ID]:
			bad(q, "another question has the same name.")
		case strings.TrimSpace(q.Text) == "":
			bad(q, "enter its text.")
		case !known(q.Kind):
			bad(q, "choose what kind of answer it takes.")
		case q.Has() && len(q.Choices) < 2:
			bad(q, "enter at least two answers to choose from.")
		case q.Weight < 0 || q.Weight > 1000:
			bad(q, "enter a weight from 0 to 1000.")
		case q.When != "" && !seen[q.When]:
			bad(q, "it depends on a question that does not come before it.")
		}
		values := map[string]bool{}
		for _, c := range q.Choices {
			if c.Value == "" || values[c.Value] {
				bad(q, "each answer needs a name of its own.")
			}
			if c.Points < 0 || c.Points > 1000 {
				bad(q, "enter points from 0 to 1000.")
			}
			values[c.Value] = true
		}
		seen[q.ID] = true
	}
	return fault.Fields("form.CheckSet", out)
}

func known(k Kind) bool {
	switch k {
	case YesNo, Single, Multiple, Number, Date, ShortText, LongText, Instruction:
		return true
	}
	return false
}
