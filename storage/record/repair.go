package record

import (
	"context"
	"errors"
	"fmt"

	"civicdesk/storage"
	"civicdesk/storage/seal"
)

// Health is what Repair found. Words are whole sentences for a person, one for
// each thing that was mended; none when everything was whole.
type Health struct {
	Records int // records that this user's keys open
	Waiting int // operations that wait to be sent, each also in the journal
	Words   []string
}

// Repair reads everything in a desktop's store and journal that the user's keys
// open, compares the rows with their sums and the indexes with the rows, and
// mends what can be mended.
func (db *DB) Repair(ctx context.Context) (Health, error) {
	r := db.replica
	r.writing.Lock()
	defer r.writing.Unlock()
	h, err := r.repair(ctx)
	if errors.Is(err, storage.ErrDamaged) {
		if words, again := r.mend(ctx, err); again != nil {
			err = errors.Join(err, again)
		} else {
			h, err = r.repair(ctx)
			h.Words = append([]string{words}, h.Words...)
		}
	}
	return h, friendly("record.Repair", err)
}

func (r *replica) repair(ctx context.Context) (h Health, err error) {
	if err := r.drain(ctx); err != nil {
		return h, err
	}
	f := findings{index: map[string][]byte{}, stray: map[string]bool{}}
	if err := r.db.store.View(ctx, func(stx storage.Tx) error { return r.inspect(stx, &f) }); err != nil {
		return h, err
	}
	if f.bad == nil && f.same && len(f.index)+len(f.stray) == 0 {
		return f.Health, nil
	}
	err = r.commit(ctx, func(stx storage.Tx) error {
		for k := range f.stray { // before a damaged record is built again under the same keys
			if err := stx.Delete(storage.Indexes, []byte(k)); err != nil {
				return err
			}
		}
		for k, v := range f.index {
			if err := stx.Put(storage.Indexes, []byte(k), v); err != nil {
				return err
			}
		}
		for _, b := range f.bad {
			if err := r.setAside(stx, b.table, b.key); err != nil {
				return err
			}
		}
		if !f.same {
			return r.refetch(stx)
		}
		return nil
	})
	h = f.Health
	if n := len(f.bad); n > 0 {
		h.Words = append(h.Words, fmt.Sprintf("%d damaged rows were set aside; the next synchronisation brings their records back.", n))
	}
	if !f.same {
		h.Words = append(h.Words, rowsDiffer)
	}
	if n := len(f.index) + len(f.stray); n > 0 {
		h.Words = append(h.Words, fmt.Sprintf("The index by which records are found was wrong in %d places and has been built again.", n))
	}
	return h, err
}

// findings are what is to be mended.
type findings struct {
	Health
	bad   []*badRow
	same  bool              // the rows are those that were written
	index map[string][]byte // index rows that are missing
	stray map[string]bool   // index keys that lead to nothing
}

// inspect reads everything. It returns an error for what cannot be mended row by
// row.
func (r *replica) inspect(stx storage.Tx, f *findings) error {
	if err := r.inspectRecords(stx, f); err != nil {
		return err
	}
	if err := r.inspectShadow(stx); err != nil {
		return err
	}
	rows, err := r.rows(stx)
	if err != nil {
		return err
	}
	for _, row := range rows {
		if !row.decided() {
			f.Waiting++
		}
	}
	err = stx.Scan(storage.Attention, r.owner[:], storage.After(r.owner[:]), 0, func(k, v []byte) error {
		_, err := r.openRefusal(k, v)
		return err
	})
	if err != nil {
		return err
	}
	f.same, err = r.compare(stx)
	return err
}

