package hiring

import (
	"context"
	"slices"
	"time"

	"civicdesk/app"
	"civicdesk/app/policy"
	"civicdesk/storage/record"
)

// Event is one thing that was done to a vacancy. Steps are added, never changed.
type Event struct {
	At     time.Time `json:"at"`
	By     app.ID    `json:"by"`
	Name   string    `json:"name"`
	Action string    `json:"action"` // as on the audit trail: "vacancy.open"
	Parts  []string  `json:"parts"`  // sections of a draft, or fields of an amendment
	Reason string    `json:"reason"`
}

// step adds to the vacancy's history what the transaction does to it.
func (v *Vacancy) step(tx *record.Tx, action, reason string, parts ...string) {
	who := tx.Actor()
	v.Steps = append(slices.Clone(v.Steps), Event{At: tx.Now(), By: who.User, Name: who.Name, Action: action, Parts: parts, Reason: reason})
}

// draftStep adds that sections of a draft were written. A draft is saved at every
// field: one step tells of one person's day at one section.
func (v *Vacancy) draftStep(tx *record.Tx, sections []Section) {
	var parts []string
	for _, s := range sections {
		told := slices.ContainsFunc(v.Steps, func(st Event) bool {
			return st.Action == "vacancy.draft" && st.By == tx.Actor().User && EasternDay(st.At) == day(tx) && slices.Contains(st.Parts, string(s))
		})
		if !told {
			parts = append(parts, string(s))
		}
	}
	if len(parts) > 0 {
		v.step(tx, "vacancy.draft", "", parts...)
	}
}

// History is what was done to the vacancy, newest first.
func (s *Service) History(ctx context.Context, id app.ID) ([]Event, error) {
	return view(ctx, s, func(tx *record.Tx) ([]Event, error) {
		v, err := vacancyFor(tx, id, policy.VacancyWrite)
		if err != nil {
			return nil, err
		}
		steps := slices.Clone(v.Steps)
		slices.Reverse(steps)
		slices.SortStableFunc(steps, func(a, b Event) int { return b.At.Compare(a.At) })
		return steps, nil
	})
}
