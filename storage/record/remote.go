package record

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"slices"

	"civicdesk/app"
	"civicdesk/storage"
	"civicdesk/storage/journal"
	"civicdesk/storage/seal"
	"civicdesk/storage/vault"
)

// Cursor is the sequence number up to which the server's changes are here, and
// the version of the grants that they were sent under.
func (db *DB) Cursor(ctx context.Context) (upto, grants uint64, err error) {
	p, err := db.Position(ctx)
	return p.Upto, p.Grants, err
}

// Position is how far a replica has the server's changes.
type Position struct {
	Upto   uint64 // everything that changed up to this number is here …
	Low    uint64 // … but for what changed last at this number or before; 0: nothing is missing
	Grants uint64 // the version of the grants that the changes were sent under
	Next   []byte // the cursor to ask with; empty: from the beginning

	Answered app.ID // the last of this user's operations that the server has answered; a server that does not know it was put back
}

// Position returns how far this replica has the server's changes.
func (db *DB) Position(ctx context.Context) (p Position, err error) {
	r := db.replica
	err = db.View(ctx, func(tx *Tx) error {
		for name, to := range map[string]*uint64{"cursor": &p.Upto, "low": &p.Low, "grants": &p.Grants} {
			if *to, err = r.number(tx.stx, r.meta(name)); err != nil {
				return err
			}
		}
		next, err := tx.stx.Get(storage.Meta, r.meta("next"))
		p.Next = bytes.Clone(next)
		if err != nil {
			return err
		}
		answered, err := tx.stx.Get(storage.Meta, r.meta("answered"))
		p.Answered = app.ID(answered)
		return err
	})
	return p, err
}

// ApplyPage takes a page of the server's changes: rows and cursor in one
// transaction. from is the number, and page.From the cursor, that the page was
// asked for with; a page that no longer fits is dropped without an error and
// without an effect (false).
func (db *DB) ApplyPage(ctx context.Context, from uint64, page Page, grants uint64) (fits bool, err error) {
	return db.ApplyPages(ctx, from, []Page{page}, grants)
}

// ApplyPages takes pages that follow one another as ApplyPage takes one, all in
// one transaction: rows lie under keyed digests, so each commit rewrites about as
// many pages of the file as it brings rows, unless it brings many. It ends before
// the first page that does not fit (false).
func (db *DB) ApplyPages(ctx context.Context, from uint64, pages []Page, grants uint64) (fits bool, err error) {
	r := db.replica
	held := r.keys.HeldByOthers()
	err = r.write1(ctx, func(stx storage.Tx) error {
		at := from
		for _, page := range pages {
			if fits, err = r.applyPage(stx, at, page, grants, held); err != nil || !fits {
				return err
			}
			at = page.Upto
		}
		return nil
	})
	return fits, err
}

func (r *replica) applyPage(stx storage.Tx, from uint64, page Page, grants uint64, held func(vault.KeyID) bool) (fits bool, err error) {
	now, err := r.number(stx, r.meta("cursor"))
	if err != nil {
		return false, err
	}
	next, err := stx.Get(storage.Meta, r.meta("next"))
	if err != nil || now != from || !bytes.Equal(next, page.From) {
		return false, err
	}
	later := touched{}
	for _, item := range page.Items {
		if err := r.take(stx, item, held, later); err != nil {
			return false, err
		}
	}
	if err := r.hold(stx, page); err != nil {
		return false, err
	}
	if err := r.settleUpto(stx, page, later); err != nil {
		return false, err
	}
	if err := r.rebuildAll(stx, later); err != nil {
		return false, err
	}
	if err := r.putNumber(stx, "grants", grants); err != nil {
		return false, err
	}
	if err := r.contact(stx, page.Time); err != nil {
		return false, err
	}
	return true, r.moveTo(stx, page.Upto, page.Low, page.Next)
}

// hold notes, with the first page that brings records, up to which number the
// server had erased before this desktop had any: of those it has none to erase.
func (r *replica) hold(stx storage.Tx, page Page) error {
	had, err := r.number(stx, heldKey)
	if err != nil || had > 0 || page.More && !slices.ContainsFunc(page.Items, func(i Item) bool { return !i.Erase }) {
		return err
	}
	return r.putNumberAt(stx, heldKey, max(page.Upto, 1))
}

// moveTo sets how far the server's changes are here; nothing at all makes the
// next pull bring everything.
func (r *replica) moveTo(stx storage.Tx, upto, low uint64, next []byte) error {
	if err := r.putNumber(stx, "cursor", upto); err != nil {
		return err
	}
	if err := r.putNumber(stx, "low", low); err != nil {
		return err
	}
	if len(next) == 0 {
		return stx.Delete(storage.Meta, r.meta("next"))
	}
	return stx.Put(storage.Meta, r.meta("next"), next)
}

