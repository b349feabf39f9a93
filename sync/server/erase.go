package server

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"civicdesk/app"
	"civicdesk/storage"
	"civicdesk/storage/record"
)

// Erase has the outcomes of operations lose, in the transaction of an erasure,
// what they keep of the erased records: refused work in quarantine, and results.
// It is a record.Setup.
func Erase(db *record.DB) {
	db.InErase(func(_ *record.Tx, stx storage.Tx, refs []record.Ref) error {
		l := log{stx, db.Ring().Root("outcomes").Box()}
		var all []decided
		prefix := outcomeKey("")
		err := stx.Scan(storage.Outcomes, prefix, storage.After(prefix), 0, func(k, _ []byte) error {
			d, err := l.get(app.ID(k[len(prefix):]))
			if err == nil && d == nil {
				err = fmt.Errorf("%w: outcome of an operation", storage.ErrDamaged)
			}
			if err == nil && d.lose(refs) {
				all = append(all, *d)
			}
			return err
		})
		for _, d := range all {
			if err == nil {
				err = l.rewrite(d)
			}
		}
		return err
	})
}

// lose takes what is said of the records out, and says whether there was anything.
func (d *decided) lose(refs []record.Ref) (touched bool) {
	var ids []app.ID
	for _, ref := range refs {
		ids = append(ids, ref.ID)
	}
	if d.Op != nil && d.Op.Strip(func(ref record.Ref) bool { return slices.Contains(refs, ref) }, ids) {
		d.Op, d.Outcome.Fields, touched = nil, nil, true
	}
	for _, id := range ids {
		if bytes.Contains(d.Outcome.Result, []byte(id)) {
			d.Outcome.Result, touched = null, true
		}
	}
	left := slices.DeleteFunc(slices.Clone(d.Disputed), func(key string) bool {
		return slices.ContainsFunc(ids, func(id app.ID) bool { return strings.Contains(key, "/"+string(id)+"/") })
	})
	if len(left) < len(d.Disputed) {
		d.Disputed, touched = left, true
	}
	return touched
}
