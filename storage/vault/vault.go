package vault

import (
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"os"
	"strings"
	"sync"
	"time"

	"civicdesk/app"
	"civicdesk/app/fault"
	files "civicdesk/storage/disk"
	"civicdesk/storage/epoch"
	"civicdesk/storage/seal"
)

// Profile is who the slot's user is and how the desktop reaches its server. It
// is sealed under the user's key.
type Profile struct {
	User      app.ID      `json:"user"`
	Login     string      `json:"login"`
	Name      string      `json:"name"`
	Grants    []app.Grant `json:"grants"`
	Agency    string      `json:"agency"`
	Office    string      `json:"office"`
	Device    app.ID      `json:"device"`
	DeviceKey []byte      `json:"deviceKey"`          // PKCS #8, P-256
	Server    string      `json:"server"`             // base address
	SyncKey   []byte      `json:"syncKey"`            // the agency's public sync key, PKIX
	Recovery  []byte      `json:"recovery,omitempty"` // the agency's public recovery key, PKIX
	// Certificate is the agency's statement that DeviceKey is the user's device for a
	// time; Lease is for how many days the folder may be used without the server.
	Certificate []byte `json:"certificate,omitempty"`
	Lease       int    `json:"lease,omitempty"`
}

// Vault is the key store of one desktop data folder.
type Vault struct {
	dir       string
	kdf       KDF
	keychains []Keychain
	rules     Rules
	clock     app.Clock
	disk      disk

	mu   sync.Mutex
	head *head
}

// Option sets up a vault.
type Option func(*Vault)

// WithKeychains ties new slots to a second secret in the first keychain that
// takes it; the others are asked for slots that name them. Without keychains a
// slot needs its password only.
func WithKeychains(k ...Keychain) Option { return func(v *Vault) { v.keychains = k } }

// WithRules sets what is asked of passwords over time; without it, nothing is.
func WithRules(r Rules) Option { return func(v *Vault) { v.rules = r } }

// WithClock sets the clock by which passwords age.
func WithClock(c app.Clock) Option { return func(v *Vault) { v.clock = c } }

// Keys is what a user's password opens.
type Keys struct {
	Ring *Ring
	User seal.Key // seals what is this user's alone: the journal and its content

	vault   *Vault
	tag     []byte
	current past // of the password that lockWith used last

	mu        sync.RWMutex
	profile   Profile
	set       time.Time
	past      []past
	recovered bool
	anchor    Anchor
	epochs    []epoch.Secret // recovered with the agency's key
	oldHead   bool
}

// Profile is who the user is, as the server last told.
func (k *Keys) Profile() Profile {
	k.mu.RLock()
	defer k.mu.RUnlock()
	return k.profile
}

// SetProfile follows what the server tells; Save stores it.
func (k *Keys) SetProfile(p Profile) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.profile = p
}

// Forget overwrites the keys and the profile as far as Go lets us reach them.
// Nothing may use them afterwards.
func (k *Keys) Forget() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.Ring.Forget()
	clear(k.User[:])
	clear(k.profile.DeviceKey)
	k.profile, k.past, k.anchor, k.epochs = Profile{}, nil, Anchor{}, nil
}

// Vault is the folder's key store that the keys are of.
func (k *Keys) Vault() *Vault { return k.vault }

// Open reads the folder's header. A folder without one returns an error that
// wraps os.ErrNotExist; Create makes it. kdf is used for new slots, and for old
// ones that ask for less.
func Open(dir string, kdf KDF, options ...Option) (*Vault, error) {
	v := newVault(dir, kdf, options)
	var err error
	if v.head, err = readHead(dir); err != nil {
		return nil, err
	}
	return v, nil
}

func newVault(dir string, kdf KDF, options []Option) *Vault {
	v := &Vault{dir: dir, kdf: kdf, disk: osDisk{}}
	for _, set := range options {
		set(v)
	}
	return v
}

// Create makes the header of a new data folder with the first user's slot and
// returns the open keys. A folder that has a header is refused.
func Create(dir string, kdf KDF, password string, p Profile, keys []ScopeKey, options ...Option) (*Keys, error) {
	if _, err := readHead(dir); !errors.Is(err, os.ErrNotExist) {
		return nil, fault.E("vault.Create", fault.Conflict, "This folder already holds a Civic Desk store.", err)
	}
	if err := files.MakeDir(dir); err != nil {
		return nil, err
	}
	v := newVault(dir, kdf, options)
	v.head = &head{Format: headFormat, Store: app.NewID()}
	return v.enter(seal.NewKey(), password, p, keys)
}

// AddUser gives another user a slot. It needs the open keys of a user who is
// there, since the store's key must be at hand.
func (k *Keys) AddUser(password string, p Profile, keys []ScopeKey) (*Keys, error) {
	return k.vault.enter(k.Ring.root, password, p, keys)
}

func (v *Vault) enter(root seal.Key, password string, p Profile, keys []ScopeKey) (*Keys, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	next, tag := v.head.clone(), v.tag(p.Login)
	if next.slot(tag) != nil {
		return nil, fault.E("vault.AddUser", fault.Conflict, "This user already has an account on this computer.", nil)
	}
	k := &Keys{Ring: NewRing(v.head.Store, root), profile: p, User: seal.NewKey(), vault: v, tag: tag}
	for _, key := range keys {
		k.Ring.Add(key)
	}
	next.Slots = append(next.Slots, slot{Tag: tag, Server: p.SyncKey})
	if err := k.take(next, password); err != nil {
		return nil, err
	}
	return k, nil
}

