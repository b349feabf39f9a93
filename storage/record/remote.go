package record

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/storage"
	"civicdesk/storage/journal"
	"civicdesk/storage/seal"
	"civicdesk/storage/vault"
)

// Unsent returns the operations that the server has not decided, oldest first,
// at most limit.
func (db *DB) Unsent(ctx context.Context, limit int) ([]Op, error) {
	var ops []Op
	err := db.outboxRows(ctx, func(row outboxRow) error {
		if row.Outcome == nil {
			row.Op.Incarnation = db.replica.inc // a restored disk sends old work in a new stream
			ops = append(ops, row.Op)
		}
		if limit > 0 && len(ops) == limit {
			return storage.ErrStop
		}
		return nil
	})
	return ops, err
}

func (db *DB) outboxRows(ctx context.Context, fn func(outboxRow) error) error {
	r := db.replica
	return db.View(ctx, func(tx *Tx) error {
		return tx.stx.Scan(storage.Outbox, r.owner[:], storage.After(r.owner[:]), 0, func(k, v []byte) error {
			row, err := r.openOutbox(k, v)
			if err != nil {
				return err
			}
			return fn(row)
		})
	})
}

// Queue says how much waits to be sent and since when.
type Queue struct {
	Waiting int
	Oldest  time.Time // zero when nothing waits
	Acts    int       // how many of them are acts: waiting for the server
	Refused int       // refused operations that a person has not dealt with
}

// Queue returns the state of the queue.
func (db *DB) Queue(ctx context.Context) (q Queue, err error) {
	err = db.outboxRows(ctx, func(row outboxRow) error {
		if row.Outcome != nil {
			return nil
		}
		if q.Waiting == 0 {
			q.Oldest = row.Op.At
		}
		q.Waiting++
		if row.Op.Act != "" {
			q.Acts++
		}
		return nil
	})
	if err != nil {
		return q, err
	}
	refused, err := db.Refusals(ctx)
	q.Refused = len(refused)
	return q, err
}

// Refusal is an operation that the server refused, with its content and the
// reason; it stays until a person dismisses it.
type Refusal struct {
	Op      Op      `json:"op"`
	Outcome Outcome `json:"outcome"`
	Frame   uint64  `json:"frame"` // of the journal, which keeps it until it is dismissed
}

// Settle takes the server's outcomes. A refused operation leaves the records and
// goes to the tray with its reason; an applied one stays visible until the pull
// brings the server's state.
func (db *DB) Settle(ctx context.Context, outcomes []Outcome) error {
	r := db.replica
	return r.write1(ctx, func(stx storage.Tx) error {
		byID := map[app.ID]Outcome{}
		for _, o := range outcomes {
			byID[o.Op] = o
		}
		rows, err := r.rows(stx)
		if err != nil {
			return err
		}
		for _, row := range rows {
			o, ok := byID[row.Op.ID]
			if !ok {
				continue
			}
			row.Outcome = &o
			if o.State != Rejected {
				if err := r.putOutbox(stx, row); err != nil {
					return err
				}
				continue
			}
			if err := r.refuse(stx, row); err != nil {
				return err
			}
		}
		return nil
	})
}

func (r *replica) refuse(stx storage.Tx, row outboxRow) error {
	plain, err := Encode(Refusal{Op: row.Op, Outcome: *row.Outcome, Frame: row.Frame})
	if err != nil {
		return err
	}
	k := append(r.owner[:len(r.owner):len(r.owner)], row.Op.ID...)
	if err := stx.Put(storage.Attention, k, r.outbox.Seal(nil, seal.Pad(plain), k)); err != nil {
		return err
	}
	return r.remove(stx, row)
}

// remove takes an operation out of the queue and rebuilds the records it
// touched.
func (r *replica) remove(stx storage.Tx, row outboxRow) error {
	k := r.outboxKey(row.Op.N)
	if err := stx.Delete(storage.Outbox, k); err != nil {
		return err
	}
	for _, c := range row.Op.Changes {
		d := r.db.schema.types[c.Type]
		if d == nil {
			continue
		}
		p := r.db.placeOf(d, c.ID)
		if err := stx.Delete(storage.Pending, append(p[:len(p):len(p)], k...)); err != nil {
			return err
		}
		if err := r.rebuild(stx, d, p); err != nil {
			return err
		}
	}
	return nil
}

