package record

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"strings"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/storage"
	"civicdesk/storage/seal"
	"civicdesk/storage/vault"
)

// This file keeps the authority's scope keys. They lie in the store, and the
// ring in memory follows: several servers may have the store open, and a key
// that one has made must be on the rings of the others before they read or write
// anything. So each transaction begins by comparing a count of changes.

var (
	ringPrefix = []byte("ring/")
	ringsKey   = []byte("rings") // how often the rows under ringPrefix have changed
)

// refresh brings the ring up to the store's state.
func (db *DB) refresh(stx storage.Tx) error {
	if db.replica != nil {
		return nil
	}
	n, err := ringsOf(stx)
	if err != nil || n <= db.rings.Load() {
		return err
	}
	return db.loadRing(stx)
}

func ringsOf(stx storage.Tx) (uint64, error) {
	v, err := stx.Get(storage.Meta, ringsKey)
	if err != nil || v == nil {
		return 0, err
	}
	if len(v) != 8 {
		return 0, fmt.Errorf("%w: the count of scope keys", storage.ErrDamaged)
	}
	return binary.BigEndian.Uint64(v), nil
}

// loadRing puts every scope key of the store on the ring.
func (db *DB) loadRing(stx storage.Tx) error {
	n, err := ringsOf(stx)
	if err != nil {
		return err
	}
	if err := stx.Scan(storage.Meta, ringPrefix, storage.After(ringPrefix), 0, func(k, v []byte) error {
		return addKey(db.ring, k, v)
	}); err != nil {
		return err
	}
	for known := db.rings.Load(); n > known && !db.rings.CompareAndSwap(known, n); {
		known = db.rings.Load()
	}
	return nil
}

// addKey puts the scope key that a row of Meta holds on the ring. Other rows are
// passed over.
func addKey(ring *vault.Ring, k, v []byte) error {
	if !bytes.HasPrefix(k, ringPrefix) {
		return nil
	}
	plain, err := ring.Root("ring").Box().Open(v, k)
	if err != nil || len(plain) < seal.KeySize {
		return fmt.Errorf("%w: the server's key does not open this store", storage.ErrDamaged)
	}
	var key vault.ScopeKey
	copy(key.ID[:], k[len(ringPrefix):])
	copy(key.Key[:], plain)
	scope, epoch, _ := strings.Cut(string(plain[seal.KeySize:]), "\x00")
	key.Scope = app.Scope(scope)
	if len(epoch) == 4 { // a scope's first key has none
		key.Epoch = binary.BigEndian.Uint32([]byte(epoch))
	}
	ring.Add(key)
	return nil
}

// write runs fn in a writing transaction of the authority. The keys that fn
// makes are on the ring while it runs, and stay when they are durable.
func (db *DB) write(ctx context.Context, fn func(stx storage.Tx, made *[]vault.KeyID) error) error {
	var made []vault.KeyID
	kept := false
	defer func() {
		if kept {
			db.ring.Keep(made...)
		} else {
			db.ring.Drop(made...)
		}
	}()
	err := db.store.Update(ctx, func(stx storage.Tx) error {
		made = nil
		if err := db.refresh(stx); err != nil {
			return err
		}
		// Whoever writes is alone. What is still tried was made by a run that was
		// broken off: a row sealed under it could never be opened again.
		db.ring.DropTried()
		return fn(stx, &made)
	})
	kept = err == nil
	return err
}

// ensureKey sees to it that the scope has a key, making one on the authority.
func (tx *Tx) ensureKey(s app.Scope) error {
	db := tx.db
	if _, ok := db.ring.For(s); ok {
		return nil
	}
	if db.replica != nil {
		return fault.E("record.Put", fault.Denied, "This computer has no key for these records. Synchronise first, or ask your administrator for access.", vault.ErrNoKey)
	}
	return tx.newKey(vault.NewScopeKey(s))
}

// newKey stores a new scope key and puts it on the ring, to stay when the
// transaction is kept.
func (tx *Tx) newKey(k vault.ScopeKey) error {
	if tx.made == nil {
		return storage.ErrReadOnly
	}
	tx.db.ring.Try(k)
	*tx.made = append(*tx.made, k.ID)
	return tx.db.putKey(tx.stx, k)
}

// putKey stores a scope key under the server's own, and counts the change.
func (db *DB) putKey(stx storage.Tx, k vault.ScopeKey) error {
	row := append(append([]byte(nil), ringPrefix...), k.ID[:]...)
	plain := append(k.Key[:], k.Scope...)
	if k.Epoch > 0 {
		plain = binary.BigEndian.AppendUint32(append(plain, 0), k.Epoch)
	}
	n, err := ringsOf(stx)
	if err != nil {
		return err
	}
	if err := stx.Put(storage.Meta, ringsKey, seqKey(n+1)); err != nil {
		return err
	}
	return stx.Put(storage.Meta, row, db.ring.Root("ring").Box().Seal(nil, plain, row))
}
