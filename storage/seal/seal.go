// Package seal holds the ciphers: AES-256-GCM with a random nonce, keyed
// digests, key derivation by HKDF, and padding. Every function is approved
// under FIPS 140-3 (Go's certified module); passwords are package vault's
// business.
package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"math/bits"
)

// KeySize is the length of a key in bytes.
const KeySize = 32

// Overhead is how many bytes Seal adds: a 12-byte nonce and a 16-byte tag.
const Overhead = 28

// MaxMessages is how many messages one key may seal: with random nonces of 96
// bits the chance that two are alike stays below 2^-32 (NIST SP 800-38D, 8.3).
const MaxMessages = 1 << 32

// ErrOpen says that sealed bytes do not belong to this key and place, or were
// changed. It never says which.
var ErrOpen = errors.New("seal: cannot be opened with this key in this place")

// Key is a 256-bit secret.
type Key [KeySize]byte

// NewKey returns a random key.
func NewKey() Key {
	var k Key
	rand.Read(k[:]) // never fails: crypto/rand ends the program instead
	return k
}

// KeyFrom copies 32 bytes into a key; other lengths return ErrOpen.
func KeyFrom(b []byte) (Key, error) {
	var k Key
	if len(b) != KeySize {
		return k, ErrOpen
	}
	copy(k[:], b)
	return k, nil
}

// Sub derives the key for one purpose. Different purposes give unrelated keys.
func (k Key) Sub(purpose string) Key {
	out, err := hkdf.Expand(sha256.New, k[:], "civicdesk/"+purpose, KeySize)
	if err != nil {
		panic("seal: " + err.Error()) // only for a length beyond HKDF's limit
	}
	sub, _ := KeyFrom(out)
	return sub
}

// Box seals with one key. It may be used from several goroutines.
type Box struct{ aead cipher.AEAD }

// Box prepares the key for sealing.
func (k Key) Box() Box {
	block, err := aes.NewCipher(k[:])
	if err != nil {
		panic("seal: " + err.Error()) // 32 bytes are always an AES-256 key
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		panic("seal: " + err.Error())
	}
	return Box{aead}
}

// Seal encrypts plain and binds it to place. The result is appended to dst.
func (b Box) Seal(dst, plain, place []byte) []byte { return b.aead.Seal(dst, nil, plain, place) }

// Open returns the plaintext of sealed in a fresh slice, or ErrOpen.
func (b Box) Open(sealed, place []byte) ([]byte, error) {
	plain, err := b.aead.Open(nil, nil, sealed, place)
	if err != nil {
		return nil, ErrOpen
	}
	return plain, nil
}

// MAC is HMAC-SHA-256 of the parts, each preceded by its length so that no two
// lists of parts collide.
func (k Key) MAC(parts ...[]byte) [32]byte {
	m := hmac.New(sha256.New, k[:])
	for _, p := range parts {
		n := len(p)
		m.Write([]byte{byte(n >> 24), byte(n >> 16), byte(n >> 8), byte(n)})
		m.Write(p)
	}
	var out [32]byte
	m.Sum(out[:0])
	return out
}

// Pad returns b with a marker byte and zeros so that its length tells only its
// size class (Padmé, Nikitin and others 2019: at most 12 % more).
func Pad(b []byte) []byte {
	size := padme(len(b) + 1)
	out := make([]byte, size)
	copy(out, b)
	out[len(b)] = 0x80
	return out
}

// Unpad undoes Pad; the result shares b's memory.
func Unpad(b []byte) ([]byte, error) {
	for i := len(b) - 1; i >= 0; i-- {
		switch b[i] {
		case 0:
		case 0x80:
			return b[:i], nil
		default:
			return nil, ErrOpen
		}
	}
	return nil, ErrOpen
}

func padme(n int) int {
	if n < 2 {
		return n
	}
	e := bits.Len(uint(n)) - 1
	s := bits.Len(uint(e))
	mask := 1<<(e-s) - 1
	return (n + mask) &^ mask
}
