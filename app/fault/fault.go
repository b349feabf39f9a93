// Package fault is the one kind of error that crosses package borders in Civic
// Desk: a kind for programs, words for people, the field at fault, and the
// cause for the log. Public words never hold a person's data beyond what that
// person has just typed.
package fault

import (
	"errors"
	"strings"
)

// Kind classes a fault for programs. Numbers are stable on the wire: a new kind
// goes at the end.
type Kind uint8

// The kinds of fault.
const (
	Internal    Kind = iota // a defect of ours; people see a general sentence
	Invalid                 // what was entered cannot be accepted as it is
	NotFound                // no such thing, or not visible to this person
	Conflict                // somebody else changed it meanwhile
	Denied                  // the person may not do this
	Refused                 // a rule of law or procedure forbids it
	Locked                  // the account or store is locked
	Expired                 // a code, certificate or session has run out
	Unavailable             // the server or network cannot be reached
	Full                    // the disk is full
	Damaged                 // a file is damaged
	InUse                   // another program has the data folder open
	Erased                  // the record was erased under a rule of retention
)

var kindNames = [...]string{"internal", "invalid", "not found", "conflict", "denied", "refused", "locked", "expired", "unavailable", "full", "damaged", "in use", "erased"}

// String is the kind's stable name.
func (k Kind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return "unknown"
}

// Field is one field at fault, with a sentence that says what to do.
type Field struct {
	Name  string `json:"name"`  // the record's field name, for example "homeZip"
	Words string `json:"words"` // for example "Enter your 5-digit home ZIP code"
}

// Error is a fault. Build one with E or Fields.
type Error struct {
	Op     string  // package.Function, for the log
	Kind   Kind    //
	Words  string  // one clear sentence for a person; says what to do
	Rule   string  // the citation, when a rule of law forbids it
	Fields []Field // the fields at fault, in the order of the form
	Err    error   // the cause; logged, never shown
}

// E builds a fault. Words may be empty: then the cause's words, or a general
// sentence, are shown.
func E(op string, kind Kind, words string, cause error) *Error {
	return &Error{Op: op, Kind: kind, Words: words, Err: cause}
}

// Law builds a Refused fault with the citation of the rule.
func Law(op, rule, words string) *Error {
	return &Error{Op: op, Kind: Refused, Words: words, Rule: rule}
}

// Fields returns an Invalid fault that names each field, or nil for none.
func Fields(op string, fields []Field) error {
	if len(fields) == 0 {
		return nil
	}
	words := fields[0].Words
	if len(fields) > 1 {
		words = "Some fields need attention."
	}
	return &Error{Op: op, Kind: Invalid, Words: words, Fields: fields}
}

// Error is the form for logs: operation, words, fields by name, cause.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Op + ": " + e.Kind.String())
	if e.Words != "" {
		b.WriteString(": " + e.Words)
	}
	for _, f := range e.Fields {
		b.WriteString(" [" + f.Name + ": " + f.Words + "]")
	}
	if e.Rule != "" {
		b.WriteString(" (" + e.Rule + ")")
	}
	if e.Err != nil {
		b.WriteString(": " + e.Err.Error())
	}
	return b.String()
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// KindOf is the kind of the outermost fault in err's chain; Internal for any
// other error.
func KindOf(err error) Kind {
	var f *Error
	if errors.As(err, &f) {
		return f.Kind
	}
	return Internal
}

// Is says whether err is a fault of the kind.
func Is(err error, k Kind) bool { return err != nil && KindOf(err) == k }

// Words is the sentence for a person: that of the outermost fault that has one.
func Words(err error) string {
	for e := err; e != nil; {
		var f *Error
		if !errors.As(e, &f) {
			break
		}
		if f.Words != "" {
			return f.Words
		}
		e = f.Err
	}
	return "Something went wrong in Civic Desk. Nothing you entered was lost; try again, and tell your administrator if it happens twice."
}

// FieldsOf are the fields at fault, or nil.
func FieldsOf(err error) []Field {
	var f *Error
	if errors.As(err, &f) {
		return f.Fields
	}
	return nil
}

// RuleOf is the citation of the rule that refused, or "".
func RuleOf(err error) string {
	var f *Error
	if errors.As(err, &f) {
		return f.Rule
	}
	return ""
}
