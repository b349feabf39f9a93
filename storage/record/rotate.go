package record

import (
	"context"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/storage"
	"civicdesk/storage/vault"
)

// rewrapChunk is how many rows are sealed anew in one transaction.
const rewrapChunk = 1000

// Rotate gives the scope a new key on the authority and seals its rows under it.
// Desktops get the key with their next sync; the earlier keys stay for what is
// sealed under them elsewhere. A rotation that is cut off leaves every row
// readable; another one finishes the work.
func (db *DB) Rotate(ctx context.Context, scope app.Scope) (rows int, err error) {
	if db.replica != nil {
		return 0, fault.E("record.Rotate", fault.Refused, "Keys are changed on the server.", nil)
	}
	if err := db.Update(ctx, func(tx *Tx) error {
		if _, ok := db.ring.For(scope); !ok {
			return fault.E("record.Rotate", fault.NotFound, "There are no records of the scope “"+string(scope)+"”.", nil)
		}
		tx.Audit("scope.rotate", "", "", string(scope))
		return tx.newKey(db.ring.Next(scope))
	}); err != nil {
		return 0, err
	}
	for _, t := range []storage.Table{storage.Records, storage.Secrets} {
		n, err := db.rewrap(ctx, t)
		if rows += n; err != nil {
			return rows, friendly("record.Rotate", err)
		}
	}
	return rows, nil
}

// rewrap brings the table's rows under the newest keys of their scopes.
func (db *DB) rewrap(ctx context.Context, t storage.Table) (rows int, err error) {
	var from []byte
	for more := true; more; {
		var next []byte
		var changed int
		err := db.write(ctx, func(stx storage.Tx, _ *[]vault.KeyID) error {
			anew := map[string]vault.Row{}
			seen := 0
			if err := stx.Scan(t, from, nil, rewrapChunk, func(k, v []byte) error {
				seen++
				next = append(append([]byte(nil), k...), 0)
				row, err := db.ring.Rewrap(v, k, t == storage.Secrets)
				if err == nil && string(row) != string(v) {
					anew[string(k)] = row
				}
				return err
			}); err != nil {
				return err
			}
			for k, row := range anew {
				if err := stx.Put(t, []byte(k), row); err != nil {
					return err
				}
			}
			changed, more = len(anew), seen == rewrapChunk
			return nil
		})
		if err != nil {
			return rows, err
		}
		from, rows = next, rows+changed
	}
	return rows, nil
}