// rebuild makes the record from the server's state and the operations on it
// that are still pending. A record with unsent work of another user of this
// computer, which only that user's keys open, stays as it is until that work is
// decided; the server's state waits beneath.
func (r *replica) rebuild(stx storage.Tx, d *Definition, p place) error {
	old, err := r.db.readRow(stx, storage.Records, p)
	if err != nil {
		return err
	}
	cur, err := r.db.readRow(stx, storage.Shadow, p)
	if err != nil {
		return err
	}
	pending, err := r.pending(stx, p)
	if err != nil || r.othersAmong(pending) {
		return err
	}
	if slices.ContainsFunc(pending, func(k []byte) bool { return !bytes.HasPrefix(k, r.owner[:]) }) {
		return nil // another user's unsent work, which only that user's keys open: see takeOver
	}
	if err := r.restoreSecrets(stx, d, p); err != nil {
		return err
	}
	secrets := map[string]string{}
	for _, k := range pending {
		v, err := stx.Get(storage.Outbox, k)
		if err != nil || v == nil {
			return errors.Join(err, storage.ErrDamaged)
		}
		row, err := r.openOutbox(k, v)
		if err != nil {
			return err
		}
		for _, c := range row.Op.Changes {
			if c.Type != d.Name || r.db.placeOf(d, c.ID) != p || cur == nil && !c.New {
				continue
			}
			if cur, err = overlaid(cur, c, row.Op.ID); err != nil {
				return err
			}
			for f, s := range c.Secrets {
				secrets[f] = s
			}
		}
	}
	if len(pending) == 0 {
		if err := r.dropShadow(stx, d, p); err != nil {
			return err
		}
	}
	if cur == nil {
		if old == nil {
			return nil
		}
		return r.db.removeRow(stx, d, p, old)
	}
	return r.write(stx, d, p, old, cur, secrets)
}

func (r *replica) restoreSecrets(stx storage.Tx, d *Definition, p place) error {
	for f := range d.sensitive {
		k := secretKey(p, f)
		v, err := stx.Get(storage.Shadow, k)
		if err != nil {
			return err
		}
		if v == nil {
			if err := stx.Delete(storage.Secrets, k); err != nil {
				return err
			}
		} else if err := stx.Put(storage.Secrets, k, append([]byte(nil), v...)); err != nil {
			return err
		}
	}
	return nil
}

func (r *replica) dropShadow(stx storage.Tx, d *Definition, p place) error {
	for f := range d.sensitive {
		if err := stx.Delete(storage.Shadow, secretKey(p, f)); err != nil {
			return err
		}
	}
	return stx.Delete(storage.Shadow, p[:])
}

// Cursor is the sequence number up to which the server's changes are here, and
// the version of the grants that they were sent under.
func (db *DB) Cursor(ctx context.Context) (upto, grants uint64, err error) {
	err = db.View(ctx, func(tx *Tx) error {
		if upto, err = db.replica.number(tx.stx, db.replica.meta("cursor")); err != nil {
			return err
		}
		grants, err = db.replica.number(tx.stx, db.replica.meta("grants"))
		return err
	})
	return upto, grants, err
}

// ApplyPage takes a page of the server's changes: rows and cursor in one
// transaction. from is the cursor that the page was asked for; a page that no
// longer fits is dropped without an error and without an effect (false).
func (db *DB) ApplyPage(ctx context.Context, from uint64, page Page, grants uint64) (fits bool, err error) {
	r := db.replica
	err = r.write1(ctx, func(stx storage.Tx) error {
		now, err := r.number(stx, r.meta("cursor"))
		if err != nil {
			return err
		}
		if fits = now == from; !fits {
			return nil
		}
		for _, item := range page.Items {
			if err := r.take(stx, item); err != nil {
				return err
			}
		}
		if err := r.settleUpto(stx, page.Upto); err != nil {
			return err
		}
		if err := r.putNumber(stx, "grants", grants); err != nil {
			return err
		}
		return r.putNumber(stx, "cursor", page.Upto)
	})
	return fits, err
}

