// Package vault keeps keys: the ring of scope keys that sealed records open
// with, and the desktop's header files, whose password slots open the ring.
package vault

import (
	"crypto/rand"
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
	scopes map[app.Scope]KeyID // the newest key of each scope
}

type opened struct {
	ScopeKey
	records, secrets seal.Box
	marks            seal.Key
}

// NewRing returns a ring for the store with no scope keys yet.
func NewRing(store app.ID, root seal.Key) *Ring {
	return &Ring{store: store, root: root, Names: root.Sub("names"), Blind: root.Sub("blind"),
		byID: map[KeyID]opened{}, scopes: map[app.Scope]KeyID{}}
}

// Store is the identity of the store that the ring belongs to.
func (r *Ring) Store() app.ID { return r.store }

// Root derives a store-wide key for one purpose.
func (r *Ring) Root(purpose string) seal.Key { return r.root.Sub(purpose) }

// Add puts a scope key on the ring; the last one added for a scope seals new
// records, older ones still open theirs. It says whether the key was new.
func (r *Ring) Add(k ScopeKey) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, known := r.byID[k.ID]; known {
		return false
	}
	r.byID[k.ID] = opened{ScopeKey: k, records: k.Key.Sub("records").Box(), secrets: k.Key.Sub("secrets").Box(), marks: k.Key.Sub("marks")}
	r.scopes[k.Scope] = k.ID
	return true
}

// For returns the key that seals new records of the scope.
func (r *Ring) For(s app.Scope) (KeyID, bool) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	id, ok := r.scopes[s]
	return id, ok
}

// Keys lists the scope keys in no promised order.
func (r *Ring) Keys() []ScopeKey {
	r.mu.RLock()
	defer r.mu.RUnlock()
	all := make([]ScopeKey, 0, len(r.byID))
	for _, k := range r.byID {
		all = append(all, k.ScopeKey)
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
// the ring lacks the scope's key.
func (r *Ring) Mark(s app.Scope, text string) string {
	id, ok := r.For(s)
	if !ok {
		return ""
	}
	k, _ := r.get(id)
	sum := k.marks.MAC([]byte(text))
	return encode(sum[:16])
}
