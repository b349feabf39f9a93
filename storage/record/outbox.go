package record

import (
	"context"
	"errors"
	"slices"
	"time"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/storage"
	"civicdesk/storage/seal"
)

// Unsent returns the operations that the server has not decided and does not keep
// for their files, oldest first, at most limit (0: all), without those that are
// named.
func (db *DB) Unsent(ctx context.Context, limit int, without ...app.ID) ([]Op, error) {
	return db.ops(ctx, limit, func(h head) bool { return h.unsent() && !slices.Contains(without, h.op) })
}

// Held returns the operations that the server keeps until their files are there,
// oldest first.
func (db *DB) Held(ctx context.Context) ([]Op, error) {
	return db.ops(ctx, 0, func(h head) bool { return h.state == Held })
}

// Undecided returns the operations that are unsent or held, oldest first.
func (db *DB) Undecided(ctx context.Context) ([]Op, error) {
	return db.ops(ctx, 0, func(h head) bool { return !h.decided() })
}

func (db *DB) ops(ctx context.Context, limit int, want func(head) bool) ([]Op, error) {
	r := db.replica
	var ops []Op
	err := db.View(ctx, func(tx *Tx) error {
		ops = nil
		for _, h := range r.heads.all() {
			if !want(h) {
				continue
			}
			row, there, err := r.rowAt(tx.stx, h.n)
			if err != nil {
				return err
			}
			if !there {
				continue
			}
			row.Op.Incarnation = r.inc // a restored disk sends old work in a new stream
			if ops = append(ops, row.Op); len(ops) == limit {
				break
			}
		}
		return nil
	})
	return ops, err
}

// Queue says how much waits to be sent and since when.
type Queue struct {
	Waiting int
	Oldest  time.Time // zero when nothing waits
	Acts    int       // how many of them are acts: waiting for the server
	Held    int       // how many of them are with the server and wait for their files
	Refused int       // refused operations that a person has not dealt with
}

// Queue returns the state of the queue.
func (db *DB) Queue(ctx context.Context) (q Queue, err error) {
	r := db.replica
	err = db.View(ctx, func(tx *Tx) error {
		q = Queue{}
		for _, h := range r.heads.all() {
			if h.decided() {
				continue
			}
			if q.Waiting == 0 {
				q.Oldest = h.at
			}
			q.Waiting++
			if h.state == Held {
				q.Held++
			}
			if h.act {
				q.Acts++
			}
		}
		return tx.stx.Scan(storage.Attention, r.owner[:], storage.After(r.owner[:]), 0, func(_, _ []byte) error {
			q.Refused++
			return nil
		})
	})
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
// brings the server's state; a held one waits on. An outcome of the state Waiting
// says that the server has not got the operation, or has it no more: it is sent
// again.
func (db *DB) Settle(ctx context.Context, outcomes []Outcome) error {
	r := db.replica
	return r.write1(ctx, func(stx storage.Tx) error {
		byID := map[app.ID]Outcome{}
		for _, o := range outcomes {
			byID[o.Op] = o
		}
		answered := app.ID("") // the last that the server has stored; not an answer of this program's own
		for _, h := range r.heads.all() {
			o, ok := byID[h.op]
			if !ok {
				continue
			}
			row, there, err := r.rowAt(stx, h.n)
			if err != nil {
				return err
			}
			if !there {
				continue
			}
			if o.Seq > 0 {
				answered = o.Op
			}
			if row.Outcome = &o; o.State == Waiting {
				row.Outcome = nil
			}
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
		if answered == "" {
			return nil
		}
		return stx.Put(storage.Meta, r.meta("answered"), []byte(answered))
	})
}

func (r *replica) refuse(stx storage.Tx, row outboxRow) error {
	kept := row.Op
	if isWithdrawn(*row.Outcome) {
		kept = kept.emptied()
	}
	plain, err := Encode(Refusal{Op: kept, Outcome: *row.Outcome, Frame: row.Frame})
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
	later := touched{}
	if err := r.leave(stx, row, later); err != nil {
		return err
	}
	return r.rebuildAll(stx, later)
}

// leave takes an operation out of the queue and notes the records it touched.
func (r *replica) leave(stx storage.Tx, row outboxRow, later touched) error {
	k := r.outboxKey(row.Op.N)
	if err := stx.Delete(storage.Outbox, k); err != nil {
		return err
	}
	stx.(*summed).heads[row.Op.N] = nil
	for _, c := range row.Op.Changes {
		d := r.db.schema.types[c.Type]
		if d == nil {
			continue
		}
		p := r.db.placeOf(d, c.ID)
		if err := stx.Delete(storage.Pending, append(p[:len(p):len(p)], k...)); err != nil {
			return err
		}
		later[p] = d
	}
	return nil
}

// touched are records beneath or above which something changed, so that each is
// rebuilt once in the end.
type touched map[place]*Definition

func (r *replica) rebuildAll(stx storage.Tx, records touched) error {
	for p, d := range records {
		if err := r.rebuild(stx, d, p); err != nil {
			return err
		}
	}
	return nil
}

// rebuild makes the record from the server's state and the operations on it
// that are still pending. A record with unsent work of another user of this
// computer, which only that user's keys open, stays as it is until that work is
// decided, and so does one whose server's state lies in a scope of that user
// alone; the server's state waits beneath (see takeOver).
func (r *replica) rebuild(stx storage.Tx, d *Definition, p place) error {
	old, err := r.db.readRow(stx, storage.Records, p)
	if err != nil {
		return err
	}
	cur, err := r.db.readRow(stx, storage.Shadow, p)
	if err != nil {
		return err
	}
	beneath, err := stx.Get(storage.Shadow, p[:])
	if err != nil || cur == nil && beneath != nil {
		return err
	}
	pending, err := r.pending(stx, p)
	if err != nil || r.othersAmong(pending) {
		return err
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
