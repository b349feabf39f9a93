package record

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"time"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/storage"
	"civicdesk/storage/seal"
	"civicdesk/storage/vault"
)

// Tx is a transaction over records. Get sees what the transaction has staged;
// Find, Range and All see the state before it.
type Tx struct {
	db      *DB
	ctx     context.Context
	stx     storage.Tx
	actor   app.Actor
	now     time.Time
	write   bool
	op      app.ID // the operation being applied, for the audit trail
	action  string
	why     string
	staged  map[place]*staged
	order   []*staged
	notes   []Note
	made    *[]vault.KeyID // scope keys made in the transaction (authority)
	tallies tallies
}

// staged is a record as the transaction leaves it.
type staged struct {
	def     *Definition
	place   place
	id      app.ID
	old     *state // nil: new
	scope   app.Scope
	fields  map[string]Raw // all fields but the sensitive ones
	value   any
	dirty   map[string]bool
	secrets map[string]string
}

func (db *DB) newTx(ctx context.Context, stx storage.Tx, actor app.Actor, write bool) *Tx {
	return &Tx{db: db, ctx: ctx, stx: stx, actor: actor, now: db.clock.Now(), write: write, staged: map[place]*staged{}, tallies: tallies{}}
}

// Actor is who acts.
func (tx *Tx) Actor() app.Actor { return tx.actor }

// Context is the context of the transaction.
func (tx *Tx) Context() context.Context { return tx.ctx }

// Now is the time of the transaction: the server's on the authority, the
// device's on a replica.
func (tx *Tx) Now() time.Time { return tx.now }

// IsReplica says whether the transaction is on a desktop.
func (tx *Tx) IsReplica() bool { return tx.db.replica != nil }

// Why gives the reason of the changes; it is sealed with the audit entry.
func (tx *Tx) Why(reason string) { tx.why = reason }

// Action names what the transaction does in the audit trail, for example
// "application.finish".
func (tx *Tx) Action(name string) { tx.action = name }

// Audit records something that is not a change: an opening, an export. The note
// must hold no personal data.
func (tx *Tx) Audit(action, typ string, id app.ID, note string) {
	tx.notes = append(tx.notes, Note{Action: action, Type: typ, ID: id, Text: note, At: tx.now})
}

// Mark is a keyed digest of text, equal wherever the scope's key is held: it
// compares a secret without showing it.
func (tx *Tx) Mark(s app.Scope, text string) string {
	if tx.write {
		if err := tx.ensureKey(s); err != nil && !errors.Is(err, storage.ErrReadOnly) {
			return ""
		}
	}
	return tx.db.ring.Mark(s, text)
}

// Get returns the record, or fault.NotFound when there is none that this store
// can open.
func (t *Type[T]) Get(tx *Tx, id app.ID) (T, error) {
	var zero T
	d := tx.db.schema.types[t.def.Name]
	if d == nil {
		return zero, fault.E("record.Get", fault.Internal, "", fmt.Errorf("type %q is not in the schema", t.def.Name))
	}
	p := tx.db.placeOf(d, id)
	if s, ok := tx.staged[p]; ok {
		return s.value.(T), nil
	}
	s, err := tx.db.readRow(tx.stx, storage.Records, p)
	if err != nil {
		return zero, err
	}
	if s == nil {
		return zero, fault.E("record.Get", fault.NotFound, "There is no such "+t.def.Name+" here, or you may not see it.", nil)
	}
	v, err := d.decode(s.Fields)
	if err != nil {
		return zero, err
	}
	return v.(T), nil
}

// Put creates the record or changes it, after its checks.
func (t *Type[T]) Put(tx *Tx, v T) error {
	if !tx.write {
		return storage.ErrReadOnly
	}
	d := tx.db.schema.types[t.def.Name]
	if d == nil {
		return fault.E("record.Put", fault.Internal, "", fmt.Errorf("type %q is not in the schema", t.def.Name))
	}
	fields, secrets, err := d.split(v)
	if err != nil {
		return err
	}
	return tx.stage(d, v.RecordID(), fields, secrets)
}

// Find returns the records with the key, in no promised order.
func (t *Type[T]) Find(tx *Tx, index string, key Key) ([]T, error) {
	d, ix := t.index(tx, index)
	prefix, _ := tx.db.indexKey(tx.stx, ix, key)
	c := collector[T]{tx: tx, def: d}
	err := tx.stx.Scan(storage.Indexes, prefix, storage.After(prefix), 0, func(k, _ []byte) error {
		if len(k) != len(prefix)+16 {
			return nil // a longer key that begins alike
		}
		return c.add(k)
	})
	return c.end(err)
}

