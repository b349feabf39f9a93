package record

import (
	"bytes"
	"context"

	"civicdesk/app"
	"civicdesk/storage"
	"civicdesk/storage/vault"
)

// dropSecrets takes the sensitive fields out that are not among those to keep.
func (r *replica) dropSecrets(stx storage.Tx, d *Definition, p place, keep map[string]string) error {
	for f := range d.sensitive {
		if keep[f] != "" {
			continue
		}
		for _, t := range []storage.Table{storage.Secrets, storage.Shadow} {
			if err := stx.Delete(t, secretKey(p, f)); err != nil {
				return err
			}
		}
	}
	return nil
}

// takeOver rebuilds the records under this user's unsent work, and those whose
// server's state another user could not open, when another user had this
// computer last.
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
		places := map[place]bool{}
		for _, row := range rows {
			for _, c := range row.Op.Changes {
				if d := r.db.schema.types[c.Type]; d != nil {
					places[r.db.placeOf(d, c.ID)] = true
				}
			}
		}
		if err := stx.Scan(storage.Shadow, nil, nil, 0, func(k, _ []byte) error {
			if len(k) == len(place{}) {
				places[place(k)] = true
			}
			return nil
		}); err != nil {
			return err
		}
		for p := range places {
			if d := r.db.schema.tags[[4]byte(p[:4])]; d != nil {
				if err := r.rebuild(stx, d, p); err != nil {
					return err
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
	return r.write1(ctx, func(stx storage.Tx) error { return r.moveTo(stx, 0, 0, nil) })
}

// Drop removes the records whose scope the user may no longer see. Unsent work
// on them still goes up. What another user of this computer holds the key of
// stays for that user, without this user's work on it. Where unsent work lies on a
// record, the server's state beneath it decides, not what the work made of it: the
// work may have moved the record to where the user sees it, and be refused.
func (db *DB) Drop(ctx context.Context, see func(app.Scope) bool) error {
	r := db.replica
	held := r.keys.HeldByOthers()
	return r.write1(ctx, func(stx storage.Tx) error {
		gone := map[place]bool{} // whether somebody else keeps it
		lost := func(k, v []byte) (bool, error) {
			s, err := r.db.openRow(v, place(k))
			kept := heldRow(v, held)
			if err != nil || s == nil && kept || s != nil && see(s.Scope) {
				return false, err
			}
			gone[place(k)] = kept
			return true, nil
		}
		beneath := map[place]bool{} // whether the server's state there is for this user
		if err := stx.Scan(storage.Shadow, nil, nil, 0, func(k, v []byte) error {
			if len(k) != len(place{}) {
				return nil // a sensitive field, which goes with its record
			}
			away, err := lost(k, v)
			beneath[place(k)] = !away
			return err
		}); err != nil {
			return err
		}
		var moved []place // by this user's work, to where this user does not see it
		if err := stx.Scan(storage.Records, nil, nil, 0, func(k, v []byte) error {
			stays, under := beneath[place(k)]
			if under && !stays {
				return nil
			}
			away, err := lost(k, v)
			if away && under {
				delete(gone, place(k))
				moved = append(moved, place(k))
			}
			return err
		}); err != nil {
			return err
		}
		for p, kept := range gone {
			if err := r.drop(stx, p, kept); err != nil {
				return err
			}
		}
		for _, p := range moved {
			if err := r.lift(stx, p); err != nil {
				return err
			}
		}
		return nil
	})
}

// lift takes a record away that unsent work has moved out of sight; the server's
// state stays beneath the work.
func (r *replica) lift(stx storage.Tx, p place) error {
	d := r.db.schema.tags[[4]byte(p[:4])]
	if d == nil {
		return nil // a type of a newer program
	}
	pending, err := r.pending(stx, p)
	if err != nil || r.othersAmong(pending) {
		return err
	}
	s, err := r.db.readRow(stx, storage.Records, p)
	if err != nil || s == nil {
		return err
	}
	return r.db.removeRow(stx, d, p, s)
}

func (r *replica) drop(stx storage.Tx, p place, kept bool) error {
	s, err := r.db.readRow(stx, storage.Records, p)
	if err != nil {
		return err
	}
	d := r.db.schema.tags[[4]byte(p[:4])]
	if d == nil {
		return nil // a type of a newer program
	}
	if !kept {
		if s == nil { // its key is gone already: an old copy of the store was put back
			if err := r.unindex(stx, d, p); err != nil {
				return err
			}
		}
		if err := r.dropShadow(stx, d, p); err != nil {
			return err
		}
		return r.db.removeRow(stx, d, p, s)
	}
	pending, err := r.pending(stx, p)
	if err != nil {
		return err
	}
	own := false
	for _, k := range pending {
		if bytes.HasPrefix(k, r.owner[:]) {
			own = true
			if err := stx.Delete(storage.Pending, append(p[:len(p):len(p)], k...)); err != nil {
				return err
			}
		}
	}
	if !own {
		return nil
	}
	return r.rebuild(stx, d, p)
}

// put is writeRow for a place that may hold a row of a scope that only another
// user of this computer opens: its index keys go with it.
func (r *replica) put(stx storage.Tx, d *Definition, p place, old, s *state) error {
	if old == nil {
		row, err := stx.Get(storage.Records, p[:])
		if err == nil && row != nil {
			err = r.unindex(stx, d, p)
		}
		if err != nil {
			return err
		}
	}
	return r.db.writeRow(stx, d, p, old, s)
}

// unindex takes every index key of a record out whose row cannot be opened, by
// reading the type's indexes through.
func (r *replica) unindex(stx storage.Tx, d *Definition, p place) error {
	var keys [][]byte
	for _, ix := range d.indexes {
		if err := stx.Scan(storage.Indexes, ix.tag[:], storage.After(ix.tag[:]), 0, func(k, _ []byte) error {
			if bytes.HasSuffix(k, p[4:]) {
				keys = append(keys, bytes.Clone(k))
			}
			return nil
		}); err != nil {
			return err
		}
	}
	for _, k := range keys {
		if err := stx.Delete(storage.Indexes, k); err != nil {
			return err
		}
	}
	return nil
}

func heldRow(v []byte, held func(vault.KeyID) bool) bool {
	id, err := vault.Row(v).KeyOf()
	return err == nil && held(id)
}
