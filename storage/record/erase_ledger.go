package record

import (
	"context"
	"time"

	"civicdesk/app"
	"civicdesk/storage"
)

// WithLedger keeps the ledger of erasures in the file.
func WithLedger(path string) Setup {
	return func(db *DB) { db.erasing.ledger = &ledger{path: path} }
}

// eraseByLedger erases what the ledger names and the store still has: the store
// was put back from a backup, or an erasure was cut off. It also writes into the
// ledger what only the store knows of.
func (db *DB) eraseByLedger(ctx context.Context) error {
	if err := db.eraseDue(ctx); err != nil {
		return err
	}
	var cutOff []Ref
	if err := db.sealed.View(ctx, func(stx storage.Tx) (err error) {
		cutOff, err = readUnfinished(stx)
		return err
	}); err != nil || cutOff == nil {
		return err
	}
	_, err := db.finishErasure(ctx, db.goneOf(cutOff))
	return err
}

func (db *DB) eraseDue(ctx context.Context) error {
	if db.erasing.ledger == nil {
		return nil
	}
	listed, err := db.erasing.ledger.read(db.ledgerKey())
	if err != nil {
		return err
	}
	var due, unlisted []Tombstone
	known := map[place]bool{}
	err = db.sealed.View(ctx, func(stx storage.Tx) error {
		for _, e := range listed {
			p := place(e.Place)
			known[p] = true
			done, err := isErased(stx, p)
			if err != nil {
				return err
			}
			row, err := stx.Get(storage.Records, p[:])
			if err != nil {
				return err
			}
			if !done || row != nil {
				due = append(due, e)
			}
		}
		all, err := (&Tx{db: db, stx: stx}).Tombstones()
		for _, t := range all {
			if !known[place(t.Place)] {
				unlisted = append(unlisted, t)
			}
		}
		return err
	})
	if err == nil && len(unlisted) > 0 {
		err = db.erasing.ledger.add(db.ledgerKey(), unlisted)
	}
	if err != nil || len(due) == 0 {
		return err
	}
	return db.eraseListed(app.WithActor(ctx, app.Actor{User: "system", Name: "Civic Desk"}), due)
}

func (db *DB) eraseListed(ctx context.Context, due []Tombstone) error {
	var refs []Ref
	if err := db.sealed.View(ctx, func(stx storage.Tx) error {
		for _, e := range due {
			s, err := db.readRow(stx, storage.Records, place(e.Place))
			if err != nil {
				return err
			}
			if s != nil {
				refs = append(refs, Ref{s.Type, s.ID})
			}
		}
		return nil
	}); err != nil {
		return err
	}
	db.erasing.overdue = refs
	_, err := db.eraseRows(ctx, due, refs)
	return err
}

// Overdue are the records that were erased when the store was opened, since the
// ledger named them: they had come back with a backup, or an erasure had been cut
// off.
func (db *DB) Overdue() []Ref { return db.erasing.overdue }

// LastErasure is the sequence number of the last erasure; 0 for none.
func (tx *Tx) LastErasure() (uint64, error) {
	v, err := tx.stx.Get(storage.Meta, lastErasureKey)
	return uint64Of(v), err
}

// Acknowledged is the number up to which the device has erased.
func (tx *Tx) Acknowledged(device app.ID) (uint64, error) {
	v, err := tx.stx.Get(storage.Meta, append(ackPrefix[:len(ackPrefix):len(ackPrefix)], device...))
	return uint64Of(v), err
}

// Acknowledge notes that the device has erased up to the number.
func (tx *Tx) Acknowledge(device app.ID, upto uint64) error {
	return tx.stx.Put(storage.Meta, append(ackPrefix[:len(ackPrefix):len(ackPrefix)], device...), seqKey(upto))
}

// ForgetErasures takes the entries of erasures before the time out of the feed
// and returns how many. A desktop that has not heard of one of them begins anew.
// Tombstones and ledger stay.
func (db *DB) ForgetErasures(ctx context.Context, before time.Time) (n int, err error) {
	err = db.store.Update(ctx, func(stx storage.Tx) error {
		tx := db.newTx(ctx, stx, app.ActorFrom(ctx), true)
		floor, err := tx.ErasureFloor()
		if err != nil {
			return err
		}
		var old [][]byte
		if err := stx.Scan(storage.Feed, nil, nil, 0, func(k, v []byte) error {
			if len(v) == 0 || v[0] != feedErase {
				return nil
			}
			item, err := tx.sealedItem(k, v)
			if err != nil {
				return err
			}
			raw, err := stx.Get(storage.Meta, tombKey(db.placeOf(&Definition{tag: tagOf("type", item.Type)}, item.ID)))
			if err != nil {
				return err
			}
			var t Tombstone
			if err := Decode(raw, &t); err != nil {
				return storage.ErrDamaged
			}
			if t.At.Before(before) {
				old, floor = append(old, append([]byte{}, k...)), max(floor, item.Seq)
			}
			return nil
		}); err != nil {
			return err
		}
		for _, k := range old {
			if err := stx.Delete(storage.Feed, k); err != nil {
				return err
			}
		}
		n = len(old)
		return stx.Put(storage.Meta, floorKey, seqKey(floor))
	})
	return n, friendly("record.ForgetErasures", err)
}

// ErasureFloor is the number of the newest erasure whose entry the feed has no
// more; 0 when it has all.
func (tx *Tx) ErasureFloor() (uint64, error) {
	v, err := tx.stx.Get(storage.Meta, floorKey)
	return uint64Of(v), err
}
