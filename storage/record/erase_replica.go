package record

import (
	"bytes"
	"context"

	"civicdesk/app"
	"civicdesk/storage"
	"civicdesk/storage/seal"
)

// This file erases on a desktop. The order is what makes it safe to be cut off:
//
//  1. the anchor and the header get the secret of a new epoch beside the old one
//  2. the store is copied forward under the new secret, without the records; the
//     new file takes the old one's place: from here on the records are erased
//  3. the journal's frames are sealed anew, without what they say of the records
//  4. what lies beside the store is removed, and the old files
//  5. the anchor forgets the old secret: no copy of the old files opens any more
//
// Before 2 the next start takes the new secret back; after 2 it does the rest.

// Erase destroys the records on this desktop, whether they are here or not: what
// was here once lies in freed pages and old copies. Other users' unsent work,
// which only their keys open, stays as it is; what it says of the records is
// refused by the server, and taken out when they sign in.
func (r *replica) erase(ctx context.Context, refs []Ref, upto uint64) (done Erasure, err error) {
	g := r.db.goneOf(refs)
	done.Refs = refs
	if err := r.db.store.View(ctx, func(stx storage.Tx) error { return r.inErase(stx, refs) }); err != nil {
		return done, err
	}
	done.Rewritten, err = r.change(ctx, &eraser{g: g, upto: upto})
	return done, err
}

func (r *replica) inErase(stx storage.Tx, refs []Ref) error {
	tx := r.db.newTx(context.Background(), stx, app.Actor{}, false)
	for _, fn := range r.db.erasing.inside {
		if err := fn(tx, stx, refs); err != nil {
			return err
		}
	}
	return nil
}

// change begins a new epoch with the rows that e carries over.
func (r *replica) change(ctx context.Context, e *eraser) (done storage.Rewritten, err error) {
	if err := r.finish(ctx); err != nil { // of an earlier one
		return done, err
	}
	f := forward{db: r.db, row: e.row, last: e.last}
	if f.old, _, _, err = r.db.storeEpoch(ctx); err != nil {
		return done, err
	}
	if len(r.keys.Anchor().Epochs) > 0 {
		if f.new, err = r.nextEpoch(f.old); err != nil {
			return done, err
		}
	}
	e.r, e.delta = r, sums{}
	if err := r.db.store.View(ctx, e.prepare); err != nil {
		return done, err
	}
	if done, err = f.run(ctx); err != nil {
		return done, err
	}
	r.epoch = f.new
	r.turns.Store(e.turns)
	if err := r.readHeads(ctx); err != nil {
		return done, err
	}
	return done, r.finish(ctx)
}

// eraser carries rows over without the records.
type eraser struct {
	r      *replica
	g      *gone
	all    bool // nothing but the queue's journal is to stay: see Reset
	delta  sums
	stored sums
	turns  uint64
	upto   uint64            // the server's number up to which everything is erased then
	acks   map[string]uint64 // by key, up to which number each user's desktop has erased then
}

func (e *eraser) prepare(stx storage.Tx) (err error) {
	if e.turns, err = e.r.number(stx, turnsKey); err != nil {
		return err
	}
	e.turns = max(e.turns, e.r.turns.Load()) + 1
	if err := e.acknowledge(stx); err != nil {
		return err
	}
	e.stored, err = e.r.storedSums(stx)
	return err
}

// acknowledge finds for whom this erasure is the last that they were told of: for
// this user, and for colleagues whose pull has come as far. One of them may have
// taken the order that this user obeys.
func (e *eraser) acknowledge(stx storage.Tx) error {
	own := string(e.r.meta(ackName))
	e.acks = map[string]uint64{own: e.upto}
	cursors := []byte("cursor/")
	if err := stx.Scan(storage.Meta, cursors, storage.After(cursors), 0, func(k, _ []byte) error {
		n, err := e.r.number(stx, k)
		if !e.all && n >= e.upto {
			e.acks[ackName+"/"+string(k[len(cursors):])] = e.upto
		}
		return err
	}); err != nil {
		return err
	}
	for k, upto := range e.acks {
		now, err := e.r.number(stx, []byte(k))
		if err != nil {
			return err
		}
		e.acks[k] = max(now, upto)
	}
	return nil
}

