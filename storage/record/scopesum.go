package record

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math/bits"

	"civicdesk/app"
	"civicdesk/storage"
)

// ScopeSum says which records of one type lie in a scope and at which change,
// whatever their order: how many, and the sum modulo 2^256 of SHA-256 of each
// one's type, identity and last sequence number. Server and desktop compare it;
// records of two histories have the same sum only by chance.
type ScopeSum struct {
	Scope   app.Scope `json:"scope"`
	Type    string    `json:"type"`
	Records uint64    `json:"records"`
	Sum     []byte    `json:"sum"` // 32 bytes, little endian; a sum of nothing is not listed
}

// tally is a ScopeSum while it is reckoned.
type tally struct {
	records int64
	total   [4]uint64
}

type tallies map[[2]string]*tally

// add counts a record in (sign 1) or out (-1).
func (t tallies) add(scope app.Scope, typ string, id app.ID, seq uint64, sign int64) {
	k := [2]string{string(scope), typ}
	one := t[k]
	if one == nil {
		one = &tally{}
		t[k] = one
	}
	text := append([]byte("civicdesk record\x00"+typ+"\x00"+string(id)+"\x00"), seqKey(seq)...)
	digest := sha256.Sum256(text)
	one.records += sign
	var carry uint64
	for i := range one.total {
		d := binary.LittleEndian.Uint64(digest[8*i:])
		if sign > 0 {
			one.total[i], carry = bits.Add64(one.total[i], d, carry)
		} else {
			one.total[i], carry = bits.Sub64(one.total[i], d, carry)
		}
	}
}

func (t *tally) plus(s ScopeSum) {
	t.records += int64(s.Records)
	var carry uint64
	for i := range t.total {
		t.total[i], carry = bits.Add64(t.total[i], binary.LittleEndian.Uint64(s.Sum[8*i:]), carry)
	}
}

func (t *tally) sum(scope app.Scope, typ string) ScopeSum {
	s := ScopeSum{Scope: scope, Type: typ, Records: uint64(t.records)}
	for _, n := range t.total {
		s.Sum = binary.LittleEndian.AppendUint64(s.Sum, n)
	}
	return s
}

// list is every sum that is not one of nothing.
func (t tallies) list() []ScopeSum {
	all := []ScopeSum{}
	for k, one := range t {
		if *one != (tally{}) {
			all = append(all, one.sum(app.Scope(k[0]), k[1]))
		}
	}
	return all
}

// The authority keeps its sums beside the records, changed in the same
// transaction, so that a desktop's question costs no reading of everything.
var (
	scopeSumPrefix = []byte("scopesum/")
	historyKey     = []byte("history")
)

func (db *DB) scopeSumKey(scope app.Scope, typ string) []byte {
	sum := db.ring.Names.MAC([]byte("scope sum"), []byte(scope), []byte{0}, []byte(typ))
	return append(scopeSumPrefix[:len(scopeSumPrefix):len(scopeSumPrefix)], sum[:16]...)
}

func (db *DB) openScopeSum(k, v []byte) (s ScopeSum, err error) {
	plain, err := db.ring.Root("scope sums").Box().Open(v, k)
	if err == nil {
		err = Decode(plain, &s)
	}
	if err != nil || len(s.Sum) != sha256.Size {
		return s, fmt.Errorf("%w: the sum of a scope", storage.ErrDamaged)
	}
	return s, nil
}

// flushTallies brings the stored sums up to what the transaction changed.
func (tx *Tx) flushTallies() error {
	for k, delta := range tx.tallies {
		scope, typ := app.Scope(k[0]), k[1]
		key := tx.db.scopeSumKey(scope, typ)
		v, err := tx.stx.Get(storage.Meta, key)
		if err != nil {
			return err
		}
		if v != nil {
			was, err := tx.db.openScopeSum(key, v)
			if err != nil {
				return err
			}
			delta.plus(was)
		}
		if err := tx.db.putTally(tx.stx, scope, typ, delta); err != nil {
			return err
		}
	}
	tx.tallies = tallies{}
	return nil
}

func (db *DB) putTally(stx storage.Tx, scope app.Scope, typ string, t *tally) error {
	key := db.scopeSumKey(scope, typ)
	if *t == (tally{}) {
		return stx.Delete(storage.Meta, key)
	}
	plain, err := Encode(t.sum(scope, typ))
	if err != nil {
		return err
	}
	return stx.Put(storage.Meta, key, db.ring.Root("scope sums").Box().Seal(nil, plain, key))
}

// Sums are the sums of the authority's scopes that see lets through.
func (tx *Tx) Sums(see func(app.Scope) bool) ([]ScopeSum, error) {
	all := []ScopeSum{}
	err := tx.stx.Scan(storage.Meta, scopeSumPrefix, storage.After(scopeSumPrefix), 0, func(k, v []byte) error {
		s, err := tx.db.openScopeSum(k, v)
		if err == nil && see(s.Scope) {
			all = append(all, s)
		}
		return err
	})
	return all, err
}

// counted reckons the authority's sums from its rows.
func (db *DB) counted(stx storage.Tx) (tallies, error) {
	all := tallies{}
	err := stx.Scan(storage.Records, nil, nil, 0, func(k, v []byte) error {
		s, err := db.openRow(v, place(k))
		if err == nil && s != nil && s.Scope != app.ScopeAdmin {
			all.add(s.Scope, s.Type, s.ID, s.rev, 1)
		}
		return err
	})
	return all, err
}