// Range returns the records whose keys lie in [from, to) of a clear index, in
// key order, at most limit of them (0: all). Nil bounds are open.
func (t *Type[T]) Range(tx *Tx, index string, from, to Key, limit int) ([]T, error) {
	d, ix := t.index(tx, index)
	if ix.kind == Blind {
		return nil, fault.E("record.Range", fault.Internal, "", errors.New("a blind index has no order"))
	}
	low, high := append(ix.tag[:len(ix.tag):len(ix.tag)], from...), storage.After(ix.tag[:])
	if to != nil {
		high = append(ix.tag[:len(ix.tag):len(ix.tag)], to...)
	}
	c := collector[T]{tx: tx, def: d, limit: limit}
	err := tx.stx.Scan(storage.Indexes, low, high, 0, func(k, _ []byte) error { return c.add(k) })
	return c.end(err)
}

// After is the upper bound of a range over all keys that begin with k.
func (k Key) After() Key { return storage.After(k) }

// All returns every record of the type that this store can open, in no promised
// order. Rows are opened on all processors, a batch at a time.
func (t *Type[T]) All(tx *Tx) ([]T, error) {
	d := tx.db.schema.types[t.def.Name]
	o := opener[T]{db: tx.db, d: d}
	err := tx.stx.Scan(storage.Records, d.tag[:], storage.After(d.tag[:]), 0, func(k, row []byte) error {
		return o.add(place(k), row)
	})
	if err == nil {
		err = o.flush()
	}
	return slices.Concat(o.batches...), err
}

// Reveal returns a sensitive field. The caller has asked policy and writes the
// audit note.
func (t *Type[T]) Reveal(tx *Tx, id app.ID, field string) (string, error) {
	d := tx.db.schema.types[t.def.Name]
	p := tx.db.placeOf(d, id)
	if s, ok := tx.staged[p]; ok {
		if v, set := s.secrets[field]; set {
			return v, nil
		}
	}
	return tx.db.readSecret(tx.stx, storage.Secrets, p, field)
}

func (t *Type[T]) index(tx *Tx, name string) (*Definition, index) {
	d := tx.db.schema.types[t.def.Name]
	for _, ix := range d.indexes {
		if ix.name == name {
			return d, ix
		}
	}
	panic("record: " + t.def.Name + " has no index " + name)
}

// collector opens the records that rows of an index name, a hundred at a time,
// so that a store across a network reads them together.
type collector[T Record] struct {
	tx    *Tx
	def   *Definition
	limit int // 0: all
	named [][]byte
	all   []T
}

const collectAtOnce = 100

func (c *collector[T]) add(indexRow []byte) error {
	p := append(c.def.tag[:len(c.def.tag):len(c.def.tag)], indexRow[len(indexRow)-16:]...)
	c.named = append(c.named, p)
	if len(c.named) < collectAtOnce && (c.limit == 0 || len(c.all)+len(c.named) < c.limit) {
		return nil
	}
	return c.open()
}

// open reads the records named so far; storage.ErrStop when there are enough.
func (c *collector[T]) open() error {
	if err := c.tx.stx.Prefetch(storage.Records, c.named); err != nil {
		return err
	}
	for _, p := range c.named {
		s, err := c.tx.db.readRow(c.tx.stx, storage.Records, place(p))
		if err != nil {
			return err
		}
		if s == nil {
			continue
		}
		v, err := c.def.decode(s.Fields)
		if err != nil {
			return err
		}
		c.all = append(c.all, v.(T))
	}
	c.named = c.named[:0]
	if c.limit > 0 && len(c.all) >= c.limit {
		return storage.ErrStop
	}
	return nil
}

// end opens the rest and returns what was collected.
func (c *collector[T]) end(err error) ([]T, error) {
	if err == nil && len(c.named) > 0 {
		if err = c.open(); errors.Is(err, storage.ErrStop) {
			err = nil
		}
	}
	return c.all, err
}

// split encodes a value into its fields and its sensitive ones.
func (d *Definition) split(v any) (map[string]Raw, map[string]string, error) {
	raw, err := Encode(v)
	if err != nil {
		return nil, nil, err
	}
	fields, ok := splitMap(raw)
	if !ok {
		fields = map[string]Raw{}
		if err := Decode(raw, &fields); err != nil {
			return nil, nil, err
		}
	}
	secrets := map[string]string{}
	for f, i := range d.sensitive {
		delete(fields, f)
		if s := reflect.ValueOf(v).Field(i).String(); s != "" {
			secrets[f] = s
		}
	}
	return fields, secrets, nil
}

// withSecrets returns the value with its sensitive fields filled in, for checks.
func (d *Definition) withSecrets(v any, secrets map[string]string) any {
	if len(secrets) == 0 {
		return v
	}
	c := reflect.New(reflect.TypeOf(v)).Elem()
	c.Set(reflect.ValueOf(v))
	for f, s := range secrets {
		c.Field(d.sensitive[f]).SetString(s)
	}
	return c.Interface()
}

