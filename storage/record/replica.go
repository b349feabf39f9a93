package record

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/storage"
	"civicdesk/storage/epoch"
	"civicdesk/storage/journal"
	"civicdesk/storage/seal"
	"civicdesk/storage/vault"
)

// replica is the desktop's side of a DB. An operation is staged, appended to
// the journal and fsynced; then it is saved. Applying it to the store follows
// in the background, and every read waits for that.
type replica struct {
	db      *DB
	keys    *vault.Keys
	journal *journal.Journal
	owner   journal.Owner
	frames  seal.Box // payloads of the journal
	outbox  seal.Box // operations in the store
	numbers seal.Key // digests of the store's own numbers
	sumKey  seal.Key // digests of rows
	sumBox  seal.Box // the sums of them

	writing sync.Mutex // one operation at a time, from staging to the journal
	n       uint64     // number of the last operation in this device's stream
	inc     uint32

	life      uint64        // of the store; see mark
	committed atomic.Uint64 // commits in this life
	turns     atomic.Uint64 // commits of all users in all lives
	renewals  int

	onSaved func(Op)
	spoken  map[Ref]bool // records of which this user's frames in the journal speak
	putBack bool         // an old header was dealt with
	epoch   *epoch.Boxes // of the store; nil without epochs
	heads   heads        // of this user's queue

	noteMu  sync.Mutex
	notices []string

	applying sync.Mutex
	queueMu  sync.Mutex
	queue    []queued
	done     sync.WaitGroup
}

type queued struct {
	op    Op
	frame uint64
}

// OpenReplica opens a desktop's store for one user's keys and applies what the
// journal holds beyond it. A damaged store that can be renewed is: see Notices.
func OpenReplica(ctx context.Context, store storage.Store, schema *Schema, keys *vault.Keys, j *journal.Journal, clock app.Clock, setups ...Setup) (*DB, error) {
	db := &DB{schema: schema, ring: keys.Ring, clock: clock}
	for _, set := range setups {
		set(db)
	}
	db.over(store, keys.Anchor().Epochs)
	r := &replica{db: db, keys: keys, journal: j, frames: keys.User.Sub("journal").Box(), outbox: keys.User.Sub("outbox").Box(), spoken: map[Ref]bool{}}
	r.numbers, r.sumKey, r.sumBox = keys.Ring.Root("numbers"), keys.Ring.Root("row sums"), keys.Ring.Root("sums").Box()
	sum := keys.Ring.Names.MAC([]byte("device"), []byte(keys.Profile().Device))
	copy(r.owner[:], sum[:16])
	db.replica = r
	r.writing.Lock()
	defer r.writing.Unlock()
	err := r.recover(ctx)
	for n := 0; errors.Is(err, storage.ErrDamaged) && n < 1000; n++ { // as many damaged rows are set aside
		if _, again := r.mend(ctx, err); again != nil {
			break
		}
		err = r.recover(ctx)
	}
	if err == nil {
		_, err = r.eraseDue(ctx)
	}
	if err != nil {
		return nil, friendly("record.OpenReplica", err)
	}
	r.anchorNow() // when the keychain cannot be written now, an old copy shows later
	db.finder.start()
	return db, nil
}

// OnSaved sets a function that is called when an operation is on disk and before
// the store has it: the moment at which it may be called saved.
func (db *DB) OnSaved(fn func(Op)) {
	db.replica.writing.Lock()
	defer db.replica.writing.Unlock()
	db.replica.onSaved = fn
}

// Keys are the open keys of the replica's user.
func (db *DB) Keys() *vault.Keys { return db.replica.keys }

// update stages fn, journals the operation and queues it for the store.
func (r *replica) update(ctx context.Context, actor app.Actor, fn func(*Tx) error) (app.ID, error) {
	r.writing.Lock()
	defer r.writing.Unlock()
	if err := r.drain(ctx); err != nil {
		return "", r.mended(ctx, err)
	}
	op := Op{}
	err := r.db.store.View(ctx, func(stx storage.Tx) error {
		tx := r.db.newTx(ctx, stx, actor, true)
		if err := fn(tx); err != nil {
			return err
		}
		op.Why, op.Notes = tx.why, tx.notes
		for _, s := range tx.order {
			if err := tx.ensureKey(s.scope); err != nil {
				return err
			}
			c, err := s.change()
			if err != nil {
				return err
			}
			op.Changes = append(op.Changes, c)
		}
		return nil
	})
	if err != nil || len(op.Changes) == 0 && len(op.Notes) == 0 {
		return "", r.mended(ctx, err)
	}
	return r.save(actor, op)
}

func (r *replica) queueAct(ctx context.Context, actor app.Actor, act string, args Raw, seen string) (app.ID, error) {
	if actor.User == "" {
		return "", fault.E("record.Do", fault.Denied, "Sign in first.", nil)
	}
	r.writing.Lock()
	defer r.writing.Unlock()
	return r.save(actor, Op{Act: act, Args: args, Seen: seen})
}

