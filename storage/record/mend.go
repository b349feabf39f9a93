package record

import (
	"context"
	"errors"
	"fmt"

	"civicdesk/app/fault"
	"civicdesk/storage"
)

// This file deals with damage on a desktop. The store is a cache in front of
// which the journal stands: one bad row is set aside and comes again with the
// next sync; a store that cannot be trusted is set aside whole and begun anew
// from the journal, and the next sync brings the rest.

// renewable is a store whose damaged file can be set aside, never deleted, for
// an empty one.
type renewable interface{ Renew(cause error) error }

// badRow is a row that does not open in its place.
type badRow struct {
	table storage.Table
	key   []byte
	cause error
}

func (b *badRow) Error() string { return fmt.Sprintf("row of table %d: %v", b.table, b.cause) }
func (b *badRow) Unwrap() error { return b.cause }

// damagedPrefix is where bad rows are kept: table ‖ key → the row as it was.
var damagedPrefix = []byte("damaged/")

const mostRenewals = 3 // while the program runs; more would go round in circles

// older says that the store is an old copy.
var errOlder = fmt.Errorf("%w: an old copy of the store was put back", storage.ErrDamaged)

// What the user is told of damage. StoreAside is also for a store that was set
// aside before anybody had signed in.
const (
	rowAside   = "One record on this computer was damaged and has been set aside. Nothing that you saved is lost; the next synchronisation brings the record back."
	StoreAside = "The data file of this computer was damaged. It has been set aside and built anew: what you saved and was not yet sent is here, and the next synchronisation brings the rest."
	olderAside = "An old copy of this computer’s data file had been put back. It has been set aside and built anew: what you saved and was not yet sent is here, and the next synchronisation brings the rest."
	rowsDiffer = "Records on this computer were missing or older than they should be. The next synchronisation brings them again; nothing that you saved is lost."
)

// Notices are sentences for the user about damage that was found and dealt with
// since the store was opened.
func (db *DB) Notices() []string {
	if db.replica == nil {
		return nil
	}
	db.replica.noteMu.Lock()
	defer db.replica.noteMu.Unlock()
	return append([]string{}, db.replica.notices...)
}

func (r *replica) note(words string) {
	r.noteMu.Lock()
	defer r.noteMu.Unlock()
	for _, n := range r.notices {
		if n == words {
			return
		}
	}
	r.notices = append(r.notices, words)
}

// mended deals with damage and returns the error that the caller ends with: what
// was read may be wrong, so it must begin again. Other errors pass through. The
// caller holds r.writing.
func (r *replica) mended(ctx context.Context, cause error) error {
	if !errors.Is(cause, storage.ErrDamaged) {
		return cause
	}
	words, err := r.mend(ctx, cause)
	if err != nil {
		return errors.Join(cause, err)
	}
	return fault.E("record.mended", fault.Damaged, words+" Do this once more.", cause)
}

func (r *replica) mend(ctx context.Context, cause error) (words string, err error) {
	var row *badRow
	if errors.As(cause, &row) && (row.table == storage.Records || row.table == storage.Secrets) {
		if err := r.commit(ctx, func(stx storage.Tx) error { return r.setAside(stx, row.table, row.key) }); err == nil {
			r.note(rowAside)
			return rowAside, nil
		}
	}
	store, can := r.db.store.(renewable)
	if !can || r.renewals >= mostRenewals {
		return "", cause
	}
	r.renewals++
	words = StoreAside
	obeyed := uint64(0)
	if errors.Is(cause, errOlder) {
		words, obeyed = olderAside, r.obeyed(ctx)
	}
	r.applying.Lock()
	err = store.Renew(cause)
	r.queueMu.Lock()
	r.queue = nil // it is all in the journal
	r.queueMu.Unlock()
	r.applying.Unlock()
	if err != nil {
		return "", err
	}
	r.note(words)
	if err := r.recover(ctx); err != nil || obeyed == 0 {
		return words, err
	}
	return words, r.commit(ctx, func(stx storage.Tx) error { return r.putNumberAt(stx, heldKey, obeyed) })
}

// obeyed is the server's number up to which a store that is set aside has erased
// what it was told to; 0 when it has no records or cannot be read. What was erased
// since then may lie in it, and is erased anew with it.
func (r *replica) obeyed(ctx context.Context) (upto uint64) {
	if err := r.db.store.View(ctx, func(stx storage.Tx) error {
		held, err := r.number(stx, heldKey)
		if err != nil || held == 0 {
			return err
		}
		upto, err = r.number(stx, r.meta(ackName))
		upto = max(upto, 1)
		return err
	}); err != nil {
		return 0
	}
	return upto
}

// setAside takes a bad row out of its table, keeps its bytes, and asks for
// everything anew at the next sync. Unsent work on the record stays.
func (r *replica) setAside(stx storage.Tx, t storage.Table, key []byte) error {
	row, err := stx.Get(t, key)
	if err != nil || row == nil {
		return err
	}
	keep := append(append(damagedPrefix[:len(damagedPrefix):len(damagedPrefix)], byte(t)), key...)
	if err := stx.Put(storage.Meta, keep, append([]byte{}, row...)); err != nil {
		return err
	}
	if err := stx.Delete(t, key); err != nil {
		return err
	}
	if err := r.moveTo(stx, 0, 0, nil); err != nil || len(key) < len(place{}) {
		return err
	}
	p := place(key[:len(place{})])
	d := r.db.schema.tags[[4]byte(p[:4])]
	if t == storage.Records && d != nil { // what was beside it comes again with it, or leaves with its scope
		for f := range d.sensitive {
			if err := stx.Delete(storage.Secrets, secretKey(p, f)); err != nil {
				return err
			}
		}
	}
	pending, err := r.pending(stx, p)
	if err != nil || d == nil || len(pending) == 0 {
		return err
	}
	return r.rebuild(stx, d, p)
}

// view is View of a replica.
func (r *replica) view(ctx context.Context, fn func(storage.Tx) error) error {
	err := r.drain(ctx)
	if err == nil {
		err = r.db.store.View(ctx, fn)
	}
	if !errors.Is(err, storage.ErrDamaged) || !r.writing.TryLock() { // another call is at it
		return err
	}
	defer r.writing.Unlock()
	return r.mended(ctx, err)
}