// stage sets fields of a record and runs its rules and checks. Fields that are
// not named stay as they are.
func (tx *Tx) stage(d *Definition, id app.ID, fields map[string]Raw, secrets map[string]string) error {
	if id == "" {
		return fault.E("record.Put", fault.Internal, "", fmt.Errorf("a %s without an id", d.Name))
	}
	p := tx.db.placeOf(d, id)
	s, again := tx.staged[p]
	if !again {
		old, err := tx.db.readRow(tx.stx, storage.Records, p)
		if err != nil {
			return err
		}
		s = &staged{def: d, place: p, id: id, old: old, dirty: map[string]bool{}, secrets: map[string]string{}}
		if s.fields, err = old.fields(); err != nil {
			return err
		}
	}
	next := &staged{def: d, place: p, id: id, old: s.old, dirty: map[string]bool{}, secrets: map[string]string{}, fields: map[string]Raw{}}
	for f, v := range s.fields {
		next.fields[f] = v
	}
	for f, v := range fields {
		if now, ok := s.fields[f]; ok && string(now) == string(v) {
			continue
		}
		if err := d.follow(f, s.fields[f], v); err != nil {
			return err
		}
		next.fields[f], next.dirty[f] = v, true
	}
	for f, v := range secrets {
		next.secrets[f], next.dirty[f] = v, true
	}
	if err := d.markShape(next.fields); err != nil {
		return err
	}
	for f := range s.dirty {
		next.dirty[f] = true
	}
	for f, v := range s.secrets {
		if _, newer := next.secrets[f]; !newer {
			next.secrets[f] = v
		}
	}
	if len(next.dirty) == 0 && (s.old != nil || again) {
		return nil
	}
	if err := tx.check(next); err != nil {
		return err
	}
	tx.staged[p] = next
	if again {
		tx.order[slices.Index(tx.order, s)] = next
	} else {
		tx.order = append(tx.order, next)
	}
	return nil
}

// follow refuses a change that the field's merge rule does not allow.
func (d *Definition) follow(field string, old, new Raw) error {
	r := d.rules[field]
	switch {
	case r.Append:
		var before, after []Raw
		if old != nil {
			if err := Decode(old, &before); err != nil {
				return err
			}
		}
		if err := Decode(new, &after); err != nil {
			return err
		}
		if len(after) < len(before) || !slices.EqualFunc(before, after[:len(before)], func(a, b Raw) bool { return string(a) == string(b) }) {
			return fault.E("record.Put", fault.Refused, "Entries of "+field+" can be added, never changed or taken away.", nil)
		}
	case r.Transitions != nil:
		var from, to string
		if old != nil {
			if err := Decode(old, &from); err != nil {
				return err
			}
		}
		if err := Decode(new, &to); err != nil {
			return err
		}
		if !r.Allows(from, to) {
			if from == "" {
				return fault.E("record.Put", fault.Refused, "A new "+d.Name+" cannot begin as “"+to+"”.", nil)
			}
			return fault.E("record.Put", fault.Refused, "This "+d.Name+" is “"+from+"” and cannot become “"+to+"”.", nil)
		}
	}
	return nil
}

func (tx *Tx) check(s *staged) error {
	raw, err := Encode(s.fields)
	if err != nil {
		return err
	}
	if s.value, err = s.def.decode(raw); err != nil {
		return fault.E("record.Put", fault.Invalid, "A field has a form that this program does not know.", err)
	}
	s.scope = s.def.scope(s.value)
	if s.scope == "" {
		return fault.E("record.Put", fault.Internal, "", fmt.Errorf("a %s without a scope", s.def.Name))
	}
	var old any
	if s.old != nil {
		if old, err = s.def.decode(s.old.Fields); err != nil {
			return err
		}
	}
	full := s.def.withSecrets(s.value, s.secrets)
	for _, c := range s.def.checks {
		if err := c(old, full); err != nil {
			return err
		}
	}
	return nil
}

// next is the state that the staged record becomes, before versions.
func (s *staged) next() (*state, error) {
	raw, err := Encode(s.fields)
	if err != nil {
		return nil, err
	}
	n := &state{key: seal.NewKey()}
	if s.old != nil {
		n = s.old.clone()
	} else {
		n = n.clone()
	}
	n.Type, n.ID, n.Scope, n.Fields = s.def.Name, s.id, s.scope, raw
	return n, nil
}

// CheckAll opens every record and sensitive field that the ring has keys for
// and returns how many records there are; a row that cannot be opened is an
// error.
func (tx *Tx) CheckAll() (records int, err error) {
	err = tx.stx.Scan(storage.Records, nil, nil, 0, func(k, v []byte) error {
		s, err := tx.db.openRow(v, place(k))
		if err != nil || s == nil {
			return err
		}
		records++
		d := tx.db.schema.types[s.Type]
		if d == nil {
			return nil
		}
		for f := range d.sensitive {
			if _, err := tx.db.readSecret(tx.stx, storage.Secrets, place(k), f); err != nil {
				return err
			}
		}
		_, err = d.decode(s.Fields)
		return err
	})
	return records, err
}
