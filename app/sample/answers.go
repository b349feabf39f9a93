package sample

import (
	"math"
	"math/rand/v2"
	"slices"
	"strconv"

	"civicdesk/app/form"
)

// answers answers every question that is asked at one of the grades. Each
// person has an ability, so that good answers go together and ratings spread.
func answers(r *rand.Rand, set form.Set, grades []string) form.Answers {
	able := 0.25 + 0.75*math.Sqrt(r.Float64())
	given := form.Answers{}
	for _, q := range set.Questions {
		asked := len(grades) == 0 || slices.ContainsFunc(grades, q.At)
		if q.Kind == form.Instruction || !asked || !set.Asked(q, given) {
			continue
		}
		if value := answer(r, q, able); len(value) > 0 {
			given[q.ID] = value
		}
	}
	return given
}

func answer(r *rand.Rand, q form.Question, able float64) []string {
	switch q.Kind {
	case form.YesNo, form.Single:
		return []string{choose(r, q, able).Value}
	case form.Multiple:
		return several(r, q, able)
	case form.Number:
		return []string{strconv.Itoa(1 + r.IntN(20))}
	case form.Date:
		return []string{one(r, words("2009-06-12 2012-05-19 2015-12-18 2018-08-31"))}
	case form.ShortText:
		return limit(one(r, []string{"See my resume.", "State university", "Four years at a county health department"}), q.MaxLength)
	case form.LongText:
		return limit(one(r, []string{
			"In my present job I plan and carry out inspections, write up what I find and explain it to the people concerned.",
			"I trained three new colleagues, kept the records of our section and answered questions from the public.",
			"I collected and checked the figures for the yearly report and presented them to the management.",
		}), q.MaxLength)
	}
	return nil
}

// choose takes a choice near the person's ability among those ordered by their
// worth; few people answer so that they screen themselves out.
func choose(r *rand.Rand, q form.Question, able float64) form.Choice {
	choices := slices.Clone(q.Choices)
	if !chance(r, 6) {
		if kept := slices.DeleteFunc(slices.Clone(choices), func(c form.Choice) bool { return c.ScreenOut }); len(kept) > 0 {
			choices = kept
		}
	}
	slices.SortStableFunc(choices, func(a, b form.Choice) int { return a.Points - b.Points })
	at := (able + r.NormFloat64()*0.18) * float64(len(choices))
	return choices[max(0, min(len(choices)-1, int(at)))]
}

// several takes each choice that is worth something with the chance of the
// person's ability, or one when none came up.
func several(r *rand.Rand, q form.Question, able float64) []string {
	var taken []string
	for _, c := range q.Choices {
		if !c.ScreenOut && (c.Points > 0 || q.MaxPoints() == 0) && r.Float64() < able {
			taken = append(taken, c.Value)
		}
	}
	if len(taken) == 0 {
		return []string{choose(r, q, able).Value}
	}
	return taken
}

func limit(text string, most int) []string {
	if runes := []rune(text); most > 0 && len(runes) > most {
		text = string(runes[:most])
	}
	return []string{text}
}
