package vault

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"testing"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/storage/disk/disktest"
	"civicdesk/storage/seal"
)

// FuzzRow: no bytes of a row open elsewhere than where they were sealed, and
// none do more than be refused.
func FuzzRow(f *testing.F) {
	ring := NewRing("01890000-0000-7000-8000-000000000001", seal.Key{1})
	key := ScopeKey{ID: KeyID{8, 7, 6}, Scope: app.ScopeAgency, Key: seal.Key{4}}
	ring.Add(key)
	row, err := hex.DecodeString("0108070600000000000000000000000007707e825fdde582ef6845592efe7d4e75f966d1280b77a398b96de5a5ebfc29880e4ad5f673adafe95bc842b97d9083423dd8eef406e5a5442e3aa6ce0a839a7231e92d7e524e3d602996ec31b689fd3940ea76e865ac88227a4564586f")
	if err != nil {
		f.Fatal(err)
	}
	if body, _, _, err := ring.Open(row, []byte("place"), false); err != nil || string(body) != "body" {
		f.Fatalf("%q %v", body, err)
	}
	f.Add(row)
	f.Add(row[:17])
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, b []byte) {
		body, _, _, err := ring.Open(b, []byte("place"), false)
		if err == nil && !bytes.Equal(b, row) {
			t.Fatalf("opened %x as %q", b, body)
		}
		if err != nil && !errors.Is(err, ErrRow) && !errors.Is(err, ErrNoKey) {
			t.Fatal(err)
		}
		if again, err := ring.Rewrap(b, []byte("place"), false); err == nil && !bytes.Equal(again, b) { // its key is the newest
			t.Fatalf("wrapped %x anew", b)
		}
	})
}

// saying is a keychain that holds the same bytes under every name.
type saying struct{ b []byte }

func (saying) Kind() string                 { return "file" }
func (saying) Words() string                { return "a test" }
func (s saying) Get(string) ([]byte, error) { return s.b, nil }
func (saying) Set(string, []byte) error     { return nil }
func (saying) Delete(string) error          { return nil }

// FuzzKeychain: whatever a keychain holds, signing in is refused with a sentence.
func FuzzKeychain(f *testing.F) {
	dir, chain := disktest.Dir(f), FileKeychain(disktest.Dir(f))
	if _, err := Create(dir, InsecureTestKDF(), firstPassword, Profile{Login: "rosa"}, nil, WithKeychains(chain)); err != nil {
		f.Fatal(err)
	}
	other := seal.NewKey()
	good, err := json.Marshal(second{Secret: other[:], Failures: 2})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Add(good[:20])
	f.Add([]byte(`{"secret":"AAAA","failures":-5}`))
	f.Add([]byte("null"))
	h, err := readHead(dir)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		v := newVault(disktest.Memory(t), InsecureTestKDF(), []Option{WithKeychains(saying{b})})
		v.head = h.clone()
		_, err := v.Unlock("rosa", firstPassword)
		if err == nil || fault.Words(err) == "" {
			t.Fatalf("signed in, or no sentence: %v", err)
		}
		v.UnlockText("rosa")
		v.LiftLock("rosa", "AAAA")
	})
}