// take stores one item: into the record, or beneath the work that is pending on
// it.
func (r *replica) take(stx storage.Tx, item Item) error {
	d := r.db.schema.types[item.Type]
	if d == nil {
		return nil // a type of a newer server
	}
	p := r.db.placeOf(d, item.ID)
	old, err := r.db.readRow(stx, storage.Records, p)
	if err != nil {
		return err
	}
	if item.Forget {
		if old != nil && old.Scope == item.Scope {
			if err := r.dropShadow(stx, d, p); err != nil {
				return err
			}
			return r.db.removeRow(stx, d, p, old)
		}
		return nil
	}
	s := &state{key: seal.NewKey(), rev: item.Seq, body: body{Type: item.Type, ID: item.ID, Scope: item.Scope, Created: item.Created, Versions: item.Versions, Own: map[string]app.ID{}, Fields: item.Fields}}
	if old != nil {
		s.key = old.key
	}
	pending, err := r.pending(stx, p)
	if err != nil {
		return err
	}
	if len(pending) == 0 {
		if err := r.db.writeRow(stx, d, p, old, s); err != nil {
			return err
		}
		for f, v := range item.Secrets {
			if err := r.db.writeSecret(stx, s, p, f, v); err != nil {
				return err
			}
		}
		return nil
	}
	row, err := r.db.sealRow(s, p)
	if err != nil {
		return err
	}
	if err := stx.Put(storage.Shadow, p[:], row); err != nil {
		return err
	}
	for f, v := range item.Secrets {
		if err := r.db.writeSecret(stx, s, p, f, v); err != nil {
			return err
		}
		k := secretKey(p, f)
		sealed, err := stx.Get(storage.Secrets, k)
		if err != nil {
			return err
		}
		if err := stx.Put(storage.Shadow, k, append([]byte(nil), sealed...)); err != nil {
			return err
		}
	}
	return r.rebuild(stx, d, p)
}

// settleUpto removes the decided operations whose effect the pull has brought.
func (r *replica) settleUpto(stx storage.Tx, upto uint64) error {
	rows, err := r.rows(stx)
	if err != nil {
		return err
	}
	for _, row := range rows {
		if row.Outcome != nil && row.Outcome.Seq <= upto {
			if err := r.remove(stx, row); err != nil {
				return err
			}
		}
	}
	return nil
}

func (r *replica) rows(stx storage.Tx) (rows []outboxRow, err error) {
	err = stx.Scan(storage.Outbox, r.owner[:], storage.After(r.owner[:]), 0, func(k, v []byte) error {
		row, err := r.openOutbox(k, v)
		rows = append(rows, row)
		return err
	})
	return rows, err
}

// write1 is a transaction of the replica itself: after everything queued, with
// no operation staged meanwhile.
func (r *replica) write1(ctx context.Context, fn func(storage.Tx) error) error {
	r.writing.Lock()
	defer r.writing.Unlock()
	err := r.drain(ctx)
	if err == nil {
		err = r.commit(ctx, fn)
	}
	if err == nil {
		err = r.trim(ctx)
	}
	return friendly("record.replica", r.mended(ctx, err))
}

// trim gives up the journal's segments that nothing can need any more: of this
// user, frames before the oldest operation that is unsent, whose effect the pull
// has not brought, or that was refused and waits for a person; of another user,
// whose keys are not here, frames that the store has while nothing of that user
// waits.
func (r *replica) trim(ctx context.Context) error {
	before, upto, waits := r.journal.Next(), map[journal.Owner]uint64{}, map[journal.Owner]bool{}
	err := r.db.store.View(ctx, func(stx storage.Tx) error {
		for _, t := range []storage.Table{storage.Outbox, storage.Attention} {
			if err := stx.Scan(t, nil, nil, 0, func(k, v []byte) error {
				frame, err := r.frameOf(t, k, v)
				if err != nil {
					return err
				}
				if owner := journal.Owner(k[:16]); owner != r.owner {
					waits[owner] = true
				} else {
					before = min(before, frame)
				}
				return nil
			}); err != nil {
				return err
			}
		}
		prefix := []byte("frame/")
		return stx.Scan(storage.Meta, prefix, storage.After(prefix), 0, func(k, _ []byte) (err error) {
			if len(k) == len(prefix)+16 {
				upto[journal.Owner(k[len(prefix):])], err = r.number(stx, k)
			}
			return err
		})
	})
	if err != nil {
		return err
	}
	return r.journal.Trim(func(owner journal.Owner, last uint64) bool {
		if owner == r.owner {
			return last < before && last <= upto[owner]
		}
		return !waits[owner] && last <= upto[owner]
	})
}

