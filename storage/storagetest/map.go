// Package storagetest is the suite that every backend of package storage
// passes, the model that it is compared with, and the means to make writes fail.
package storagetest

import (
	"context"
	"errors"
	"maps"
	"slices"
	"sync"

	"civicdesk/storage"
)

// Map is the model of a store: plain maps, copied for each transaction. It is
// what a backend must behave like, and a quick store for tests of the layers
// above.
type Map struct {
	mu     sync.RWMutex
	tables map[storage.Table]map[string][]byte
	seq    uint64
	closed bool
}

var _ storage.Store = (*Map)(nil)

// NewMap returns an empty model store.
func NewMap() *Map {
	m := &Map{tables: map[storage.Table]map[string][]byte{}}
	for _, t := range storage.Tables() {
		m.tables[t] = map[string][]byte{}
	}
	return m
}

// View implements storage.Store.
func (m *Map) View(ctx context.Context, fn func(storage.Tx) error) error {
	m.mu.RLock()
	defer m.mu.RUnlock()
	if err := m.usable(ctx); err != nil {
		return err
	}
	return fn(&mapTx{m: m, seq: m.seq})
}

// Update implements storage.Store.
func (m *Map) Update(ctx context.Context, fn func(storage.Tx) error) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.usable(ctx); err != nil {
		return err
	}
	tx := &mapTx{m: m, seq: m.seq, write: true, changed: map[storage.Table]map[string][]byte{}}
	if err := fn(tx); err != nil {
		return err
	}
	for t, rows := range tx.changed {
		for k, v := range rows {
			if v == nil {
				delete(m.tables[t], k)
			} else {
				m.tables[t][k] = v
			}
		}
	}
	m.seq = tx.seq
	return nil
}

func (m *Map) usable(ctx context.Context) error {
	if m.closed {
		return storage.ErrClosed
	}
	return ctx.Err()
}

// Close implements storage.Store.
func (m *Map) Close() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.closed = true
	return nil
}

// mapTx reads through what it changed to the model; a nil value is a deletion.
type mapTx struct {
	m       *Map
	changed map[storage.Table]map[string][]byte
	seq     uint64
	write   bool
}

func (x *mapTx) Get(t storage.Table, key []byte) ([]byte, error) {
	if v, ok := x.changed[t][string(key)]; ok {
		return v, nil
	}
	return x.m.tables[t][string(key)], nil
}

func (x *mapTx) Prefetch(storage.Table, [][]byte) error { return nil }

func (x *mapTx) set(t storage.Table, key, value []byte) error {
	if !x.write {
		return storage.ErrReadOnly
	}
	if x.changed[t] == nil {
		x.changed[t] = map[string][]byte{}
	}
	x.changed[t][string(key)] = value
	return nil
}

func (x *mapTx) Put(t storage.Table, key, value []byte) error {
	if err := storage.CheckPut(key, value); err != nil && x.write {
		return err
	}
	return x.set(t, key, append([]byte{}, value...))
}

func (x *mapTx) Delete(t storage.Table, key []byte) error { return x.set(t, key, nil) }

func (x *mapTx) Scan(t storage.Table, from, to []byte, limit int, fn func(k, v []byte) error) error {
	rows := x.m.tables[t]
	if len(x.changed[t]) > 0 {
		rows = maps.Clone(rows)
		for k, v := range x.changed[t] {
			if v == nil {
				delete(rows, k)
			} else {
				rows[k] = v
			}
		}
	}
	n := 0
	for _, k := range slices.Sorted(maps.Keys(rows)) {
		if k < string(from) || (to != nil && k >= string(to)) {
			continue
		}
		if limit > 0 && n == limit {
			break
		}
		n++
		if err := fn([]byte(k), rows[k]); err != nil {
			if errors.Is(err, storage.ErrStop) {
				return nil
			}
			return err
		}
	}
	return nil
}

func (x *mapTx) NextSeq(n int) (uint64, error) {
	if !x.write {
		return 0, storage.ErrReadOnly
	}
	x.seq += uint64(n)
	return x.seq - uint64(n) + 1, nil
}

func (x *mapTx) Seq() (uint64, error) { return x.seq, nil }
