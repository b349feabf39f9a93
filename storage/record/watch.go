package record

import (
	"context"
	"time"

	"civicdesk/storage"
)

// This file tells the finder which records a store's transactions write, and
// those who wait for news which number the sequence has reached, whichever road
// the writes take.

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

// View runs fn over one state of the store.
func (w *watched) View(ctx context.Context, fn func(storage.Tx) error) error {
	began := time.Now()
	err := w.Store.View(ctx, fn)
	w.timed("read", began, err)
	return err
}

func (w *watched) timed(kind string, began time.Time, err error) {
	if heard := w.finder.db.times; heard != nil {
		heard(kind, time.Since(began), err)
	}
}

// Update runs fn and notes the records that it wrote once they are committed. A
// record noted for nothing is read for nothing, so a failure is noted too.
func (w *watched) Update(ctx context.Context, fn func(storage.Tx) error) error {
	n := &noting{finder: w.finder}
	began := time.Now()
	err := w.Store.Update(ctx, func(stx storage.Tx) error {
		*n = noting{Tx: stx, finder: w.finder} // a store may run fn again
		return fn(n)
	})
	w.timed("write", began, err)
	w.finder.note(n.places)
	if err == nil {
		w.finder.db.Heard(n.newest)
	}
	return err
}

type noting struct {
	storage.Tx
	finder *finder
	places []place
	newest uint64 // the last number taken; 0: none
}

func (n *noting) NextSeq(count int) (uint64, error) {
	first, err := n.Tx.NextSeq(count)
	if err == nil && count > 0 {
		n.newest = first + uint64(count) - 1
	}
	return first, err
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
	if p := place(key); n.finder.finds(p) {
		n.places = append(n.places, p)
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
