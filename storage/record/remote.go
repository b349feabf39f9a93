package record

import (
	"bytes"
	"context"
	"fmt"

	"civicdesk/app"
	"civicdesk/storage"
	"civicdesk/storage/journal"
	"civicdesk/storage/seal"
	"civicdesk/storage/vault"
)

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
