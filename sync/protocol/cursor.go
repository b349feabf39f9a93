package protocol

import (
	"crypto/hmac"
	"crypto/sha256"

	"civicdesk/app"
	"civicdesk/storage/record"
	"civicdesk/storage/seal"
)

// Cursor is how far a device has the server's changes. Clients keep it as they
// got it and cannot make one: it is signed by the server.
type Cursor struct {
	Epoch  []byte `json:"epoch"`  // of the store: a restored one has another
	Device app.ID `json:"device"` // whose cursor it is
	Rights uint64 `json:"rights"` // version of the grants that it was given under
	Seq    uint64 `json:"seq"`    // everything that changed up to this number was sent …
	Below  uint64 `json:"below"`  // … but for records that changed last below this number; 0: nothing is missing
}

// Sign writes the cursor: its CBOR ‖ HMAC-SHA-256 under the server's key.
func (c Cursor) Sign(key seal.Key) ([]byte, error) {
	body, err := record.Encode(c)
	if err != nil {
		return nil, err
	}
	sum := key.MAC(body)
	return append(body, sum[:]...), nil
}

// ReadCursor reads a cursor that the server with this key has signed.
func ReadCursor(key seal.Key, raw []byte) (c Cursor, ok bool) {
	if len(raw) <= sha256.Size {
		return c, false
	}
	body := raw[:len(raw)-sha256.Size]
	sum := key.MAC(body)
	if !hmac.Equal(sum[:], raw[len(body):]) {
		return c, false
	}
	return c, record.Decode(body, &c) == nil
}
