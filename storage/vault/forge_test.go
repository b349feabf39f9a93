package vault

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/fips140"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/storage/disk/disktest"
	"civicdesk/storage/seal"
)

// Nothing in a header can be exchanged or forged: not between users, not between
// stores, not by somebody who writes the file with a fresh checksum.
func TestNothingInAHeaderCanBeExchanged(t *testing.T) {
	foreign, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	pkix, err := x509.MarshalPKIXPublicKey(&foreign.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	kdf := InsecureTestKDF()
	for name, forge := range map[string]func(h *head, other head){
		"sealed keys of another user": func(h *head, _ head) { h.Slots[0].Sealed = h.Slots[1].Sealed },
		"whole key of another user": func(h *head, _ head) {
			a, b := &h.Slots[0], h.Slots[1]
			a.KDF, a.Second, a.Commit, a.Sealed = b.KDF, b.Second, b.Commit, b.Sealed
		},
		"contents of another user":     func(h *head, _ head) { h.Slots[0].Contents = h.Slots[1].Contents },
		"another user's list of keys":  func(h *head, _ head) { h.Slots[0].Holds = h.Slots[1].Holds },
		"no list of keys":              func(h *head, _ head) { h.Slots[1].Holds = nil },
		"another key for unlock codes": func(h *head, _ head) { h.Slots[0].Server = pkix },
		"a recovery box": func(h *head, _ head) {
			h.Slots[0].Recovery, h.Slots[0].RecoveryKey = make([]byte, 200), make([]byte, 16)
		},
		"the other user removed":   func(h *head, _ head) { h.Slots = h.Slots[:1] },
		"a slot of another store":  func(h *head, other head) { h.Slots[0] = other.Slots[0] },
		"another store's identity": func(h *head, other head) { h.Store = other.Store },
		"an older format":          func(h *head, _ head) { h.Format = firstFormat },
		"no second secret":         func(h *head, _ head) { h.Slots[0].Second = "" },
		"weaker parameters":        func(h *head, _ head) { h.Slots[0].KDF.Threads++ },
	} {
		if fips140.Enabled() && !strings.HasPrefix(name, "another") { // three of them: a derivation costs much more there
			continue
		}
		t.Run(name, func(t *testing.T) {
			dir, with := memoryDir(t), WithKeychains(FileKeychain(memoryDir(t)))
			k, err := Create(dir, kdf, firstPassword, Profile{Login: "rosa"}, nil, with)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := k.AddUser(firstPassword, Profile{Login: "omar"}, nil); err != nil {
				t.Fatal(err)
			}
			other, err := Create(memoryDir(t), kdf, firstPassword, Profile{Login: "rosa"}, nil, with)
			if err != nil {
				t.Fatal(err)
			}
			h := k.vault.head.clone()
			forge(h, *other.vault.head.clone())
			if err := writeHead(osDisk{}, dir, h); err != nil {
				t.Fatal(err)
			}
			v, err := Open(dir, kdf, with)
			if err != nil {
				t.Fatal(err)
			}
			if k, err := v.Unlock("rosa", firstPassword); err == nil {
				t.Errorf("opened with %d scope keys", len(k.Ring.Keys()))
			}
		})
	}
}

// Somebody who may write the header, but not the keychain, cannot lift the lock.
func TestAForgedCountOrUnlockKeyLiftsNoLock(t *testing.T) {
	foreign, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	pkix, err := x509.MarshalPKIXPublicKey(&foreign.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	dir, with := disktest.Dir(t), WithKeychains(FileKeychain(disktest.Dir(t)))
	k, err := Create(dir, InsecureTestKDF(), firstPassword, Profile{Login: "rosa"}, nil, with)
	if err != nil {
		t.Fatal(err)
	}
	v := k.vault
	for range MaxFailures {
		v.Unlock("rosa", "wrong")
	}
	s := v.head.slot(k.tag)
	s.Failures, s.Unlocks = 0, 1000
	if _, err := v.Unlock("rosa", firstPassword); !fault.Is(err, fault.Locked) {
		t.Errorf("forged counts: %v", err)
	}
	s.Server = pkix
	text, err := v.UnlockText("rosa")
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256([]byte("civicdesk unlock " + text))
	signature, err := ecdsa.SignASN1(rand.Reader, foreign, sum[:])
	if err != nil {
		t.Fatal(err)
	}
	if err := v.LiftLock("rosa", UnlockCode(signature)); !fault.Is(err, fault.Denied) {
		t.Errorf("a code for a key of one's own: %v", err)
	}
}

// The slot's key follows from the second secret itself, not from its being there.
func TestAnotherSecondSecretOpensNothing(t *testing.T) {
	dir, chain := disktest.Dir(t), FileKeychain(disktest.Dir(t))
	k, err := Create(dir, InsecureTestKDF(), firstPassword, Profile{Login: "rosa"}, nil, WithKeychains(chain))
	if err != nil {
		t.Fatal(err)
	}
	s := k.vault.head.slot(k.tag)
	x, err := k.vault.readSecond(s)
	if err != nil {
		t.Fatal(err)
	}
	x.Secret[0] ^= 1
	if err := k.vault.writeSecond(s.Second, *x); err != nil {
		t.Fatal(err)
	}
	if _, err := k.vault.Unlock("rosa", firstPassword); !fault.Is(err, fault.Denied) {
		t.Errorf("the right password and another second secret: %v", err)
	}
}

func TestForgottenKeysOpenNothing(t *testing.T) {
	key := NewScopeKey(app.ScopeAgency)
	k, err := Create(disktest.Dir(t), InsecureTestKDF(), firstPassword, Profile{Login: "rosa", DeviceKey: []byte("secret")}, []ScopeKey{key})
	if err != nil {
		t.Fatal(err)
	}
	row, err := k.Ring.Seal(key.ID, seal.NewKey(), 1, nil, []byte("body"), false)
	if err != nil {
		t.Fatal(err)
	}
	device := k.Profile().DeviceKey
	k.Forget()
	if _, _, _, err := k.Ring.Open(row, nil, false); !errors.Is(err, ErrNoKey) {
		t.Errorf("a row opens: %v", err)
	}
	if k.User != (seal.Key{}) || k.Ring.root != (seal.Key{}) || k.Ring.Names != (seal.Key{}) || string(device) != strings.Repeat("\x00", 6) || k.Profile().Login != "" {
		t.Error("something is left")
	}
}

// FuzzHeader: no bytes in a header file, whatever checksum they have, do more
// than be refused.
func FuzzHeader(f *testing.F) {
	k, err := Create(disktest.Dir(f), InsecureTestKDF(), firstPassword, Profile{Login: "rosa"}, nil)
	if err != nil {
		f.Fatal(err)
	}
	body, err := json.Marshal(k.vault.head)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(body)
	f.Add([]byte(`{"format":2,"slots":[{}]}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		sum := sha256.Sum256(body)
		h, err := parseHead(append(append(append([]byte(nil), headMagic...), sum[:]...), body...))
		if err != nil {
			return
		}
		v := &Vault{dir: disktest.Dir(t), kdf: InsecureTestKDF(), disk: osDisk{}, head: h}
		for _, s := range h.Slots {
			if s.KDF.Time > 1 || s.KDF.Memory > 64 { // within the caps, but slow
				return
			}
		}
		v.Unlock("rosa", firstPassword)
		v.UnlockText("rosa")
		v.SecondSecret()
		if _, err := v.Recover("rosa", RecoveryKey{}); err == nil {
			t.Error("recovered without a key")
		}
	})
}
