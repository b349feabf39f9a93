// Package record keeps typed records in a sealed store. A record type is
// declared once with Define: its scope, indexes, checks and merge rules. All
// writes take one road: DB.Update stages changes, runs the checks, writes the
// rows, indexes, change feed and audit entry in one storage transaction, and on
// a desktop first appends the operation to the journal.
//
// Words: a record has fields, each with a version (the server's sequence number
// of its last change). An operation is what a desktop sends: an edit (field
// changes of some records) or an act (a step that the server runs).
package record

import (
	"crypto/sha256"
	"fmt"
	"reflect"
	"strings"

	"civicdesk/app"
)

// Record is a plain struct whose exported fields all have a json name. The
// names are permanent; top-level fields are the unit of versions and merging.
type Record interface{ RecordID() app.ID }

// Type is a declared record type.
type Type[T Record] struct{ def *Definition }

// Definition is a record type without its Go type, for schemas.
type Definition struct {
	Name      string
	tag       [4]byte
	fields    []string
	rules     map[string]Rule
	together  [][]string
	sensitive map[string]int // field → index in the struct
	audited   bool
	scope     func(any) app.Scope
	indexes   []index
	checks    []func(old, new any) error
	plan      plan
	upgrades  [][]Step
	decode    func(fields Raw) (any, error)
	search    func(any) []SearchField // nil: not found by searching
}

// Option is a part of a declaration.
type Option func(*Definition)

// Kind says how an index keeps its keys.
type Kind bool

// Clear keys identify nobody and can be scanned in order; Blind keys are keyed
// digests, for equality on personal data.
const (
	Clear Kind = false
	Blind Kind = true
)

type index struct {
	name string
	tag  [4]byte
	kind Kind
	keys func(any) []Key
}

// Define declares a record type. It panics on a declaration that cannot work,
// so that the program does not start with one.
func Define[T Record](name string, opts ...Option) *Type[T] {
	d := &Definition{Name: name, tag: tagOf("type", name), rules: map[string]Rule{}, sensitive: map[string]int{}}
	rt := reflect.TypeFor[T]()
	at := map[string]int{}
	for i := range rt.NumField() {
		f := rt.Field(i)
		tag, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		if tag == "" || tag == "-" || options != "" || f.Anonymous {
			panic(fmt.Sprintf("record: field %s of %s needs a plain json name", f.Name, name))
		}
		d.fields = append(d.fields, tag)
		at[tag] = i
	}
	d.plan = planOf(rt, maxDepth)
	d.decode = func(fields Raw) (any, error) {
		var v T
		err := d.decodeInto(fields, reflect.ValueOf(&v).Elem())
		return v, err
	}
	for _, o := range opts {
		o(d)
	}
	if d.scope == nil {
		panic("record: " + name + " has no scope")
	}
	for f := range d.sensitive {
		i, ok := at[f]
		if !ok || rt.Field(i).Type.Kind() != reflect.String {
			panic("record: sensitive field " + f + " of " + name + " must be text")
		}
		d.sensitive[f] = i
	}
	for _, steps := range d.upgrades {
		for _, s := range steps {
			if d.IsSensitive(s.From) || d.IsSensitive(s.To) || s.To == shapeField || s.From == shapeField {
				panic("record: field " + s.From + " of " + name + " cannot be upgraded")
			}
		}
	}
	for f := range d.rules {
		if _, ok := at[f]; !ok {
			panic("record: " + name + " has no field " + f)
		}
	}
	for _, group := range d.together {
		for _, f := range group {
			if _, ok := at[f]; !ok {
				panic("record: " + name + " has no field " + f)
			}
		}
	}
	return &Type[T]{d}
}

// Definition is the declaration for a schema.
func (t *Type[T]) Definition() Definition { return *t.def }

// Name is the type's permanent name.
func (t *Type[T]) Name() string { return t.def.Name }

// Scope says to whom a record belongs. It must follow from the record alone.
func Scope[T Record](f func(T) app.Scope) Option {
	return func(d *Definition) { d.scope = func(v any) app.Scope { return f(v.(T)) } }
}

// Index declares an index; a record may have any number of keys in it.
func Index[T Record](name string, kind Kind, keys func(T) []Key) Option {
	return func(d *Definition) {
		d.indexes = append(d.indexes, index{name, tagOf("index", d.Name+"/"+name), kind, func(v any) []Key { return keys(v.(T)) }})
	}
}

// Checks declares rules that every write must pass, on the desktop, from the
// web and from an incoming operation alike. old is nil for a new record.
func Checks[T Record](checks ...func(old *T, new T) error) Option {
	return func(d *Definition) {
		for _, c := range checks {
			d.checks = append(d.checks, func(old, new any) error {
				if old == nil {
					return c(nil, new.(T))
				}
				o := old.(T)
				return c(&o, new.(T))
			})
		}
	}
}

// Audited makes every write of the type an entry of the audit chain.
func Audited() Option { return func(d *Definition) { d.audited = true } }

// Sensitive keeps text fields in rows of their own under a stricter key. Get
// returns them empty, Reveal opens one, and Put with an empty value leaves what
// is stored as it is.
func Sensitive(fields ...string) Option {
	return func(d *Definition) {
		for _, f := range fields {
			d.sensitive[f] = -1
		}
	}
}

// Rule says how two people's changes of one field are brought together.
type Rule struct {
	Append      bool                // a list that only grows: both additions are kept
	Transitions map[string][]string // a status: the table decides; "" leads to the first statuses
}

// Merge declares a field's rule. A field without one keeps both values as a
// conflict until a person chooses.
func Merge(field string, r Rule) Option {
	return func(d *Definition) { d.rules[field] = r }
}

// Append is the rule of lists that only grow: notes, calls, attachments.
func Append() Rule { return Rule{Append: true} }

// Transitions is the rule of a status: from each status the ones it may become.
func Transitions(table map[string][]string) Rule { return Rule{Transitions: table} }

// Allows says whether the table leads from one status to another.
func (r Rule) Allows(from, to string) bool {
	for _, t := range r.Transitions[from] {
		if t == to {
			return true
		}
	}
	return from == to
}

// Together declares fields that are one value, such as a number and its last
// digits: when people differ on one of them they differ on all, and it is settled
// once. The first of them names the difference.
func Together(fields ...string) Option {
	return func(d *Definition) { d.together = append(d.together, fields) }
}

// TogetherWith lists the fields that are one value with the field, which is the
// first of them; nil for a field that stands alone.
func (d *Definition) TogetherWith(field string) []string {
	for _, group := range d.together {
		for _, f := range group {
			if f == field {
				return group
			}
		}
	}
	return nil
}

// RuleOf is the merge rule of a field.
func (d *Definition) RuleOf(field string) Rule { return d.rules[field] }

// IsSensitive says whether the field is kept apart.
func (d *Definition) IsSensitive(field string) bool { _, ok := d.sensitive[field]; return ok }

func tagOf(kind, name string) (tag [4]byte) {
	sum := sha256.Sum256([]byte(kind + " " + name))
	copy(tag[:], sum[:])
	return tag
}