// frameOf is the journal frame of a row of the outbox or of the tray; 0 for
// another user's.
func (r *replica) frameOf(t storage.Table, k, v []byte) (uint64, error) {
	if len(k) < 16 {
		return 0, fmt.Errorf("%w: a row without an owner", storage.ErrDamaged)
	}
	if journal.Owner(k[:16]) != r.owner {
		return 0, nil
	}
	if t == storage.Outbox {
		row, err := r.openOutbox(k, v)
		return row.Frame, err
	}
	one, err := r.openRefusal(k, v)
	return one.Frame, err
}

// takeOver rebuilds the records under this user's unsent work when another user
// had this computer last and has taken changes beneath it.
func (r *replica) takeOver(ctx context.Context) error {
	var last []byte
	if err := r.db.store.View(ctx, func(stx storage.Tx) error {
		v, err := stx.Get(storage.Meta, lastOwner)
		last = bytes.Clone(v)
		return err
	}); err != nil || bytes.Equal(last, r.owner[:]) {
		return err
	}
	return r.commit(ctx, func(stx storage.Tx) error {
		rows, err := r.rows(stx)
		if err != nil {
			return err
		}
		for _, row := range rows {
			for _, c := range row.Op.Changes {
				if d := r.db.schema.types[c.Type]; d != nil {
					if err := r.rebuild(stx, d, r.db.placeOf(d, c.ID)); err != nil {
						return err
					}
				}
			}
		}
		return stx.Put(storage.Meta, lastOwner, r.owner[:])
	})
}

var lastOwner = []byte("last owner")

// Rewind sets the cursor back to the beginning: the next pull brings everything
// that the user may see now. Unsent work is not touched.
func (db *DB) Rewind(ctx context.Context) error {
	r := db.replica
	return r.write1(ctx, func(stx storage.Tx) error { return r.putNumber(stx, "cursor", 0) })
}

// Drop removes the records whose scope the user may no longer see. Unsent work
// on them still goes up. What another user of this computer holds the key of
// stays for that user.
func (db *DB) Drop(ctx context.Context, see func(app.Scope) bool) error {
	r := db.replica
	held := r.keys.HeldByOthers()
	return r.write1(ctx, func(stx storage.Tx) error {
		var gone []place
		if err := stx.Scan(storage.Records, nil, nil, 0, func(k, v []byte) error {
			s, err := r.db.openRow(v, place(k))
			if err == nil && s != nil && !see(s.Scope) && !heldRow(v, held) {
				gone = append(gone, place(k))
			}
			return err
		}); err != nil {
			return err
		}
		for _, p := range gone {
			s, err := r.db.readRow(stx, storage.Records, p)
			if err != nil {
				return err
			}
			d := r.db.schema.types[s.Type]
			if err := r.dropShadow(stx, d, p); err != nil {
				return err
			}
			if err := r.db.removeRow(stx, d, p, s); err != nil {
				return err
			}
		}
		return nil
	})
}

func heldRow(v []byte, held func(vault.KeyID) bool) bool {
	id, err := vault.Row(v).KeyOf()
	return err == nil && held(id)
}

// Refusals lists the refused operations of this user, with their content.
func (db *DB) Refusals(ctx context.Context) ([]Refusal, error) {
	r, all := db.replica, []Refusal{}
	err := db.View(ctx, func(tx *Tx) error {
		return tx.stx.Scan(storage.Attention, r.owner[:], storage.After(r.owner[:]), 0, func(k, v []byte) error {
			one, err := r.openRefusal(k, v)
			if err != nil {
				return err
			}
			all = append(all, one)
			return nil
		})
	})
	return all, err
}

// Dismiss takes a refused operation from the tray once a person has dealt with
// it. The server still keeps its content.
func (db *DB) Dismiss(ctx context.Context, op app.ID) error {
	r := db.replica
	k := append(r.owner[:len(r.owner):len(r.owner)], op...)
	return r.write1(ctx, func(stx storage.Tx) error {
		if v, err := stx.Get(storage.Attention, k); err != nil || v == nil {
			return errors.Join(err, fault.E("record.Dismiss", fault.NotFound, "This entry was dealt with already.", nil))
		}
		return stx.Delete(storage.Attention, k)
	})
}
