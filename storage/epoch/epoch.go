// Package epoch lays an outer seal around every value of a store, under a secret
// that lies outside of the data folder. When the secret is exchanged, a store is
// copied forward under the new one, and the old one is forgotten, no copy of the
// old files opens any more, whatever other keys are at hand: that is erasure. The
// layer needs none of the keys beneath it, so whoever is signed in can carry
// everybody's rows over.
package epoch

import (
	"context"
	"crypto/subtle"
	"encoding/binary"
	"fmt"
	"sync"

	"civicdesk/storage"
	"civicdesk/storage/seal"
)

// Secret is the secret of one epoch. Epochs count 1, 2, 3 …
type Secret struct {
	N   uint32   `json:"n"`
	Key seal.Key `json:"key"`
}

// New makes the secret of the epoch n.
func New(n uint32) Secret { return Secret{N: n, Key: seal.NewKey()} }

// Boxes are what a secret seals with.
type Boxes struct {
	Secret
	commit [16]byte
	tables map[storage.Table]seal.Box
	blind  seal.Key
	frames seal.Box
}

// Open prepares a secret.
func (s Secret) Open() *Boxes {
	b := &Boxes{Secret: s, tables: map[storage.Table]seal.Box{}, blind: s.Key.Sub("epoch blind"), frames: s.Key.Sub("epoch journal").Box()}
	commit := s.Key.Sub("epoch commit")
	copy(b.commit[:], commit[:])
	for _, t := range storage.Tables() {
		b.tables[t] = s.Key.Sub(fmt.Sprintf("epoch table %d", t)).Box()
	}
	return b
}

// Value seals a value in its place. An empty value stays empty.
func (b *Boxes) Value(t storage.Table, key, value []byte) []byte {
	if b == nil || len(value) == 0 || isPlain(t, key) {
		return value
	}
	return b.tables[t].Seal(nil, value, key)
}

// Plain undoes Value. Bytes that do not open come back as they are: whoever reads
// them finds that they are damaged.
func (b *Boxes) Plain(t storage.Table, key, value []byte) []byte {
	if b == nil || len(value) == 0 || isPlain(t, key) {
		return value
	}
	plain, err := b.tables[t].Open(value, key)
	if err != nil {
		return value
	}
	return plain
}

// Blind is what stands for a keyed digest in the key of an index: so that an old
// index answers no guess.
func (b *Boxes) Blind(digest []byte) []byte {
	if b == nil {
		return digest
	}
	sum := b.blind.MAC(digest)
	return sum[:len(digest)]
}

// Frame seals the payload of a journal's frame.
func (b *Boxes) Frame(payload, owner []byte) []byte {
	if b == nil {
		return payload
	}
	return b.frames.Seal(nil, payload, owner)
}

// OpenFrame undoes Frame and says whether the payload was of this epoch.
func (b *Boxes) OpenFrame(payload, owner []byte) ([]byte, bool) {
	if b == nil {
		return payload, true
	}
	plain, err := b.frames.Open(payload, owner)
	return plain, err == nil
}

// Row is the row of the table Meta that says which epoch a store is of: number 4
// ‖ commitment 16.
func (b *Boxes) Row() (key, value []byte) {
	return epochKey, append(binary.BigEndian.AppendUint32(nil, b.N), b.commit[:]...)
}

// IsRow says whether a key of the table Meta is that of Row.
func IsRow(key []byte) bool { return string(key) == string(epochKey) }

var (
	epochKey = []byte("epoch")
	seqKey   = []byte("seq") // the store's sequence, which backends count themselves
)

func isPlain(t storage.Table, key []byte) bool {
	return t == storage.Meta && (string(key) == string(epochKey) || string(key) == string(seqKey))
}

// Of reads which epoch a store is of; 0 for one without epochs.
func Of(tx storage.Tx) (n uint32, commit []byte, err error) {
	v, err := tx.Get(storage.Meta, epochKey)
	if err != nil || v == nil {
		return 0, nil, err
	}
	if len(v) != 4+16 {
		return 0, nil, fmt.Errorf("%w: the epoch's row", storage.ErrDamaged)
	}
	return binary.BigEndian.Uint32(v), append([]byte(nil), v[4:]...), nil
}

// Drop makes the store one without epochs. Its values must not be sealed.
func Drop(tx storage.Tx) error { return tx.Delete(storage.Meta, epochKey) }

