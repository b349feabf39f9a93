package record

import (
	"context"
	"slices"

	"civicdesk/app"
	"civicdesk/storage"
	"civicdesk/storage/seal"
)

// StoreOf shows tests the store as the DB uses it.
func StoreOf(db *DB) storage.Store { return db.store }

// SwapAuditValues seals other values beneath an entry of the audit trail, as
// somebody with the server's keys could.
func SwapAuditValues(db *DB, n uint64) error {
	return db.store.Update(context.Background(), func(stx storage.Tx) error {
		tx := db.newTx(context.Background(), stx, app.Actor{}, true)
		var swapped []byte
		err := tx.auditRows(func(row entryRow) error {
			if row.Entry.N != n {
				return nil
			}
			d, err := tx.typeOf(row.Entry.Type)
			if err != nil {
				return err
			}
			s, err := db.readRow(stx, storage.Records, db.placeOf(d, row.Entry.ID))
			if err != nil {
				return err
			}
			details := map[string]detail{}
			for f := range row.Entry.Commits {
				details[f] = filled(detail{Salt: make([]byte, 16), New: Raw{0x63, 'n', 'o', 't'}})
			}
			plain, err := Encode(details)
			if err != nil {
				return err
			}
			row.Detail = s.key.Sub("audit").Box().Seal(nil, seal.Pad(plain), []byte(row.Entry.ID))
			if plain, err = Encode(row); err != nil {
				return err
			}
			k := seqKey(n)
			swapped = db.ring.Root("audit").Box().Seal(nil, plain, k)
			return nil
		})
		if err != nil {
			return err
		}
		return stx.Put(storage.Audit, seqKey(n), swapped)
	})
}

// QueueInMemory says whether what a replica keeps in memory of its queue is what
// its store holds.
func QueueInMemory(db *DB) (same bool, err error) {
	if err := db.replica.drain(context.Background()); err != nil {
		return false, err
	}
	kept := db.replica.heads.all()
	if err := db.replica.readHeads(context.Background()); err != nil {
		return false, err
	}
	return slices.Equal(kept, db.replica.heads.all()), nil
}
