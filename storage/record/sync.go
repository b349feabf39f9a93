package record

import (
	"context"

	"civicdesk/app"
	"civicdesk/storage"
)

// EnsureScope gives the scope a key before any record lies in it, so that a
// desktop can be given the key and work in the scope offline. It is for the
// authority; the key is durable once the transaction has committed.
func (tx *Tx) EnsureScope(s app.Scope) error { return tx.ensureKey(s) }

// NewIncarnation counts a restore of this computer's disk: operations that are
// not yet decided go up again under the same identities, in a new stream.
func (db *DB) NewIncarnation(ctx context.Context) error {
	r := db.replica
	next := r.inc + 1
	err := r.write1(ctx, func(stx storage.Tx) error {
		return r.putNumber(stx, "incarnation", uint64(next))
	})
	if err == nil {
		r.writing.Lock()
		r.inc = next
		r.writing.Unlock()
	}
	return err
}

// Rows reads the store's own rows beside the records, such as the outcomes of
// operations, in one transaction.
func (db *DB) Rows(ctx context.Context, fn func(storage.Tx) error) error {
	return friendly("record.Rows", db.store.View(ctx, fn))
}

// Incarnation counts how often this computer's disk was found to have been set
// back.
func (db *DB) Incarnation() uint32 {
	r := db.replica
	r.writing.Lock()
	defer r.writing.Unlock()
	return r.inc
}

// LastSeq is the newest sequence number of the store as the transaction sees it.
func (tx *Tx) LastSeq() (uint64, error) { return tx.stx.Seq() }