// Is says whether the boxes are of the epoch with the commitment.
func (b *Boxes) Is(n uint32, commit []byte) bool {
	return b != nil && b.N == n && subtle.ConstantTimeCompare(b.commit[:], commit) == 1
}

// Store is a store whose values are sealed under epochs. The epoch is read in
// each transaction, so a store that is copied forward beneath goes on working.
type Store struct {
	storage.Store

	mu    sync.RWMutex
	known []*Boxes // newest last
}

// Over lays the seal around a store. Without secrets nothing is sealed.
func Over(s storage.Store, secrets ...Secret) *Store {
	e := &Store{Store: s}
	e.Know(secrets...)
	return e
}

// Know makes the secrets those that the store opens with; the last seals a store
// that has no epoch yet.
func (s *Store) Know(secrets ...Secret) {
	var known []*Boxes
	for _, one := range secrets {
		known = append(known, one.Open())
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.known = known
}

// Newest is what new stores and frames are sealed with; nil without epochs.
func (s *Store) Newest() *Boxes {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if len(s.known) == 0 {
		return nil
	}
	return s.known[len(s.known)-1]
}

// Known are all boxes, newest first.
func (s *Store) Known() []*Boxes {
	s.mu.RLock()
	defer s.mu.RUnlock()
	var all []*Boxes
	for i := len(s.known) - 1; i >= 0; i-- {
		all = append(all, s.known[i])
	}
	return all
}

// ErrForeign says that the store is of an epoch whose secret is not known.
var ErrForeign = fmt.Errorf("%w: the store is of another epoch", storage.ErrDamaged)

// Boxes are those of the epoch that the store is of; nil for a store without.
func (s *Store) Boxes(tx storage.Tx) (*Boxes, error) {
	n, commit, err := Of(tx)
	if err != nil || n == 0 {
		return nil, err
	}
	for _, b := range s.Known() {
		if b.Is(n, commit) {
			return b, nil
		}
	}
	return nil, fmt.Errorf("%w (%d)", ErrForeign, n)
}

// View implements storage.Store.
func (s *Store) View(ctx context.Context, fn func(storage.Tx) error) error {
	return s.Store.View(ctx, func(inner storage.Tx) error {
		b, err := s.Boxes(inner)
		if err != nil {
			return err
		}
		return fn(Tx{inner, b})
	})
}

// Update implements storage.Store. The first write to an empty store gives it
// the newest epoch.
func (s *Store) Update(ctx context.Context, fn func(storage.Tx) error) error {
	return s.Store.Update(ctx, func(inner storage.Tx) error {
		b, err := s.Boxes(inner)
		if err != nil {
			return err
		}
		if newest := s.Newest(); b == nil && newest != nil {
			empty, err := isEmpty(inner)
			if err != nil {
				return err
			}
			if empty {
				b = newest
				k, v := b.Row()
				if err := inner.Put(storage.Meta, k, v); err != nil {
					return err
				}
			}
		}
		return fn(Tx{inner, b})
	})
}

func isEmpty(tx storage.Tx) (bool, error) {
	empty := true
	for _, t := range []storage.Table{storage.Meta, storage.Records, storage.Chunks} {
		if err := tx.Scan(t, nil, nil, 1, func(_, _ []byte) error { empty = false; return nil }); err != nil {
			return false, err
		}
	}
	return empty, nil
}

// Tx is a transaction over sealed values.
type Tx struct {
	storage.Tx
	boxes *Boxes
}

// Blind is Boxes.Blind of the store's epoch.
func (x Tx) Blind(digest []byte) []byte { return x.boxes.Blind(digest) }

// IsSealed says whether the store is of any epoch.
func (x Tx) IsSealed() bool { return x.boxes != nil }

// Get implements storage.Tx.
func (x Tx) Get(t storage.Table, key []byte) ([]byte, error) {
	v, err := x.Tx.Get(t, key)
	if err != nil || v == nil {
		return v, err
	}
	return x.boxes.Plain(t, key, v), nil
}

// Put implements storage.Tx.
func (x Tx) Put(t storage.Table, key, value []byte) error {
	if err := storage.CheckPut(key, value); err != nil { // before the seal makes it longer
		return err
	}
	return x.Tx.Put(t, key, x.boxes.Value(t, key, value))
}

// Scan implements storage.Tx.
func (x Tx) Scan(t storage.Table, from, to []byte, limit int, fn func(key, value []byte) error) error {
	return x.Tx.Scan(t, from, to, limit, func(k, v []byte) error {
		return fn(k, x.boxes.Plain(t, k, v))
	})
}
