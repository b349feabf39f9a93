// Package conflict keeps both values when two people changed one field without
// knowing of each other, until one of them chooses. A conflict is a record like
// any other: it lies in the scope of its record and reaches both desktops.
package conflict

import (
	"cmp"
	"context"
	"crypto/sha256"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/app/policy"
	"civicdesk/storage/record"
)

// The states of a conflict.
const (
	Open       = "open"
	Resolved   = "resolved"
	Superseded = "superseded" // its author has since sent another value, see By
)

// The choices that close one.
const (
	Kept  = "kept"  // the server's value
	Other = "other" // the value that came second
)

// Conflict is two people's values of one field.
type Conflict struct {
	ID     app.ID    `json:"id"`
	Scope  app.Scope `json:"scope"`
	Type   string    `json:"type"`   // type name of the record
	Record app.ID    `json:"record"` //
	Label  string    `json:"label"`  // the record in words, for the list; no more than its screen shows
	Field  string    `json:"field"`

	Kept      record.Raw `json:"kept"` // the value that stayed; null when sensitive
	KeptUser  app.ID     `json:"keptUser"`
	KeptName  string     `json:"keptName"` // empty: the server itself or the public site
	KeptAt    time.Time  `json:"keptAt"`   // by the author's clock; zero when not known
	Other     record.Raw `json:"other"`
	OtherUser app.ID     `json:"otherUser"`
	OtherName string     `json:"otherName"`
	OtherAt   time.Time  `json:"otherAt"`

	// With holds the other value of the fields that are one value with Field.
	With map[string]record.Raw `json:"with"`

	Sensitive  bool   `json:"sensitive"` // the values are in the next two fields
	KeptText   string `json:"keptText"`
	OtherText  string `json:"otherText"`
	State      string `json:"state"`
	Choice     string `json:"choice"`
	By         string `json:"by"` // who chose, or the conflict that supersedes this one
	ResolvedAt string `json:"resolvedAt"`
}

// RecordID is the conflict's identity.
func (c Conflict) RecordID() app.ID { return c.ID }

// Conflicts is the record type. Whoever chooses first has chosen.
var Conflicts = record.Define[Conflict]("conflict",
	record.Scope(func(c Conflict) app.Scope { return c.Scope }),
	record.Index("by-state", record.Clear, func(c Conflict) []record.Key { return []record.Key{record.K(c.State)} }),
	record.Index("by-record", record.Blind, func(c Conflict) []record.Key { return []record.Key{record.K(string(c.Record))} }),
	record.Checks(check),
	record.Sensitive("keptText", "otherText"),
	record.Audited())

func check(old *Conflict, c Conflict) error {
	switch {
	case old == nil && c.State != Open:
		return fault.E("conflict.check", fault.Invalid, "A difference begins as open.", nil)
	case old != nil && old.State != Open && (c.State != old.State || c.Choice != old.Choice):
		return closed(*old)
	case old != nil && (old.Record != c.Record || old.Field != c.Field || string(old.Kept) != string(c.Kept) || string(old.Other) != string(c.Other)):
		return fault.E("conflict.check", fault.Refused, "The two values of a difference cannot be changed, only chosen from.", nil)
	}
	return nil
}

func closed(c Conflict) error {
	words := "This difference is settled already."
	if c.State == Resolved && c.By != "" {
		words = "This difference is settled already: " + c.By + " chose."
	}
	return fault.E("conflict.Resolve", fault.Conflict, words, nil)
}

// IDOf is the identity of the conflict of an operation on a field: the same
// however often it is computed.
func IDOf(op app.ID, typ string, id app.ID, field string) app.ID {
	sum := sha256.Sum256([]byte("civicdesk conflict\x00" + string(op) + "\x00" + typ + "\x00" + string(id) + "\x00" + field))
	u := uuid.UUID(sum[:16])
	u[6], u[8] = u[6]&0x0f|0x80, u[8]&0x3f|0x80 // version 8: of our own making
	return app.ID(u.String())
}

