package hiring

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/app/form"
	"civicdesk/app/policy"
	"civicdesk/storage/record"
)

// LibraryQuestion is a question that some vacancy asks or asked. Questions with
// the same words and answers are one.
type LibraryQuestion struct {
	Key      string // the same wherever the question is asked
	Question form.Question
	Used     int    // by how many vacancies
	Last     string // announcement that asked it last
}

// QuestionLibrary is every question of the vacancies that the person may write,
// the one asked most often first, with points and weight as they were last.
func (s *Service) QuestionLibrary(ctx context.Context) ([]LibraryQuestion, error) {
	return view(ctx, s, func(tx *record.Tx) ([]LibraryQuestion, error) {
		if !policy.Somewhere(tx.Actor(), policy.VacancyWrite) {
			return nil, policy.Require(tx.Actor(), policy.VacancyWrite, app.ScopeHiring)
		}
		return library(tx)
	})
}

func library(tx *record.Tx) ([]LibraryQuestion, error) {
	sets, err := Questionnaires.All(tx)
	if err != nil {
		return nil, err
	}
	vacancies := map[app.ID]Vacancy{}
	sets = slices.DeleteFunc(sets, func(q Questionnaire) bool {
		if !policy.Can(tx.Actor(), policy.VacancyWrite, app.VacancyScope(q.Office, q.ID)) {
			return true
		}
		v, err := Vacancies.Get(tx, q.ID)
		vacancies[q.ID] = v
		return err != nil
	})
	slices.SortFunc(sets, func(a, b Questionnaire) int {
		return strings.Compare(string(vacancies[b.ID].Closes+app.Date(b.ID)), string(vacancies[a.ID].Closes+app.Date(a.ID)))
	})
	all, at := []LibraryQuestion{}, map[string]int{}
	for _, set := range sets {
		for _, q := range set.Set.Questions {
			if q.Kind == form.Instruction {
				continue
			}
			key := questionKey(q)
			if i, known := at[key]; known {
				all[i].Used++
				continue
			}
			at[key] = len(all)
			q.ID, q.Number, q.When, q.Is, q.Grades = "", "", "", nil, nil
			all = append(all, LibraryQuestion{Key: key, Question: q, Used: 1, Last: vacancies[set.ID].Announcement})
		}
	}
	slices.SortStableFunc(all, func(a, b LibraryQuestion) int { return b.Used - a.Used })
	return all, nil
}

// questionKey is the same for questions with the same words and answers.
func questionKey(q form.Question) string {
	parts := []any{strings.Join(strings.Fields(q.Text), " "), q.Kind}
	for _, c := range q.Choices {
		parts = append(parts, c.Label)
	}
	return digest(parts)[:16]
}

// ChosenQuestion is one question of a draft's list: one that it has, by its ID;
// one of the library, by its key; or a new one in its own words.
type ChosenQuestion struct {
	ID        string
	Key       string
	Text      string
	Kind      form.Kind
	ScreenOut bool // for a new yes/no question: "No" makes ineligible
	Weight    int
	Required  bool
}

// ChooseQuestions gives a draft its questions in this order and numbers them
// anew. The vacancy's scope must have reached this computer: a draft that the
// server does not know yet takes no questions.
func (s *Service) ChooseQuestions(ctx context.Context, vacancy app.ID, chosen []ChosenQuestion) (form.Set, error) {
	const op = "hiring.ChooseQuestions"
	return update(ctx, s, func(tx *record.Tx) (form.Set, error) {
		v, err := vacancyFor(tx, vacancy, policy.VacancyWrite)
		if err != nil {
			return form.Set{}, err
		}
		if v.Status != VacancyDraft {
			return form.Set{}, refused(op, "The vacancy is "+v.Status.Words()+" and no draft any more. Its questions change by an amendment, with its reason.")
		}
		if err := tx.EnsureScope(v.Scope()); err != nil {
			return form.Set{}, fault.E(op, fault.Unavailable, "The server does not know this draft yet. Sync, then choose its questions.", err)
		}
		had, err := questionsOf(tx, v)
		if err != nil {
			return had, err
		}
		known, err := library(tx)
		if err != nil {
			return had, err
		}
		set, err := setOf(v, had, known, chosen)
		if err != nil {
			return had, err
		}
		_, err = attach(tx, v, set, "")
		return set, err
	})
}

func setOf(v Vacancy, had form.Set, known []LibraryQuestion, chosen []ChosenQuestion) (form.Set, error) {
	set := form.Set{Title: v.Title, Source: had.Source, Questions: []form.Question{}}
	ids, number := map[string]bool{}, 0
	for _, q := range had.Questions {
		ids[q.ID] = true
	}
	for _, c := range chosen {
		q, there := had.Question(c.ID)
		if !there {
			at := slices.IndexFunc(known, func(l LibraryQuestion) bool { return c.Key != "" && l.Key == c.Key })
			switch {
			case at >= 0:
				q = known[at].Question
			case c.Key == "" && c.ID == "":
				q = c.question()
			default:
				return set, fault.E("hiring.ChooseQuestions", fault.NotFound, "A question that you chose is not in the library any more. Look at the list again.", nil)
			}
			q.ID = freeID(ids)
		}
		if q.Weight, q.Required = c.Weight, c.Required; q.Kind != form.Instruction {
			number++
			q.Number = fmt.Sprint(number)
		}
		set.Questions = append(set.Questions, q)
	}
	return set, nil
}

func freeID(taken map[string]bool) string {
	for n := len(taken) + 1; ; n++ {
		if id := fmt.Sprintf("q%d", n); !taken[id] {
			taken[id] = true
			return id
		}
	}
}

// Scale is the kind of a new question that is answered on the usual scale.
const Scale form.Kind = "scale"

// usualScale is the scale that self-ratings of experience are given on.
var usualScale = []string{"I have not had education, training or experience in this task.",
	"I have had education or training in this task, but have not yet performed it on the job.",
	"I have performed this task on the job, under close supervision.",
	"I have performed this task as a regular part of a job, independently.",
	"I have supervised or trained others in this task, or am consulted as an expert."}

// question is a new question with sensible answers and points.
func (c ChosenQuestion) question() form.Question {
	q := form.Question{Text: strings.TrimSpace(c.Text), Kind: c.Kind}
	switch c.Kind {
	case form.YesNo:
		q.Choices = []form.Choice{{Value: "yes", Label: "Yes", Points: 100}, {Value: "no", Label: "No", ScreenOut: c.ScreenOut}}
	case Scale:
		q.Kind = form.Single
		for i, label := range usualScale {
			q.Choices = append(q.Choices, form.Choice{Value: string(rune('a' + i)), Label: label, Points: 25 * i})
		}
	}
	return q
}
