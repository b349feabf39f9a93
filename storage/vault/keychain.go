package vault

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/zalando/go-keyring"

	"civicdesk/app/fault"
	files "civicdesk/storage/disk"
	"civicdesk/storage/seal"
)

// Keychain keeps small secrets outside the data folder, so that the folder alone
// is useless to whoever copies it.
type Keychain interface {
	// Kind is the keychain's name in headers: it stays the same for ever.
	Kind() string
	// Words say to a person where the secrets lie.
	Words() string
	// Get returns a secret, or an error that wraps ErrNoSecret.
	Get(name string) ([]byte, error)
	// Set stores a secret of at most 1 KiB; it is durable when Set returns.
	Set(name string, secret []byte) error
	// Delete forgets a secret; one that is not there is no error.
	Delete(name string) error
}

// ErrNoSecret says that a keychain has no secret of the name.
var ErrNoSecret = errors.New("vault: no such secret in the keychain")

// Keychains are the places for second secrets on this computer, best first: the
// operating system's keychain where it answers, and a protected file.
func Keychains() []Keychain {
	all := []Keychain{FileKeychain(fileKeychainDir())}
	if system := (systemKeychain{}); system.answers() {
		all = append([]Keychain{system}, all...)
	}
	return all
}

// fileKeychainDir is CIVICDESK_KEYCHAIN, or a folder of the user's settings.
func fileKeychainDir() string {
	if dir := os.Getenv("CIVICDESK_KEYCHAIN"); dir != "" {
		return dir
	}
	dir, err := os.UserConfigDir()
	if err != nil { // no home: a service account
		return ""
	}
	return filepath.Join(dir, "civicdesk", "keychain")
}

// systemKeychain is Windows Credential Manager, macOS Keychain or the Secret
// Service of a Linux desktop.
type systemKeychain struct{}

const keychainService = "Civic Desk"

func (systemKeychain) Kind() string  { return "system" }
func (systemKeychain) Words() string { return "the keychain of the operating system" }

// answers says whether the keychain can be asked at all: a name that is not
// there is an answer.
func (k systemKeychain) answers() bool {
	if os.Getenv("CIVICDESK_KEYCHAIN") != "" { // the operator chose the file
		return false
	}
	_, err := k.Get("is there a keychain")
	return err == nil || errors.Is(err, ErrNoSecret)
}

func (systemKeychain) Get(name string) ([]byte, error) {
	text, err := keyring.Get(keychainService, name)
	if errors.Is(err, keyring.ErrNotFound) {
		return nil, ErrNoSecret
	}
	if err != nil {
		return nil, err
	}
	return base64.StdEncoding.DecodeString(text)
}

func (systemKeychain) Set(name string, secret []byte) error {
	return keyring.Set(keychainService, name, base64.StdEncoding.EncodeToString(secret))
}

func (systemKeychain) Delete(name string) error {
	if err := keyring.Delete(keychainService, name); err != nil && !errors.Is(err, keyring.ErrNotFound) {
		return err
	}
	return nil
}

// fileKeychain is a folder with one file for each secret, readable by its owner
// only. It guards against a copy of the data folder, not of the whole disk.
type fileKeychain struct {
	dir  string
	disk disk
}

// FileKeychain keeps secrets in files of the folder, which is made when needed.
func FileKeychain(dir string) Keychain { return fileKeychain{dir, osDisk{}} }

func (fileKeychain) Kind() string { return "file" }

func (k fileKeychain) Words() string {
	return "a protected file in " + k.dir + ", since this computer has no keychain that answers"
}

func (k fileKeychain) path(name string) string {
	return filepath.Join(k.dir, hex.EncodeToString([]byte(name)))
}

func (k fileKeychain) Get(name string) ([]byte, error) {
	raw, err := os.ReadFile(k.path(name))
	if errors.Is(err, os.ErrNotExist) {
		return nil, ErrNoSecret
	}
	return raw, err
}

func (k fileKeychain) Set(name string, secret []byte) error {
	if k.dir == "" {
		return errors.New("this user has no folder for settings: set CIVICDESK_KEYCHAIN to a folder outside the data folder")
	}
	if err := files.MakeDir(k.dir); err != nil {
		return err
	}
	return replaceFile(k.disk, k.path(name), secret)
}

func (k fileKeychain) Delete(name string) error {
	if err := k.disk.remove(k.path(name)); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}

