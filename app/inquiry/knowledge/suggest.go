package knowledge

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strings"
	"unicode"

	"civicdesk/app/refdata"
)

// least is how many letters a word has before it says anything.
const least = 4

// common are words that stand in every question.
var common = map[string]bool{"about": true, "after": true, "asked": true, "because": true, "been": true, "called": true, "caller": true, "could": true, "does": true,
	"from": true, "have": true, "know": true, "like": true, "long": true, "make": true, "need": true, "said": true, "says": true, "should": true, "that": true, "their": true,
	"them": true, "then": true, "there": true, "they": true, "this": true, "told": true, "want": true, "wants": true, "were": true, "what": true, "when": true, "where": true,
	"which": true, "while": true, "will": true, "with": true, "would": true, "your": true}

// Suggest returns up to most articles that may answer what somebody has written,
// the likeliest first. Unlike Find it needs no more than a few words in common: a
// word counts the more, the fewer articles have it, and in a title or tag the most.
func (s *Service) Suggest(ctx context.Context, text string, most int) ([]Article, error) {
	asked := words(text)
	if len(asked) == 0 {
		return []Article{}, may(ctx)
	}
	all, err := s.List(ctx)
	if err != nil {
		return nil, err
	}
	all = slices.DeleteFunc(all, func(a Article) bool { return a.Status == refdata.StatusHistorical })
	type scored struct {
		Article
		score float64
	}
	best, sheets := make([]scored, len(all)), make([]sheet, len(all))
	for i, a := range all {
		best[i].Article, sheets[i] = a, sheetOf(a)
	}
	for _, w := range asked {
		n := 0
		for _, s := range sheets {
			if s[w] > 0 {
				n++
			}
		}
		for i, s := range sheets {
			best[i].score += s[w] * math.Log(float64(1+len(sheets))/float64(1+n))
		}
	}
	slices.SortStableFunc(best, func(a, b scored) int { return cmp.Compare(b.score, a.score) })
	out := []Article{}
	for _, b := range best[:min(most, len(best))] {
		if b.score >= worthwhile && b.score >= best[0].score/4 {
			out = append(out, b.Article)
		}
	}
	return out, nil
}

// worthwhile is the least score of a suggestion: one rare word in a title, or
// several in a text.
const worthwhile = 2.5

// sheet is an article as Suggest reads it: how much each of its words counts.
type sheet map[string]float64

func sheetOf(a Article) sheet {
	s := sheet{}
	for _, w := range words(plain(a.Text)) {
		s[w] = 1
	}
	for _, w := range words(a.Title + " " + strings.Join(a.Tags, " ") + " " + a.Category) {
		s[w] = 3
	}
	return s
}

// stem takes the ending off, so that "complaints" is "complaint" and "filing" is
// "filed".
func stem(w string) string {
	for _, end := range []string{"ations", "ation", "ings", "ing", "ies", "ied", "ers", "ed", "es", "er", "s", "e", "y"} {
		if rest, ok := strings.CutSuffix(w, end); ok && len(rest) >= least {
			return rest
		}
	}
	return w
}

// words are the stems of the telling words of a text, each once.
func words(text string) (out []string) {
	seen := map[string]bool{}
	for _, w := range strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		if len([]rune(w)) < least || common[w] || seen[stem(w)] {
			continue
		}
		seen[stem(w)] = true
		out = append(out, stem(w))
	}
	return out
}
