package record

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"sync"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/storage"
	"civicdesk/storage/seal"
	"civicdesk/storage/vault"
)

// DB is an open store of records: the authority (a server), which gives
// versions and runs acts, or a replica (a desktop), which journals operations.
type DB struct {
	store  storage.Store
	schema *Schema
	ring   *vault.Ring
	clock  app.Clock

	keyMu   sync.Mutex
	unsaved map[vault.KeyID]vault.ScopeKey // made, not yet in a committed row (authority)

	replica *replica // nil on the authority
	finder  *finder
}

// OpenAuthority opens a server's store. The ring's root key is the server's
// own; the scope keys are read from the store.
func OpenAuthority(ctx context.Context, store storage.Store, schema *Schema, ring *vault.Ring, clock app.Clock) (*DB, error) {
	db := &DB{store: store, schema: schema, ring: ring, clock: clock, unsaved: map[vault.KeyID]vault.ScopeKey{}}
	db.findable()
	box := ring.Root("ring").Box()
	err := store.View(ctx, func(stx storage.Tx) error {
		return stx.Scan(storage.Meta, ringPrefix, storage.After(ringPrefix), 0, func(k, v []byte) error {
			plain, err := box.Open(v, k)
			if err != nil {
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
		})
	})
	if err != nil {
		return nil, friendly("record.OpenAuthority", err)
	}
	return db, nil
}

var ringPrefix = []byte("ring/")

// Schema is the set of types and acts of the store.
func (db *DB) Schema() *Schema { return db.schema }

// Ring is the ring of keys that the store opens with.
func (db *DB) Ring() *vault.Ring { return db.ring }

// Clock tells the store's time.
func (db *DB) Clock() app.Clock { return db.clock }

// IsReplica says whether this is a desktop's store.
func (db *DB) IsReplica() bool { return db.replica != nil }

// View runs fn over one unchanging state.
func (db *DB) View(ctx context.Context, fn func(*Tx) error) error {
	view := db.store.View
	if db.replica != nil {
		view = db.replica.view
	}
	return friendly("record.View", view(ctx, func(stx storage.Tx) error {
		return fn(db.newTx(ctx, stx, app.ActorFrom(ctx), false))
	}))
}

// Update runs fn and keeps everything it staged, or nothing. On the authority
// it is durable when Update returns; on a replica the operation is in the
// journal, on disk, and the next read sees it.
func (db *DB) Update(ctx context.Context, fn func(*Tx) error) error {
	_, err := db.update(ctx, fn)
	return err
}

func (db *DB) update(ctx context.Context, fn func(*Tx) error) (app.ID, error) {
	actor := app.ActorFrom(ctx)
	if actor.User == "" {
		return "", fault.E("record.Update", fault.Denied, "Sign in first.", errors.New("a write without an actor"))
	}
	if db.replica != nil {
		id, err := db.replica.update(ctx, actor, fn)
		return id, friendly("record.Update", err)
	}
	var tx *Tx
	err := db.store.Update(ctx, func(stx storage.Tx) error {
		tx = db.newTx(ctx, stx, actor, true)
		if err := fn(tx); err != nil {
			return err
		}
		return tx.flush()
	})
	if err == nil {
		db.keysSaved(tx.newKeys)
	}
	return "", friendly("record.Update", err)
}

// Do runs an act: at once on the authority, later on a replica, where the
// outcome is Waiting until the server has decided. seen is the digest of the
// inputs that the author saw.
func (db *DB) Do(ctx context.Context, act string, args any, seen string) (Outcome, error) {
	raw, err := Encode(args)
	if err != nil {
		return Outcome{}, fault.E("record.Do", fault.Internal, "", err)
	}
	a, known := db.schema.acts[act]
	if !known {
		return Outcome{}, fault.E("record.Do", fault.Internal, "", fmt.Errorf("no act %q", act))
	}
	if db.replica != nil {
		id, err := db.replica.queueAct(ctx, app.ActorFrom(ctx), act, raw, seen)
		return Outcome{Op: id, State: Waiting}, friendly("record.Do", err)
	}
	out := Outcome{State: Applied}
	err = db.Update(ctx, func(tx *Tx) (err error) {
		tx.action = act
		out.Result, err = a.Run(tx, raw, seen)
		return err
	})
	return out, err
}

// Batch is one storage transaction of the authority in which several
// operations are decided one by one.
type Batch struct {
	db   *DB
	ctx  context.Context
	stx  storage.Tx
	keys []vault.KeyID
}

// Batch runs fn in one storage transaction.
func (db *DB) Batch(ctx context.Context, fn func(*Batch) error) error {
	var b *Batch
	err := db.store.Update(ctx, func(stx storage.Tx) error {
		b = &Batch{db: db, ctx: ctx, stx: stx}
		return fn(b)
	})
	if err == nil {
		db.keysSaved(b.keys)
	}
	return friendly("record.Batch", err)
}

// Run stages what fn does on behalf of the actor and writes it when fn returns
// nil; otherwise nothing of it is kept and the batch goes on. A failure to
// write is returned as fatal: the whole batch must fail.
func (b *Batch) Run(actor app.Actor, op Op, fn func(*Tx) error) (refused, fatal error) {
	tx := b.db.newTx(b.ctx, b.stx, actor, true)
	tx.op, tx.why, tx.action = op.ID, op.Why, op.Act
	if err := fn(tx); err != nil {
		if fault.KindOf(err) == fault.Internal && isStorage(err) {
			return nil, err
		}
		return err, nil
	}
	if err := tx.flush(); err != nil {
		return nil, err
	}
	b.keys = append(b.keys, tx.newKeys...)
	return nil, nil
}

// RunAct runs a registered act inside Run's function.
func (tx *Tx) RunAct(name string, args Raw, seen string) (Raw, error) {
	a, known := tx.db.schema.acts[name]
	if !known {
		return nil, fault.E("record.RunAct", fault.Invalid, "This step is not known to the server. Update Civic Desk on the server first.", nil)
	}
	return a.Run(tx, args, seen)
}

// Storage gives the batch's own rows: outcomes of operations.
func (b *Batch) Storage() storage.Tx { return b.stx }

// Seq is the last sequence number taken.
func (b *Batch) Seq() (uint64, error) { return b.stx.Seq() }

// Close ends background work and releases the store.
func (db *DB) Close() error {
	db.finder.close()
	var err error
	if db.replica != nil {
		err = db.replica.close()
	}
	return errors.Join(err, db.store.Close())
}

// ensureKey returns the newest key of the scope, making one on the authority.
// A key counts as saved only when the transaction that wrote it has committed.
func (tx *Tx) ensureKey(s app.Scope) error {
	db := tx.db
	id, ok := db.ring.For(s)
	if db.replica != nil {
		if !ok {
			return fault.E("record.Put", fault.Denied, "This computer has no key for these records. Synchronise first, or ask your administrator for access.", vault.ErrNoKey)
		}
		return nil
	}
	db.keyMu.Lock()
	defer db.keyMu.Unlock()
	if !ok {
		k := vault.NewScopeKey(s)
		db.ring.Add(k)
		db.unsaved[k.ID] = k
		id = k.ID
	}
	k, pending := db.unsaved[id]
	if !pending {
		return nil
	}
	tx.newKeys = append(tx.newKeys, id)
	return db.putKey(tx.stx, k)
}

// putKey stores a scope key under the server's own.
func (db *DB) putKey(stx storage.Tx, k vault.ScopeKey) error {
	row := append(append([]byte(nil), ringPrefix...), k.ID[:]...)
	plain := append(k.Key[:], k.Scope...)
	if k.Epoch > 0 {
		plain = binary.BigEndian.AppendUint32(append(plain, 0), k.Epoch)
	}
	return stx.Put(storage.Meta, row, db.ring.Root("ring").Box().Seal(nil, plain, row))
}

func (db *DB) keysSaved(ids []vault.KeyID) {
	db.keyMu.Lock()
	defer db.keyMu.Unlock()
	for _, id := range ids {
		delete(db.unsaved, id)
	}
}

func isStorage(err error) bool {
	for _, e := range []error{storage.ErrClosed, storage.ErrFull, storage.ErrDamaged, storage.ErrInUse, storage.ErrLimit, storage.ErrReadOnly, context.Canceled, context.DeadlineExceeded} {
		if errors.Is(err, e) {
			return true
		}
	}
	var f *fault.Error
	return !errors.As(err, &f)
}

// friendly turns the store's errors into faults with words, once, here.
func friendly(op string, err error) error {
	var f *fault.Error
	switch {
	case err == nil || errors.As(err, &f):
		return err
	case errors.Is(err, storage.ErrFull):
		return fault.E(op, fault.Full, "The disk is full, so this was not saved. Free some space and save again; what was saved before is safe.", err)
	case errors.Is(err, storage.ErrDamaged):
		return fault.E(op, fault.Damaged, "A data file is damaged. Nothing was deleted; run “civicdesk verify” or ask your administrator.", err)
	case errors.Is(err, storage.ErrInUse):
		return fault.E(op, fault.InUse, "Another Civic Desk program has this data folder open. Close it, or choose another folder.", err)
	case errors.Is(err, storage.ErrClosed):
		return fault.E(op, fault.Locked, "Civic Desk is locked. Sign in again.", err)
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return fault.E(op, fault.Unavailable, "This was stopped before it was finished; nothing was changed.", err)
	}
	return fault.E(op, fault.Internal, "", err)
}

// Friendly is friendly for the layers that open stores themselves.
func Friendly(op string, err error) error { return friendly(op, err) }
