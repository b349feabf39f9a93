// Package merge decides what becomes of one person's change of one field when
// somebody else may have changed it too. It is pure: the same inputs give the
// same decision on every machine, whatever its clock says.
package merge

import (
	"slices"

	"civicdesk/app/fault"
	"civicdesk/storage/record"
)

// Field is the question about one field.
type Field struct {
	Name    string
	Rule    record.Rule
	Exists  bool         // the record is there
	Now     record.Raw   // the server's value; nil when it has none
	Based   bool         // nobody changed the field since the author saw it
	New     bool         // the author made the record and knew of no other
	Offered record.Raw   // the author's value, unless Added
	Added   []record.Raw // entries for a list that only grows
}

// Decision is the answer.
type Decision uint8

// The decisions.
const (
	Nothing Decision = iota // the value is there already
	Set                     // the field takes the returned value
	Both                    // the returned list has the server's entries and the author's
	Keep                    // a conflict: the server's value stays, the author's is kept beside it
)

// Decide answers the question. The returned value is the field's next one for
// Set and Both. A value that cannot be read, or a step of a status that its
// table does not allow from the status that the author saw, is refused.
func Decide(f Field) (Decision, record.Raw, error) {
	if f.Rule.Append {
		return decideList(f)
	}
	if err := readable(f.Offered); err != nil {
		return Nothing, nil, invalid(f.Name, err)
	}
	if f.Rule.Transitions != nil {
		return decideStatus(f)
	}
	switch {
	case !f.Exists:
		return Set, f.Offered, nil
	case string(f.Now) == string(f.Offered), f.New && empty(f.Offered):
		return Nothing, nil, nil
	case f.Based, f.Now == nil, f.New && empty(f.Now):
		return Set, f.Offered, nil
	}
	return Keep, nil, nil
}

func decideList(f Field) (Decision, record.Raw, error) {
	added := f.Added
	if f.Offered != nil { // a new record carries its list whole
		var list []record.Raw
		if err := record.Decode(f.Offered, &list); err != nil {
			return Nothing, nil, invalid(f.Name, err)
		}
		added = append(slices.Clone(list), added...)
	}
	for _, one := range added {
		if err := readable(one); err != nil {
			return Nothing, nil, invalid(f.Name, err)
		}
	}
	if len(added) == 0 && f.Exists {
		return Nothing, nil, nil
	}
	var now []record.Raw
	if f.Now != nil {
		if err := record.Decode(f.Now, &now); err != nil {
			return Nothing, nil, err
		}
	}
	both, err := record.Encode(append(now, added...))
	return Both, both, err
}

func decideStatus(f Field) (Decision, record.Raw, error) {
	var from, to string
	if f.Now != nil {
		if err := record.Decode(f.Now, &from); err != nil {
			return Nothing, nil, err
		}
	}
	if err := record.Decode(f.Offered, &to); err != nil {
		return Nothing, nil, invalid(f.Name, err)
	}
	switch {
	case f.Exists && from == to, f.New && f.Exists && to == "":
		return Nothing, nil, nil
	case !f.Exists, f.Rule.Allows(from, to):
		return Set, f.Offered, nil // a first status is for the record's own table
	case f.Based:
		return Nothing, nil, &fault.Error{Op: "merge.Decide", Kind: fault.Refused,
			Words: "This is “" + from + "” and cannot become “" + to + "”.", Fields: []fault.Field{{Name: f.Name, Words: "Choose a step that follows “" + from + "”."}}}
	}
	return Keep, nil, nil
}

// Text is Decide for a sensitive field, whose values are text; "" is none.
func Text(f Field, now, offered string) Decision {
	switch {
	case offered == "" || now == offered:
		return Nothing
	case !f.Exists || f.Based || now == "":
		return Set
	}
	return Keep
}

func readable(v record.Raw) error {
	var any any
	return record.Decode(v, &any)
}

// empty says that a value says nothing: null, "", 0, false, or an empty list or
// map. A person who makes a record leaves such fields; they are no opinion.
func empty(v record.Raw) bool {
	return len(v) == 0 || len(v) == 1 && slices.Contains([]byte{0xf6, 0x60, 0x40, 0x00, 0xf4, 0x80, 0xa0}, v[0])
}

func invalid(field string, cause error) error {
	return &fault.Error{Op: "merge.Decide", Kind: fault.Invalid, Words: "A field was sent in a form that the server does not know. Update Civic Desk on this computer.",
		Fields: []fault.Field{{Name: field, Words: "This field could not be read."}}, Err: cause}
}