// take stores one item: into the record, or beneath the work that is pending on
// it, and then the record is to be rebuilt. Sensitive fields that the item lacks are not for this user, or not any
// more: they are taken out, unless another user of this computer has the scope.
func (r *replica) take(stx storage.Tx, item Item, held func(vault.KeyID) bool, later touched) error {
	if item.Erase {
		return r.takeErase(stx, item)
	}
	d := r.db.schema.types[item.Type]
	if d == nil {
		return nil // a type of a newer server
	}
	p := r.db.placeOf(d, item.ID)
	if gone, err := isErased(stx, p); err != nil || gone {
		return err
	}
	old, err := r.db.readRow(stx, storage.Records, p)
	if err != nil {
		return err
	}
	if item.Forget {
		// Where the record is, the server's state says, not the unsent work on it.
		beneath, err := stx.Get(storage.Shadow, p[:])
		if err != nil {
			return err
		}
		where := old
		if beneath != nil {
			if where, err = r.db.openRow(beneath, p); err != nil {
				return err
			}
		}
		// A colleague here may have taken its return already, with what only that
		// colleague may see.
		if where != nil && where.Scope == item.Scope && where.rev <= item.Seq {
			if err := r.dropShadow(stx, d, p); err != nil {
				return err
			}
			return r.db.removeRow(stx, d, p, old)
		}
		return nil
	}
	if key, _ := r.db.ring.For(item.Scope); !held(key) {
		if err := r.dropSecrets(stx, d, p, item.Secrets); err != nil {
			return err
		}
	}
	s := &state{key: seal.NewKey(), rev: item.Seq, body: body{Type: item.Type, ID: item.ID, Scope: item.Scope, Created: item.Created, Versions: item.Versions, Own: map[string]app.ID{}, Fields: item.Fields}}
	if old != nil {
		s.key = old.key
	}
	if err := r.db.raise(s); err != nil { // the server is an older one
		return err
	}
	pending, err := r.pending(stx, p)
	if err != nil {
		return err
	}
	if len(pending) == 0 {
		if err := r.put(stx, d, p, old, s); err != nil {
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
	later[p] = d
	return nil
}

// settleUpto removes the decided operations whose effect the pull has brought:
// those whose records are all here as they were decided or newer, and, when the
// page leaves nothing out that changed since Low, all that were decided since.
// Their records are to be rebuilt.
func (r *replica) settleUpto(stx storage.Tx, page Page, later touched) error {
	came := maps.Clone(later)
	for _, h := range r.heads.all() {
		whole := !page.Behind && (page.Low == 0 || h.seq > page.Low)
		if !h.decided() || h.seq > page.Upto || !whole && !h.changes(came) {
			continue
		}
		row, there, err := r.rowAt(stx, h.n)
		if err != nil {
			return err
		}
		if !there {
			continue
		}
		if !whole {
			if whole, err = r.received(stx, row); err != nil {
				return err
			}
		}
		if !whole {
			continue
		}
		if err := r.leave(stx, row, later); err != nil {
			return err
		}
	}
	return nil
}

// received says whether the server's state of every record that the operation
// changed has come, as it was after the decision or newer.
func (r *replica) received(stx storage.Tx, row outboxRow) (bool, error) {
	for _, c := range row.Op.Changes {
		d := r.db.schema.types[c.Type]
		if d == nil {
			return false, nil
		}
		s, err := r.db.readRow(stx, storage.Shadow, r.db.placeOf(d, c.ID))
		if err != nil || s == nil || s.rev < row.Outcome.Seq {
			return false, err
		}
	}
	return len(row.Op.Changes) > 0, nil
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

// spareSegments is how many segments of the journal, of 1 MiB, stay though nothing
// in them is needed: when the server is put back from a backup, this computer
// sends again what the backup lacks (BeginAnew).
const spareSegments = 4

// trim gives up the journal's segments that nothing can need any more: of this
// user, frames before the oldest operation that is unsent, whose effect the pull
// has not brought, or that was refused and waits for a person; of another user,
// whose keys are not here, frames that the store has while nothing of that user
// waits.
func (r *replica) trim(ctx context.Context) error {
	before, upto, waits := r.journal.Next(), map[journal.Owner]uint64{}, map[journal.Owner]bool{}
	err := r.db.store.View(ctx, func(stx storage.Tx) error {
		for _, h := range r.heads.all() {
			before = min(before, h.frame)
		}
		if err := stx.Scan(storage.Attention, r.owner[:], storage.After(r.owner[:]), 0, func(k, v []byte) error {
			one, err := r.openRefusal(k, v)
			before = min(before, one.Frame)
			return err
		}); err != nil {
			return err
		}
		for _, t := range []storage.Table{storage.Outbox, storage.Attention} {
			for _, others := range [][2][]byte{{nil, r.owner[:]}, {storage.After(r.owner[:]), nil}} {
				if err := stx.Scan(t, others[0], others[1], 0, func(k, _ []byte) error {
					if len(k) < len(r.owner) {
						return fmt.Errorf("%w: a row without an owner", storage.ErrDamaged)
					}
					waits[journal.Owner(k[:16])] = true
					return nil
				}); err != nil {
					return err
				}
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
	return r.journal.Trim(spareSegments, func(owner journal.Owner, last uint64) bool {
		if owner == r.owner {
			return last < before && last <= upto[owner]
		}
		return !waits[owner] && last <= upto[owner]
	})
}
