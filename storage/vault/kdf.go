package vault

import (
	"crypto/fips140"
	"crypto/pbkdf2"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"runtime/debug"

	"golang.org/x/crypto/argon2"

	"civicdesk/storage/seal"
)

// KDF says how a password becomes a key. It lies in each slot, so that a
// stricter policy can be met slot by slot.
type KDF struct {
	Name    string `json:"name"` // "argon2id" or "pbkdf2-sha256"
	Salt    []byte `json:"salt"` // 16 random bytes
	Time    uint32 `json:"time"` // passes, or rounds of PBKDF2
	Memory  uint32 `json:"memory"`
	Threads uint8  `json:"threads"`
}

// DefaultKDF is Argon2id with 3 passes over 64 MiB in 4 lanes (RFC 9106, second
// recommended option), or PBKDF2-HMAC-SHA-256 with 600,000 rounds when FIPS 140
// mode is on, where Argon2id is not approved.
func DefaultKDF() KDF {
	if fips140.Enabled() {
		return KDF{Name: "pbkdf2-sha256", Time: 600_000}
	}
	return KDF{Name: "argon2id", Time: 3, Memory: 64 << 10, Threads: 4}
}

// InsecureTestKDF is far too cheap for anything but tests. In FIPS 140 mode,
// which accepts nothing cheap, it is DefaultKDF.
func InsecureTestKDF() KDF {
	if fips140.Enabled() {
		return DefaultKDF()
	}
	return KDF{Name: "argon2id", Time: 1, Memory: 64, Threads: 1}
}

func (k KDF) salted() KDF {
	k.Salt = make([]byte, 16)
	rand.Read(k.Salt)
	return k
}

// exceeds says whether k asks for more than a slot's old parameters, or for
// another function.
func (k KDF) exceeds(old KDF) bool {
	return k.Name != old.Name || k.Time > old.Time || k.Memory > old.Memory
}

// errNotApproved says that a slot needs a function that FIPS 140 mode forbids.
var errNotApproved = errors.New("vault: Argon2id is not approved under FIPS 140")

// check refuses parameters beyond the caps: a doctored file must not make the
// program use up the machine.
func (k KDF) check() error {
	switch {
	case len(k.Salt) != 16:
	case k.Name == "argon2id" && fips140.Enabled():
		return errNotApproved
	case k.Name == "argon2id" && k.Time >= 1 && k.Time <= 20 && k.Memory <= 1<<20 && k.Threads >= 1 && k.Threads <= 16,
		k.Name == "pbkdf2-sha256" && k.Time >= 600_000 && k.Time <= 20_000_000:
		return nil
	}
	return fmt.Errorf("vault: key derivation %q with these parameters is not accepted here", k.Name)
}

// key derives the password's key.
func (k KDF) key(password string) (seal.Key, error) {
	if err := k.check(); err != nil {
		return seal.Key{}, err
	}
	if k.Name == "argon2id" {
		return argon2id(password, k)
	}
	raw, err := pbkdf2.Key(sha256.New, password, k.Salt, int(k.Time), seal.KeySize)
	if err != nil {
		return seal.Key{}, err
	}
	return seal.KeyFrom(raw)
}

// argon2id is the one door to a function that Go's FIPS 140 mode lets pass
// though it is not approved. It never opens in that mode.
func argon2id(password string, k KDF) (seal.Key, error) {
	if fips140.Enabled() {
		return seal.Key{}, errNotApproved
	}
	key, err := seal.KeyFrom(argon2.IDKey([]byte(password), k.Salt, k.Time, k.Memory, k.Threads, seal.KeySize))
	if k.Memory > 1<<14 {
		debug.FreeOSMemory() // the pages of the derivation go back at once
	}
	return key, err
}