// second is what a keychain keeps for one slot: the second secret, and the
// counts that the header has too, so that restoring one of them sets nothing
// back.
type second struct {
	Secret   []byte `json:"secret"`
	Server   []byte `json:"server"` // digest of the key that checks unlock codes
	Failures int    `json:"failures"`
	Unlocks  int    `json:"unlocks"`
}

func (v *Vault) keychain(kind string) Keychain {
	for _, k := range v.keychains {
		if k.Kind() == kind {
			return k
		}
	}
	return nil
}

// readSecond returns what the keychain keeps for the slot; nil for a slot that
// needs no second secret.
func (v *Vault) readSecond(s *slot) (*second, error) {
	if s.Second == "" {
		return nil, nil
	}
	kind, name, _ := strings.Cut(s.Second, ":")
	k := v.keychain(kind)
	if k == nil {
		return nil, fault.E("vault.readSecond", fault.Unavailable, "The keychain that holds the second half of this account's key does not answer. Sign in to the computer as usual and unlock its keychain, then try again.", nil)
	}
	raw, err := k.Get(name)
	if errors.Is(err, ErrNoSecret) {
		return nil, fault.E("vault.readSecond", fault.Damaged, "The second half of this account's key is not in "+k.Words()+". Sign in to the computer as the person who enrolled this account, or ask your administrator to recover it (“civicdesk recover”).", err)
	}
	if err != nil {
		return nil, fault.E("vault.readSecond", fault.Unavailable, "The keychain of this computer cannot be read. Unlock it and try again.", err)
	}
	var out second
	if err := json.Unmarshal(raw, &out); err != nil || len(out.Secret) != seal.KeySize {
		return nil, fault.E("vault.readSecond", fault.Damaged, "The second half of this account's key in "+k.Words()+" is damaged. Ask your administrator to recover the account (“civicdesk recover”).", err)
	}
	return &out, nil
}

func (v *Vault) writeSecond(at string, x second) error {
	kind, name, _ := strings.Cut(at, ":")
	raw, err := json.Marshal(x)
	if err != nil {
		return err
	}
	return v.keychain(kind).Set(name, raw)
}

// newSecond stores a new second secret in the first keychain that takes it and
// returns its place. A vault without keychains returns none.
func (v *Vault) newSecond(s *slot) (at string, x *second, err error) {
	var trouble error
	for _, k := range v.keychains {
		secret, name := seal.NewKey(), seal.NewKey()
		x, at = &second{Secret: secret[:], Server: fingerprint(s.Server), Unlocks: s.Unlocks}, k.Kind()+":"+string(v.head.Store)+"/"+encode(name[:8])
		if err := v.writeSecond(at, *x); err != nil {
			trouble = errors.Join(trouble, fmt.Errorf("%s: %w", k.Kind(), err))
			continue
		}
		if back, err := v.readSecond(&slot{Second: at}); err != nil || string(back.Secret) != string(secret[:]) {
			trouble = errors.Join(trouble, fmt.Errorf("%s did not keep the secret: %w", k.Kind(), err))
			continue
		}
		return at, x, nil
	}
	return "", nil, trouble
}

// forgetSecond deletes a second secret that no header names any more. One that
// stays behind opens nothing.
func (v *Vault) forgetSecond(at string) {
	if kind, name, ok := strings.Cut(at, ":"); ok {
		if k := v.keychain(kind); k != nil {
			k.Delete(name)
		}
	}
}

// SecondSecret says plainly what the folder's keys need beside the password.
func (v *Vault) SecondSecret() string {
	v.mu.Lock()
	defer v.mu.Unlock()
	var where []string
	without := false
	for _, s := range v.head.Slots {
		kind, _, _ := strings.Cut(s.Second, ":")
		k := v.keychain(kind)
		switch {
		case kind == "":
			without = true
		case k == nil:
			where = appendNew(where, "a keychain that does not answer")
		default:
			where = appendNew(where, k.Words())
		}
	}
	words := "The keys need a password and a second secret, which lies in " + strings.Join(where, " and ") + "."
	if len(where) == 0 {
		words = "The keys need a password only; a second secret is added at the next sign-in."
	} else if without {
		words += " An account that has not signed in for long still needs a password only."
	}
	return words
}

func appendNew(list []string, s string) []string {
	for _, have := range list {
		if have == s {
			return list
		}
	}
	return append(list, s)
}
