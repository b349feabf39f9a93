package vault

import (
	"fmt"
	"slices"
	"time"

	"civicdesk/app/fault"
	"civicdesk/storage/seal"
)

// Rules are what is asked of passwords over time. The zero value asks nothing.
type Rules struct {
	Least  time.Duration // how long a password must be kept
	Most   time.Duration // how long it may be kept
	Past   int           // how many of the last ones may not be chosen again, the present one included
	Source string        // the citation of the rules, for people who ask why
}

// past is a password that was used, as a digest that costs a full derivation to
// try; it is sealed besides.
type past struct {
	KDF    KDF    `json:"kdf"`
	Digest []byte `json:"digest"`
}

func pastDigest(derived seal.Key) []byte {
	d := derived.Sub("past password")
	return d[:16]
}

// chosen notes that the password which lockWith used is a new one.
func (k *Keys) chosen() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.set = k.vault.clock.Now()
	k.past = append(slices.Clone(k.past), k.current)
	if over := len(k.past) - k.vault.rules.Past; over > 0 {
		k.past = k.past[over:]
	}
}

// PasswordSet is when the password was chosen.
func (k *Keys) PasswordSet() time.Time {
	k.mu.RLock()
	defer k.mu.RUnlock()
	return k.set
}

// PasswordExpired says whether the password is older than the rules allow: it
// must be changed before work goes on.
func (k *Keys) PasswordExpired() bool {
	r := k.vault.rules
	return r.Most > 0 && k.vault.clock.Now().Sub(k.PasswordSet()) > r.Most
}

// ChangePassword gives the user's slot a new password and a new second secret. A
// wrong old one counts as a failed sign-in. The new slot is on disk before the
// old one is given up; from then on no file of the folder opens with the old
// password. What the password must look like is the caller's to check.
func (k *Keys) ChangePassword(old, new string) error {
	v := k.vault
	v.mu.Lock()
	defer v.mu.Unlock()
	if _, err := v.try(k.tag, old); err != nil {
		return err
	}
	next := v.head.clone()
	s := next.slot(k.tag)
	if x, err := v.readSecond(s); err != nil {
		return err
	} else if err := v.setCounts(next, s, x, 0, s.Unlocks); err != nil {
		return err
	}
	if age := v.clock.Now().Sub(k.PasswordSet()); age >= 0 && age < v.rules.Least { // a negative age is a turned clock
		return fault.Law("vault.ChangePassword", v.rules.Source, fmt.Sprintf("A password is kept for at least %d days. You can change this one from %s on.",
			v.rules.Least/(24*time.Hour), k.PasswordSet().Add(v.rules.Least).Format("January 2, 2006")))
	}
	return k.replace(new)
}

// SetPassword gives recovered keys their new password, without the old one.
func (k *Keys) SetPassword(new string) error {
	v := k.vault
	v.mu.Lock()
	defer v.mu.Unlock()
	if !k.recovered {
		return fault.E("vault.SetPassword", fault.Denied, "Enter the present password to change it.", nil)
	}
	if err := k.replace(new); err != nil {
		return err
	}
	k.recovered = false
	return nil
}

func (k *Keys) replace(password string) error {
	v := k.vault
	for _, p := range k.past {
		derived, err := p.KDF.key(password)
		if err != nil {
			continue // made in another mode; it cannot be compared
		}
		if string(pastDigest(derived)) == string(p.Digest) {
			words := fmt.Sprintf("This is one of your last %d passwords. Choose another.", v.rules.Past)
			return &fault.Error{Op: "vault.ChangePassword", Kind: fault.Invalid, Words: words, Rule: v.rules.Source, Fields: []fault.Field{{Name: "password", Words: words}}}
		}
	}
	next := v.head.clone()
	if k.recovered {
		next.slot(k.tag).Unlocks++ // codes that were given out for the old lock are void
	}
	return k.take(next, password)
}
