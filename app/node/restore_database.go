package node

import (
	"context"
	"errors"

	"civicdesk/app/fault"
	"civicdesk/storage"
	"civicdesk/storage/backup"
)

// This file restores a server's snapshot into a database, which cannot be filled
// under a temporary name: a mark stands in it from the first row to the last, and
// no server opens a database that has one.

var unfinishedRestore = []byte("restoring")

var errHalfRestored = fault.E("node.OpenServer", fault.Conflict, "A backup is being restored into this database, or the restore was broken off. Restore it once more, into a new data folder; what is in the database now is replaced.", nil)

func isHalfRestored(ctx context.Context, store storage.Store) (half bool, err error) {
	err = store.View(ctx, func(tx storage.Tx) error {
		v, err := tx.Get(storage.Meta, unfinishedRestore)
		half = v != nil
		return err
	})
	return half, err
}

// database opens the agency's place in the database and marks it. One that holds
// anything but a restore that was broken off is refused.
func (w *restorer) database(ctx context.Context) (storage.Store, error) {
	store, err := openDatabase(ctx, w.o.Store, w.a.Origin().Store)
	if err != nil {
		return nil, err
	}
	if err = w.emptied(ctx, store); err == nil {
		err = store.Update(ctx, func(tx storage.Tx) error { return tx.Put(storage.Meta, unfinishedRestore, []byte{1}) })
	}
	if err != nil {
		return nil, errors.Join(err, store.Close())
	}
	return store, nil
}

// emptied clears what a restore that was broken off has left.
func (w *restorer) emptied(ctx context.Context, store storage.Store) error {
	half, err := isHalfRestored(ctx, store)
	if err != nil {
		return err
	}
	for _, t := range storage.Tables() {
		for {
			var keys [][]byte
			if err := store.View(ctx, func(tx storage.Tx) error {
				return tx.Scan(t, nil, nil, 10_000, func(k, _ []byte) error {
					if string(k) != storage.SeqRow && string(k) != string(unfinishedRestore) {
						keys = append(keys, append([]byte(nil), k...))
					}
					return nil
				})
			}); err != nil {
				return err
			}
			if len(keys) == 0 {
				break
			}
			if !half {
				return fault.E("node.Restore", fault.Conflict, "The database holds data of this agency already. Restore into another database, or have your database's administrator remove the old one; nothing is ever written over.", nil)
			}
			if err := store.Update(ctx, func(tx storage.Tx) error {
				for _, k := range keys {
					if err := tx.Delete(t, k); err != nil {
						return err
					}
				}
				return nil
			}); err != nil {
				return err
			}
		}
	}
	return nil
}

// unmarked leaves the mark out of what is compared with the snapshot.
func unmarked(from backup.Source) backup.Source {
	return func(yield func(backup.Row) error) error {
		return from(func(r backup.Row) error {
			if r.Table == storage.Meta && string(r.Key) == string(unfinishedRestore) {
				return nil
			}
			return yield(r)
		})
	}
}

// release takes the mark away: the server may be started.
func (w *restorer) release(ctx context.Context) error {
	store, err := openDatabase(ctx, w.o.Store, w.a.Origin().Store)
	if err != nil {
		return err
	}
	err = store.Update(ctx, func(tx storage.Tx) error { return tx.Delete(storage.Meta, unfinishedRestore) })
	return errors.Join(err, store.Close())
}
