// Package tray is everything about the exchange with the server that only a
// person can decide: differences, possible duplicates and refused work. It serves
// the window and the commands alike.
package tray

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/storage/record"
	"civicdesk/sync/client"
	"civicdesk/sync/conflict"
	"civicdesk/sync/pair"
)

// Kind says what an entry is.
type Kind string

// The kinds of entries.
const (
	Difference Kind = "difference" // two values of one field
	Duplicate  Kind = "duplicate"  // two records that may be one thing
	Refusal    Kind = "refusal"    // work that the server refused
	HeldWork   Kind = "held"       // work that the server has and cannot decide yet; nothing to do
)

// Entry is one thing that needs attention.
type Entry struct {
	ID    app.ID
	Kind  Kind
	What  string // in words, without personal data
	Words string // what happened, and what to do
	When  time.Time
}

// Service is the tray of one signed-in user.
type Service struct {
	db        *record.DB
	sync      *client.Client
	conflicts *conflict.Service
	pairs     *pair.Service
}

// New returns the tray over a desktop's services.
func New(db *record.DB, sync *client.Client, conflicts *conflict.Service, pairs *pair.Service) *Service {
	return &Service{db, sync, conflicts, pairs}
}

// List is what needs attention: differences, duplicates, refusals, and last what
// the server holds.
func (s *Service) List(ctx context.Context) (all []Entry, err error) {
	open, err := s.conflicts.Unsettled(ctx)
	if err != nil {
		return nil, err
	}
	for _, c := range open {
		all = append(all, Entry{c.ID, Difference, c.Label + ", " + c.Field, "Two people changed this without knowing of each other. Choose one of the two values.", c.OtherAt})
	}
	pairs, err := s.pairs.Undecided(ctx)
	if err != nil {
		return nil, err
	}
	for _, p := range pairs {
		all = append(all, Entry{p.ID, Duplicate, p.FirstLabel + " and " + p.SecondLabel, "These may be one paper form that was keyed twice. " + strings.Join(p.Why, " "), time.Time{}})
	}
	refused, err := s.db.Refusals(ctx)
	if err != nil {
		return nil, err
	}
	for _, r := range refused {
		all = append(all, Entry{r.Op.ID, Refusal, whatOf(r.Op), r.Outcome.Words, r.Op.At})
	}
	held := s.sync.Held()
	ops, err := s.db.Unsent(ctx, 0)
	for _, op := range ops {
		if words, is := held[op.ID]; is {
			all = append(all, Entry{op.ID, HeldWork, whatOf(op), words, op.At})
		}
	}
	return all, err
}

func whatOf(op record.Op) string {
	if op.Act != "" {
		return op.Act
	}
	var types []string
	for _, c := range op.Changes {
		if !slices.Contains(types, c.Type) {
			types = append(types, c.Type)
		}
	}
	return strings.Join(types, ", ")
}

// Refused is a refused operation with its content.
func (s *Service) Refused(ctx context.Context, op app.ID) (record.Refusal, error) {
	all, err := s.db.Refusals(ctx)
	for _, r := range all {
		if r.Op.ID == op {
			return r, nil
		}
	}
	if err == nil {
		err = fault.E("tray.Refused", fault.NotFound, "There is no such refused work here. It may have been dealt with already.", nil)
	}
	return record.Refusal{}, err
}

// Resend enters refused work once more as new work, with the fields that are
// named set to other values, and takes the refused one from the tray. A field is
// named as in the refusal; "#2.name" is the field of the second record when there
// are several. What the rules of the record refuse here stays in the tray.
func (s *Service) Resend(ctx context.Context, op app.ID, edits map[string]string) error {
	r, err := s.Refused(ctx, op)
	if err != nil {
		return err
	}
	if r.Op.Act != "" {
		return fault.E("tray.Resend", fault.Refused, "A step that the server runs is not sent again as it was: look at the record again and repeat the step there.", nil)
	}
	changes, err := s.edited(r.Op.Changes, edits)
	if err != nil {
		return err
	}
	if err := s.db.Update(ctx, func(tx *record.Tx) error {
		tx.Action("tray.resend")
		for _, c := range changes {
			if err := enter(tx, c); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		return err
	}
	return s.db.Dismiss(ctx, op)
}

// edited are the changes with the edits in them.
func (s *Service) edited(changes []record.Change, edits map[string]string) ([]record.Change, error) {
	out := make([]record.Change, len(changes))
	for i, c := range changes {
		out[i] = c
		out[i].Set, out[i].Secrets = map[string]record.Raw{}, map[string]string{}
		for f, v := range c.Set {
			out[i].Set[f] = v
		}
		for f, v := range c.Secrets {
			out[i].Secrets[f] = v
		}
	}
	var wrong []fault.Field
	for name, text := range edits {
		at, field := 0, name
		if n, f, ok := strings.Cut(strings.TrimPrefix(name, "#"), "."); ok && strings.HasPrefix(name, "#") {
			n, err := strconv.Atoi(n)
			if err != nil || n < 1 || n > len(out) {
				wrong = append(wrong, fault.Field{Name: name, Words: "There is no such record in this work."})
				continue
			}
			at, field = n-1, f
		}
		d := s.db.Schema().Type(out[at].Type)
		if d == nil {
			wrong = append(wrong, fault.Field{Name: name, Words: "This kind of record is not known here. Update Civic Desk."})
			continue
		}
		if d.IsSensitive(field) {
			out[at].Secrets[field] = text
			continue
		}
		v, err := typed(out[at].Set[field], text)
		if err != nil || d.RuleOf(field).Append {
			wrong = append(wrong, fault.Field{Name: name, Words: "This field cannot be given as text. Open the record and change it there."})
			continue
		}
		out[at].Set[field] = v
	}
	return out, fault.Fields("tray.Resend", wrong)
}

// typed encodes text as a value of the kind that the field had.
func typed(was record.Raw, text string) (record.Raw, error) {
	var v any
	if len(was) > 0 {
		if err := record.Decode(was, &v); err != nil {
			return nil, err
		}
	}
	switch v.(type) {
	case nil, string:
		return record.Encode(text)
	case bool:
		b, err := strconv.ParseBool(text)
		if err != nil {
			return nil, err
		}
		return record.Encode(b)
	case uint64, int64:
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return nil, err
		}
		return record.Encode(n)
	}
	return nil, errors.New("tray: a field that is no text")
}

// enter makes the change on the record as it is now.
func enter(tx *record.Tx, c record.Change) error {
	now, err := tx.Current(c.Type, c.ID)
	if err != nil {
		return err
	}
	if !now.Exists && !c.New {
		return fault.E("tray.Resend", fault.NotFound, "The record that this changes is no longer here, so it cannot be sent again. Copy what you need and enter it anew.", nil)
	}
	fields := map[string]record.Raw{}
	for f, v := range c.Set {
		fields[f] = v
	}
	for f, added := range c.Append {
		var list []record.Raw
		if v := now.Fields[f]; v != nil {
			if err := record.Decode(v, &list); err != nil {
				return err
			}
		}
		if fields[f], err = record.Encode(append(list, added...)); err != nil {
			return err
		}
	}
	return tx.SetFields(c.Type, c.ID, c.Scope, fields, c.Secrets)
}
