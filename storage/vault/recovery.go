package vault

import (
	"bytes"
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/json"
	"errors"

	"civicdesk/app/fault"
	"civicdesk/storage/seal"
)

// A recovery box is
//
//	ephemeral P-256 public key 65 ‖ AES-256-GCM(store key ‖ user key)
//
// under HKDF over ECDH of the ephemeral and the agency's recovery key, bound to
// the slot. It opens without the password and without the second secret.

const pointSize = 65

// seekRecovery gives the slot a box for the agency's recovery key, when there is
// one and the box at hand is for another.
func (k *Keys) seekRecovery(s *slot, pkix []byte) error {
	if len(pkix) == 0 {
		return nil
	}
	print := fingerprint(pkix)
	if bytes.Equal(s.RecoveryKey, print) {
		return nil
	}
	public, err := recoveryPublic(pkix)
	if err != nil {
		return err
	}
	ephemeral, err := ecdh.P256().GenerateKey(rand.Reader)
	if err != nil {
		return err
	}
	box, err := recoveryBox(ephemeral, public, ephemeral.PublicKey().Bytes())
	if err != nil {
		return err
	}
	s.Recovery = box.Seal(ephemeral.PublicKey().Bytes(), append(k.Ring.root[:], k.User[:]...), s.place(k.Ring.store))
	s.RecoveryKey = print
	return nil
}

func fingerprint(pkix []byte) []byte {
	sum := sha256.Sum256(pkix)
	return sum[:16]
}

func recoveryPublic(pkix []byte) (*ecdh.PublicKey, error) {
	parsed, err := x509.ParsePKIXPublicKey(pkix)
	if err != nil {
		return nil, err
	}
	k, ok := parsed.(*ecdsa.PublicKey)
	if !ok {
		return nil, errors.New("vault: the recovery key is no P-256 key")
	}
	public, err := k.ECDH()
	if err == nil && public.Curve() != ecdh.P256() {
		err = errors.New("vault: the recovery key is no P-256 key")
	}
	return public, err
}

func recoveryBox(private *ecdh.PrivateKey, public *ecdh.PublicKey, ephemeral []byte) (seal.Box, error) {
	return pointBox(private, public, ephemeral, "civicdesk/recovery/1")
}

// pointBox is the box between two P-256 keys, of which one is ephemeral.
func pointBox(private *ecdh.PrivateKey, public *ecdh.PublicKey, ephemeral []byte, info string) (seal.Box, error) {
	shared, err := private.ECDH(public)
	if err != nil {
		return seal.Box{}, err
	}
	raw, err := hkdf.Key(sha256.New, shared, ephemeral, info, seal.KeySize)
	if err != nil {
		return seal.Box{}, err
	}
	key, err := seal.KeyFrom(raw)
	return key.Box(), err
}

// RecoveryKey is the agency's private recovery key. It opens every slot that was
// saved since the agency made it.
type RecoveryKey struct{ key *ecdh.PrivateKey }

// recoveryFile is the private key as the agency keeps it.
type recoveryFile struct {
	Format string `json:"format"`
	KDF    KDF    `json:"kdf"`
	Sealed []byte `json:"sealed"`
	Public []byte `json:"public"`
}

const recoveryFormat = "civicdesk recovery key 1"

// NewRecoveryKey makes a recovery key: the file with its private part, sealed
// with the passphrase, and its public part (PKIX).
func NewRecoveryKey(kdf KDF, passphrase string) (file, public []byte, err error) {
	private, err := ecdh.P256().GenerateKey(rand.Reader)
	if err != nil {
		return nil, nil, err
	}
	if public, err = x509.MarshalPKIXPublicKey(private.PublicKey()); err != nil {
		return nil, nil, err
	}
	f := recoveryFile{Format: recoveryFormat, KDF: kdf.salted(), Public: public}
	key, err := f.KDF.key(passphrase)
	if err != nil {
		return nil, nil, err
	}
	f.Sealed = key.Sub("recovery file").Box().Seal(nil, private.Bytes(), public)
	file, err = json.MarshalIndent(f, "", "  ")
	return append(file, '\n'), public, err
}

// OpenRecoveryKey opens a file of NewRecoveryKey.
func OpenRecoveryKey(file []byte, passphrase string) (RecoveryKey, error) {
	var f recoveryFile
	if err := json.Unmarshal(file, &f); err != nil || f.Format != recoveryFormat {
		return RecoveryKey{}, fault.E("vault.OpenRecoveryKey", fault.Invalid, "This is not a recovery key of Civic Desk. Take the file that “civicdesk recovery-key” wrote.", err)
	}
	key, err := f.KDF.key(passphrase)
	if err != nil {
		return RecoveryKey{}, fault.E("vault.OpenRecoveryKey", fault.Damaged, "The recovery key's file cannot be read here: its parameters are not accepted.", err)
	}
	raw, err := key.Sub("recovery file").Box().Open(f.Sealed, f.Public)
	if err != nil {
		return RecoveryKey{}, fault.E("vault.OpenRecoveryKey", fault.Denied, "The passphrase is not right, or the recovery key's file is damaged.", err)
	}
	private, err := ecdh.P256().NewPrivateKey(raw)
	if err != nil {
		return RecoveryKey{}, fault.E("vault.OpenRecoveryKey", fault.Damaged, "The recovery key's file is damaged.", err)
	}
	return RecoveryKey{private}, nil
}

// Recover opens the user's slot with the agency's recovery key. Nothing is
// changed until SetPassword gives the slot a new password; the user's unsent
// work opens with the same keys as before.
func (v *Vault) Recover(login string, r RecoveryKey) (*Keys, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	s := v.head.slot(v.tag(login))
	if s == nil {
		return nil, fault.E("vault.Recover", fault.NotFound, "This user has no account on this computer.", nil)
	}
	if r.key == nil || len(s.Recovery) < pointSize {
		return nil, fault.E("vault.Recover", fault.NotFound, "This account cannot be recovered: it has not synchronised since the agency made its recovery key.", nil)
	}
	public, err := x509.MarshalPKIXPublicKey(r.key.PublicKey())
	if err != nil {
		return nil, err
	}
	if !bytes.Equal(fingerprint(public), s.RecoveryKey) {
		return nil, fault.E("vault.Recover", fault.Denied, "This account was saved for another recovery key of the agency. Take that one.", nil)
	}
	ephemeral, err := ecdh.P256().NewPublicKey(s.Recovery[:pointSize])
	if err != nil {
		return nil, damaged(err)
	}
	box, err := recoveryBox(r.key, ephemeral, s.Recovery[:pointSize])
	if err != nil {
		return nil, damaged(err)
	}
	raw, err := box.Open(s.Recovery[pointSize:], s.place(v.head.Store))
	if err != nil {
		return nil, damaged(err)
	}
	k, err := v.openWith(s, raw)
	if err != nil {
		return nil, damaged(err)
	}
	k.recovered, k.epochs = true, v.recoverEpochs(r)
	return k, nil
}