// take gives the slot in next a new password and makes next the header.
func (k *Keys) take(next *head, password string) error {
	s := next.slot(k.tag)
	before := s.Second
	if err := k.lockWith(s, password); err != nil {
		return err
	}
	set, former := k.set, k.past
	k.chosen()
	err := k.fill(s)
	if err == nil {
		err = k.anchored(next)
	}
	if err == nil {
		err = k.vault.write(next, &k.Ring.root)
	}
	if err != nil {
		k.mu.Lock()
		k.set, k.past = set, former
		k.mu.Unlock()
		k.vault.forgetSecond(s.Second)
		return err
	}
	k.vault.supersede(before, s.Second)
	return nil
}

// supersede writes the header once more, so that neither file holds what was
// given up, and then forgets its second secret. When that cannot be written now,
// the next sign-in does it: each writes the header.
func (v *Vault) supersede(before, now string) {
	if err := v.write(v.head.clone(), nil); err == nil && before != now {
		v.forgetSecond(before)
	}
}

// Unlock opens the user's slot. A wrong password is counted before the key is
// derived; the fifth in a row locks the slot until LiftLock. The two refusals
// are fault.Denied and fault.Locked; an unknown login is refused like a wrong
// password. A slot that asks for less than the vault's parameters is brought up
// to them.
func (v *Vault) Unlock(login, password string) (*Keys, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	tag := v.tag(login)
	if v.head.slot(tag) == nil {
		k := v.kdf
		k.Salt = make([]byte, 16)
		k.key(password)
		return nil, wrongPassword(0)
	}
	old := v.headIsOld()
	k, err := v.try(tag, password)
	if err != nil {
		return nil, err
	}
	k.oldHead = old
	next := v.head.clone()
	s := next.slot(tag)
	before := s.Second
	renew := v.kdf.exceeds(s.KDF) || s.Second == "" && len(v.keychains) > 0
	if renew {
		if err := k.lockWith(s, password); err != nil {
			return nil, err
		}
	}
	if k.set.IsZero() { // of the first format, which did not tell
		k.set = v.clock.Now()
	}
	if renew || len(s.Holds) == 0 {
		if err := k.fill(s); err != nil {
			return nil, err
		}
	}
	s.Failures = 0
	if err := k.anchored(next); err != nil {
		return nil, err
	}
	if err := v.write(next, &k.Ring.root); err != nil {
		return nil, err
	}
	if renew {
		v.supersede(before, s.Second)
		return k, nil
	}
	if s.Second == "" {
		return k, nil
	}
	x, err := v.readSecond(s)
	if err == nil {
		x.Failures = 0
		err = v.writeSecond(s.Second, *x)
	}
	if err != nil {
		return nil, err
	}
	return k, nil
}

// try counts an attempt, derives the key and opens the slot.
func (v *Vault) try(tag []byte, password string) (*Keys, error) {
	s := v.head.slot(tag)
	if err := s.KDF.check(); errors.Is(err, errNotApproved) {
		return nil, fault.E("vault.Unlock", fault.Refused, "This account's key was made with a function that FIPS mode forbids. Ask your administrator to recover the account (“civicdesk recover”), or enrol this computer anew in an empty folder.", err)
	} else if err != nil {
		return nil, damaged(err)
	}
	x, err := v.readSecond(s)
	if err != nil {
		return nil, err
	}
	failures, err := v.count(tag, x)
	if err != nil {
		return nil, err
	}
	s = v.head.slot(tag)
	derived, err := s.KDF.key(password)
	if err != nil {
		return nil, damaged(err)
	}
	kek, err := s.kek(derived, x, v.head.Store)
	if err != nil {
		return nil, damaged(err)
	}
	if subtle.ConstantTimeCompare(commit(kek), s.Commit) != 1 {
		if failures >= MaxFailures {
			return nil, locked()
		}
		return nil, wrongPassword(MaxFailures - failures)
	}
	k, err := v.open(s, kek)
	if err != nil {
		return nil, damaged(err)
	}
	return k, nil
}

func damaged(err error) error {
	return fault.E("vault.Unlock", fault.Damaged, "The key file of this computer is damaged. Ask your administrator to recover the account (“civicdesk recover”).", err)
}

// Save stores the profile and the ring's present keys in the user's slot, in
// both header files: a key that was taken off the ring is in neither. Keys that
// a page of changes needs are saved before the page is.
func (k *Keys) Save() error {
	v := k.vault
	v.mu.Lock()
	defer v.mu.Unlock()
	next := v.head.clone()
	s := next.slot(k.tag)
	if s == nil {
		return damaged(errors.New("the user's slot is gone"))
	}
	if err := k.fill(s); err != nil {
		return err
	}
	if err := k.boxEpochs(next, k.Anchor()); err != nil {
		return err
	}
	if err := v.write(next, &k.Ring.root); err != nil {
		return err
	}
	return v.write(v.head.clone(), nil)
}

// Has says whether the login has a slot here.
func (v *Vault) Has(login string) bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.head.slot(v.tag(login)) != nil
}

func (v *Vault) tag(login string) []byte {
	sum := sha256.Sum256([]byte("civicdesk login " + string(v.head.Store) + " " + strings.ToLower(strings.TrimSpace(login))))
	return sum[:16]
}

// write makes next the header, on disk first. Without the store's key only
// counts may differ, which the header's digest leaves out.
func (v *Vault) write(next *head, root *seal.Key) error {
	if root != nil {
		next.Format = headFormat
		next.MAC = next.mac(*root)
	}
	if err := writeHead(v.disk, v.dir, next); err != nil {
		return err
	}
	v.head = next
	return nil
}
