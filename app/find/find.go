// Package find is the search over everything: people who applied, vacancies,
// inquiries and articles in one answer, for the box that is at hand on every screen.
package find

import (
	"context"
	"strings"

	"civicdesk/app"
	"civicdesk/app/hiring"
	"civicdesk/app/inquiry"
	"civicdesk/app/inquiry/knowledge"
	"civicdesk/app/policy"
	"civicdesk/storage/record"
)

// Limit is how many of each kind an answer has at most.
const Limit = 8

// Service searches one store.
type Service struct {
	db        *record.DB
	hiring    *hiring.Service
	inquiries *inquiry.Service
	articles  *knowledge.Service
}

// New returns the search over a store and its two halves.
func New(db *record.DB, h *hiring.Service, i *inquiry.Service) *Service {
	return &Service{db: db, hiring: h, inquiries: i, articles: knowledge.New(db)}
}

// Answer is what was found, of each kind the best first, with the places where
// the text was found.
type Answer struct {
	People    []hiring.FoundApplicant
	Vacancies []hiring.FoundVacancy
	Inquiries []inquiry.Row
	Articles  []knowledge.Hit
	Complete  bool // false: not every record has been read yet, ask again
}

// Everything finds what the actor may see, as is typed. Fewer than two
// characters find nothing. An answer with personal data is on the audit trail
// as one entry.
func (s *Service) Everything(ctx context.Context, text string) (Answer, error) {
	out := Answer{People: []hiring.FoundApplicant{}, Vacancies: []hiring.FoundVacancy{}, Inquiries: []inquiry.Row{}, Articles: []knowledge.Hit{}, Complete: true}
	if len([]rune(strings.TrimSpace(text))) < 2 {
		return out, nil
	}
	q := question{s, ctx, text, app.ActorFrom(ctx), &out.Complete}
	var err error
	if out.People, err = ask(q, hiring.Applications.Name(), s.hiring.FoundApplicants); err != nil {
		return out, err
	}
	if out.Vacancies, err = ask(q, hiring.Vacancies.Name(), s.hiring.FoundVacancies); err != nil {
		return out, err
	}
	if out.Inquiries, err = ask(q, inquiry.Inquiries.Name(), s.inquiries.FoundRows); err != nil {
		return out, err
	}
	if policy.Somewhere(q.actor, policy.KnowledgeRead) {
		if out.Articles, err = s.articles.Find(ctx, text, Limit); err != nil {
			return out, err
		}
	}
	if len(out.People)+len(out.Inquiries) == 0 {
		return out, nil
	}
	return out, s.db.Update(ctx, func(tx *record.Tx) error {
		tx.Audit("find.everything", "", "", "")
		return nil
	})
}

// question is what was asked, and by whom.
type question struct {
	*Service
	ctx      context.Context
	text     string
	actor    app.Actor
	complete *bool
}

// see says whether the actor's grants reach the scope. What they may read of it
// is asked again of each record.
func (q question) see(scope app.Scope) bool {
	switch {
	case scope == app.ScopeAgency:
		return policy.Somewhere(q.actor, policy.VacancyRead)
	case app.ScopeHiring.Covers(scope):
		return policy.Can(q.actor, policy.ApplicationRead, scope)
	case scope == q.inquiries.Scope():
		return policy.Can(q.actor, policy.InquiryRead, scope)
	}
	return false
}

// ask searches for one type. Some hits may not be shown after all, so it asks
// for more until there are enough or no more.
func ask[T any](q question, typ string, rows func(*record.Tx, []record.Hit) ([]T, error)) (out []T, err error) {
	for limit := 2 * Limit; ; limit *= 8 {
		found, err := q.db.Search(q.ctx, record.SearchQuery{Text: q.text, Types: []string{typ}, See: q.see, Limit: limit, AtOnce: true})
		if err != nil {
			return nil, err
		}
		*q.complete = *q.complete && found.Complete
		if err := q.db.View(q.ctx, func(tx *record.Tx) error {
			out, err = rows(tx, found.Hits)
			return err
		}); err != nil {
			return nil, err
		}
		if len(out) >= Limit || len(found.Hits) < limit {
			return out[:min(len(out), Limit)], nil
		}
	}
}
