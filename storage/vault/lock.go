package vault

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base32"
	"fmt"
	"strings"

	"civicdesk/app/fault"
)

// MaxFailures is how many wrong passwords in a row lock a user's slot (DOORS
// assessment, AC-7: five).
const MaxFailures = 5

// counts are the wrong passwords in a row and the lifted locks of the slot: of
// what header and keychain tell, the larger, each by itself. So neither an old
// copy nor a forged value of one of them sets anything back.
func (s *slot) counts(x *second) (failures, unlocks int) {
	if x == nil {
		return s.Failures, s.Unlocks
	}
	return max(s.Failures, x.Failures), max(s.Unlocks, x.Unlocks)
}

// count writes one more failure into keychain and header, before anything is
// derived. A locked slot is refused.
func (v *Vault) count(tag []byte, x *second) (failures int, err error) {
	next := v.head.clone()
	s := next.slot(tag)
	failures, unlocks := s.counts(x)
	if failures >= MaxFailures {
		return failures, locked()
	}
	failures++
	return failures, v.setCounts(next, s, x, failures, unlocks)
}

func (v *Vault) setCounts(next *head, s *slot, x *second, failures, unlocks int) error {
	s.Failures, s.Unlocks = failures, unlocks
	if x != nil {
		x.Failures, x.Unlocks = failures, unlocks
		if err := v.writeSecond(s.Second, *x); err != nil {
			return fault.E("vault.count", fault.Unavailable, "The keychain of this computer cannot be written. Unlock it and try again.", err)
		}
	}
	if err := v.write(next, nil); err != nil {
		return err
	}
	return v.markHead()
}

// UnlockText is what the server signs to lift the lock of a slot: the store,
// the user's tag and how often it was lifted before, so that a code works once.
func (v *Vault) UnlockText(login string) (string, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.unlockText(login)
}

func (v *Vault) unlockText(login string) (string, error) {
	s := v.head.slot(v.tag(login))
	if s == nil {
		return "", fault.E("vault.UnlockText", fault.NotFound, "This user has no account on this computer.", nil)
	}
	x, err := v.readSecond(s)
	if err != nil {
		return "", err
	}
	_, unlocks := s.counts(x)
	return fmt.Sprintf("%s-%s-%d", v.head.Store[24:], encode(s.Tag[:6]), unlocks), nil
}

// UnlockCode writes a signature over an UnlockText as people pass it on.
func UnlockCode(signature []byte) string { return base32.StdEncoding.EncodeToString(signature) }

// LiftLock sets the failures of the user's slot back when code is the server's
// signature (ECDSA, ASN.1) over UnlockText.
func (v *Vault) LiftLock(login, code string) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	text, err := v.unlockText(login)
	if err != nil {
		return err
	}
	next := v.head.clone()
	s := next.slot(v.tag(login))
	signature, err := base32.StdEncoding.DecodeString(strings.ToUpper(strings.Join(strings.Fields(code), "")))
	x, lost := v.readSecond(s)
	if lost != nil {
		return lost
	}
	if err != nil || x != nil && !bytes.Equal(x.Server, fingerprint(s.Server)) || !signedBy(s.Server, text, signature) {
		return fault.E("vault.LiftLock", fault.Denied, "This unlock code is not for this account. Read the request to your administrator again and enter the new code.", err)
	}
	_, unlocks := s.counts(x)
	return v.setCounts(next, s, x, 0, unlocks+1)
}

func signedBy(pkix []byte, text string, signature []byte) bool {
	key, err := x509.ParsePKIXPublicKey(pkix)
	if err != nil {
		return false
	}
	public, ok := key.(*ecdsa.PublicKey)
	sum := sha256.Sum256([]byte("civicdesk unlock " + text))
	return ok && ecdsa.VerifyASN1(public, sum[:], signature)
}

func wrongPassword(left int) error {
	words := "The user name or password is not right."
	if left == 1 {
		words += " One more wrong try locks the account."
	}
	return fault.E("vault.Unlock", fault.Denied, words, nil)
}

func locked() error {
	return fault.E("vault.Unlock", fault.Locked, "This account is locked after five wrong passwords. Ask your administrator for an unlock code.", nil)
}
