package record

import (
	"context"
	"crypto/subtle"
	"encoding/binary"
	"fmt"

	"civicdesk/storage"
)

// This file keeps the replica's own small numbers (its place in the journal, its
// cursor …) and counts its commits. Each number carries a keyed digest, since a
// flipped bit in one would pass over work or changes without a word.

const macSize = 16

func (r *replica) meta(name string) []byte { return append([]byte(name+"/"), r.owner[:]...) }

// number reads a number; 0 when there is none yet.
func (r *replica) number(stx storage.Tx, key []byte) (uint64, error) {
	v, err := stx.Get(storage.Meta, key)
	if err != nil || v == nil {
		return 0, err
	}
	if len(v) != 8+macSize || subtle.ConstantTimeCompare(r.mac(key, v[:8]), v[8:]) != 1 {
		return 0, fmt.Errorf("%w: a number of the store", storage.ErrDamaged)
	}
	return binary.BigEndian.Uint64(v), nil
}

func (r *replica) putNumber(stx storage.Tx, name string, n uint64) error {
	return r.putNumberAt(stx, r.meta(name), n)
}

func (r *replica) putNumberAt(stx storage.Tx, key []byte, n uint64) error {
	return stx.Put(storage.Meta, key, r.sealNumber(key, n))
}

func (r *replica) sealNumber(key []byte, n uint64) []byte {
	v := seqKey(n)
	return append(v, r.mac(key, v)...)
}

func (r *replica) mac(key, number []byte) []byte {
	sum := r.numbers.MAC(key, number)
	return sum[:macSize]
}

// mark is a moment in the store's history as this user's keys saw it: the store's
// life (a store that was begun anew has a later one) and its commits. Every
// frame of the journal carries the mark of when it was saved, so a store with an
// earlier mark than a frame is an old copy that was put back.
type mark struct {
	Life   uint64 `json:"storeLife"`
	Commit uint64 `json:"storeCommit"`
}

func (m mark) after(o mark) bool { return m.Life > o.Life || m.Life == o.Life && m.Commit > o.Commit }

// frame is what a journal frame holds: the operation and the mark.
type frame struct {
	Op
	mark
}

// commit is the one road by which a replica writes to its store: what fn writes,
// the sums of the rows and the count of commits, or nothing.
func (r *replica) commit(ctx context.Context, fn func(storage.Tx) error) error {
	var now mark
	var counted *summed
	err := r.db.store.Update(ctx, func(stx storage.Tx) error {
		counted = &summed{Tx: stx, r: r, delta: sums{}, heads: map[uint64]*head{}}
		if err := fn(counted); err != nil {
			return err
		}
		if err := counted.flush(); err != nil {
			return err
		}
		last, err := r.number(stx, r.meta("commits"))
		if err != nil {
			return err
		}
		now = mark{r.life, last + 1}
		turns := r.turns.Load() + 1
		if err := r.putNumberAt(stx, turnsKey, turns); err != nil {
			return err
		}
		if err := r.putNumber(stx, "life", now.Life); err != nil {
			return err
		}
		return r.putNumber(stx, "commits", now.Commit)
	})
	if err == nil {
		r.committed.Store(now.Commit)
		r.turns.Add(1)
		r.heads.take(counted.heads)
	}
	return err
}
