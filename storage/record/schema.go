package record

import (
	"fmt"

	"civicdesk/app/fault"
)

// Schema is the set of record types and acts that a store knows.
type Schema struct {
	types map[string]*Definition
	tags  map[[4]byte]*Definition
	acts  map[string]Act
}

// NewSchema joins definitions and acts; it panics when two have one name.
func NewSchema(defs ...Definition) *Schema {
	s := &Schema{types: map[string]*Definition{}, tags: map[[4]byte]*Definition{}, acts: map[string]Act{}}
	indexes := map[[4]byte]string{}
	for _, d := range defs {
		if s.types[d.Name] != nil || s.tags[d.tag] != nil {
			panic("record: two types named " + d.Name)
		}
		s.types[d.Name], s.tags[d.tag] = &d, &d
		for _, ix := range d.indexes {
			if other, taken := indexes[ix.tag]; taken {
				panic(fmt.Sprintf("record: indexes %s and %s of %s clash", other, ix.name, d.Name))
			}
			indexes[ix.tag] = ix.name
		}
	}
	return s
}

// Type is the definition of that name, or nil.
func (s *Schema) Type(name string) *Definition { return s.types[name] }

// Register adds acts; services do so when they are made.
func (s *Schema) Register(acts ...Act) {
	for _, a := range acts {
		if _, twice := s.acts[a.Name]; twice {
			panic("record: two acts named " + a.Name)
		}
		s.acts[a.Name] = a
	}
}

// Act is a step whose order matters in law. The server runs it, whole or not at
// all; on a desktop it waits.
type Act struct {
	Name string
	Run  func(tx *Tx, args Raw, seen string) (Raw, error)
}

// ActOf declares an act from a typed function. seen is the digest of the inputs
// that the author saw, or "" when the server itself is the author; the function
// computes it again and returns fault.Conflict when it differs.
func ActOf[A, R any](name string, run func(tx *Tx, args A, seen string) (R, error)) Act {
	return Act{name, func(tx *Tx, raw Raw, seen string) (Raw, error) {
		var args A
		if err := Decode(raw, &args); err != nil {
			return nil, fault.E("record.Act", fault.Invalid, "This step was sent in a form that the server does not know. Update Civic Desk on this computer.", err)
		}
		result, err := run(tx, args, seen)
		if err != nil {
			return nil, err
		}
		return Encode(result)
	}}
}
