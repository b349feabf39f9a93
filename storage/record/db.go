package record

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/storage"
	"civicdesk/storage/epoch"
	"civicdesk/storage/vault"
)

// DB is an open store of records: the authority (a server), which gives
// versions and runs acts, or a replica (a desktop), which journals operations.
type DB struct {
	store  storage.Store
	base   storage.Store // as it was given
	sealed *epoch.Store  // around base, beneath store
	schema *Schema
	ring   *vault.Ring
	clock  app.Clock

	putBack bool // the authority's store is opened from a copy

	leapt atomic.Pointer[[]leapt] // where numbers were passed over; nil: not read yet
	rings atomic.Uint64           // the count of changes of the scope keys that the ring is up to (authority)

	replica *replica // nil on the authority
	finder  *finder
	erasing erasing

	news     news
	unfollow func()                                           // ends the hearing of other processes; nil: there is none
	times    func(kind string, took time.Duration, err error) // hears of each transaction; nil: nobody does
}

// Setup sets up a store before it is opened.
type Setup func(*DB)

// WithTimes has heard told of each transaction of the store: "read" or "write",
// how long it took, and how it ended. Nil: nobody is told.
func WithTimes(heard func(kind string, took time.Duration, err error)) Setup {
	return func(db *DB) { db.times = heard }
}

// OpenAuthority opens a server's store. The ring's root key is the server's
// own; the scope keys are read from the store. An erasure that was cut off is
// finished, and one that the ledger names and the store lacks is done, first.
func OpenAuthority(ctx context.Context, store storage.Store, schema *Schema, ring *vault.Ring, clock app.Clock, setups ...Setup) (*DB, error) {
	db := &DB{schema: schema, ring: ring, clock: clock}
	for _, set := range setups {
		set(db)
	}
	secrets, err := db.loadAnchor()
	if err != nil {
		return nil, err
	}
	db.over(store, secrets)
	if err := db.settleAuthority(ctx); err != nil {
		return nil, friendly("record.OpenAuthority", err)
	}
	err = db.sealed.View(ctx, db.loadRing)
	if err == nil && db.putBack {
		err = db.leapOver(ctx)
	}
	if err == nil {
		err = db.eraseByLedger(ctx)
	}
	if err == nil {
		err = db.begin(ctx)
	}
	if err != nil {
		return nil, friendly("record.OpenAuthority", err)
	}
	if err := db.reshape(ctx); err != nil {
		return nil, friendly("record.OpenAuthority", err)
	}
	db.follow(store)
	return db, nil
}

// Storage is the store as the DB uses it, under the seal of its epoch: for what
// other packages keep in tables of their own.
func (db *DB) Storage() storage.Store { return db.store }

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
		if err := db.refresh(stx); err != nil {
			return err
		}
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
	err := db.write(ctx, func(stx storage.Tx, made *[]vault.KeyID) error {
		tx := db.newTx(ctx, stx, actor, true)
		tx.made = made
		if err := fn(tx); err != nil {
			return err
		}
		return tx.flush()
	})
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
	made *[]vault.KeyID
}

// Batch runs fn in one storage transaction.
func (db *DB) Batch(ctx context.Context, fn func(*Batch) error) error {
	return friendly("record.Batch", db.write(ctx, func(stx storage.Tx, made *[]vault.KeyID) error {
		return fn(&Batch{db: db, ctx: ctx, stx: stx, made: made})
	}))
}

// Run stages what fn does on behalf of the actor and writes it when fn returns
// nil; otherwise nothing of it is kept and the batch goes on. A failure to
// write is returned as fatal: the whole batch must fail.
func (b *Batch) Run(actor app.Actor, op Op, fn func(*Tx) error) (refused, fatal error) {
	tx := b.db.newTx(b.ctx, b.stx, actor, true)
	tx.op, tx.why, tx.action, tx.made = op.ID, op.Why, op.Act, b.made
	if err := fn(tx); err != nil {
		if fault.KindOf(err) == fault.Internal && isStorage(err) {
			return nil, err
		}
		return err, nil
	}
	if err := tx.flush(); err != nil {
		return nil, err
	}
	return nil, nil
}

// Expect says which operations are decided next, so that the records that they
// name are read together.
func (b *Batch) Expect(ops []Op) error {
	var rows, secrets [][]byte
	for _, op := range ops {
		for _, c := range op.Changes {
			d := b.db.schema.types[c.Type]
			if d == nil {
				continue
			}
			p := b.db.placeOf(d, c.ID)
			rows = append(rows, p[:])
			for f := range c.Secrets {
				secrets = append(secrets, secretKey(p, f))
			}
		}
	}
	return errors.Join(b.stx.Prefetch(storage.Records, rows), b.stx.Prefetch(storage.Secrets, secrets))
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

// Storage gives the rows of the layer that sits on the store itself.
func (tx *Tx) Storage() storage.Tx { return tx.stx }

// Seq is the last sequence number taken.
func (b *Batch) Seq() (uint64, error) { return b.stx.Seq() }

// Close ends background work and releases the store.
func (db *DB) Close() error {
	if db.unfollow != nil {
		db.unfollow()
	}
	db.finder.close()
	var err error
	if db.replica != nil {
		err = db.replica.close()
	}
	return errors.Join(err, db.store.Close())
}

func isStorage(err error) bool {
	for _, e := range []error{storage.ErrClosed, storage.ErrFull, storage.ErrDamaged, storage.ErrInUse, storage.ErrLimit, storage.ErrReadOnly, storage.ErrUnavailable, storage.ErrUnknown, context.Canceled, context.DeadlineExceeded} {
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
	case errors.Is(err, storage.ErrUnavailable):
		return fault.E(op, fault.Unavailable, "The server cannot reach its database at the moment. Nothing was changed; try again in a minute.", err)
	case errors.Is(err, storage.ErrUnknown):
		return fault.E(op, fault.Unavailable, "The server's database went away while it saved this. Send it again: what was saved already is not saved twice.", err)
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return fault.E(op, fault.Unavailable, "This was stopped before it was finished; nothing was changed.", err)
	}
	return fault.E(op, fault.Internal, "", err)
}

// Friendly is friendly for the layers that open stores themselves.
func Friendly(op string, err error) error { return friendly(op, err) }
