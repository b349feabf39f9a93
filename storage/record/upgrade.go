package record

import (
	"crypto/sha256"
	"fmt"
	"maps"
	"slices"

	"civicdesk/app/fault"
)

// A record type changes its shape when a release names a field anew, keeps its
// value in another form, or gives a field up; a field that is added needs
// nothing of this. The type then declares an Upgrade. Rows and operations of
// earlier shapes are brought up when they are read, so old stores open, unsent
// work of an old release is still sent, and old desktops may always push.
//
// The shape of a record lies among its fields under a name that no field has; an
// older program keeps it as it keeps every field that it does not know. Shape 1
// is not written.

const shapeField = "@"

// Step is what an upgrade does to one field.
type Step struct {
	From string // the name before
	To   string // the name since, also when it is the same; "": the field is given up
	// As turns a value of before into one of since; nil: it stays as it is. It must
	// give the same bytes for the same value on every computer.
	As func(Raw) (Raw, error)
}

// Upgrade declares how records of the shape from become of the shape from + 1.
// Declare them in order, and never change one that was released. Fields without
// a step stay as they are. Sensitive fields cannot be upgraded.
func Upgrade(from int, steps ...Step) Option {
	return func(d *Definition) {
		if from != d.shape() {
			panic(fmt.Sprintf("record: the upgrade of %s from shape %d is out of order", d.Name, from))
		}
		d.upgrades = append(d.upgrades, steps)
	}
}

// shape is the shape that this program writes.
func (d *Definition) shape() int { return 1 + len(d.upgrades) }

func shapeOf(fields map[string]Raw) (int, error) {
	raw, has := fields[shapeField]
	if !has {
		return 1, nil
	}
	n := 0
	if err := Decode(raw, &n); err != nil || n < 1 {
		return 0, fmt.Errorf("record: the shape of a record cannot be read: %w", err)
	}
	return n, nil
}

// markShape notes the shape among the fields of a record that this program
// writes.
func (d *Definition) markShape(fields map[string]Raw) error {
	if d.shape() == 1 {
		return nil
	}
	if now, err := shapeOf(fields); err != nil || now >= d.shape() {
		return err
	}
	raw, err := Encode(d.shape())
	fields[shapeField] = raw
	return err
}

// raised renames what hangs on fields of the shape from. as turns each value
// where the step has something to turn.
func raised[V any](d *Definition, from int, m map[string]V, as func(Step, V) (V, error)) (map[string]V, error) {
	if m == nil {
		return nil, nil
	}
	for _, steps := range d.upgrades[from-1:] {
		next := make(map[string]V, len(m))
		for f, v := range m {
			known := false
			for _, s := range steps {
				if s.From != f {
					continue
				}
				if known = true; s.To == "" {
					continue
				}
				turned := v
				if s.As != nil && as != nil {
					var err error
					if turned, err = as(s, v); err != nil {
						return nil, err
					}
				}
				next[s.To] = turned
			}
			if !known {
				next[f] = v
			}
		}
		m = next
	}
	return m, nil
}

func asValue(s Step, v Raw) (Raw, error) { return s.As(v) }

// asList turns the entries added to a list as the list that they are.
func asList(s Step, added []Raw) (list []Raw, err error) {
	raw, err := Encode(added)
	if err == nil {
		raw, err = s.As(raw)
	}
	if err == nil {
		err = Decode(raw, &list)
	}
	return list, err
}

// raise brings a record up to the shape of this program. One of a newer program
// stays as it is.
func (db *DB) raise(s *state) error {
	d := db.schema.types[s.Type]
	if d == nil || d.shape() == 1 {
		return nil
	}
	fields, err := s.fields()
	if err != nil {
		return err
	}
	from, err := shapeOf(fields)
	if err != nil || from >= d.shape() {
		return err
	}
	if fields, err = raised(d, from, fields, asValue); err != nil {
		return err
	}
	if err := d.markShape(fields); err != nil {
		return err
	}
	s.Versions, _ = raised(d, from, s.Versions, nil)
	s.Own, _ = raised(d, from, s.Own, nil)
	s.lifted = true
	s.Fields, err = Encode(fields)
	return err
}

// formerVersions are the versions of the record's fields, under their former
// names too: an older desktop that sets such a field then says which version it
// was based on.
func (d *Definition) formerVersions(s *state) map[string]uint64 {
	if d.shape() == 1 {
		return s.Versions
	}
	all := maps.Clone(s.Versions)
	for _, steps := range slices.Backward(d.upgrades) {
		for _, step := range steps {
			if n, has := all[step.To]; has && step.To != step.From {
				all[step.From] = n
			}
		}
	}
	return all
}

// Raise brings an operation of an older program up to the shapes of this one.
func (s *Schema) Raise(op *Op) error {
	for i := range op.Changes {
		c := &op.Changes[i]
		d := s.types[c.Type]
		from := max(c.Shape, 1)
		if d == nil || from >= d.shape() {
			continue
		}
		var err error
		if c.Set, err = raised(d, from, c.Set, asValue); err == nil {
			c.Append, err = raised(d, from, c.Append, asList)
		}
		if err != nil {
			return fault.E("record.Raise", fault.Invalid, "This was entered with an older Civic Desk in a form that cannot be brought up. What you entered is kept; enter it again.", err)
		}
		c.Base, _ = raised(d, from, c.Base, nil)
		c.Shape = d.shape()
	}
	return nil
}

// signature tells the shapes and indexes of this program from those of another.
func (s *Schema) signature() []byte {
	h := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(s.types)) {
		d := s.types[name]
		fmt.Fprintf(h, "%s %d\n", name, d.shape())
		tags := []string{}
		for _, ix := range d.indexes {
			tags = append(tags, fmt.Sprintf("%x %v", ix.tag, ix.kind))
		}
		slices.Sort(tags)
		fmt.Fprintln(h, tags)
	}
	return h.Sum(nil)[:16]
}
