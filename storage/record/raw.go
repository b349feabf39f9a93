package record

import (
	"fmt"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/storage"
)

// This file is the road by which the sync server applies what desktops send: by
// type name and field, through the same rules and checks as Put.

// Current is a record's present fields with their versions, for merging.
type Current struct {
	Exists bool
	Scope  app.Scope
	Fields map[string]Raw // without the sensitive ones
	state  *state
}

// Version is the sequence number of the field's last change; 0 for a record
// that does not exist.
func (c Current) Version(field string) uint64 {
	if c.state == nil {
		return 0
	}
	return c.state.version(field)
}

// Current reads the record as the transaction sees it.
func (tx *Tx) Current(typ string, id app.ID) (Current, error) {
	d, err := tx.typeOf(typ)
	if err != nil {
		return Current{}, err
	}
	p := tx.db.placeOf(d, id)
	if s, ok := tx.staged[p]; ok {
		return Current{true, s.scope, s.fields, s.old}, nil
	}
	s, err := tx.db.readRow(tx.stx, storage.Records, p)
	if err != nil || s == nil {
		return Current{Fields: map[string]Raw{}}, err
	}
	fields, err := s.fields()
	return Current{true, s.Scope, fields, s}, err
}

// Secret reads a sensitive field by type name.
func (tx *Tx) Secret(typ string, id app.ID, field string) (string, error) {
	d, err := tx.typeOf(typ)
	if err != nil {
		return "", err
	}
	p := tx.db.placeOf(d, id)
	if s, ok := tx.staged[p]; ok {
		if v, set := s.secrets[field]; set {
			return v, nil
		}
	}
	return tx.db.readSecret(tx.stx, storage.Secrets, p, field)
}

// SetFields sets fields of a record by type name, creating it when it is not
// there, through its rules and checks. It refuses a record whose scope is not
// the one that was asked of policy.
func (tx *Tx) SetFields(typ string, id app.ID, scope app.Scope, fields map[string]Raw, secrets map[string]string) error {
	d, err := tx.typeOf(typ)
	if err != nil {
		return err
	}
	known := map[string]bool{}
	for _, f := range d.fields {
		known[f] = true
	}
	for f := range fields {
		if d.IsSensitive(f) || !known[f] && d.rules[f].Append {
			return fault.E("record.SetFields", fault.Invalid, "The operation has a field in the wrong place.", fmt.Errorf("field %q", f))
		}
	}
	for f := range secrets {
		if !d.IsSensitive(f) {
			return fault.E("record.SetFields", fault.Invalid, "The operation has a field in the wrong place.", fmt.Errorf("field %q", f))
		}
	}
	if err := tx.stage(d, id, fields, secrets); err != nil {
		return err
	}
	if s, ok := tx.staged[tx.db.placeOf(d, id)]; ok {
		if s.scope != scope {
			return fault.E("record.SetFields", fault.Denied, "The record does not belong where the operation says.", fmt.Errorf("%q is not %q", s.scope, scope))
		}
		if got, ok := s.value.(Record); !ok || got.RecordID() != id {
			return fault.E("record.SetFields", fault.Invalid, "The record's identity does not fit the operation.", nil)
		}
	}
	return nil
}

func (tx *Tx) typeOf(name string) (*Definition, error) {
	if d := tx.db.schema.types[name]; d != nil {
		return d, nil
	}
	return nil, fault.E("record.typeOf", fault.Invalid, "This kind of record is not known to the server. Update Civic Desk on the server first.", fmt.Errorf("type %q", name))
}
