package postgres

import (
	"slices"

	"civicdesk/storage"
)

// overlay is what a transaction has written and the database has not yet: it is
// sent in one piece, so that a push of many operations needs few round trips.
type overlay struct {
	tables map[storage.Table]*written
	bytes  int
	rows   int
}

// written is the part of one table.
type written struct {
	values map[string][]byte // nil: deleted
	keys   []string          // sorted
}

// The overlay is sent when it grows beyond these, so that memory stays flat.
const (
	overlayRows  = 4096
	overlayBytes = 4 << 20
)

// get returns what the transaction has written; known says whether it has.
func (o *overlay) get(t storage.Table, key []byte) (value []byte, known bool) {
	w := o.tables[t]
	if w == nil {
		return nil, false
	}
	value, known = w.values[string(key)]
	return value, known
}

// set keeps a copy of key; value is taken over, nil deletes.
func (o *overlay) set(t storage.Table, key, value []byte) {
	if o.tables == nil {
		o.tables = map[storage.Table]*written{}
	}
	w := o.tables[t]
	if w == nil {
		w = &written{values: map[string][]byte{}}
		o.tables[t] = w
	}
	k := string(key)
	old, known := w.values[k]
	if !known {
		at, _ := slices.BinarySearch(w.keys, k)
		w.keys = slices.Insert(w.keys, at, k)
		o.rows++
		o.bytes += len(k)
	}
	w.values[k] = value
	o.bytes += len(value) - len(old)
}

func (o *overlay) full() bool { return o.rows >= overlayRows || o.bytes >= overlayBytes }

// between lists the written keys in [from, to), sorted; a nil bound is open.
func (o *overlay) between(t storage.Table, from, to []byte) []string {
	w := o.tables[t]
	if w == nil {
		return nil
	}
	first, _ := slices.BinarySearch(w.keys, string(from))
	last := len(w.keys)
	if to != nil {
		last, _ = slices.BinarySearch(w.keys, string(to))
	}
	if last <= first {
		return nil
	}
	return slices.Clone(w.keys[first:last])
}

// columns are the written rows as arrays for one statement each.
type columns struct {
	putTable    []int16
	putKey      [][]byte
	putValue    [][]byte
	deleteTable []int16
	deleteKey   [][]byte
}

// take empties the overlay into arrays, in key order, so that no two writers
// could lock rows in different orders.
func (o *overlay) take() (c columns) {
	for _, t := range storage.Tables() {
		w := o.tables[t]
		if w == nil {
			continue
		}
		for _, k := range w.keys {
			if v := w.values[k]; v != nil {
				c.putTable, c.putKey, c.putValue = append(c.putTable, int16(t)), append(c.putKey, []byte(k)), append(c.putValue, v)
			} else {
				c.deleteTable, c.deleteKey = append(c.deleteTable, int16(t)), append(c.deleteKey, []byte(k))
			}
		}
	}
	*o = overlay{}
	return c
}
