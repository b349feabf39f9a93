package vault

import (
	"crypto/hkdf"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"civicdesk/app"
	"civicdesk/storage/seal"
)

// slot is one user's part of the header.
type slot struct {
	Tag         []byte `json:"tag"` // digest of store and login
	KDF         KDF    `json:"kdf"`
	Second      string `json:"second,omitempty"` // keychain:name of the second secret that the key needs; "": none
	Commit      []byte `json:"commit"`           // ties the slot to one key (GCM alone does not)
	Sealed      []byte `json:"sealed"`           // store key ‖ user key, under the slot's key
	Contents    []byte `json:"contents"`         // profile, scope keys and former passwords, under the user key
	Holds       []byte `json:"holds,omitempty"`  // identities of the scope keys, under the store key
	Server      []byte `json:"server"`           // the agency's public sync key: checks unlock codes
	RecoveryKey []byte `json:"recoveryKey,omitempty"`
	Recovery    []byte `json:"recovery,omitempty"` // store key ‖ user key, for the agency's recovery key
	Failures    int    `json:"failures"`           // wrong passwords in a row, counted before deriving
	Unlocks     int    `json:"unlocks"`            // how often the server lifted the lock
}

// contents is what lies under the user key.
type contents struct {
	Profile Profile    `json:"profile"`
	Keys    []ScopeKey `json:"keys"`
	Set     time.Time  `json:"set"`  // when the password was chosen
	Past    []past     `json:"past"` // the last passwords, this one included, newest last
}

func (s slot) place(store app.ID) []byte { return append([]byte("slot "+string(store)), s.Tag...) }

func commit(kek seal.Key) []byte {
	k := kek.Sub("commit")
	return k[:16]
}

// kek is the slot's key: HKDF over the password's key and the second secret.
// Slots of the first format, which have no second secret, use the password's
// key as it is.
func (s slot) kek(password seal.Key, x *second, store app.ID) (seal.Key, error) {
	if x == nil {
		return password, nil
	}
	raw, err := hkdf.Key(sha256.New, append(password[:], x.Secret...), []byte(store), "civicdesk/slot/"+encode(s.Tag), seal.KeySize)
	if err != nil {
		return seal.Key{}, err
	}
	return seal.KeyFrom(raw)
}

// lockWith seals the store's and the user's key anew in s, under the password
// and a second secret that is new too. The header is not written yet.
func (k *Keys) lockWith(s *slot, password string) error {
	v := k.vault
	at, x, err := v.newSecond(s)
	if err != nil {
		return err
	}
	s.KDF, s.Second, s.Failures = v.kdf.salted(), at, 0
	derived, err := s.KDF.key(password)
	if err != nil {
		return err
	}
	kek, err := s.kek(derived, x, v.head.Store)
	if err != nil {
		return err
	}
	root := k.Ring.root
	s.Commit = commit(kek)
	s.Sealed = kek.Sub("slot").Box().Seal(nil, append(root[:], k.User[:]...), s.place(v.head.Store))
	k.current = past{KDF: s.KDF, Digest: pastDigest(derived)}
	return nil
}

// fill brings the parts of s that follow from the open keys up to date.
func (k *Keys) fill(s *slot) error {
	k.mu.Lock()
	c := contents{Profile: k.profile, Keys: k.Ring.Keys(), Set: k.set, Past: k.past}
	k.mu.Unlock()
	plain, err := json.Marshal(c)
	if err != nil {
		return err
	}
	s.Contents = k.User.Sub("contents").Box().Seal(nil, plain, k.tag)
	var ids []byte
	for _, key := range c.Keys {
		ids = append(ids, key.ID[:]...)
	}
	s.Holds = k.Ring.Root("holds").Box().Seal(nil, ids, k.tag)
	return k.seekRecovery(s, c.Profile.Recovery)
}

// open opens the slot with its key.
func (v *Vault) open(s *slot, kek seal.Key) (*Keys, error) {
	raw, err := kek.Sub("slot").Box().Open(s.Sealed, s.place(v.head.Store))
	if err != nil {
		return nil, err
	}
	return v.openWith(s, raw)
}

// openWith opens what lies beneath the store key ‖ user key.
func (v *Vault) openWith(s *slot, keys []byte) (*Keys, error) {
	if len(keys) != 2*seal.KeySize {
		return nil, seal.ErrOpen
	}
	root, _ := seal.KeyFrom(keys[:seal.KeySize])
	user, _ := seal.KeyFrom(keys[seal.KeySize:])
	if mac := v.head.mac(root); subtle.ConstantTimeCompare(mac, v.head.MAC) != 1 {
		return nil, errors.New("the header was changed by something else")
	}
	plain, err := user.Sub("contents").Box().Open(s.Contents, s.Tag)
	if err != nil {
		return nil, err
	}
	var c contents
	if err := json.Unmarshal(plain, &c); err != nil {
		return nil, err
	}
	k := &Keys{Ring: NewRing(v.head.Store, root), User: user, vault: v, tag: slices.Clone(s.Tag), profile: c.Profile, set: c.Set, past: c.Past}
	for _, sk := range c.Keys {
		k.Ring.Add(sk)
	}
	return k, nil
}

// HeldByOthers says of a scope key whether another user of this computer has it
// too, or another key of its scope: whoever has not synced since the scope got a new
// key gets it then. A record that others may see is theirs as well.
func (k *Keys) HeldByOthers() func(KeyID) bool {
	v := k.vault
	v.mu.Lock()
	defer v.mu.Unlock()
	held, unknown := map[KeyID]bool{}, false
	for _, s := range v.head.Slots {
		if string(s.Tag) == string(k.tag) {
			continue
		}
		ids, err := k.Ring.Root("holds").Box().Open(s.Holds, s.Tag)
		if err != nil { // an account of the first format, not signed in since
			unknown = true
			continue
		}
		for ; len(ids) >= len(KeyID{}); ids = ids[len(KeyID{}):] {
			held[KeyID(ids[:len(KeyID{})])] = true
		}
	}
	scopes := map[app.Scope]bool{}
	all := k.Ring.Keys()
	for _, one := range all {
		if held[one.ID] {
			scopes[one.Scope] = true
		}
	}
	for _, one := range all {
		held[one.ID] = held[one.ID] || scopes[one.Scope]
	}
	return func(id KeyID) bool { return unknown || held[id] }
}

// Alone says that nobody else has an account on this computer.
func (k *Keys) Alone() bool {
	v := k.vault
	v.mu.Lock()
	defer v.mu.Unlock()
	return len(v.head.Slots) == 1
}
