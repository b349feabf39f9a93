// Package vault keeps keys: the ring of scope keys that sealed records open
// with, and the desktop's header files, whose password slots open the ring.
package vault

import (
	"cmp"
	"crypto/rand"
	"maps"
	"slices"
	"sync"

	"civicdesk/app"
	"civicdesk/storage/seal"
)

// KeyID names a scope key inside sealed rows. It tells nothing of the scope.
type KeyID [8]byte

// ScopeKey is the key under which the records of one scope are sealed. The
// server makes it and issues it to the devices whose user may see the scope.
type ScopeKey struct {
	ID    KeyID
	Scope app.Scope
	Key   seal.Key
	Epoch uint32 `json:",omitempty"` // counts the keys of the scope, from 0

	// Retired is set on a desktop for a key that the server does not know: it was
	// made after the copy to which the server was put back. It still opens.
	Retired bool `json:",omitempty"`
}

// NewScopeKey makes a key for the scope.
func NewScopeKey(s app.Scope) ScopeKey {
	k := ScopeKey{Scope: s, Key: seal.NewKey()}
	rand.Read(k.ID[:])
	return k
}

// Ring holds the keys that are open now: the store's root key and the scope
// keys that the user is entitled to. It may be used from several goroutines.
type Ring struct {
	store app.ID
	root  seal.Key
	Names seal.Key // digests of record ids
	Blind seal.Key // digests of index keys

	mu     sync.RWMutex
	byID   map[KeyID]opened
	scopes map[app.Scope][]KeyID // each scope's keys, oldest epoch first
	tried  map[KeyID]bool        // not durable yet
}

type opened struct {
	ScopeKey
	records, secrets seal.Box
	marks            seal.Key
}

// NewRing returns a ring for the store with no scope keys yet.
func NewRing(store app.ID, root seal.Key) *Ring {
	return &Ring{store: store, root: root, Names: root.Sub("names"), Blind: root.Sub("blind"),
		byID: map[KeyID]opened{}, scopes: map[app.Scope][]KeyID{}, tried: map[KeyID]bool{}}
}

// Store is the identity of the store that the ring belongs to.
func (r *Ring) Store() app.ID { return r.store }

// Root derives a store-wide key for one purpose.
func (r *Ring) Root(purpose string) seal.Key { return r.root.Sub(purpose) }

// Add puts a scope key on the ring; the key with the highest epoch of a scope
// seals new records, older ones still open theirs. It says whether the key was
// new.
func (r *Ring) Add(k ScopeKey) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.tried, k.ID) // whoever adds a key knows that it is durable
	if _, known := r.byID[k.ID]; known {
		return false
	}
	r.add(k)
	return true
}

// Try puts a new key on the ring that is not durable yet: rows are sealed under
// it, but Keys does not list it until it is kept. Drop takes it off again.
func (r *Ring) Try(k ScopeKey) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.add(k)
	r.tried[k.ID] = true
}

// Keep makes tried keys lasting: they are durable now.
func (r *Ring) Keep(ids ...KeyID) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, id := range ids {
		delete(r.tried, id)
	}
}

// DropTried takes every key off the ring that was tried and neither kept nor
// added since.
func (r *Ring) DropTried() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.drop(slices.Collect(maps.Keys(r.tried)))
}

// Drop takes tried keys off the ring. A key that has been kept stays.
func (r *Ring) Drop(ids ...KeyID) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.drop(ids)
}

func (r *Ring) drop(ids []KeyID) {
	for _, id := range ids {
		if !r.tried[id] {
			continue
		}
		scope := r.byID[id].Scope
		delete(r.tried, id)
		delete(r.byID, id)
		if r.scopes[scope] = slices.DeleteFunc(r.scopes[scope], func(k KeyID) bool { return k == id }); len(r.scopes[scope]) == 0 {
			delete(r.scopes, scope)
		}
	}
}

func (r *Ring) add(k ScopeKey) {
	r.byID[k.ID] = opened{ScopeKey: k, records: k.Key.Sub("records").Box(), secrets: k.Key.Sub("secrets").Box(), marks: k.Key.Sub("marks")}
	ids := append(r.scopes[k.Scope], k.ID)
	slices.SortStableFunc(ids, func(a, b KeyID) int { return cmp.Compare(r.byID[a].Epoch, r.byID[b].Epoch) })
	r.scopes[k.Scope] = ids
}

// Listed tells the ring which keys the server has of all the scopes that see
// allows. Others of these scopes are retired: a colleague on this computer may
// never get them, so nothing new is sealed under them. It says whether that
// changed anything.
func (r *Ring) Listed(ids []KeyID, see func(app.Scope) bool) (changed bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for id, k := range r.byID {
		if retired := !slices.Contains(ids, id); see(k.Scope) && k.Retired != retired {
			k.Retired, changed = retired, true
			r.byID[id] = k
		}
	}
	return changed
}

// current are the scope's keys that the server has, oldest epoch first; all of
// its keys when the server has none of them.
func (r *Ring) current(s app.Scope) []KeyID {
	ids := slices.DeleteFunc(slices.Clone(r.scopes[s]), func(id KeyID) bool { return r.byID[id].Retired })
	if len(ids) == 0 {
		return r.scopes[s]
	}
	return ids
}

// Remove takes the keys of the scopes that see refuses off the ring, and says
// whether there were any.
func (r *Ring) Remove(see func(app.Scope) bool) (removed bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for scope, ids := range r.scopes {
		if see(scope) {
			continue
		}
		for _, id := range ids {
			delete(r.byID, id)
		}
		delete(r.scopes, scope)
		removed = true
	}
	return removed
}

// Forget overwrites the ring's keys as far as Go lets us reach them; afterwards
// it opens nothing.
func (r *Ring) Forget() {
	r.mu.Lock()
	defer r.mu.Unlock()
	clear(r.root[:])
	clear(r.Names[:])
	clear(r.Blind[:])
	clear(r.byID)
	clear(r.scopes)
	clear(r.tried)
}

// Next makes the key that follows the scope's newest. It is not on the ring
// until it is added.
func (r *Ring) Next(s app.Scope) ScopeKey {
	k := NewScopeKey(s)
	if id, ok := r.For(s); ok {
		newest, _ := r.get(id)
		k.Epoch = newest.Epoch + 1
	}
	return k
}

// For returns the key that seals new records of the scope.
func (r *Ring) For(s app.Scope) (KeyID, bool) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	ids := r.current(s)
	if len(ids) == 0 {
		return KeyID{}, false
	}
	return ids[len(ids)-1], true
}

// Keys lists the scope keys that are durable, in no promised order.
func (r *Ring) Keys() []ScopeKey {
	r.mu.RLock()
	defer r.mu.RUnlock()
	all := make([]ScopeKey, 0, len(r.byID))
	for id, k := range r.byID {
		if !r.tried[id] {
			all = append(all, k.ScopeKey)
		}
	}
	return all
}

func (r *Ring) get(id KeyID) (opened, bool) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	k, ok := r.byID[id]
	return k, ok
}

// Mark is a keyed digest of text, equal on every computer that holds the
// scope's key, by which a secret is compared without being seen. It is "" when
// the ring lacks the scope's key. The first of the scope's keys makes it, so that marks
// stay comparable when the key changes.
func (r *Ring) Mark(s app.Scope, text string) string {
	r.mu.RLock()
	ids := r.current(s)
	if len(ids) == 0 {
		r.mu.RUnlock()
		return ""
	}
	k := r.byID[ids[0]]
	r.mu.RUnlock()
	sum := k.marks.MAC([]byte(text))
	return encode(sum[:16])
}
