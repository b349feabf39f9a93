package vault

import (
	"bytes"
	"crypto/ecdh"
	"crypto/rand"
	"crypto/x509"
	"errors"

	"civicdesk/storage/seal"
)

// Envelope is a key that is sealed for somebody who is not at hand now: for
// whoever has a passphrase, the agency's recovery key, or another key.
type Envelope struct {
	For    string `json:"for"`              // "passphrase", "recovery" or "own"
	KDF    *KDF   `json:"kdf,omitempty"`    // of a passphrase
	Public []byte `json:"public,omitempty"` // first 16 bytes of the SHA-256 of the recovery key's public part
	Sealed []byte `json:"sealed"`
}

// The kinds of envelopes.
const (
	ForPassphrase = "passphrase"
	ForRecovery   = "recovery"
	ForOwn        = "own"
)

// ErrEnvelope says that a secret does not open an envelope.
var ErrEnvelope = errors.New("vault: this secret does not open the envelope")

// SealForPassphrase seals key for whoever knows the passphrase. place binds the
// envelope to where it lies.
func SealForPassphrase(kdf KDF, passphrase string, key seal.Key, place []byte) (Envelope, error) {
	kdf = kdf.salted()
	k, err := kdf.key(passphrase)
	if err != nil {
		return Envelope{}, err
	}
	return Envelope{For: ForPassphrase, KDF: &kdf, Sealed: k.Sub("envelope").Box().Seal(nil, key[:], place)}, nil
}

// SealForRecovery seals key for the holder of the agency's recovery key, whose
// public part is given as PKIX.
func SealForRecovery(pkix []byte, key seal.Key, place []byte) (Envelope, error) {
	public, err := recoveryPublic(pkix)
	if err != nil {
		return Envelope{}, err
	}
	ephemeral, err := ecdh.P256().GenerateKey(rand.Reader)
	if err != nil {
		return Envelope{}, err
	}
	point := ephemeral.PublicKey().Bytes()
	box, err := pointBox(ephemeral, public, point, envelopeInfo)
	if err != nil {
		return Envelope{}, err
	}
	return Envelope{For: ForRecovery, Public: fingerprint(pkix), Sealed: box.Seal(point, key[:], place)}, nil
}

// SealForOwn seals key under a key that its owner has at hand anyway.
func SealForOwn(own, key seal.Key, place []byte) Envelope {
	return Envelope{For: ForOwn, Sealed: own.Sub("envelope").Box().Seal(nil, key[:], place)}
}

const envelopeInfo = "civicdesk/envelope/1"

// IsFor says whether the envelope was sealed for the recovery key with this
// public part (PKIX).
func (e Envelope) IsFor(pkix []byte) bool {
	return e.For == ForRecovery && bytes.Equal(e.Public, fingerprint(pkix))
}

// OpenPassphrase opens an envelope of SealForPassphrase.
func (e Envelope) OpenPassphrase(passphrase string, place []byte) (seal.Key, error) {
	if e.For != ForPassphrase || e.KDF == nil {
		return seal.Key{}, ErrEnvelope
	}
	k, err := e.KDF.key(passphrase)
	if err != nil {
		return seal.Key{}, err
	}
	return e.open(k.Sub("envelope").Box(), e.Sealed, place)
}

// OpenRecovery opens an envelope of SealForRecovery.
func (e Envelope) OpenRecovery(r RecoveryKey, place []byte) (seal.Key, error) {
	if e.For != ForRecovery || r.key == nil || len(e.Sealed) < pointSize {
		return seal.Key{}, ErrEnvelope
	}
	pkix, err := x509.MarshalPKIXPublicKey(r.key.PublicKey())
	if err != nil || !e.IsFor(pkix) {
		return seal.Key{}, ErrEnvelope
	}
	ephemeral, err := ecdh.P256().NewPublicKey(e.Sealed[:pointSize])
	if err != nil {
		return seal.Key{}, ErrEnvelope
	}
	box, err := pointBox(r.key, ephemeral, e.Sealed[:pointSize], envelopeInfo)
	if err != nil {
		return seal.Key{}, err
	}
	return e.open(box, e.Sealed[pointSize:], place)
}

// OpenOwn opens an envelope of SealForOwn.
func (e Envelope) OpenOwn(own seal.Key, place []byte) (seal.Key, error) {
	if e.For != ForOwn {
		return seal.Key{}, ErrEnvelope
	}
	return e.open(own.Sub("envelope").Box(), e.Sealed, place)
}

func (e Envelope) open(box seal.Box, sealed, place []byte) (seal.Key, error) {
	raw, err := box.Open(sealed, place)
	if err != nil {
		return seal.Key{}, ErrEnvelope
	}
	return seal.KeyFrom(raw)
}
