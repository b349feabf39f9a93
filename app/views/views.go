// Package views keeps the views that a person saved of a table: its columns,
// order and filter under a name. They are records of the person's own scope, so
// they outlive the lock, follow the person to another computer, and reach no
// colleague's: what is typed into a filter may be a name.
package views

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/app/policy"
	"civicdesk/storage/record"
)

// View is one saved view.
type View struct {
	ID    app.ID `json:"id"`
	User  app.ID `json:"user"`
	Table string `json:"table"` // "vacancies"
	Name  string `json:"name"`
	State string `json:"state"` // the page's own, as JSON
	First bool   `json:"first"` // the table opens with it
	Gone  bool   `json:"gone"`  // removed; it holds no more then
}

// RecordID is the view's identity.
func (v View) RecordID() app.ID { return v.ID }

// Views are the stored views. They are nobody's case: changes of them are not on
// the audit trail.
var Views = record.Define[View]("view",
	record.Scope(func(v View) app.Scope { return app.UserScope(v.User) }),
	record.Index("by-user", record.Blind, func(v View) []record.Key {
		if v.Gone {
			return nil
		}
		return []record.Key{record.K(string(v.User), v.Table)}
	}),
	record.Checks(check))

// Definitions are the record types of the package.
func Definitions() []record.Definition { return []record.Definition{Views.Definition()} }

const (
	longestName  = 40
	longestState = 8 << 10
	mostViews    = 50
)

func check(_ *View, v View) error {
	var wrong []fault.Field
	if name := strings.TrimSpace(v.Name); !v.Gone && (name == "" || len([]rune(name)) > longestName) {
		wrong = append(wrong, fault.Field{Name: "name", Words: "Enter a name of 1 to 40 characters"})
	}
	if !v.Gone && (len(v.State) > longestState || !json.Valid([]byte(v.State))) {
		wrong = append(wrong, fault.Field{Name: "state", Words: "The filter is too long to be saved. Shorten it."})
	}
	return fault.Fields("views.check", wrong)
}

// Service is a person's views over one store of records.
type Service struct{ db *record.DB }

// New builds the service.
func New(db *record.DB) *Service { return &Service{db: db} }

// List is the actor's views of the table, by name.
func (s *Service) List(ctx context.Context, table string) (all []View, err error) {
	err = s.db.View(ctx, func(tx *record.Tx) (err error) {
		all, err = mine(tx, table)
		return err
	})
	return all, err
}

// Save keeps the state under the name; a view that has the name already is
// replaced and stays what it was to the table.
func (s *Service) Save(ctx context.Context, table, name, state string) error {
	return s.change(ctx, table, func(tx *record.Tx, all []View) error {
		v := View{ID: app.NewID(), User: tx.Actor().User, Table: table, Name: strings.TrimSpace(name), State: state}
		at := slices.IndexFunc(all, func(o View) bool { return sameName(o.Name, v.Name) })
		if at >= 0 {
			v.ID, v.First = all[at].ID, all[at].First
		} else if len(all) >= mostViews {
			return fault.E("views.Save", fault.Refused, "There are 50 views of this table. Remove one first.", nil)
		}
		return Views.Put(tx, v)
	})
}

// Rename gives a view of the table another name, which no other view may have.
func (s *Service) Rename(ctx context.Context, table string, id app.ID, name string) error {
	return s.change(ctx, table, func(tx *record.Tx, all []View) error {
		v, err := one(all, id)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(all, func(o View) bool { return o.ID != id && sameName(o.Name, name) }) {
			return fault.Fields("views.Rename", []fault.Field{{Name: "name", Words: "Another view has this name. Choose another"}})
		}
		v.Name = strings.TrimSpace(name)
		return Views.Put(tx, v)
	})
}

// Remove takes a view of the table away.
func (s *Service) Remove(ctx context.Context, table string, id app.ID) error {
	return s.change(ctx, table, func(tx *record.Tx, all []View) error {
		v, err := one(all, id)
		if err != nil {
			return err
		}
		return Views.Put(tx, View{ID: v.ID, User: v.User, Table: v.Table, Gone: true})
	})
}

// SetFirst has the table open with the view; with none when the identity is
// empty.
func (s *Service) SetFirst(ctx context.Context, table string, id app.ID) error {
	return s.change(ctx, table, func(tx *record.Tx, all []View) error {
		if _, err := one(all, id); err != nil && id != "" {
			return err
		}
		for _, v := range all {
			if v.First == (v.ID == id) {
				continue
			}
			v.First = v.ID == id
			if err := Views.Put(tx, v); err != nil {
				return err
			}
		}
		return nil
	})
}

// change runs fn over the actor's views of the table, in one transaction.
func (s *Service) change(ctx context.Context, table string, fn func(tx *record.Tx, all []View) error) error {
	return s.db.Update(ctx, func(tx *record.Tx) error {
		all, err := mine(tx, table)
		if err != nil {
			return err
		}
		if err := tx.EnsureScope(app.UserScope(tx.Actor().User)); err != nil {
			return fault.E("views.change", fault.Unavailable, "This computer keeps views after its next sync with the server. Sync, then save the view again.", err)
		}
		return fn(tx, all)
	})
}

func mine(tx *record.Tx, table string) ([]View, error) {
	me := tx.Actor()
	if err := policy.Require(me, policy.ViewKeep, app.UserScope(me.User)); err != nil {
		return nil, fault.E("views.mine", fault.Unavailable, "This computer keeps views after its next sync with the server.", err)
	}
	all, err := Views.Find(tx, "by-user", record.K(string(me.User), table))
	slices.SortFunc(all, func(a, b View) int {
		return strings.Compare(strings.ToLower(a.Name)+string(a.ID), strings.ToLower(b.Name)+string(b.ID))
	})
	return all, err
}

func one(all []View, id app.ID) (View, error) {
	for _, v := range all {
		if v.ID == id {
			return v, nil
		}
	}
	return View{}, fault.E("views.one", fault.NotFound, "This view is gone. Look at the list again.", nil)
}

func sameName(a, b string) bool { return strings.EqualFold(strings.TrimSpace(a), strings.TrimSpace(b)) }
