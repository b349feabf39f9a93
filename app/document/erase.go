package document

import (
	"civicdesk/app/fault"
	"civicdesk/storage"
	"civicdesk/storage/blob"
	"civicdesk/storage/record"
)

// Erase has a record's files erased along with it: their descriptions, with the
// keys that they hold, and their chunks by way of remove, which is called in the
// transaction of the erasure.
func Erase(remove func(stx storage.Tx, chunks []blob.ID) error) record.Setup {
	return func(db *record.DB) {
		db.AlsoErase(func(tx *record.Tx, ref record.Ref) ([]record.Ref, error) {
			var refs []record.Ref
			all, err := ofOwner(tx, ref.Type, ref.ID)
			for _, d := range all {
				refs = append(refs, record.Ref{Type: Documents.Name(), ID: d.ID})
			}
			return refs, err
		})
		db.InErase(func(tx *record.Tx, stx storage.Tx, refs []record.Ref) error {
			for _, ref := range refs {
				if ref.Type != Documents.Name() {
					continue
				}
				d, err := Documents.Get(tx, ref.ID)
				if fault.Is(err, fault.NotFound) {
					continue
				}
				if err != nil {
					return err
				}
				// One that names no chunks that can be read has none here.
				if m, err := blob.ParseManifest(d.Content); err == nil {
					if err := remove(stx, m.Chunks); err != nil {
						return err
					}
				}
			}
			return nil
		})
	}
}
