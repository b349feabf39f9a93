package record

import (
	"context"
	"slices"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/storage"
)

// EraseDue erases what the server told to erase and what lies in this user's
// unsent work of records that were erased meanwhile. It returns how many records
// it erased. The client calls it at the end of a pull.
func (db *DB) EraseDue(ctx context.Context) (int, error) {
	r := db.replica
	r.writing.Lock()
	defer r.writing.Unlock()
	if err := r.drain(ctx); err != nil {
		return 0, friendly("record.EraseDue", r.mended(ctx, err))
	}
	n, err := r.eraseDue(ctx)
	return n, friendly("record.EraseDue", r.mended(ctx, err))
}

func (r *replica) eraseDue(ctx context.Context) (int, error) {
	var refs []Ref
	upto := uint64(0)
	err := r.db.store.View(ctx, func(stx storage.Tx) error {
		return stx.Scan(storage.Meta, duePrefix, storage.After(duePrefix), 0, func(_, v []byte) error {
			var d dueRow
			if err := Decode(v, &d); err != nil {
				return storage.ErrDamaged
			}
			refs, upto = append(refs, d.Ref), max(upto, d.Seq)
			return nil
		})
	})
	if err != nil {
		return 0, err
	}
	own, err := r.ownErased(ctx)
	if err != nil {
		return 0, err
	}
	if len(own) > 0 {
		r.note(ownDropped)
	}
	journaled, err := r.journaledErased(ctx)
	if err != nil {
		return 0, err
	}
	for _, ref := range append(own, journaled...) {
		if !slices.Contains(refs, ref) {
			refs = append(refs, ref)
		}
	}
	if len(refs) == 0 {
		return 0, nil
	}
	if _, err = r.erase(ctx, refs, upto); err != nil {
		return 0, err
	}
	for _, ref := range refs {
		delete(r.spoken, ref)
	}
	return len(refs), nil
}

// speaks notes the records of which an operation in the journal speaks. An act
// names them in its arguments, by their identity alone.
func (r *replica) speaks(op Op) {
	for _, c := range op.Changes {
		for _, ref := range c.about() {
			r.spoken[ref] = true
		}
	}
	for _, id := range identity.FindAll(op.Args, -1) {
		for typ := range r.db.schema.types {
			r.spoken[Ref{typ, app.ID(id)}] = true
		}
	}
}

// journaledErased are erased records of which this user's frames still speak,
// also of work that was decided long ago: another user of the computer took the
// erasure, who cannot open them, or it came before anything else of the server.
func (r *replica) journaledErased(ctx context.Context) (refs []Ref, err error) {
	err = r.db.store.View(ctx, func(stx storage.Tx) error {
		if any, err := anyErased(stx); err != nil || !any {
			return err
		}
		for ref := range r.spoken {
			gone, err := isErased(stx, r.db.placeOf(&Definition{tag: tagOf("type", ref.Type)}, ref.ID))
			if err != nil {
				return err
			}
			if gone {
				refs = append(refs, ref)
			}
		}
		return nil
	})
	return refs, err
}

const ownDropped = "A record that you had worked on was erased under the retention rules. What you had entered for it and not yet sent is gone with it."

// ErasedUpto is the server's number up to which this desktop has erased what it
// was told to; 0 while an erasure is not finished.
func (db *DB) ErasedUpto(ctx context.Context) (upto uint64, err error) {
	err = db.View(ctx, func(tx *Tx) error {
		if v, err := tx.stx.Get(storage.Meta, unfinished); err != nil || v != nil {
			return err
		}
		upto, err = db.replica.number(tx.stx, db.replica.meta(ackName))
		return err
	})
	return upto, err
}

// dueRow is a record that the server told to erase.
type dueRow struct {
	Ref
	Seq uint64 `json:"seq"`
}

