package record

import (
	"bytes"
	"context"
	"fmt"
	"maps"

	"civicdesk/storage"
)

// A release may change the shape of a record type, or which indexes it has. The
// first time that such a release opens a store, every record that the keys at
// hand open is written in its new shape and the indexes are made to fit, in one
// transaction: a crash leaves the store as it was, and it is done again. On a
// desktop each user's records follow when that user signs in; until then they are
// brought up when they are read.

// shapeKey is where the store keeps the signature of the program whose shapes
// and indexes it has: of a desktop's user, or of a server.
func (db *DB) shapeKey() []byte {
	if db.replica != nil {
		return db.replica.meta("shapes")
	}
	return shapesKey
}

var shapesKey = []byte("shapes") // of an authority

// reshape brings the store to the shapes and indexes of this program.
func (db *DB) reshape(ctx context.Context) error {
	now, key := db.schema.signature(), db.shapeKey()
	same := false
	err := db.store.View(ctx, func(stx storage.Tx) error {
		was, err := stx.Get(storage.Meta, key)
		same = bytes.Equal(was, now)
		return err
	})
	if err != nil || same {
		return err
	}
	commit := db.store.Update
	if db.replica != nil {
		commit = db.replica.commit
	}
	return commit(ctx, func(stx storage.Tx) error {
		before, err := db.shapes(stx)
		if err != nil {
			return err
		}
		for _, p := range before.lifted {
			if err := db.lift(stx, p); err != nil {
				return err
			}
		}
		if err := db.fitIndexes(stx, before); err != nil {
			return err
		}
		after, err := db.shapes(stx)
		if err == nil && (len(after.opened) != len(before.opened) || len(after.lifted) > 0) {
			err = fmt.Errorf("%w: %d records before the change of their shape, %d after it, %d as they were", storage.ErrDamaged, len(before.opened), len(after.opened), len(after.lifted))
		}
		if err != nil {
			return err
		}
		return stx.Put(storage.Meta, key, now)
	})
}

// shapes is what the ring opens of a store.
type shapes struct {
	opened map[[16]byte]bool // records, by the second part of their place
	lifted []place           // those that are stored in an earlier shape
	want   map[string][]byte // the index rows of all of them
}

func (db *DB) shapes(stx storage.Tx) (*shapes, error) {
	all := &shapes{opened: map[[16]byte]bool{}, want: map[string][]byte{}}
	return all, stx.Scan(storage.Records, nil, nil, 0, func(k, v []byte) error {
		if len(k) != len(place{}) {
			return nil // told and mended by Repair
		}
		p := place(k)
		s, err := db.openRow(v, p)
		if err != nil || s == nil {
			return err
		}
		all.opened[[16]byte(p[4:])] = true
		if s.lifted {
			all.lifted = append(all.lifted, p)
		}
		d := db.schema.types[s.Type]
		if d == nil {
			return nil
		}
		keys, err := db.indexKeys(stx, d, p, s)
		maps.Copy(all.want, keys)
		return err
	})
}

// lift writes a record in its new shape.
func (db *DB) lift(stx storage.Tx, p place) error {
	s, err := db.readRow(stx, storage.Records, p)
	if err != nil || s == nil {
		return err
	}
	row, err := db.sealRow(s, p)
	if err != nil {
		return err
	}
	return stx.Put(storage.Records, p[:], row)
}

// fitIndexes makes the stored index keys those that are wanted. Keys that lead
// to records of other users of this computer stay.
func (db *DB) fitIndexes(stx storage.Tx, all *shapes) error {
	stray, missing, err := db.strayKeys(stx, all)
	if err != nil {
		return err
	}
	for _, k := range stray {
		if err := stx.Delete(storage.Indexes, k); err != nil {
			return err
		}
	}
	for k, v := range missing {
		if err := stx.Put(storage.Indexes, []byte(k), v); err != nil {
			return err
		}
	}
	return nil
}

// strayKeys are the stored index keys that lead nowhere, or to a record that does
// not have them, and the keys that are missing. An index that this program does
// not know is not kept up by it, so its keys of these records are stray.
func (db *DB) strayKeys(stx storage.Tx, all *shapes) (stray [][]byte, missing map[string][]byte, err error) {
	types := map[[4]byte]*Definition{}
	for _, d := range db.schema.types {
		for _, ix := range d.indexes {
			types[ix.tag] = d
		}
	}
	missing = maps.Clone(all.want)
	err = stx.Scan(storage.Indexes, nil, nil, 0, func(k, _ []byte) error {
		if _, wanted := all.want[string(k)]; wanted {
			delete(missing, string(k))
			return nil
		}
		own := len(k) >= 16 && all.opened[[16]byte(k[len(k)-16:])]
		foreign, err := db.foreign(stx, types, k)
		if err == nil && (own || !foreign) {
			stray = append(stray, bytes.Clone(k))
		}
		return err
	})
	return stray, missing, err
}
