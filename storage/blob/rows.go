package blob

import (
	"context"
	"encoding/binary"
	"fmt"
	"time"

	"civicdesk/app"
	"civicdesk/storage"
)

// Rows keeps chunks in the table storage.Chunks of any store, so that a server
// holds no files of its own:
//
//	0 ‖ chunk id → sealed chunk
//	1 ‖ chunk id → when it was put, in milliseconds since 1970
//
// The times lie apart so that asking what is missing, and collecting, read no
// chunk.
type Rows struct {
	store storage.Store
	clock app.Clock
}

var _ Store = (*Rows)(nil)

const (
	bodyRow byte = 0
	timeRow byte = 1
	// perTransaction bounds how long a sweep keeps writers waiting.
	perTransaction = 256
)

// NewRows keeps chunks in the store. The clock gives their age.
func NewRows(store storage.Store, clock app.Clock) *Rows { return &Rows{store, clock} }

func rowKey(kind byte, id ID) []byte { return append([]byte{kind}, id[:]...) }

// Put implements Store.
func (r *Rows) Put(ctx context.Context, id ID, sealed []byte) error {
	if err := check(id, sealed); err != nil {
		return err
	}
	return r.store.Update(ctx, func(tx storage.Tx) error {
		known, err := tx.Get(storage.Chunks, rowKey(timeRow, id))
		if err != nil {
			return err
		}
		if known == nil {
			if err := tx.Put(storage.Chunks, rowKey(bodyRow, id), sealed); err != nil {
				return err
			}
		}
		now := binary.BigEndian.AppendUint64(nil, uint64(r.clock.Now().UnixMilli()))
		return tx.Put(storage.Chunks, rowKey(timeRow, id), now)
	})
}

// Get implements Store.
func (r *Rows) Get(ctx context.Context, id ID) (sealed []byte, err error) {
	err = r.store.View(ctx, func(tx storage.Tx) error {
		v, err := tx.Get(storage.Chunks, rowKey(bodyRow, id))
		sealed = append([]byte(nil), v...)
		return err
	})
	if err != nil {
		return nil, err
	}
	if len(sealed) == 0 {
		return nil, fmt.Errorf("%w: %s", ErrMissing, id)
	}
	if damage := check(id, sealed); damage != nil {
		return nil, r.setAside(ctx, id, damage)
	}
	return sealed, nil
}

// setAside makes a damaged chunk count as missing. Its bytes stay until the
// chunk is put again or deleted.
func (r *Rows) setAside(ctx context.Context, id ID, damage error) error {
	err := r.store.Update(ctx, func(tx storage.Tx) error {
		return tx.Delete(storage.Chunks, rowKey(timeRow, id))
	})
	if err != nil {
		return fmt.Errorf("%w; it could not be set aside: %w", damage, err)
	}
	return damage
}

// Missing implements Store.
func (r *Rows) Missing(ctx context.Context, ids []ID) (missing []ID, err error) {
	err = r.store.View(ctx, func(tx storage.Tx) error {
		missing, err = MissingRows(tx, ids)
		return err
	})
	return missing, err
}

// MissingRows is Rows.Missing within a transaction of the store.
func MissingRows(tx storage.Tx, ids []ID) (missing []ID, err error) {
	for _, id := range ids {
		v, err := tx.Get(storage.Chunks, rowKey(timeRow, id))
		if err != nil {
			return nil, err
		}
		if v == nil {
			missing = append(missing, id)
		}
	}
	return missing, nil
}

// Delete implements Store.
func (r *Rows) Delete(ctx context.Context, ids []ID) error {
	return r.inParts(ctx, ids, remove)
}

// Erase removes chunks of Rows within a transaction of the store.
func Erase(tx storage.Tx, ids []ID) error {
	for _, id := range ids {
		if err := remove(tx, id); err != nil {
			return err
		}
	}
	return nil
}

func remove(tx storage.Tx, id ID) error {
	if err := tx.Delete(storage.Chunks, rowKey(bodyRow, id)); err != nil {
		return err
	}
	return tx.Delete(storage.Chunks, rowKey(timeRow, id))
}

func (r *Rows) inParts(ctx context.Context, ids []ID, do func(storage.Tx, ID) error) error {
	for len(ids) > 0 {
		part := ids[:min(len(ids), perTransaction)]
		ids = ids[len(part):]
		err := r.store.Update(ctx, func(tx storage.Tx) error {
			for _, id := range part {
				if err := do(tx, id); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// Collect implements Store.
func (r *Rows) Collect(ctx context.Context, live func(ID) bool, before time.Time) (n int, err error) {
	var old []ID
	from := rowKey(timeRow, ID{})
	for from != nil {
		next := []byte(nil)
		err := r.store.View(ctx, func(tx storage.Tx) error {
			return tx.Scan(storage.Chunks, from, nil, perTransaction, func(k, v []byte) error {
				next = append(k[:len(k):len(k)], 0)
				if id, at := chunkOf(k), timeOf(v); at.Before(before) && !live(id) {
					old = append(old, id)
				}
				return nil
			})
		})
		if err != nil {
			return 0, err
		}
		from = next
	}
	err = r.inParts(ctx, old, func(tx storage.Tx, id ID) error {
		v, err := tx.Get(storage.Chunks, rowKey(timeRow, id))
		if err != nil || v == nil || !timeOf(v).Before(before) {
			return err // put again meanwhile
		}
		n++
		return remove(tx, id)
	})
	return n, err
}

func chunkOf(key []byte) (id ID) {
	copy(id[:], key[1:])
	return id
}

func timeOf(v []byte) time.Time {
	if len(v) != 8 {
		return time.Time{}
	}
	return time.UnixMilli(int64(binary.BigEndian.Uint64(v)))
}
