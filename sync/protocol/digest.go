package protocol

import (
	"bytes"
	"crypto/sha256"
	"slices"

	"civicdesk/app"
	"civicdesk/app/policy"
	"civicdesk/storage/vault"
)

// VisibleKeys are the keys of the ring whose scope a person with the grants may
// see, in the order of their identities, without those that a desktop has retired.
func VisibleKeys(ring *vault.Ring, grants []app.Grant) []vault.ScopeKey {
	keys := slices.DeleteFunc(ring.Keys(), func(k vault.ScopeKey) bool {
		return k.Retired || !policy.Sees(app.Actor{Grants: grants}, k.Scope)
	})
	slices.SortFunc(keys, func(a, b vault.ScopeKey) int { return bytes.Compare(a.ID[:], b.ID[:]) })
	return keys
}

// KeyDigest is the SHA-256 over the identities of sorted keys: by it server and
// desktop notice that one of them has a key that the other lacks.
func KeyDigest(keys []vault.ScopeKey) []byte {
	h := sha256.New()
	for _, k := range keys {
		h.Write(k.ID[:])
	}
	return h.Sum(nil)
}
