package server

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/app/policy"
	"civicdesk/storage"
	"civicdesk/storage/record"
	"civicdesk/sync/conflict"
	"civicdesk/sync/merge"
	"civicdesk/sync/pair"
)

// guarded applies the operation; a panic and an error without words refuse this
// operation alone. Only a failure of the store itself fails the whole push.
func (d *decision) guarded(tx *record.Tx) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fault.E("server.apply", fault.Internal, "The server could not take this. It is kept; tell your administrator.", fmt.Errorf("panic of type %T", p))
		}
	}()
	err = d.apply(tx)
	var f *fault.Error
	if err == nil || errors.As(err, &f) || ofStore(err) {
		return err
	}
	return fault.E("server.apply", fault.Internal, "The server could not take this. It is kept; tell your administrator.", err)
}

func ofStore(err error) bool {
	for _, e := range []error{storage.ErrClosed, storage.ErrFull, storage.ErrDamaged, storage.ErrInUse, storage.ErrUnavailable, storage.ErrUnknown} {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}

var errStranger = fault.E("server.push", fault.Denied, "This was entered under another account, so the server did not take it.", nil)

func (d *decision) apply(tx *record.Tx) (err error) {
	if d.op.User != d.c.user.ID {
		return errStranger
	}
	if d.op.Act != "" {
		if d.op.Seen == "" { // an act of the server's own saw nothing; a desktop's author did
			return fault.E("server.apply", fault.Invalid, "This step does not say what its author saw. Look again and repeat it.", nil)
		}
		if d.result, err = tx.RunAct(d.op.Act, d.op.Args, d.op.Seen); err != nil {
			return err
		}
	}
	for _, c := range d.op.Changes {
		if err := d.change(tx, c); err != nil {
			return err
		}
	}
	notes(tx, d.op)
	return d.complete()
}

// change merges one record's changes into the server's state.
func (d *decision) change(tx *record.Tx, c record.Change) error {
	def := d.s.db.Schema().Type(c.Type)
	if def == nil {
		return fault.E("server.apply", fault.Invalid, "This kind of record is not known to the server. The server must be updated first.", nil)
	}
	now, err := tx.Current(c.Type, c.ID)
	if err != nil {
		return err
	}
	if err := d.allow(c, now); err != nil {
		return err
	}
	if !now.Exists && !c.New {
		if err := d.absent(c); err != nil {
			return err
		}
		return fault.E("server.apply", fault.NotFound, "The record that this changes is not on the server: it was refused before, or it is gone. What you entered is kept here.", nil)
	}
	if err := d.s.o.Admit(tx, c); err != nil {
		return err
	}
	m := merged{fields: map[string]record.Raw{}, secrets: map[string]string{}}
	for _, f := range slices.Sorted(maps.Keys(c.Set)) {
		if err := d.field(tx, &m, c, now, def, f); err != nil {
			return err
		}
	}
	for _, f := range slices.Sorted(maps.Keys(c.Append)) {
		if _, whole := c.Set[f]; whole {
			continue
		}
		if err := d.field(tx, &m, c, now, def, f); err != nil {
			return err
		}
	}
	for _, f := range slices.Sorted(maps.Keys(c.Secrets)) {
		if err := d.secret(tx, &m, c, now, f); err != nil {
			return err
		}
	}
	m.join(def, c)
	if len(m.fields)+len(m.secrets) > 0 || !now.Exists {
		if err := tx.SetFields(c.Type, c.ID, c.Scope, m.fields, m.secrets); err != nil {
			return err
		}
	}
	for _, f := range m.disputed {
		if err := d.dispute(tx, c, now, def, f); err != nil {
			return err
		}
	}
	if err := d.s.o.Derive(tx, c); err != nil {
		return err
	}
	return d.pair(tx, c)
}

// pair notes records that may stand for the same thing as the changed one, for a
// person to decide. A pair that is there, decided or not, stays as it is.
func (d *decision) pair(tx *record.Tx, c record.Change) error {
	alike, err := d.s.o.Alike(tx, c)
	if err != nil {
		return err
	}
	for _, p := range alike {
		p.ID, p.State = pair.IDOf(p.Type, p.First, p.Second), pair.Open
		if _, err := pair.Pairs.Get(tx, p.ID); !fault.Is(err, fault.NotFound) {
			if err != nil {
				return err
			}
			continue
		}
		if err := pair.Pairs.Put(tx, p); err != nil {
			return err
		}
	}
	return nil
}

// merged is what becomes of a record.
type merged struct {
	fields   map[string]record.Raw
	secrets  map[string]string
	disputed []string
}

// join makes one difference of those on fields that are one value: none of them
// is changed, and the first that the author offered names the difference.
func (m *merged) join(def *record.Definition, c record.Change) {
	var joined []string
	for _, f := range m.disputed {
		group := def.TogetherWith(f)
		if group == nil {
			joined = append(joined, f)
			continue
		}
		name := f
		for i := len(group) - 1; i >= 0; i-- {
			_, set := c.Set[group[i]]
			if _, secret := c.Secrets[group[i]]; set || secret {
				name = group[i]
			}
			delete(m.fields, group[i])
			delete(m.secrets, group[i])
		}
		if !slices.Contains(joined, name) {
			joined = append(joined, name)
		}
	}
	m.disputed = joined
}

// allow refuses a change that the person may not make, where the record is and
// where it would be.
func (d *decision) allow(c record.Change, now record.Current) error {
	actor := d.c.actor()
	denied := fault.E("server.allow", fault.Denied, "You may not change these records any more. What you entered is kept here; ask your administrator.", nil)
	scopes := []app.Scope{c.Scope}
	if now.Exists && now.Scope != c.Scope {
		scopes = append(scopes, now.Scope)
	}
	for _, scope := range scopes {
		if app.ScopeAdmin.Covers(scope) || !policy.Sees(actor, scope) {
			return denied
		}
		if settles, known := settling[c.Type]; known {
			if c.New {
				return denied
			}
			if err := policy.Require(actor, policy.Resolve, scope); err != nil {
				return err
			}
			if !setsOnly(c, settles) {
				return fault.E("server.allow", fault.Refused, "The two values of a difference cannot be changed, only chosen from.", nil)
			}
			continue
		}
		asked := c
		asked.Scope = scope
		if err := d.s.o.Authorize(actor, asked, now); err != nil {
			return err
		}
	}
	return nil
}

// settling names the types of the sync itself, which desktops may only settle,
// with the fields that do it.
var settling = map[string][]string{
	conflict.Conflicts.Name(): {"state", "choice", "by", "resolvedAt"},
	pair.Pairs.Name():         pair.Decided,
}

// setsOnly says whether a change sets no other fields than these.
func setsOnly(c record.Change, fields []string) bool {
	for f := range c.Set {
		if !slices.Contains(fields, f) {
			return false
		}
	}
	return len(c.Secrets) == 0 && len(c.Append) == 0
}

func (d *decision) field(tx *record.Tx, m *merged, c record.Change, now record.Current, def *record.Definition, f string) error {
	q := merge.Field{Name: f, Rule: def.RuleOf(f), Exists: now.Exists, Now: now.Fields[f], New: c.New, Offered: c.Set[f], Added: c.Append[f]}
	if len(q.Added) > 0 && !q.Rule.Append {
		return fault.E("server.apply", fault.Invalid, "A field was sent in a form that the server does not know. Update Civic Desk on this computer.", nil)
	}
	var err error
	if q.Based, err = d.isBased(tx, c, now, f); err != nil {
		return err
	}
	what, v, err := merge.Decide(q)
	if err != nil {
		return err
	}
	switch what {
	case merge.Nothing:
		if c.New && now.Exists && !q.Rule.Append && string(q.Now) != string(q.Offered) {
			d.unseen = append(d.unseen, fieldKey(c.Type, c.ID, f)) // it stands, and the author does not know it
		}
	case merge.Set, merge.Both:
		m.fields[f] = v
	case merge.Keep:
		if settling[c.Type] != nil {
			return fault.E("server.apply", fault.Conflict, "Somebody else settled this difference first.", nil)
		}
		m.disputed = append(m.disputed, f)
	}
	return nil
}

func (d *decision) secret(tx *record.Tx, m *merged, c record.Change, now record.Current, f string) error {
	was, err := tx.Secret(c.Type, c.ID, f)
	if err != nil {
		return err
	}
	q := merge.Field{Name: f, Exists: now.Exists, New: c.New}
	if q.Based, err = d.isBased(tx, c, now, f); err != nil {
		return err
	}
	switch merge.Text(q, was, c.Secrets[f]) {
	case merge.Set:
		m.secrets[f] = c.Secrets[f]
	case merge.Keep:
		m.disputed = append(m.disputed, f)
	}
	return nil
}

func (d *decision) isBased(tx *record.Tx, c record.Change, now record.Current, f string) (bool, error) {
	base, has := c.Base[f]
	if !has || !now.Exists {
		return false, nil
	}
	if err := d.unknown(base); err != nil {
		return false, err
	}
	return d.log.based(tx, base, c.Type, c.ID, f, now.Version(f))
}

// dispute records that two people differ on a field.
func (d *decision) dispute(tx *record.Tx, c record.Change, now record.Current, def *record.Definition, f string) error {
	k := conflict.Conflict{ID: conflict.IDOf(d.op.ID, c.Type, c.ID, f), Scope: now.Scope, Type: c.Type, Record: c.ID,
		Label: d.s.o.Label(c.Type, c.ID, now), Field: f, Kept: now.Fields[f], Other: c.Set[f],
		OtherUser: d.op.User, OtherName: d.c.user.Name, OtherAt: d.op.At, State: conflict.Open}
	if def.IsSensitive(f) {
		was, err := tx.Secret(c.Type, c.ID, f)
		if err != nil {
			return err
		}
		k.Sensitive, k.KeptText, k.OtherText, k.Kept, k.Other = true, was, c.Secrets[f], null, null
	}
	d.disputed = append(d.disputed, fieldKey(c.Type, c.ID, f))
	k.With = map[string]record.Raw{}
	for _, with := range def.TogetherWith(f) {
		if v, offered := c.Set[with]; offered && with != f {
			k.With[with] = v
			d.disputed = append(d.disputed, fieldKey(c.Type, c.ID, with))
		}
	}
	if len(k.Kept) == 0 {
		k.Kept = null
	}
	author, err := d.log.author(now.Version(f))
	if err != nil {
		return err
	}
	if author != nil {
		k.KeptUser, k.KeptName, k.KeptAt = author.User, author.UserName, author.At
	}
	if err := d.supersede(tx, c, f, k.ID); err != nil {
		return err
	}
	return conflict.Conflicts.Put(tx, k)
}

// supersede closes the conflict of the author's own earlier value, which this
// one replaces. The earlier value stays in its record.
func (d *decision) supersede(tx *record.Tx, c record.Change, f string, by app.ID) error {
	own := c.Base[f].Own
	if own == "" {
		return nil
	}
	earlier, err := conflict.Conflicts.Get(tx, conflict.IDOf(own, c.Type, c.ID, f))
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil || earlier.State != conflict.Open || earlier.OtherUser != d.op.User {
		return err
	}
	earlier.State, earlier.By = conflict.Superseded, string(by)
	return conflict.Conflicts.Put(tx, earlier)
}
