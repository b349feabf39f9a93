package simulation

import (
	"context"
	"encoding/binary"
	"errors"
	"maps"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"civicdesk/storage"
	"civicdesk/storage/storagetest"
)

// rows is one table as it is committed: never changed, so that a copy of a whole
// store costs nothing.
type rows []row

type row struct {
	key   string
	value []byte
}

func (r rows) at(key string) (int, bool) {
	return slices.BinarySearchFunc(r, key, func(a row, key string) int { return strings.Compare(a.key, key) })
}

// state is a committed store.
type state struct {
	tables map[storage.Table]rows
	seq    uint64
}

// medium is what is left of a store when the program ends: its committed state.
type medium struct {
	mu    sync.RWMutex
	now   state
	older []state // files that a rewrite has replaced and that are not removed yet
	aside []state // files that were set aside as damaged
	// committed is told of each commit: the state before and after, and the
	// numbers under which the feed got a row meanwhile.
	committed func(before, after state, feed []uint64)
}

func (m *medium) get() state {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return m.now
}

func (m *medium) set(s state) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.now = s
}

// putBack puts a copy in the place of all files of the store.
func (m *medium) putBack(s state) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.now, m.older, m.aside = s, nil, nil
}

// memory is a store without a disk, opened on a medium. A commit is durable at
// once, as bbolt's is after its flush; power can end it at any commit.
type memory struct {
	*medium
	power  *power
	closed atomic.Bool
}

func (m *memory) usable(ctx context.Context) error {
	if m.closed.Load() {
		return storage.ErrClosed
	}
	return errors.Join(m.power.err(), ctx.Err())
}

// View implements storage.Store.
func (m *memory) View(ctx context.Context, fn func(storage.Tx) error) error {
	if err := m.usable(ctx); err != nil {
		return err
	}
	return fn(&memoryTx{state: m.get()})
}

// Update implements storage.Store.
func (m *memory) Update(ctx context.Context, fn func(storage.Tx) error) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.usable(ctx); err != nil {
		return err
	}
	tx := &memoryTx{state: state{tables: maps.Clone(m.now.tables), seq: m.now.seq}, own: map[storage.Table]bool{}}
	if tx.tables == nil {
		tx.tables = map[storage.Table]rows{}
	}
	if err := fn(tx); err != nil {
		return err
	}
	if err := m.power.spend(); err != nil { // the commit is what the disk sees
		return err
	}
	before := m.now
	m.now = tx.state
	if m.committed != nil {
		m.committed(before, m.now, tx.feed)
	}
	return nil
}

// Close implements storage.Store.
func (m *memory) Close() error {
	m.closed.Store(true)
	return nil
}

// memoryTx is a transaction; a table is copied when it is first written.
type memoryTx struct {
	state
	own  map[storage.Table]bool // nil: read only
	feed []uint64
}

func (x *memoryTx) Get(t storage.Table, key []byte) ([]byte, error) {
	r := x.tables[t]
	if i, found := r.at(string(key)); found {
		return r[i].value, nil
	}
	return nil, nil
}

func (x *memoryTx) table(t storage.Table) (rows, error) {
	if x.own == nil {
		return nil, storage.ErrReadOnly
	}
	if !x.own[t] {
		x.tables[t], x.own[t] = slices.Clone(x.tables[t]), true
	}
	return x.tables[t], nil
}

func (x *memoryTx) Put(t storage.Table, key, value []byte) error {
	if x.own != nil {
		if err := storage.CheckPut(key, value); err != nil {
			return err
		}
	}
	r, err := x.table(t)
	if err != nil {
		return err
	}
	if t == storage.Feed && len(key) == 8 {
		x.feed = append(x.feed, binary.BigEndian.Uint64(key))
	}
	one := row{string(key), append([]byte{}, value...)}
	i, found := r.at(one.key)
	if found {
		r[i] = one
		return nil
	}
	x.tables[t] = slices.Insert(r, i, one)
	return nil
}

func (x *memoryTx) Delete(t storage.Table, key []byte) error {
	r, err := x.table(t)
	if err != nil {
		return err
	}
	if i, found := r.at(string(key)); found {
		x.tables[t] = slices.Delete(r, i, i+1)
	}
	return nil
}

func (x *memoryTx) Scan(t storage.Table, from, to []byte, limit int, fn func(k, v []byte) error) error {
	r := x.tables[t]
	i, _ := r.at(string(from))
	for n := 0; i < len(r) && (to == nil || r[i].key < string(to)) && (limit == 0 || n < limit); n++ {
		if err := fn([]byte(r[i].key), r[i].value); err != nil {
			if errors.Is(err, storage.ErrStop) {
				return nil
			}
			return err
		}
		i++
	}
	return nil
}

func (x *memoryTx) Prefetch(storage.Table, [][]byte) error { return nil }

func (x *memoryTx) NextSeq(n int) (uint64, error) {
	if x.own == nil {
		return 0, storage.ErrReadOnly
	}
	x.seq += uint64(n)
	return x.seq - uint64(n) + 1, nil
}

func (x *memoryTx) Seq() (uint64, error) { return x.seq, nil }

// power is what a computer's disks run on. It can be set to fail at the n-th
// write from now; from then on nothing reaches a disk until the next start.
type power struct {
	mu   sync.Mutex
	left int // writes until it fails; negative: it does not
	off  bool
}

func newPower() *power { return &power{left: -1} }

func (p *power) err() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.off {
		return storage.ErrClosed
	}
	return nil
}

// spend is one write; the one at which power fails does not happen.
func (p *power) spend() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.left == 0 {
		p.off = true
	}
	if p.left > 0 {
		p.left--
	}
	if p.off {
		return storage.ErrClosed
	}
	return nil
}

func (p *power) failAfter(n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.left = n
}

func (p *power) isOff() bool { return p.err() != nil }

func TestMemoryKeepsTheContract(t *testing.T) {
	storagetest.Run(t, func(*testing.T) storage.Store { return &memory{medium: &medium{}, power: newPower()} }, nil)
}
