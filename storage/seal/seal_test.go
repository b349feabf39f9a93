package seal_test

import (
	"bytes"
	"encoding/hex"
	"errors"
	"testing"

	"pgregory.net/rapid"

	"civicdesk/storage/seal"
)

func TestSealedOpensOnlyInItsPlaceWithItsKey(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		plain := rapid.SliceOf(rapid.Byte()).Draw(rt, "plain")
		place := rapid.SliceOf(rapid.Byte()).Draw(rt, "place")
		k := seal.NewKey()
		sealed := k.Box().Seal(nil, seal.Pad(plain), place)
		padded, err := k.Box().Open(sealed, place)
		if err != nil {
			rt.Fatal(err)
		}
		if got, err := seal.Unpad(padded); err != nil || !bytes.Equal(got, plain) {
			rt.Fatalf("opened %x, %v; want %x", got, err, plain)
		}
		flipped := bytes.Clone(sealed)
		flipped[rapid.IntRange(0, len(sealed)-1).Draw(rt, "byte")] ^= 1 << rapid.IntRange(0, 7).Draw(rt, "bit")
		for name, err := range map[string]error{
			"other key":   second(seal.NewKey().Box().Open(sealed, place)),
			"other place": second(k.Box().Open(sealed, append(bytes.Clone(place), 1))),
			"flipped bit": second(k.Box().Open(flipped, place)),
			"cut":         second(k.Box().Open(sealed[:len(sealed)-1], place)),
		} {
			if !errors.Is(err, seal.ErrOpen) {
				rt.Fatalf("%s: %v", name, err)
			}
		}
	})
}

func second[T any](_ T, err error) error { return err }

func TestPaddingHidesLengthCheaply(t *testing.T) {
	for _, n := range []int{0, 1, 9, 100, 1600, 70_000} {
		got := len(seal.Pad(make([]byte, n)))
		if got <= n || got > n+n*12/100+8 {
			t.Errorf("Pad(%d) is %d bytes", n, got)
		}
	}
	if len(seal.Pad(make([]byte, 1601))) != len(seal.Pad(make([]byte, 1620))) {
		t.Error("1601 and 1620 bytes are told apart")
	}
	if _, err := seal.Unpad([]byte{1, 2, 3}); err == nil {
		t.Error("Unpad accepts bytes without a marker")
	}
}

// The vectors pin the format: data sealed by one release opens in the next.
func TestVectors(t *testing.T) {
	var k seal.Key
	for i := range k {
		k[i] = byte(i)
	}
	sub, mac := k.Sub("names"), k.MAC([]byte("a"), []byte("bc"))
	if got := hex.EncodeToString(sub[:8]) + " " + hex.EncodeToString(mac[:8]); got != "25f3532effd834e7 7281caf026ca30a3" {
		t.Errorf("vector is %q", got)
	}
	if k.MAC([]byte("ab"), []byte("c")) == mac {
		t.Error("MAC does not separate its parts")
	}
}
