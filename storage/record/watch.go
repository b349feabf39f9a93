package record

import (
	"context"

	"civicdesk/storage"
)

// This file tells the finder which records a store's transactions write,
// whichever road they take.

// watched is a store whose committed writes the finder learns of.
type watched struct {
	storage.Store
	finder *finder
}

// renewing is a store that can be begun anew in place; the finder then begins
// anew too.
type renewing interface{ Renew(cause error) error }

type watchedRenewing struct{ *watched }

func watch(s storage.Store, f *finder) storage.Store {
	w := &watched{s, f}
	if _, can := s.(renewing); can {
		return watchedRenewing{w}
	}
	return w
}

// Renew begins the store anew. All that was found before is forgotten.
func (w watchedRenewing) Renew(cause error) error {
	err := w.Store.(renewing).Renew(cause)
	w.finder.again()
	return err
}

// Update runs fn and notes the records that it wrote once they are committed. A
// record noted for nothing is read for nothing, so a failure is noted too.
func (w *watched) Update(ctx context.Context, fn func(storage.Tx) error) error {
	n := &noting{schema: w.finder.db.schema}
	err := w.Store.Update(ctx, func(stx storage.Tx) error {
		n.Tx = stx
		return fn(n)
	})
	w.finder.note(n.places)
	return err
}

type noting struct {
	storage.Tx
	schema *Schema
	places []place
}

func (n *noting) Put(t storage.Table, key, value []byte) error {
	n.see(t, key)
	return n.Tx.Put(t, key, value)
}

func (n *noting) Delete(t storage.Table, key []byte) error {
	n.see(t, key)
	return n.Tx.Delete(t, key)
}

func (n *noting) see(t storage.Table, key []byte) {
	if t != storage.Records || len(key) != len(place{}) {
		return
	}
	if d := n.schema.tags[[4]byte(key)]; d != nil && d.search != nil {
		n.places = append(n.places, place(key))
	}
}

// again reads every record anew, and looks whether those that were found are
// still there.
func (f *finder) again() {
	var known []place
	f.index.Each(func(id string) { known = append(known, place([]byte(id))) })
	f.mu.Lock()
	f.listed = false
	f.mu.Unlock()
	f.note(known)
	f.rouse()
}
