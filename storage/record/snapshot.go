package record

import (
	"context"
	"errors"
	"fmt"

	"civicdesk/storage"
	"civicdesk/storage/vault"
)

// Snapshot runs fn over one unchanging state of the store, as it lies there. On
// a replica begin runs first, while nothing can be saved, so that what it takes
// of the journal and of the key files fits the state; on the authority it runs
// at the state's beginning. Saving goes on while fn runs.
func (db *DB) Snapshot(ctx context.Context, begin func() error, fn func(storage.Tx) error) error {
	if db.replica == nil {
		return friendly("record.Snapshot", db.store.View(ctx, func(stx storage.Tx) error {
			if err := begin(); err != nil {
				return err
			}
			return fn(stx)
		}))
	}
	r := db.replica
	r.writing.Lock()
	held := true
	release := func() {
		if held {
			held = false
			r.writing.Unlock()
		}
	}
	defer release()
	err := r.drain(ctx)
	if err == nil {
		err = db.store.View(ctx, func(stx storage.Tx) error {
			if err := begin(); err != nil {
				return err
			}
			release()
			return fn(stx)
		})
	}
	return friendly("record.Snapshot", err)
}

// Opener opens rows as a snapshot holds them, with a ring of its own.
type Opener struct {
	Ring *vault.Ring
	// Opened counts the rows that the ring has keys for, Foreign the others.
	Opened, Foreign int
}

// Row opens a row of Records, Secrets or Shadow, and passes over rows of other
// tables. An error says that the row is damaged or out of its place.
func (o *Opener) Row(t storage.Table, k, v []byte) error {
	switch {
	case t != storage.Records && t != storage.Secrets && t != storage.Shadow:
		return nil
	case len(k) < len(place{}):
		return fmt.Errorf("%w: a row's key in table %d", storage.ErrDamaged, t)
	}
	_, _, _, err := o.Ring.Open(v, k, vault.Secret(len(k) > len(place{})))
	switch {
	case errors.Is(err, vault.ErrNoKey):
		o.Foreign++
		return nil
	case err != nil:
		return fmt.Errorf("%w: a row of table %d: %w", storage.ErrDamaged, t, err)
	}
	o.Opened++
	return nil
}

// Key takes a row of Meta that holds a scope's key of an authority.
func (o *Opener) Key(k, v []byte) error { return addKey(o.Ring, k, v) }
