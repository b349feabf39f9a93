package record

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"

	"civicdesk/storage"
)

// This file deals with an authority's store that was put back from a copy.
// Numbers that it had given out after the copy was made are lost: desktops know
// them, and operations name them as what they were based on. They must never be
// given out a second time, so the sequence leaps over them.

// putBackPrefix is where the leaps are kept: the last number before → the last
// number of the leap, sealed. The numbers between them are lost; both are good.
var putBackPrefix = []byte("put back/")

// leap draws how many numbers are passed over: 2^30, more than can have been given
// out between a copy and its loss, up to 4,096 times, so that a store which is put
// back twice from one copy does not give out numbers of its second life that
// desktops know from its first. Some 4,000 restores stay within the whole numbers
// that every program holds exactly (2^53).
func leap() uint64 { return (1 + rand.Uint64N(4096)) << 30 }

// PutBack has the store of an authority opened as one that was put back from a
// copy. Whoever restores a store opens it so once, before anything is served:
// what opening a store writes, as an erasure that the ledger names, must not take
// numbers that were given out after the copy was made.
func PutBack(db *DB) { db.putBack = true }

// leapOver passes over the numbers that may be lost.
func (db *DB) leapOver(ctx context.Context) error {
	over := leap()
	return db.sealed.Update(ctx, func(stx storage.Tx) error {
		last, err := stx.Seq()
		if err != nil {
			return err
		}
		if _, err := stx.NextSeq(int(over)); err != nil {
			return err
		}
		k := binary.BigEndian.AppendUint64(putBackPrefix[:len(putBackPrefix):len(putBackPrefix)], last)
		return stx.Put(storage.Meta, k, db.ring.Root("put back").Box().Seal(nil, seqKey(last+over), k))
	})
}

// IsLost says whether the number was given out by a store that was lost, so that
// whoever names it knows things that this store does not.
func (tx *Tx) IsLost(number uint64) (lost bool, err error) {
	last, err := tx.stx.Seq()
	if err != nil || number > last {
		return number > last, err
	}
	leaps, err := tx.leaps()
	for _, l := range leaps {
		lost = lost || number > l.from && number < l.to
	}
	return lost, err
}

// leapt is a leap of the sequence: from the last number before to its own last.
// Nothing was written under the numbers after from, up to to.
type leapt struct{ from, to uint64 }

// leaps reads the leaps once: they change only where a store is put back, which is
// while nothing is served.
func (tx *Tx) leaps() (all []leapt, err error) {
	if known := tx.db.leapt.Load(); known != nil {
		return *known, nil
	}
	box := tx.db.ring.Root("put back").Box()
	err = tx.stx.Scan(storage.Meta, putBackPrefix, storage.After(putBackPrefix), 0, func(k, v []byte) error {
		to, err := box.Open(v, k)
		if err != nil || len(k) != len(putBackPrefix)+8 || len(to) != 8 {
			return fmt.Errorf("%w: a mark of a restore", storage.ErrDamaged)
		}
		all = append(all, leapt{binary.BigEndian.Uint64(k[len(putBackPrefix):]), binary.BigEndian.Uint64(to)})
		return nil
	})
	if err == nil {
		tx.db.leapt.Store(&all)
	}
	return all, err
}

// beneath is the same as below for who looks for entries of the feed under lower
// numbers, with no leap in between: reading through one would take minutes.
func beneath(below uint64, leaps []leapt) uint64 {
	for i := len(leaps) - 1; i >= 0; i-- { // the newest first
		if l := leaps[i]; below > l.from && below <= l.to+1 {
			below = l.from + 1
		}
	}
	return below
}

const serverAside = "The agency’s server was restored from a backup. What this computer still knows of your work since then is sent again; entries of others since then may be missing. The data file of before is kept for your administrator."

var errPutBack = errors.New("the server was put back")

// BeginAnew begins a desktop's store again from its journal, after the server
// was put back from a copy: everything of this user that the journal still holds
// counts as unsent, and the next pull brings what the server has. The server
// knows what it has decided already, so nothing happens twice. The store of
// before is set aside, since it may hold what nobody has any more.
func (db *DB) BeginAnew(ctx context.Context) error {
	r := db.replica
	store, can := db.store.(renewable)
	if !can {
		return r.write1(ctx, func(stx storage.Tx) error {
			return errors.Join(r.moveTo(stx, 0, 0, nil), stx.Delete(storage.Meta, r.meta("answered")))
		})
	}
	r.writing.Lock()
	defer r.writing.Unlock()
	if err := r.drain(ctx); err != nil {
		return friendly("record.BeginAnew", r.mended(ctx, err))
	}
	r.applying.Lock()
	err := store.Renew(errPutBack)
	r.applying.Unlock()
	if err != nil {
		return friendly("record.BeginAnew", err)
	}
	r.note(serverAside)
	return friendly("record.BeginAnew", r.recover(ctx))
}