// begin gives an authority's store what earlier versions did not keep: an epoch
// and the sums of the scopes.
func (db *DB) begin(ctx context.Context) error {
	known := false
	if err := db.store.View(ctx, func(stx storage.Tx) error {
		v, err := stx.Get(storage.Meta, historyKey)
		known = v != nil
		return err
	}); err != nil || known {
		return err
	}
	return db.store.Update(ctx, func(stx storage.Tx) error {
		all, err := db.counted(stx)
		if err != nil {
			return err
		}
		for k, t := range all {
			if err := db.putTally(stx, app.Scope(k[0]), k[1], t); err != nil {
				return err
			}
		}
		return putEpoch(stx)
	})
}

func putEpoch(stx storage.Tx) error {
	epoch := make([]byte, 16)
	rand.Read(epoch)
	return stx.Put(storage.Meta, historyKey, epoch)
}

// NewEpoch says that the store is another one than desktops know: it was
// restored from a backup. Each of them then begins again; what is unsent there
// still comes.
func (db *DB) NewEpoch(ctx context.Context) error {
	return friendly("record.NewEpoch", db.store.Update(ctx, putEpoch))
}

// Epoch names the history that the store's sequence numbers are of.
func (tx *Tx) Epoch() ([]byte, error) { return tx.stx.Get(storage.Meta, historyKey) }

// CheckSums compares the authority's sums with its rows; storage.ErrDamaged when
// they differ.
func (tx *Tx) CheckSums() error {
	want, err := tx.db.counted(tx.stx)
	if err != nil {
		return err
	}
	stored, err := tx.Sums(func(app.Scope) bool { return true })
	for _, s := range stored {
		t := want[[2]string{string(s.Scope), s.Type}]
		if t == nil || string(t.sum(s.Scope, s.Type).Sum) != string(s.Sum) || t.records != int64(s.Records) {
			return fmt.Errorf("%w: the sums of scopes do not fit the records", storage.ErrDamaged)
		}
		delete(want, [2]string{string(s.Scope), s.Type})
	}
	if err == nil && len(want.list()) > 0 {
		err = fmt.Errorf("%w: the sums of scopes do not fit the records", storage.ErrDamaged)
	}
	return err
}

// ScopeSums are the sums of what a replica has of the server's records,
// whatever lies unsent on top of them.
func (db *DB) ScopeSums(ctx context.Context) ([]ScopeSum, error) {
	all := tallies{}
	err := db.View(ctx, func(tx *Tx) error {
		return db.replica.eachServed(tx.stx, func(_ place, s *state) error {
			all.add(s.Scope, s.Type, s.ID, s.rev, 1)
			return nil
		})
	})
	return all.list(), err
}

// eachServed calls fn for the server's state of every record that the user's
// keys open.
func (r *replica) eachServed(stx storage.Tx, fn func(place, *state) error) error {
	beneath := map[place]bool{} // records with unsent work: their server's state is in Shadow
	if err := stx.Scan(storage.Pending, nil, nil, 0, func(k, _ []byte) error {
		beneath[place(k[:len(place{})])] = true
		return nil
	}); err != nil {
		return err
	}
	for _, t := range []storage.Table{storage.Records, storage.Shadow} {
		if err := stx.Scan(t, nil, nil, 0, func(k, v []byte) error {
			if len(k) != len(place{}) || beneath[place(k)] != (t == storage.Shadow) {
				return nil
			}
			s, err := r.db.openRow(v, place(k))
			if err != nil || s == nil {
				return err
			}
			return fn(place(k), s)
		}); err != nil {
			return err
		}
	}
	return nil
}

// TakeItems stores the server's present state of records, as a repair brings it,
// apart from the cursor. Unsent work stays on top.
func (db *DB) TakeItems(ctx context.Context, items []Item) error {
	r := db.replica
	held := r.keys.HeldByOthers()
	return r.write1(ctx, func(stx storage.Tx) error {
		later := touched{}
		for _, item := range items {
			if err := r.take(stx, item, held, later); err != nil {
				return err
			}
		}
		return r.rebuildAll(stx, later)
	})
}

// Sweep removes what the replica has of the server's records in the scope, but for
// those that have says, whatever their numbers are: those of a store that was lost
// can be the highest. Unsent work on them stays and still goes up. It returns how
// many records it removed.
func (db *DB) Sweep(ctx context.Context, scope app.Scope, have func(typ string, id app.ID) bool) (removed int, err error) {
	r := db.replica
	err = r.write1(ctx, func(stx storage.Tx) error {
		gone := map[place]*state{}
		if err := r.eachServed(stx, func(p place, s *state) error {
			if s.Scope == scope && r.db.schema.types[s.Type] != nil && !have(s.Type, s.ID) {
				gone[p] = s
			}
			return nil
		}); err != nil {
			return err
		}
		removed = len(gone)
		for p, s := range gone {
			if err := r.unserve(stx, r.db.schema.types[s.Type], p, s); err != nil {
				return err
			}
		}
		return nil
	})
	return removed, err
}

// unserve takes the server's state of a record away, from under unsent work if
// there is any.
func (r *replica) unserve(stx storage.Tx, d *Definition, p place, s *state) error {
	pending, err := r.pending(stx, p)
	if err != nil {
		return err
	}
	if len(pending) == 0 {
		return r.db.removeRow(stx, d, p, s)
	}
	if err := r.dropShadow(stx, d, p); err != nil {
		return err
	}
	return r.rebuild(stx, d, p)
}
