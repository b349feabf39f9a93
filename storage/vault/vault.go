package vault

import (
	"crypto/ecdsa"
	"crypto/sha256"
	"crypto/subtle"
	"crypto/x509"
	"encoding/base32"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/storage/seal"
)

// MaxFailures is how many wrong passwords in a row lock a user's slot (DOORS
// assessment, AC-7: five).
const MaxFailures = 5

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
	DeviceKey []byte      `json:"deviceKey"` // PKCS #8, P-256
	Server    string      `json:"server"`    // base address
	SyncKey   []byte      `json:"syncKey"`   // the agency's public sync key, PKIX
}

// Vault is the key store of one desktop data folder.
type Vault struct {
	dir string
	kdf KDF

	mu   sync.Mutex
	head *head
}

// Keys is what a user's password opens.
type Keys struct {
	Ring *Ring
	User seal.Key // seals what is this user's alone: the journal and its content

	vault *Vault
	tag   []byte

	mu      sync.RWMutex
	profile Profile
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

type contents struct {
	Profile Profile    `json:"profile"`
	Keys    []ScopeKey `json:"keys"`
}

// Open reads the folder's header. A folder without one returns an error that
// wraps os.ErrNotExist; Create makes it. kdf is used for new slots.
func Open(dir string, kdf KDF) (*Vault, error) {
	h, err := readHead(dir)
	if err != nil {
		return nil, err
	}
	return &Vault{dir: dir, kdf: kdf, head: h}, nil
}

// Create makes the header of a new data folder with the first user's slot and
// returns the open keys. A folder that has a header is refused.
func Create(dir string, kdf KDF, password string, p Profile, keys []ScopeKey) (*Keys, error) {
	if _, err := readHead(dir); !errors.Is(err, os.ErrNotExist) {
		return nil, fault.E("vault.Create", fault.Conflict, "This folder already holds a Civic Desk store.", err)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	v := &Vault{dir: dir, kdf: kdf, head: &head{Format: headFormat, Store: app.NewID()}}
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
	tag := v.tag(p.Login)
	for _, s := range v.head.Slots {
		if string(s.Tag) == string(tag) {
			return nil, fault.E("vault.AddUser", fault.Conflict, "This user already has an account on this computer.", nil)
		}
	}
	opened := &Keys{Ring: NewRing(v.head.Store, root), profile: p, User: seal.NewKey(), vault: v, tag: tag}
	for _, k := range keys {
		opened.Ring.Add(k)
	}
	s := slot{Tag: tag, KDF: v.kdf.salted(), Server: p.SyncKey}
	kek, err := s.KDF.key(password)
	if err != nil {
		return nil, err
	}
	s.Commit = commit(kek)
	s.Sealed = kek.Sub("slot").Box().Seal(nil, append(root[:], opened.User[:]...), s.place(v.head.Store))
	if s.Contents, err = opened.sealContents(); err != nil {
		return nil, err
	}
	v.head.Slots = append(v.head.Slots, s)
	return opened, v.write(root)
}

// Unlock opens the user's slot. A wrong password is counted before the key is
// derived; the fifth in a row locks the slot until LiftLock. The two refusals
// are fault.Denied and fault.Locked; an unknown login is refused like a wrong
// password.
func (v *Vault) Unlock(login, password string) (*Keys, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	s := v.slot(login)
	if s == nil {
		KDF{Name: v.kdf.Name, Salt: make([]byte, 16), Time: v.kdf.Time, Memory: v.kdf.Memory, Threads: v.kdf.Threads}.key(password)
		return nil, wrongPassword(0)
	}
	if s.Failures >= MaxFailures {
		return nil, locked()
	}
	s.Failures++
	if err := writeHead(v.dir, v.head); err != nil {
		return nil, err
	}
	kek, err := s.KDF.key(password)
	if err != nil {
		return nil, err
	}
	if subtle.ConstantTimeCompare(commit(kek), s.Commit) != 1 {
		if s.Failures >= MaxFailures {
			return nil, locked()
		}
		return nil, wrongPassword(MaxFailures - s.Failures)
	}
	keys, err := v.openSlot(s, kek)
	if err != nil {
		return nil, fault.E("vault.Unlock", fault.Damaged, "The key file of this computer is damaged. Ask your administrator for a new enrolment code.", err)
	}
	s.Failures = 0
	return keys, v.write(keys.Ring.root)
}

func (v *Vault) openSlot(s *slot, kek seal.Key) (*Keys, error) {
	raw, err := kek.Sub("slot").Box().Open(s.Sealed, s.place(v.head.Store))
	if err != nil || len(raw) != 2*seal.KeySize {
		return nil, seal.ErrOpen
	}
	root, _ := seal.KeyFrom(raw[:seal.KeySize])
	user, _ := seal.KeyFrom(raw[seal.KeySize:])
	if mac := v.mac(root); subtle.ConstantTimeCompare(mac, v.head.MAC) != 1 {
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
	k := &Keys{Ring: NewRing(v.head.Store, root), profile: c.Profile, User: user, vault: v, tag: s.Tag}
	for _, sk := range c.Keys {
		k.Ring.Add(sk)
	}
	return k, nil
}

// Save stores the profile and the ring's present keys in the user's slot. Keys
// that a page of changes needs are saved before the page is.
func (k *Keys) Save() error {
	k.vault.mu.Lock()
	defer k.vault.mu.Unlock()
	sealed, err := k.sealContents()
	if err != nil {
		return err
	}
	for i := range k.vault.head.Slots {
		if s := &k.vault.head.Slots[i]; string(s.Tag) == string(k.tag) {
			s.Contents = sealed
		}
	}
	return k.vault.write(k.Ring.root)
}

func (k *Keys) sealContents() ([]byte, error) {
	plain, err := json.Marshal(contents{k.Profile(), k.Ring.Keys()})
	if err != nil {
		return nil, err
	}
	return k.User.Sub("contents").Box().Seal(nil, plain, k.tag), nil
}

// UnlockText is what the server signs to lift the lock of a slot: the store,
// the user's tag and how often it was lifted before, so that a code works once.
func (v *Vault) UnlockText(login string) (string, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	s := v.slot(login)
	if s == nil {
		return "", fault.E("vault.UnlockText", fault.NotFound, "This user has no account on this computer.", nil)
	}
	return fmt.Sprintf("%s-%s-%d", v.head.Store[24:], encode(s.Tag[:6]), s.Unlocks), nil
}

// UnlockCode writes a signature over an UnlockText as people pass it on.
func UnlockCode(signature []byte) string { return base32.StdEncoding.EncodeToString(signature) }

// LiftLock sets the failures of the user's slot back when code is the server's
// signature (ECDSA, ASN.1) over UnlockText.
func (v *Vault) LiftLock(login, code string) error {
	text, err := v.UnlockText(login)
	if err != nil {
		return err
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	s := v.slot(login)
	signature, err := base32.StdEncoding.DecodeString(strings.ToUpper(strings.Join(strings.Fields(code), "")))
	if err != nil || !signedBy(s.Server, text, signature) {
		return fault.E("vault.LiftLock", fault.Denied, "This unlock code is not for this account. Read the request to your administrator again and enter the new code.", err)
	}
	s.Failures = 0
	s.Unlocks++
	return writeHead(v.dir, v.head)
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

// Has says whether the login has a slot here.
func (v *Vault) Has(login string) bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.slot(login) != nil
}

func (v *Vault) slot(login string) *slot {
	tag := string(v.tag(login))
	for i := range v.head.Slots {
		if string(v.head.Slots[i].Tag) == tag {
			return &v.head.Slots[i]
		}
	}
	return nil
}

func (v *Vault) tag(login string) []byte {
	sum := sha256.Sum256([]byte("civicdesk login " + string(v.head.Store) + " " + strings.ToLower(strings.TrimSpace(login))))
	return sum[:16]
}

func (v *Vault) write(root seal.Key) error {
	v.head.MAC = v.mac(root)
	return writeHead(v.dir, v.head)
}

// mac covers everything but the counts, which change while the vault is locked,
// and the generation.
func (v *Vault) mac(root seal.Key) []byte {
	parts := [][]byte{[]byte(v.head.Store)}
	for _, s := range v.head.Slots {
		parts = append(parts, s.Tag, s.Commit, s.Sealed, s.Contents, s.Server)
	}
	sum := root.Sub("head").MAC(parts...)
	return sum[:]
}

func (s slot) place(store app.ID) []byte { return append([]byte("slot "+string(store)), s.Tag...) }

func commit(kek seal.Key) []byte {
	k := kek.Sub("commit")
	return k[:16]
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
