package desktop

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"civicdesk/app"
	"civicdesk/app/hiring"
	"civicdesk/app/node"
)

// stepWords are the steps of a vacancy's history in words.
var stepWords = map[string]string{
	"vacancy.create": "Draft begun", "vacancy.copy": "Copied from another vacancy", "vacancy.import": "Imported from USAJOBS", "vacancy.draft": "Announcement written",
	"vacancy.questions": "Questions chosen", "vacancy.amend": "Amended", "vacancy.status": "Moved on", "vacancy.open": "Opened to applications",
	"vacancy.close": "Closed", "vacancy.rate": "Rated and ranked", "certificate.issue": "Certificate issued", "certificate.select": "Selection recorded",
}

// History is what was done to a vacancy, newest first.
func (h *Hiring) History(id string) ([]HistoryRow, error) {
	return opening(h.door, "desktop.History", func(ctx context.Context, desk *node.Session) ([]HistoryRow, error) {
		steps, err := desk.Hiring.History(ctx, app.ID(id))
		rows := make([]HistoryRow, 0, len(steps))
		for i, s := range steps {
			what := stepWords[s.Action]
			if what == "" {
				what = s.Action
			}
			var parts []string
			for _, p := range s.Parts {
				parts = append(parts, partWords(s.Action, p))
			}
			rows = append(rows, HistoryRow{Key: fmt.Sprint(len(steps) - i), At: instant(s.At), Who: s.Name, What: what, Parts: strings.Join(parts, ", "), Reason: s.Reason})
		}
		return rows, err
	})
}

// partWords is what of a vacancy a step touched: a section of a draft, a field of
// an amendment, a status, or a number as it is.
func partWords(action, part string) string {
	switch action {
	case "vacancy.draft":
		if words, ok := sectionWords[hiring.Section(part)]; ok {
			return words
		}
	case "vacancy.amend":
		return fieldWords(part)
	case "vacancy.status":
		return capital(strings.TrimPrefix(hiring.VacancyStatus(part).Words(), "a "))
	}
	return part
}

// Rating is how the vacancy's applications stand, and what a rating gives with
// them as they are now.
func (h *Hiring) Rating(id string) (RatingView, error) {
	return opening(h.door, "desktop.Rating", func(ctx context.Context, desk *node.Session) (RatingView, error) {
		p, err := desk.Hiring.PreviewRate(ctx, app.ID(id))
		if err != nil {
			return RatingView{}, err
		}
		v := RatingView{Round: p.Vacancy.RatingRound, RatedAt: instant(p.Vacancy.RatedAt), Finished: p.Finished, Waiting: p.Waiting, Drafts: p.Drafts, Grades: []RatingGrade{}}
		for _, g := range p.Grades {
			one := RatingGrade{Grade: g.Grade, Eligible: g.Eligible, Ineligible: g.Ineligible, Categories: []RatingPart{}, Reasons: []RatingPart{}}
			for _, c := range g.Categories {
				one.Categories = append(one.Categories, RatingPart{Name: c.Name, Count: c.Assigned, More: c.From + " and above; preference eligibles: " + fmt.Sprint(c.Eligible)})
			}
			for _, code := range sortedKeys(g.Reasons) {
				words := reasonWords[code]
				if words == "" {
					words = code
				}
				one.Reasons = append(one.Reasons, RatingPart{Name: words, Count: g.Reasons[code], More: code})
			}
			slices.SortStableFunc(one.Reasons, func(a, b RatingPart) int { return b.Count - a.Count })
			v.Grades = append(v.Grades, one)
		}
		return v, nil
	})
}

// reasonWords are the codes of ineligibility in words.
var reasonWords = map[string]string{
	"ILAT": "Came after the closing date", "IGRD": "Did not apply for this grade", "ICIT": "No citizen of the United States", "IMQS": "Answered a question that screens out",
}