// takeErase notes that the record is to be erased, and hides it. A desktop that
// has never had a record has none to erase.
func (r *replica) takeErase(stx storage.Tx, item Item) error {
	ref := Ref{item.Type, item.ID}
	p := r.db.placeOf(&Definition{tag: tagOf("type", ref.Type)}, ref.ID)
	known, err := isErased(stx, p)
	if err != nil {
		return err
	}
	held, err := r.number(stx, heldKey)
	if err != nil {
		return err
	}
	if known || held == 0 || item.Seq <= held {
		if err := r.db.putTombs(stx.Put, r.db.goneOf([]Ref{ref}), "", r.db.clock.Now()); err != nil {
			return err
		}
		now, err := r.number(stx, r.meta(ackName))
		if err != nil || item.Seq <= now {
			return err
		}
		return r.putNumber(stx, ackName, item.Seq)
	}
	raw, err := Encode(dueRow{ref, item.Seq})
	if err != nil {
		return err
	}
	if err := stx.Put(storage.Meta, append(duePrefix[:len(duePrefix):len(duePrefix)], p[:]...), raw); err != nil {
		return err
	}
	d := r.db.schema.types[item.Type]
	if d == nil {
		return nil
	}
	old, err := r.db.readRow(stx, storage.Records, p)
	if err == nil && old != nil {
		err = r.inErase(stx, []Ref{ref})
	}
	if err != nil || old == nil {
		return err
	}
	if pending, err := r.pending(stx, p); err != nil || len(pending) > 0 {
		return err
	}
	return r.db.removeRow(stx, d, p, old)
}

// ownErased are erased records that this user's queues still speak of: work that
// waited while another user of the computer took the erasure.
func (r *replica) ownErased(ctx context.Context) (refs []Ref, err error) {
	err = r.db.store.View(ctx, func(stx storage.Tx) error {
		if any, err := anyErased(stx); err != nil || !any {
			return err
		}
		ops := []Op{}
		rows, err := r.rows(stx)
		if err != nil {
			return err
		}
		for _, row := range rows {
			ops = append(ops, row.Op)
		}
		if err := stx.Scan(storage.Attention, r.owner[:], storage.After(r.owner[:]), 0, func(k, v []byte) error {
			one, err := r.openRefusal(k, v)
			ops = append(ops, one.Op)
			return err
		}); err != nil {
			return err
		}
		for _, op := range ops {
			for _, c := range op.Changes {
				for _, ref := range c.about() {
					gone, err := isErased(stx, r.db.placeOf(&Definition{tag: tagOf("type", ref.Type)}, ref.ID))
					if err != nil {
						return err
					}
					if gone && !slices.Contains(refs, ref) {
						refs = append(refs, ref)
					}
				}
			}
		}
		return nil
	})
	return refs, err
}

func anyErased(stx storage.Tx) (any bool, err error) {
	err = stx.Scan(storage.Meta, tombPrefix, storage.After(tombPrefix), 1, func(_, _ []byte) error { any = true; return nil })
	return any, err
}

// Reset takes everything that came from the server off this desktop, for good,
// and lets the next pull begin anew: the server keeps no notice any more of what
// was erased since this desktop last asked. Unsent work stays: the journal brings
// it back.
func (db *DB) Reset(ctx context.Context, upto uint64) error {
	r := db.replica
	r.writing.Lock()
	defer r.writing.Unlock()
	if err := r.drain(ctx); err != nil {
		return friendly("record.Reset", r.mended(ctx, err))
	}
	_, err := r.change(ctx, &eraser{g: r.db.goneOf(nil), all: true, upto: upto})
	if err == nil {
		r.db.finder.again()
		err = r.recover(ctx)
	}
	return friendly("record.Reset", err)
}

// isWithdrawn says that the server refused the operation because its record was
// erased: its content goes.
func isWithdrawn(o Outcome) bool { return o.State == Rejected && fault.Kind(o.Code) == fault.Erased }

// emptied is the operation without any content.
func (op Op) emptied() Op {
	return Op{ID: op.ID, Device: op.Device, Incarnation: op.Incarnation, N: op.N, User: op.User, UserName: op.UserName, At: op.At, Args: null, Changes: []Change{}, Notes: []Note{}}
}
