package record

import (
	"context"
	"fmt"

	"civicdesk/app/fault"
	"civicdesk/storage"
	"civicdesk/storage/epoch"
	"civicdesk/storage/journal"
	"civicdesk/storage/vault"
)

// nextEpoch puts the secret of a new epoch beside the store's present one.
func (r *replica) nextEpoch(old *epoch.Boxes) (*epoch.Boxes, error) {
	err := r.keys.SetAnchor(func(a vault.Anchor) vault.Anchor {
		if old != nil { // one that an earlier attempt left was never used
			a = a.Only(old.N)
			return a.Next()
		}
		return a
	})
	if err != nil {
		return nil, err
	}
	r.db.sealed.Know(r.keys.Anchor().Epochs...)
	return r.db.sealed.Newest(), nil
}

// finish does what follows when the new file is in its place. It may be cut off
// and done again.
func (r *replica) finish(ctx context.Context) error {
	current, n, _, err := r.db.storeEpoch(ctx)
	if err != nil {
		return err
	}
	var refs []Ref
	due := false
	if err := r.db.store.View(ctx, func(stx storage.Tx) error {
		v, err := stx.Get(storage.Meta, unfinished)
		if err != nil || v == nil {
			return err
		}
		due = true
		return Decode(v, &refs)
	}); err != nil {
		return err
	}
	if !due && len(r.keys.Anchor().Epochs) < 2 {
		return nil
	}
	if due {
		g := r.db.goneOf(refs)
		e := &eraser{r: r, g: g}
		if err := r.journal.Rewrite(len(refs) > 0, e.frame(current)); err != nil {
			return err
		}
		if err := r.db.erased(ctx, refs); err != nil {
			return err
		}
		if w := r.db.rewriter(); w != nil {
			if err := w.RemoveOlder(len(refs) > 0); err != nil {
				return err
			}
		}
		for p := range g.places {
			r.db.finder.note([]place{p})
		}
	}
	if n > 0 {
		if err := r.keys.SetAnchor(func(a vault.Anchor) vault.Anchor {
			a = a.Only(n)
			a.Commits, a.Frames = r.turns.Load(), r.journal.Next()
			return a
		}); err != nil {
			return err
		}
		r.db.sealed.Know(r.keys.Anchor().Epochs...)
	}
	if !due {
		return nil
	}
	return r.commit(ctx, func(stx storage.Tx) error { return stx.Delete(storage.Meta, unfinished) })
}

// frame is what becomes of a frame of the journal: sealed for the present epoch,
// and of this user's without what it says of the records.
func (e *eraser) frame(current *epoch.Boxes) func(journal.Frame) ([]byte, error) {
	r := e.r
	return func(f journal.Frame) ([]byte, error) {
		inner, sealed := r.openFrame(f)
		mine := f.Owner == r.owner
		if mine {
			one, err := r.decodeFrame(inner)
			if err != nil { // damaged: the reader of the journal tells
				return f.Payload, nil
			}
			if e.strip(&one.Op) {
				plain, err := Encode(one)
				if err != nil {
					return nil, err
				}
				inner, sealed = r.frames.Seal(nil, plain, r.owner[:]), nil
			}
		}
		if sealed == current && current != nil {
			return f.Payload, nil
		}
		return current.Frame(inner, f.Owner[:]), nil
	}
}

// openFrame takes the epoch's seal off a frame's payload. boxes is nil when there
// was none of a known epoch.
func (r *replica) openFrame(f journal.Frame) (inner []byte, boxes *epoch.Boxes) {
	for _, b := range r.db.sealed.Known() {
		if plain, ok := b.OpenFrame(f.Payload, f.Owner[:]); ok {
			return plain, b
		}
	}
	return f.Payload, nil
}

func (r *replica) decodeFrame(inner []byte) (one frame, err error) {
	plain, err := r.frames.Open(inner, r.owner[:])
	if err == nil {
		err = Decode(plain, &one)
	}
	return one, err
}

// settleEpoch makes the store, when it is opened, one of the anchor's epoch: a
// store of an earlier format is carried over, a change that was cut off is taken
// back or finished.
func (r *replica) settleEpoch(ctx context.Context) error {
	r.db.sealed.Know(r.keys.Anchor().Epochs...)
	secrets := r.keys.Anchor().Epochs
	boxes, n, empty, err := r.db.storeEpoch(ctx)
	switch {
	case err != nil:
		return err
	case len(secrets) == 0 && n == 0:
		return nil
	case n == 0 && empty:
		return r.only(secrets[len(secrets)-1].N)
	case n == 0:
		return r.carryOver(ctx)
	case boxes == nil && len(secrets) > 0 && n < secrets[0].N:
		return errOlder
	case boxes == nil:
		return fault.E("record.settleEpoch", fault.Unavailable, "What this computer’s keychain keeps for the data folder is older than the folder, or of another one. Nothing was changed. Ask your administrator to recover the account (“civicdesk recover”).", fmt.Errorf("epoch %d", n))
	case n < secrets[len(secrets)-1].N:
		later, err := r.journalIsOf(n)
		if err == nil && later {
			err = errOlder
		}
		if err != nil {
			return err
		}
		return r.only(n) // nothing was copied yet
	}
	r.epoch = boxes
	return nil
}

// journalIsOf says whether the journal has frames of a later epoch than the store's:
// the change had come as far, and the store is an old copy.
func (r *replica) journalIsOf(store uint32) (later bool, err error) {
	err = r.journal.Scan(1, func(f journal.Frame) error {
		_, boxes := r.openFrame(f)
		later = later || boxes != nil && boxes.N > store
		return nil
	})
	return later, err
}

// only has the anchor forget all epochs but one.
func (r *replica) only(n uint32) error {
	if len(r.keys.Anchor().Epochs) == 1 {
		r.epoch = r.db.sealed.Newest()
		return nil
	}
	if err := r.keys.SetAnchor(func(a vault.Anchor) vault.Anchor { return a.Only(n) }); err != nil {
		return err
	}
	r.db.sealed.Know(r.keys.Anchor().Epochs...)
	r.epoch = r.db.sealed.Newest()
	return nil
}

// carryOver seals a store from before there were epochs.
func (r *replica) carryOver(ctx context.Context) error {
	f := forward{db: r.db, new: r.db.sealed.Newest()}
	f.last = func(put storage.Put) error {
		raw, err := Encode([]Ref{})
		if err != nil {
			return err
		}
		if err := put(storage.Meta, heldKey, r.sealNumber(heldKey, 1)); err != nil {
			return err
		}
		return put(storage.Meta, unfinished, raw)
	}
	_, err := f.run(ctx)
	r.epoch = f.new
	return err
}

// anchorNow notes in the anchor how far the store and the journal are.
func (r *replica) anchorNow() error {
	if len(r.keys.Anchor().Epochs) == 0 {
		return nil
	}
	return r.keys.SetAnchor(func(a vault.Anchor) vault.Anchor {
		a.Commits, a.Frames = r.turns.Load(), r.journal.Next()
		return a
	})
}
