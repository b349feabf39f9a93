package vault

import (
	"crypto/fips140"
	"crypto/pbkdf2"
	"crypto/rand"
	"crypto/sha256"
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

// InsecureTestKDF is far too cheap for anything but tests.
func InsecureTestKDF() KDF { return KDF{Name: "argon2id", Time: 1, Memory: 64, Threads: 1} }

func (k KDF) salted() KDF {
	k.Salt = make([]byte, 16)
	rand.Read(k.Salt)
	return k
}

// key derives the password's key. Parameters beyond the caps are refused: a
// doctored file must not make the program use up the machine.
func (k KDF) key(password string) (seal.Key, error) {
	switch {
	case len(k.Salt) != 16:
	case k.Name == "argon2id" && !fips140.Enabled() && k.Time >= 1 && k.Time <= 20 && k.Memory <= 1<<20 && k.Threads >= 1 && k.Threads <= 16:
		key, err := seal.KeyFrom(argon2.IDKey([]byte(password), k.Salt, k.Time, k.Memory, k.Threads, seal.KeySize))
		if k.Memory > 1<<14 {
			debug.FreeOSMemory() // the pages of the derivation go back at once
		}
		return key, err
	case k.Name == "pbkdf2-sha256" && k.Time >= 600_000 && k.Time <= 20_000_000:
		raw, err := pbkdf2.Key(sha256.New, password, k.Salt, int(k.Time), seal.KeySize)
		if err != nil {
			return seal.Key{}, err
		}
		return seal.KeyFrom(raw)
	}
	return seal.Key{}, fmt.Errorf("vault: key derivation %q with these parameters is not accepted here", k.Name)
}
