package record

import (
	"bytes"
	"context"
	"errors"

	"civicdesk/storage"
	"civicdesk/storage/seal"
)

// AuditCheck is what VerifyAudit found.
type AuditCheck struct {
	Entries int      // all of them; every link holds
	Opened  int      // whose values were opened and are what the entry commits to
	Erased  int      // whose values are gone with their record: that is right
	Damaged []uint64 // numbers of entries whose values should be there and are not
}

// VerifyAudit checks the chain link by link, and beneath it the values: each that
// the record's key opens must be what the entry commits to. Values of an erased
// record cannot be opened by anybody; values of a record that is here must be. A
// broken link returns fault.Damaged.
func (db *DB) VerifyAudit(ctx context.Context) (c AuditCheck, err error) {
	err = db.View(ctx, func(tx *Tx) error {
		return tx.auditRows(func(row entryRow) error {
			c.Entries++
			if len(row.Detail) == 0 {
				return nil
			}
			p := db.placeOf(&Definition{tag: tagOf("type", row.Entry.Type)}, row.Entry.ID)
			gone, err := isErased(tx.stx, p)
			if err != nil {
				return err
			}
			s, err := db.readRow(tx.stx, storage.Records, p)
			switch {
			case err != nil && !errors.Is(err, storage.ErrDamaged):
				return err
			case s == nil && gone && err == nil:
				c.Erased++
			case s == nil || gone || !holds(row, s.key):
				c.Damaged = append(c.Damaged, row.Entry.N)
			default:
				c.Opened++
			}
			return nil
		})
	})
	return c, err
}

// holds says whether the entry's values open under the record's key and are what
// the entry commits to.
func holds(row entryRow, key seal.Key) bool {
	padded, err := key.Sub("audit").Box().Open(row.Detail, []byte(row.Entry.ID))
	if err != nil {
		return false
	}
	plain, err := seal.Unpad(padded)
	if err != nil {
		return false
	}
	details := map[string]detail{}
	if err := Decode(plain, &details); err != nil || len(details) != len(row.Entry.Commits) {
		return false
	}
	for f, d := range details {
		if !d.is(row.Entry.Commits[f]) {
			return false
		}
	}
	return true
}

// is says whether the commitment is to these values. Null stands for an absent
// value and for null; of a sensitive field neither value is kept, so that the salt
// is all there is.
func (d detail) is(commit []byte) bool {
	absent := bytes.Equal(d.Old, null) && bytes.Equal(d.New, null)
	for _, old := range either(d.Old) {
		for _, new := range either(d.New) {
			if bytes.Equal(commitment(d.Salt, old, new), commit) {
				return true
			}
		}
	}
	return absent && len(commit) > 0
}

func either(v Raw) []Raw {
	if bytes.Equal(v, null) {
		return []Raw{v, nil}
	}
	return []Raw{v}
}