// row is the copy of one row.
func (e *eraser) row(t storage.Table, k, v []byte, put storage.Put) error {
	if _, acked := e.acks[string(k)]; t == storage.Meta && (acked || bytes.HasPrefix(k, sumPrefix) || string(k) == string(turnsKey)) {
		return nil // put last
	}
	if rest, tomb := bytes.CutPrefix(k, tombPrefix); t == storage.Meta && tomb && len(rest) == len(place{}) && e.g.places[place(rest)] {
		return nil // put last, too
	}
	if e.all && e.isReset(t, k) || e.g.has(t, k) {
		if summedTable(t) {
			e.delta.add(e.r.sumKey, t, k, v, -1)
		}
		return nil
	}
	if (t == storage.Outbox || t == storage.Attention) && bytes.HasPrefix(k, e.r.owner[:]) {
		next, err := e.queued(t, k, v)
		if err != nil {
			return err
		}
		if !bytes.Equal(next, v) {
			e.delta.add(e.r.sumKey, t, k, v, -1)
			if next == nil {
				return nil
			}
			e.delta.add(e.r.sumKey, t, k, next, 1)
		}
		v = next
	}
	return put(t, k, v)
}

// isReset says whether a reset leaves the row out: all that came from the server,
// and the queues, which the journal brings back.
func (e *eraser) isReset(t storage.Table, k []byte) bool {
	if t != storage.Meta {
		return true
	}
	for _, p := range []string{"frame/", "cursor/", "next/", "low/", "grants/", string(damagedPrefix), string(duePrefix)} {
		if bytes.HasPrefix(k, []byte(p)) {
			return true
		}
	}
	return false
}

// queued is a row of this user's queues without what it says of the records; nil
// for a refused operation of which nothing is left.
func (e *eraser) queued(t storage.Table, k, v []byte) ([]byte, error) {
	var plain []byte
	if t == storage.Outbox {
		row, err := e.r.openOutbox(k, v)
		if err != nil || !e.strip(&row.Op) {
			return v, err
		}
		if plain, err = Encode(row); err != nil {
			return nil, err
		}
	} else {
		one, err := e.r.openRefusal(k, v)
		if err != nil || !e.strip(&one.Op) {
			return v, err
		}
		if one.Op.IsEmpty() {
			return nil, nil
		}
		if plain, err = Encode(one); err != nil {
			return nil, err
		}
	}
	return e.r.outbox.Seal(nil, seal.Pad(plain), k), nil
}

func (e *eraser) strip(op *Op) bool {
	return op.Strip(func(ref Ref) bool {
		return e.g.places[e.r.db.placeOf(&Definition{tag: tagOf("type", ref.Type)}, ref.ID)]
	}, e.g.ids())
}

// last puts what the copy has beside the rows.
func (e *eraser) last(put storage.Put) error {
	for id, d := range e.delta {
		if e.stored[id] == nil {
			e.stored[id] = &sum{}
		}
		e.stored[id].plus(d)
	}
	for id, s := range e.stored {
		if *s == (sum{}) {
			continue
		}
		k := sumRow(id)
		if err := put(storage.Meta, k, e.r.sealSum(k, s)); err != nil {
			return err
		}
	}
	if err := e.r.db.putTombs(put, e.g, "", e.r.db.clock.Now()); err != nil {
		return err
	}
	raw, err := Encode(e.g.refs)
	if err != nil {
		return err
	}
	if err := put(storage.Meta, unfinished, raw); err != nil {
		return err
	}
	for k, upto := range e.acks {
		if err := put(storage.Meta, []byte(k), e.r.sealNumber([]byte(k), upto)); err != nil {
			return err
		}
	}
	return put(storage.Meta, turnsKey, e.r.sealNumber(turnsKey, e.turns))
}

// Erase destroys records for good: on a desktop with everything that this user's
// unsent work says of them; on the server as Erase of the authority says. The rule
// is the citation under which it is done.
func (db *DB) Erase(ctx context.Context, rule string, refs ...Ref) (done Erasure, err error) {
	if len(refs) == 0 {
		return done, nil
	}
	if db.replica == nil {
		done, err = db.eraseAuthority(ctx, rule, refs)
		return done, friendly("record.Erase", err)
	}
	r := db.replica
	r.writing.Lock()
	defer r.writing.Unlock()
	if err = r.drain(ctx); err == nil {
		done, err = r.erase(ctx, refs, 0)
	}
	return done, friendly("record.Erase", err)
}
