package knowledge

import (
	"context"
	"slices"
	"strings"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/app/policy"
	"civicdesk/app/refdata"
	"civicdesk/storage/record"
)

// Service reads the knowledge base. Reading an article shows nobody's data, so
// it leaves no entry on the audit trail.
type Service struct{ db *record.DB }

// New returns the service over a store that knows Definitions.
func New(db *record.DB) *Service { return &Service{db: db} }

// Hit is an article with the places where it was found.
type Hit struct {
	Article
	Found []record.FoundField
}

func may(ctx context.Context) error {
	if policy.Somewhere(app.ActorFrom(ctx), policy.KnowledgeRead) {
		return nil
	}
	return policy.Require(app.ActorFrom(ctx), policy.KnowledgeRead, app.ScopeAgency)
}

// List returns every article by title.
func (s *Service) List(ctx context.Context) (all []Article, err error) {
	if err := may(ctx); err != nil {
		return nil, err
	}
	err = s.db.View(ctx, func(tx *record.Tx) error {
		all, err = Articles.All(tx)
		return err
	})
	slices.SortFunc(all, func(a, b Article) int { return strings.Compare(a.Title, b.Title) })
	return all, err
}

// Find returns the articles that hold every word, as is typed, the best first.
// An empty text finds all of them, by title.
func (s *Service) Find(ctx context.Context, text string, limit int) ([]Hit, error) {
	hits := []Hit{}
	if strings.TrimSpace(text) == "" {
		all, err := s.List(ctx)
		for _, a := range all {
			hits = append(hits, Hit{Article: a})
		}
		return hits, err
	}
	if err := may(ctx); err != nil {
		return nil, err
	}
	found, err := s.db.Search(ctx, record.SearchQuery{Text: text, Types: []string{Articles.Name()}, Limit: limit, AtOnce: true,
		See: func(scope app.Scope) bool { return scope == app.ScopeAgency }})
	if err != nil {
		return nil, err
	}
	err = s.db.View(ctx, func(tx *record.Tx) error {
		for _, h := range found.Hits {
			a, err := Articles.Get(tx, h.ID)
			if fault.Is(err, fault.NotFound) { // it went meanwhile
				continue
			}
			if err != nil {
				return err
			}
			hits = append(hits, Hit{a, h.Fields})
		}
		return nil
	})
	return hits, err
}

// Open returns an article in a version: the present one when it is empty.
func (s *Service) Open(ctx context.Context, slug, version string) (a Article, newest bool, err error) {
	if err := may(ctx); err != nil {
		return a, false, err
	}
	err = s.db.View(ctx, func(tx *record.Tx) error {
		now, err := Get(tx, slug)
		if err != nil {
			return err
		}
		a, err = now.At(version)
		newest = a.Version == now.Version
		return err
	})
	return a, newest, err
}

// Get reads the present article with this slug; its callers ask for rights.
func Get(tx *record.Tx, slug string) (Article, error) {
	a, err := Articles.Get(tx, idOf(slug))
	if fault.Is(err, fault.NotFound) {
		err = fault.E("knowledge.Get", fault.NotFound, "There is no article “"+slug+"” in the knowledge base.", nil)
	}
	return a, err
}

// Seed brings the shipped articles into the server's store. A text that differs
// from the one that is there becomes the present one, and the one before is kept.
func Seed(ctx context.Context, db *record.DB) error {
	return db.Update(ctx, func(tx *record.Tx) error {
		tx.Action("article.ship")
		for _, shipped := range refdata.Articles() {
			a, err := Articles.Get(tx, idOf(shipped.Slug))
			if err != nil && !fault.Is(err, fault.NotFound) {
				return err
			}
			if next, changed := a.renewed(shipped, tx.Now()); changed {
				if err := Articles.Put(tx, next); err != nil {
					return err
				}
			}
		}
		return nil
	})
}
