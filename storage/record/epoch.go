package record

import (
	"bytes"
	"context"

	"civicdesk/storage"
	"civicdesk/storage/epoch"
)

// over lays the seal of the epochs around the store.
func (db *DB) over(store storage.Store, secrets []epoch.Secret) {
	db.base, db.sealed = store, epoch.Over(store, secrets...)
	db.store = db.sealed
	if r, can := store.(renewing); can {
		db.store = sealedRenewing{db.sealed, r}
	}
	db.findable()
}

// sealedRenewing is a sealed store whose file can be begun anew.
type sealedRenewing struct {
	*epoch.Store
	renewing
}

// sealedTx is the transaction beneath those of this package that knows the
// store's epoch.
func sealedTx(stx storage.Tx) (epoch.Tx, bool) {
	for {
		switch x := stx.(type) {
		case epoch.Tx:
			return x, true
		case *noting:
			stx = x.Tx
		case *summed:
			stx = x.Tx
		default:
			return epoch.Tx{}, false
		}
	}
}

// storeEpoch is the epoch of the store as it lies there; 0 for none. empty says
// that nothing is in it yet.
func (db *DB) storeEpoch(ctx context.Context) (boxes *epoch.Boxes, n uint32, empty bool, err error) {
	err = db.base.View(ctx, func(tx storage.Tx) error {
		var commit []byte
		if n, commit, err = epoch.Of(tx); err != nil {
			return err
		}
		for _, b := range db.sealed.Known() {
			if b.Is(n, commit) {
				boxes = b
			}
		}
		empty = true
		for _, t := range storage.Tables() {
			if err := tx.Scan(t, nil, nil, 1, func(_, _ []byte) error { empty = false; return nil }); err != nil {
				return err
			}
		}
		return nil
	})
	return boxes, n, empty, err
}

// rewriter is the store's way to be copied forward; nil for a store in memory.
func (db *DB) rewriter() storage.Rewriter {
	r, _ := db.base.(storage.Rewriter)
	return r
}

// forward is a copy of the store into another epoch. Rows come as they are
// beneath the seal.
type forward struct {
	db       *DB
	old, new *epoch.Boxes // nil: without epochs
	// row says what takes a row's place; nil: the row itself.
	row func(t storage.Table, key, plain []byte, put storage.Put) error
	// last adds rows.
	last func(put storage.Put) error
}

// run copies the store.
func (f forward) run(ctx context.Context) (storage.Rewritten, error) {
	blind := f.db.blindTags()
	c := storage.Carry{
		Row: func(t storage.Table, key, value []byte, put storage.Put) error {
			if k, _ := (&epoch.Boxes{}).Row(); t == storage.Meta && string(k) == string(key) {
				return nil // the new one is put last
			}
			plain := f.old.Plain(t, key, value)
			to := f.putter(blind, put)
			if f.row == nil {
				return to(t, key, plain)
			}
			return f.row(t, key, plain, to)
		},
		Last: func(put storage.Put) error {
			if f.last != nil {
				if err := f.last(f.putter(blind, put)); err != nil {
					return err
				}
			}
			if f.new == nil {
				return nil
			}
			k, v := f.new.Row()
			return put(storage.Meta, k, v)
		},
	}
	if r := f.db.rewriter(); r != nil {
		return r.Rewrite(ctx, c)
	}
	return inPlace(ctx, f.db.base, c)
}

// inPlace rewrites a store that has no files, in one transaction.
func inPlace(ctx context.Context, s storage.Store, c storage.Carry) (done storage.Rewritten, err error) {
	type row struct {
		t    storage.Table
		k, v []byte
	}
	err = s.Update(ctx, func(tx storage.Tx) error {
		var old, anew []row
		put := func(t storage.Table, k, v []byte) error {
			anew = append(anew, row{t, bytes.Clone(k), bytes.Clone(v)})
			return nil
		}
		for _, t := range storage.Tables() {
			if err := tx.Scan(t, nil, nil, 0, func(k, v []byte) error {
				old = append(old, row{t, bytes.Clone(k), nil})
				return c.Row(t, k, v, put)
			}); err != nil {
				return err
			}
		}
		if err := c.Last(put); err != nil {
			return err
		}
		for _, r := range old {
			if err := tx.Delete(r.t, r.k); err != nil {
				return err
			}
		}
		for _, r := range anew {
			if err := tx.Put(r.t, r.k, r.v); err != nil {
				return err
			}
		}
		done.Rows = len(anew)
		return nil
	})
	return done, err
}

// putter seals rows for the new epoch.
func (f forward) putter(blind map[[4]byte]bool, put storage.Put) storage.Put {
	return func(t storage.Table, key, plain []byte) error {
		if t == storage.Indexes {
			key, plain = f.reblind(blind, key, plain)
		}
		return put(t, key, f.new.Value(t, key, plain))
	}
}

// reblind gives the row of a blind index its key in the new epoch.
func (f forward) reblind(blind map[[4]byte]bool, key, plain []byte) ([]byte, []byte) {
	const length = 4 + blindSize + 16
	digest := plain
	if f.old == nil && len(key) == length && blind[[4]byte(key)] { // from before there were epochs
		digest = key[4 : 4+blindSize]
	}
	if f.new == nil || len(digest) != blindSize || len(key) != length {
		return key, plain
	}
	anew := append(append([]byte{}, key[:4]...), f.new.Blind(digest)...)
	return append(anew, key[4+blindSize:]...), digest
}

// blindTags are the tags of the indexes with blind keys.
func (db *DB) blindTags() map[[4]byte]bool {
	tags := map[[4]byte]bool{}
	for _, d := range db.schema.types {
		for _, ix := range d.indexes {
			if ix.kind == Blind {
				tags[ix.tag] = true
			}
		}
	}
	return tags
}
