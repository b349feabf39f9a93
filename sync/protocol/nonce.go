package protocol

import (
	"crypto/hmac"
	"crypto/rand"
	"encoding/binary"
	"time"

	"civicdesk/storage/seal"
)

// NonceLife is how long a nonce works by the server's own clock.
const NonceLife = 10 * time.Minute

const nonceSize = 8 + 16 + 32

// NewNonce makes a nonce that the server need not remember: its time ‖ 16 random
// bytes ‖ HMAC-SHA-256 of both under the server's key. Any server of the agency
// can check it. The client's clock plays no part.
func NewNonce(key seal.Key, now time.Time) []byte {
	n := binary.BigEndian.AppendUint64(make([]byte, 0, nonceSize), uint64(now.UnixMilli()))
	n = n[:8+16]
	rand.Read(n[8:])
	sum := key.MAC(n)
	return append(n, sum[:]...)
}

// CheckNonce says whether the nonce is one of the server's and still fresh. A
// server clock that was set back makes it refuse once; the client asks again.
func CheckNonce(key seal.Key, now time.Time, n []byte) bool {
	if len(n) != nonceSize {
		return false
	}
	sum := key.MAC(n[:8+16])
	age := now.Sub(time.UnixMilli(int64(binary.BigEndian.Uint64(n))))
	return hmac.Equal(sum[:], n[8+16:]) && age >= 0 && age <= NonceLife
}