// maxOps is how many operations one account may make on one computer. Each is
// sealed once for the journal and at most three times for the queue, under keys
// of the user's own, which so stay below GCM's limit for random nonces.
const maxOps = seal.MaxMessages / 4

// save makes the operation durable. When it returns nil the screen may say
// saved.
func (r *replica) save(actor app.Actor, op Op) (app.ID, error) {
	if r.n >= maxOps {
		return "", fault.E("record.save", fault.Refused, "This account's keys on this computer are used up. Enrol the computer anew in an empty folder.", nil)
	}
	op.ID, op.Device, op.Incarnation, op.N = app.NewID(), r.keys.Profile().Device, r.inc, r.n+1
	op.User, op.UserName, op.At = actor.User, actor.Name, r.db.clock.Now()
	if len(op.Args) == 0 {
		op.Args = null
	}
	at, err := r.append(op)
	if err != nil {
		return "", err
	}
	r.n++
	r.speaks(op)
	if r.onSaved != nil {
		r.onSaved(op)
	}
	r.queueMu.Lock()
	r.queue = append(r.queue, queued{op, at})
	r.queueMu.Unlock()
	r.done.Go(func() { r.drain(context.Background()) }) // an error shows at the next read
	return op.ID, nil
}

// drain applies what is queued. What fails stays queued; it is in the journal.
func (r *replica) drain(ctx context.Context) error {
	r.applying.Lock()
	defer r.applying.Unlock()
	r.queueMu.Lock()
	batch := r.queue
	r.queueMu.Unlock()
	if len(batch) == 0 {
		return nil
	}
	apply := func() error {
		return r.commit(ctx, func(stx storage.Tx) error {
			for _, q := range batch {
				if err := r.apply(stx, q); err != nil {
					return err
				}
			}
			return nil
		})
	}
	err := apply()
	if errors.Is(err, storage.ErrFull) && r.journal.Release() {
		err = apply()
	}
	if err != nil {
		return err
	}
	r.queueMu.Lock()
	r.queue = r.queue[len(batch):]
	r.queueMu.Unlock()
	return nil
}

func (r *replica) close() error {
	r.done.Wait()
	err := r.drain(context.Background())
	r.anchorNow()
	return errors.Join(err, r.journal.Close())
}

// outboxRow is an operation in the store until the server's decision has come
// back with the pull.
type outboxRow struct {
	Op      Op       `json:"op"`
	Frame   uint64   `json:"frame"`
	Outcome *Outcome `json:"outcome"`
}

func (row outboxRow) decided() bool { return row.Outcome != nil && !row.Outcome.IsWaiting() }

// apply brings one operation into the store: the records as the user sees them,
// with the server's state kept beneath, and the queue for sending.
func (r *replica) apply(stx storage.Tx, q queued) error {
	for _, c := range q.op.Changes {
		if err := r.overlay(stx, c, q.op); err != nil {
			return err
		}
	}
	if err := r.putOutbox(stx, outboxRow{Op: q.op, Frame: q.frame}); err != nil {
		return err
	}
	if err := r.putNumber(stx, "frame", q.frame); err != nil {
		return err
	}
	return r.putNumber(stx, "n", q.op.N)
}

func (r *replica) outboxKey(n uint64) []byte {
	return append(r.owner[:len(r.owner):len(r.owner)], seqKey(n)...)
}

func (r *replica) putOutbox(stx storage.Tx, row outboxRow) error {
	plain, err := Encode(row)
	if err != nil {
		return err
	}
	k := r.outboxKey(row.Op.N)
	h := r.headOf(row)
	stx.(*summed).heads[h.n] = &h
	return stx.Put(storage.Outbox, k, r.outbox.Seal(nil, seal.Pad(plain), k))
}

func (r *replica) openOutbox(k, v []byte) (row outboxRow, err error) {
	padded, err := r.outbox.Open(v, k)
	if err != nil {
		return row, fmt.Errorf("%w: unsent operation", storage.ErrDamaged)
	}
	plain, err := seal.Unpad(padded)
	if err != nil {
		return row, fmt.Errorf("%w: unsent operation", storage.ErrDamaged)
	}
	if err := Decode(plain, &row); err != nil {
		return row, err
	}
	return row, r.db.schema.Raise(&row.Op)
}

