package record

import (
	"context"

	"civicdesk/app"
	"civicdesk/storage"
)

// Leave takes this user's queues out of a store that colleagues go on using, and
// what nobody but this user may see: the account leaves this computer. What of the
// unsent work the server has not got is lost, so the caller has sent it. Records
// that colleagues see are theirs again as the server had them.
func (db *DB) Leave(ctx context.Context) error {
	r := db.replica
	err := r.write1(ctx, func(stx storage.Tx) error {
		rows, err := r.rows(stx)
		if err != nil {
			return err
		}
		for _, row := range rows {
			if err := r.remove(stx, row); err != nil {
				return err
			}
		}
		return deleteUnder(stx, storage.Attention, r.owner[:])
	})
	if err != nil {
		return err
	}
	return db.Drop(ctx, func(app.Scope) bool { return false })
}