// inspectRecords opens every record and sensitive field, and compares the
// indexes with what the records say.
func (r *replica) inspectRecords(stx storage.Tx, f *findings) error {
	want := map[string][]byte{}
	err := stx.Scan(storage.Records, nil, nil, 0, func(k, v []byte) error {
		if len(k) != len(place{}) {
			return fmt.Errorf("%w: a record's key", storage.ErrDamaged)
		}
		p := place(k)
		s, err := r.db.openRow(v, p)
		if bad := (*badRow)(nil); errors.As(err, &bad) {
			f.bad = append(f.bad, &badRow{storage.Records, append([]byte(nil), k...), bad.cause})
			return nil
		}
		if err != nil || s == nil {
			return err
		}
		f.Records++
		d := r.db.schema.types[s.Type]
		if d == nil {
			return nil
		}
		keys, err := r.db.indexKeys(stx, d, p, s)
		for k, v := range keys {
			want[k] = v
		}
		return err
	})
	if err != nil {
		return err
	}
	if err := r.inspectSecrets(stx, f); err != nil {
		return err
	}
	return r.inspectIndexes(stx, f, want)
}

func (r *replica) inspectSecrets(stx storage.Tx, f *findings) error {
	return stx.Scan(storage.Secrets, nil, nil, 0, func(k, v []byte) error {
		if bad := r.openSecret(k, v); bad != nil {
			f.bad = append(f.bad, &badRow{storage.Secrets, append([]byte(nil), k...), bad})
		}
		return nil
	})
}

// inspectShadow opens the server's state beneath unsent work.
func (r *replica) inspectShadow(stx storage.Tx) error {
	return stx.Scan(storage.Shadow, nil, nil, 0, func(k, v []byte) error {
		if len(k) > len(place{}) {
			return r.openSecret(k, v)
		}
		_, err := r.db.openRow(v, place(k))
		return err
	})
}

func (r *replica) openSecret(k, v []byte) error {
	if len(k) <= len(place{}) {
		return fmt.Errorf("%w: a sensitive field's key", storage.ErrDamaged)
	}
	if _, _, _, err := r.db.ring.Open(v, k, true); err != nil && !isNoKey(err) {
		return fmt.Errorf("%w: %w", storage.ErrDamaged, err)
	}
	return nil
}

// inspectIndexes compares the stored keys with the wanted ones. Keys of records
// that other users' keys open are left alone.
func (r *replica) inspectIndexes(stx storage.Tx, f *findings, want map[string][]byte) error {
	types := map[[4]byte]*Definition{}
	for _, d := range r.db.schema.types {
		for _, ix := range d.indexes {
			types[ix.tag] = d
		}
	}
	err := stx.Scan(storage.Indexes, nil, nil, 0, func(k, _ []byte) error {
		if _, wanted := want[string(k)]; wanted {
			delete(want, string(k))
			return nil
		}
		foreign, err := r.db.foreign(stx, types, k)
		if err == nil && !foreign {
			f.stray[string(k)] = true
		}
		return err
	})
	f.index = want
	return err
}

// foreign says whether the index key leads to a record that is there and that
// this user's keys do not open, or belongs to a type of a newer program.
func (db *DB) foreign(stx storage.Tx, types map[[4]byte]*Definition, k []byte) (bool, error) {
	if len(k) < 4+16 {
		return false, nil
	}
	d := types[[4]byte(k[:4])]
	if d == nil {
		return true, nil
	}
	var p place
	copy(p[:4], d.tag[:])
	copy(p[4:], k[len(k)-16:])
	row, err := stx.Get(storage.Records, p[:])
	if err != nil || row == nil {
		return false, err
	}
	_, _, _, err = db.ring.Open(row, p[:], false)
	return isNoKey(err), nil
}

// openRefusal opens a row of the tray.
func (r *replica) openRefusal(k, v []byte) (one Refusal, err error) {
	padded, err := r.outbox.Open(v, k)
	if err != nil {
		return one, fmt.Errorf("%w: refused operation", storage.ErrDamaged)
	}
	plain, err := seal.Unpad(padded)
	if err != nil {
		return one, fmt.Errorf("%w: refused operation", storage.ErrDamaged)
	}
	return one, Decode(plain, &one)
}