// overlay applies a change on top of the record and marks it as pending. The
// server's state is put aside the first time.
func (r *replica) overlay(stx storage.Tx, c Change, op Op) error {
	d := r.db.schema.types[c.Type]
	if d == nil {
		return fault.E("record.overlay", fault.Internal, "", fmt.Errorf("no type %q", c.Type))
	}
	p := r.db.placeOf(d, c.ID)
	if gone, err := isErased(stx, p); err != nil || gone {
		return err
	}
	pending, err := r.pending(stx, p)
	if err != nil {
		return err
	}
	if len(pending) == 0 {
		if err := r.putAside(stx, d, p); err != nil {
			return err
		}
	}
	if err := stx.Put(storage.Pending, append(p[:len(p):len(p)], r.outboxKey(op.N)...), nil); err != nil {
		return err
	}
	old, err := r.db.readRow(stx, storage.Records, p)
	if err != nil {
		return err
	}
	if old == nil && !c.New { // the record itself comes with the next pull
		return nil
	}
	next, err := overlaid(old, c, op.ID)
	if err != nil {
		return err
	}
	err = r.write(stx, d, p, old, next, c.Secrets)
	if errors.Is(err, vault.ErrNoKey) { // a scope whose key comes with the next pull
		return nil
	}
	return err
}

func (r *replica) write(stx storage.Tx, d *Definition, p place, old, next *state, secrets map[string]string) error {
	v, err := d.decode(next.Fields)
	if err != nil {
		return err
	}
	next.Scope = d.scope(v)
	if _, ok := r.db.ring.For(next.Scope); !ok { // the right was taken away: the work goes up, the record is not kept here
		if old == nil {
			return nil
		}
		return r.db.removeRow(stx, d, p, old)
	}
	if err := r.put(stx, d, p, old, next); err != nil {
		return err
	}
	for f, s := range secrets {
		if err := r.db.writeSecret(stx, next, p, f, s); err != nil {
			return err
		}
	}
	return nil
}

// overlaid is the record after a change; nil stands for a record that is not
// there yet.
func overlaid(old *state, c Change, op app.ID) (*state, error) {
	fields, err := old.fields()
	if err != nil {
		return nil, err
	}
	next := &state{key: seal.NewKey()}
	if old != nil {
		next = old
	}
	next = next.clone()
	next.Type, next.ID = c.Type, c.ID
	for f, v := range c.Set {
		fields[f], next.Own[f] = v, op
	}
	for f := range c.Secrets {
		next.Own[f] = op
	}
	for f, added := range c.Append {
		var list []Raw
		if fields[f] != nil {
			if err := Decode(fields[f], &list); err != nil {
				return nil, err
			}
		}
		if fields[f], err = Encode(append(list, added...)); err != nil {
			return nil, err
		}
		next.Own[f] = op
	}
	now, err := shapeOf(fields)
	if err != nil {
		return nil, err
	}
	if c.Shape > now {
		if fields[shapeField], err = Encode(c.Shape); err != nil {
			return nil, err
		}
	}
	next.Fields, err = Encode(fields)
	return next, err
}

// putAside keeps a copy of the server's state beneath unsent work.
func (r *replica) putAside(stx storage.Tx, d *Definition, p place) error {
	row, err := stx.Get(storage.Records, p[:])
	if err != nil || row == nil {
		return err
	}
	if err := stx.Put(storage.Shadow, p[:], row); err != nil {
		return err
	}
	for f := range d.sensitive {
		k := secretKey(p, f)
		if v, err := stx.Get(storage.Secrets, k); err != nil {
			return err
		} else if v != nil {
			if err := stx.Put(storage.Shadow, k, v); err != nil {
				return err
			}
		}
	}
	return nil
}

// pending lists the outbox keys of the unsettled operations on the record.
func (r *replica) pending(stx storage.Tx, p place) (keys [][]byte, err error) {
	err = stx.Scan(storage.Pending, p[:], storage.After(p[:]), 0, func(k, _ []byte) error {
		keys = append(keys, append([]byte(nil), k[len(p):]...))
		return nil
	})
	return keys, err
}

// othersAmong says whether another user of this computer made one of the pending
// operations.
func (r *replica) othersAmong(pending [][]byte) bool {
	return slices.ContainsFunc(pending, func(k []byte) bool { return !bytes.HasPrefix(k, r.owner[:]) })
}

// change is what the staged record means as part of an operation.
func (s *staged) change() (Change, error) {
	c := Change{Type: s.def.Name, ID: s.id, Scope: s.scope, New: s.old == nil, Set: map[string]Raw{}, Base: map[string]Base{}, Append: map[string][]Raw{}, Secrets: s.secrets}
	if n := s.def.shape(); n > 1 {
		c.Shape = n
	}
	old, err := s.old.fields()
	if err != nil {
		return c, err
	}
	for f := range s.dirty {
		if s.def.rules[f].Append {
			var before, after []Raw
			if old[f] != nil {
				if err := Decode(old[f], &before); err != nil {
					return c, err
				}
			}
			if err := Decode(s.fields[f], &after); err != nil {
				return c, err
			}
			c.Append[f] = after[len(before):]
			continue
		}
		if _, secret := s.secrets[f]; !secret {
			c.Set[f] = s.fields[f]
		}
		if s.old != nil {
			c.Base[f] = Base{Seq: s.old.version(f), Own: s.old.Own[f]}
		}
	}
	return c, nil
}
