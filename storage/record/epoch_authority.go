package record

import (
	"context"
	"errors"
	"os"

	"civicdesk/app/fault"
	"civicdesk/storage"
	"civicdesk/storage/epoch"
	"civicdesk/storage/vault"
)

// WithAnchor keeps the secret of the store's epoch in the file, which must lie
// apart from the store. Without it values have no outer seal, and what was erased
// could be read from an old copy of the store.
func WithAnchor(file AnchorFile) Setup {
	return func(db *DB) { db.erasing.anchor = file }
}

// loadAnchor reads the secrets of the store's epochs; none for a new server.
func (db *DB) loadAnchor() ([]epoch.Secret, error) {
	if db.erasing.anchor == nil {
		return nil, nil
	}
	a, err := db.erasing.anchor.Load()
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fault.E("record.OpenAuthority", fault.Damaged, "The file with the secret of the store's epoch (server.epoch) is damaged. Put back a copy.", err)
	}
	return a.Epochs, nil
}

func (db *DB) saveAnchor(a vault.Anchor) error {
	if err := db.erasing.anchor.Save(a); err != nil {
		return err
	}
	db.sealed.Know(a.Epochs...)
	return nil
}

func (db *DB) anchorNow() vault.Anchor {
	a := vault.Anchor{}
	known := db.sealed.Known()
	for i := len(known) - 1; i >= 0; i-- {
		a.Epochs = append(a.Epochs, known[i].Secret)
	}
	return a
}

// settleAuthority makes the store one of the anchor's epoch, when it is opened.
func (db *DB) settleAuthority(ctx context.Context) error {
	boxes, n, empty, err := db.storeEpoch(ctx)
	known := db.sealed.Known()
	switch {
	case err != nil:
		return err
	case n > 0 && boxes == nil:
		return fault.E("record.OpenAuthority", fault.Damaged, "The secret of the store's epoch (server.epoch) is missing or of another time than the store. Put back both from one backup.", nil)
	case n > 0 && len(known) < 2:
		return nil
	case n > 0:
		return db.finishEpoch(n)
	case db.erasing.anchor == nil:
		return nil
	}
	if len(known) == 0 {
		if err := db.saveAnchor(vault.Anchor{}.Next()); err != nil {
			return err
		}
	}
	newest := db.sealed.Newest()
	if !empty {
		if _, err := (forward{db: db, new: newest}).run(ctx); err != nil {
			return err
		}
	}
	return db.finishEpoch(newest.N)
}

// finishEpoch removes what belongs to other epochs than n.
func (db *DB) finishEpoch(n uint32) error {
	if w := db.rewriter(); w != nil {
		if err := w.RemoveOlder(true); err != nil {
			return err
		}
	}
	if a := db.anchorNow(); len(a.Epochs) > 1 {
		return db.saveAnchor(a.Only(n))
	}
	return nil
}

// finishErasure does what follows when the rows are gone: what lies beside the
// store goes, and the store is copied forward under a new secret. It may be cut
// off and done again.
func (db *DB) finishErasure(ctx context.Context, g *gone) (done storage.Rewritten, err error) {
	if err := db.erased(ctx, g.refs); err != nil {
		return done, err
	}
	if db.rewriter() == nil {
		return done, db.store.Update(ctx, func(stx storage.Tx) error { return stx.Delete(storage.Meta, unfinished) })
	}
	f := forward{db: db, row: func(t storage.Table, k, v []byte, put storage.Put) error {
		if g.has(t, k) || t == storage.Meta && string(k) == string(unfinished) {
			return nil
		}
		return put(t, k, v)
	}}
	var n uint32
	if f.old, n, _, err = db.storeEpoch(ctx); err != nil {
		return done, err
	}
	if f.old != nil {
		if err := db.saveAnchor(db.anchorNow().Only(n).Next()); err != nil {
			return done, err
		}
		f.new = db.sealed.Newest()
	}
	if done, err = f.run(ctx); err != nil {
		return done, err
	}
	if f.new != nil {
		n = f.new.N
	}
	return done, db.finishEpoch(n)
}

// WithoutEpoch makes an authority's store, whose rows were put back as they are
// beneath the seal of their epoch, one without epochs. The keys of its indexes
// rest on the epoch's secret; they are made anew when it is opened.
func WithoutEpoch(ctx context.Context, store storage.Store) error {
	return store.Update(ctx, func(stx storage.Tx) error {
		if n, _, err := epoch.Of(stx); err != nil || n == 0 {
			return err
		}
		if err := epoch.Drop(stx); err != nil {
			return err
		}
		return stx.Delete(storage.Meta, shapesKey)
	})
}
