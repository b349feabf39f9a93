package record

import (
	"encoding/binary"
	"fmt"
	"math/bits"
	"slices"

	"civicdesk/storage"
	"civicdesk/storage/seal"
	"civicdesk/storage/vault"
)

// sum says which rows lie in a scope, whatever their order: how many they are
// and the sum, modulo 2^256, of a keyed digest of each. It changes in the same
// transaction as the rows, so a row that was taken out, exchanged or rolled back
// behind the program's back shows. It is stored sealed: two sums that could be
// read would give the digest of what lies between them.
type sum struct {
	rows  int64
	total [4]uint64
}

// sums are the sums of the scopes, by the id of the key that their rows are
// sealed under: it can be read without keys, so the rows of other users' scopes
// count as well. The queues of unsent work have one sum together.
type sums map[vault.KeyID]*sum

var (
	records = []storage.Table{storage.Records, storage.Secrets, storage.Shadow}
	queues  = []storage.Table{storage.Outbox, storage.Pending, storage.Attention}
	ofQueue = vault.KeyID{'q', 'u', 'e', 'u', 'e', 's'}
)

var (
	sumPrefix = []byte("sum/")
	summedKey = []byte("summed") // whether sums are kept yet
)

func summedTable(t storage.Table) bool {
	return slices.Contains(records, t) || slices.Contains(queues, t)
}

// add counts a row in (sign 1) or out (-1).
func (s sums) add(key seal.Key, t storage.Table, k, row []byte, sign int64) {
	id := ofQueue
	if slices.Contains(records, t) {
		id, _ = vault.Row(row).KeyOf() // rows that are no rows count together
	}
	one := s[id]
	if one == nil {
		one = &sum{}
		s[id] = one
	}
	digest := key.MAC([]byte{byte(t)}, k, row)
	one.rows += sign
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

func (s *sum) plus(d *sum) {
	s.rows += d.rows
	var carry uint64
	for i := range s.total {
		s.total[i], carry = bits.Add64(s.total[i], d.total[i], carry)
	}
}

// summed is a replica's transaction: it follows the rows written through it, and
// what becomes of the queue.
type summed struct {
	storage.Tx
	r     *replica
	delta sums
	heads map[uint64]*head
}

// Put implements storage.Tx.
func (x *summed) Put(t storage.Table, k, v []byte) error {
	if summedTable(t) {
		if err := x.out(t, k); err != nil {
			return err
		}
		x.delta.add(x.r.sumKey, t, k, v, 1)
	}
	return x.Tx.Put(t, k, v)
}

// Delete implements storage.Tx.
func (x *summed) Delete(t storage.Table, k []byte) error {
	if summedTable(t) {
		if err := x.out(t, k); err != nil {
			return err
		}
	}
	return x.Tx.Delete(t, k)
}

func (x *summed) out(t storage.Table, k []byte) error {
	old, err := x.Tx.Get(t, k)
	if err == nil && old != nil {
		x.delta.add(x.r.sumKey, t, k, old, -1)
	}
	return err
}

// flush brings the stored sums up to what was written.
func (x *summed) flush() error {
	for id, d := range x.delta {
		if *d == (sum{}) {
			continue
		}
		s, err := x.r.readSum(x.Tx, id)
		if err != nil {
			return err
		}
		s.plus(d)
		if err := x.r.writeSum(x.Tx, id, s); err != nil {
			return err
		}
	}
	return nil
}

func sumRow(id vault.KeyID) []byte {
	return append(sumPrefix[:len(sumPrefix):len(sumPrefix)], id[:]...)
}

func (r *replica) readSum(stx storage.Tx, id vault.KeyID) (*sum, error) {
	k := sumRow(id)
	v, err := stx.Get(storage.Meta, k)
	if err != nil || v == nil {
		return &sum{}, err
	}
	return r.openSum(k, v)
}

func (r *replica) openSum(k, v []byte) (*sum, error) {
	plain, err := r.sumBox.Open(v, k)
	if err != nil || len(plain) != 40 {
		return nil, fmt.Errorf("%w: the sum of a scope", storage.ErrDamaged)
	}
	s := &sum{rows: int64(binary.BigEndian.Uint64(plain))}
	for i := range s.total {
		s.total[i] = binary.BigEndian.Uint64(plain[8+8*i:])
	}
	return s, nil
}

func (r *replica) writeSum(stx storage.Tx, id vault.KeyID, s *sum) error {
	k := sumRow(id)
	if *s == (sum{}) {
		return stx.Delete(storage.Meta, k)
	}
	return stx.Put(storage.Meta, k, r.sealSum(k, s))
}

func (r *replica) sealSum(k []byte, s *sum) []byte {
	plain := seqKey(uint64(s.rows))
	for _, n := range s.total {
		plain = binary.BigEndian.AppendUint64(plain, n)
	}
	return r.sumBox.Seal(nil, plain, k)
}

// storedSums are the sums that were kept with the rows.
func (r *replica) storedSums(stx storage.Tx) (sums, error) {
	all := sums{}
	err := stx.Scan(storage.Meta, sumPrefix, storage.After(sumPrefix), 0, func(k, v []byte) error {
		s, err := r.openSum(k, v)
		if err == nil {
			all[vault.KeyID(k[len(sumPrefix):])] = s
		}
		return err
	})
	return all, err
}

// countedSums are the sums of the rows as they lie there.
func (r *replica) countedSums(stx storage.Tx) (sums, error) {
	all := sums{}
	for _, t := range slices.Concat(records, queues) {
		if err := stx.Scan(t, nil, nil, 0, func(k, v []byte) error {
			all.add(r.sumKey, t, k, v, 1)
			return nil
		}); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// compare says whether the records are those that were written. Queues that
// differ are damage: the journal has what belongs into them.
func (r *replica) compare(stx storage.Tx) (same bool, err error) {
	stored, err := r.storedSums(stx)
	if err != nil {
		return false, err
	}
	counted, err := r.countedSums(stx)
	if err != nil {
		return false, err
	}
	if !alike(stored[ofQueue], counted[ofQueue]) {
		return false, fmt.Errorf("%w: the queue of unsent work", storage.ErrDamaged)
	}
	for id, s := range stored {
		if !alike(s, counted[id]) {
			return false, nil
		}
	}
	for id, s := range counted {
		if !alike(s, stored[id]) {
			return false, nil
		}
	}
	return true, nil
}

// alike takes a sum that is not there for an empty one.
func alike(a, b *sum) bool {
	if a == nil {
		a = &sum{}
	}
	if b == nil {
		b = &sum{}
	}
	return *a == *b
}

// resum takes the rows as they lie there for right from now on.
func (r *replica) resum(stx storage.Tx) error {
	if s, is := stx.(*summed); is { // its own counting is overtaken by this one
		s.delta = sums{}
		stx = s.Tx
	}
	stored, err := r.storedSums(stx)
	if err != nil {
		return err
	}
	counted, err := r.countedSums(stx)
	if err != nil {
		return err
	}
	for id := range stored {
		if counted[id] == nil {
			counted[id] = &sum{}
		}
	}
	for id, s := range counted {
		if err := r.writeSum(stx, id, s); err != nil {
			return err
		}
	}
	return r.putNumberAt(stx, summedKey, 1)
}