// Erase has the conflicts about a record erased along with it. It is a
// record.Setup.
func Erase(db *record.DB) {
	db.AlsoErase(func(tx *record.Tx, ref record.Ref) ([]record.Ref, error) {
		var refs []record.Ref
		all, err := Conflicts.Find(tx, "by-record", record.K(string(ref.ID)))
		for _, c := range all {
			if c.Type == ref.Type {
				refs = append(refs, record.Ref{Type: Conflicts.Name(), ID: c.ID})
			}
		}
		return refs, err
	})
}

// Service shows conflicts and settles them, on a desktop and on the server.
type Service struct{ db *record.DB }

// New returns the service over a store.
func New(db *record.DB) *Service { return &Service{db} }

// Unsettled lists the open conflicts that the actor may see and settle, oldest
// first. Sensitive values are not filled in.
func (s *Service) Unsettled(ctx context.Context) (all []Conflict, err error) {
	actor := app.ActorFrom(ctx)
	err = s.db.View(ctx, func(tx *record.Tx) error {
		all, err = Conflicts.Find(tx, "by-state", record.K(Open))
		all = slices.DeleteFunc(all, func(c Conflict) bool { return !policy.Can(actor, policy.Resolve, c.Scope) })
		slices.SortFunc(all, func(a, b Conflict) int {
			return cmp.Or(a.OtherAt.Compare(b.OtherAt), cmp.Compare(a.ID, b.ID))
		})
		return err
	})
	return all, err
}

// Resolve settles the conflict with one of the two values: Kept or Other. It is
// an ordinary edit: on a desktop it is saved at once and sent later.
func (s *Service) Resolve(ctx context.Context, id app.ID, choice string) error {
	if choice != Kept && choice != Other {
		return fault.E("conflict.Resolve", fault.Invalid, "Choose one of the two values.", nil)
	}
	return s.db.Update(ctx, func(tx *record.Tx) error {
		c, err := Conflicts.Get(tx, id)
		if err != nil {
			return err
		}
		if err := policy.Require(tx.Actor(), policy.Resolve, c.Scope); err != nil {
			return err
		}
		if c.State != Open {
			return closed(c)
		}
		tx.Action("conflict.resolve")
		if choice == Other {
			if err := takeOther(tx, c); err != nil {
				return err
			}
		}
		c.State, c.Choice, c.By, c.ResolvedAt = Resolved, choice, tx.Actor().Name, tx.Now().Format(time.RFC3339)
		return Conflicts.Put(tx, c)
	})
}

func takeOther(tx *record.Tx, c Conflict) error {
	now, err := tx.Current(c.Type, c.Record)
	if err != nil {
		return err
	}
	if !now.Exists {
		return fault.E("conflict.Resolve", fault.NotFound, "The record of this difference is no longer here.", nil)
	}
	fields := map[string]record.Raw{}
	maps.Copy(fields, c.With)
	if !c.Sensitive {
		fields[c.Field] = c.Other
		return tx.SetFields(c.Type, c.Record, now.Scope, fields, nil)
	}
	text, err := Conflicts.Reveal(tx, c.ID, "otherText")
	if err != nil {
		return err
	}
	if text == "" {
		return fault.E("conflict.Resolve", fault.Denied, "You may not see these values. Somebody with the right to see them must choose.", nil)
	}
	return tx.SetFields(c.Type, c.Record, now.Scope, fields, map[string]string{c.Field: text})
}

// Text shows an encoded value as people read it.
func Text(v record.Raw) string {
	var any any
	if err := record.Decode(v, &any); err != nil {
		return ""
	}
	return show(any)
}

func show(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case bool:
		if v {
			return "yes"
		}
		return "no"
	case []any:
		parts := make([]string, len(v))
		for i, one := range v {
			parts[i] = show(one)
		}
		return strings.Join(parts, "; ")
	case map[any]any:
		var parts []string
		for k, one := range v {
			if text := show(one); text != "" {
				parts = append(parts, fmt.Sprint(k)+": "+text)
			}
		}
		slices.Sort(parts)
		return strings.Join(parts, ", ")
	}
	return fmt.Sprint(v)
}
