package vault

import (
	"encoding/binary"
	"encoding/hex"
	"errors"

	"civicdesk/storage/seal"
)

// Row is a sealed record as it lies in a store:
//
//	format 1 ‖ scope key id 8 ‖ version 8 ‖ record key, wrapped 60 ‖ GCM(padded body)
//
// Each record has a random key of its own, so that destroying the record key
// erases it. Wrapping and body are bound to store, scope key, place and version.
type Row []byte

const (
	rowFormat = 1
	headSize  = 1 + 8 + 8
	wrapSize  = seal.KeySize + seal.Overhead
)

// ErrNoKey says that a row belongs to a scope whose key is not on the ring.
var ErrNoKey = errors.New("vault: no key for this scope")

// ErrRow says that a row is damaged or stands in a place that is not its own.
var ErrRow = errors.New("vault: row is damaged or out of place")

// Secret selects the stricter key under which sensitive fields are sealed.
type Secret bool

// KeyOf is the scope key id of the row.
func (w Row) KeyOf() (KeyID, error) {
	var id KeyID
	if len(w) < headSize+wrapSize+seal.Overhead || w[0] != rowFormat {
		return id, ErrRow
	}
	copy(id[:], w[1:9])
	return id, nil
}

// Seal makes a row: body under the record key, the record key under the scope
// key. place is what the row is bound to beside the store: its table and key.
func (r *Ring) Seal(scope KeyID, record seal.Key, version uint64, place, body []byte, s Secret) (Row, error) {
	k, ok := r.get(scope)
	if !ok {
		return nil, ErrNoKey
	}
	row := make([]byte, 0, headSize+wrapSize+len(body)*9/8+64)
	row = append(row, rowFormat)
	row = append(row, scope[:]...)
	row = binary.BigEndian.AppendUint64(row, version)
	bound := r.bind(row, place)
	row = k.box(s).Seal(row, record[:], bound)
	return record.Box().Seal(row, seal.Pad(body), bound), nil
}

// Open returns the body, the record key and the version of a row, or ErrNoKey
// or ErrRow.
func (r *Ring) Open(w Row, place []byte, s Secret) (body []byte, record seal.Key, version uint64, err error) {
	id, err := w.KeyOf()
	if err != nil {
		return nil, record, 0, err
	}
	k, ok := r.get(id)
	if !ok {
		return nil, record, 0, ErrNoKey
	}
	bound := r.bind(w[:headSize], place)
	raw, err := k.box(s).Open(w[headSize:headSize+wrapSize], bound)
	if err != nil {
		return nil, record, 0, ErrRow
	}
	copy(record[:], raw)
	padded, err := record.Box().Open(w[headSize+wrapSize:], bound)
	if err != nil {
		return nil, record, 0, ErrRow
	}
	body, err = seal.Unpad(padded)
	if err != nil {
		return nil, record, 0, ErrRow
	}
	return body, record, binary.BigEndian.Uint64(w[9:17]), nil
}

// Rewrap seals the row anew under the newest key of its scope. It returns the
// row itself when that key seals it already.
func (r *Ring) Rewrap(w Row, place []byte, s Secret) (Row, error) {
	id, err := w.KeyOf()
	if err != nil {
		return nil, err
	}
	k, ok := r.get(id)
	if !ok {
		return nil, ErrNoKey
	}
	newest, _ := r.For(k.Scope)
	if newest == id {
		return w, nil
	}
	body, record, version, err := r.Open(w, place, s)
	if err != nil {
		return nil, err
	}
	return r.Seal(newest, record, version, place, body, s)
}

func (k opened) box(s Secret) seal.Box {
	if s {
		return k.secrets
	}
	return k.records
}

func (r *Ring) bind(head, place []byte) []byte {
	bound := make([]byte, 0, len(r.store)+len(head)+len(place)+1)
	bound = append(bound, r.store...)
	bound = append(bound, head...)
	return append(bound, place...)
}

func encode(b []byte) string { return hex.EncodeToString(b) }
