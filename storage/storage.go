// Package storage is the contract that every store of Civic Desk keeps: sorted
// keys in a few tables, transactions that apply whole or not at all, and one
// gapless sequence. Backends live in sibling folders and pass the suite in
// storage/storagetest; nothing above this package knows which one it has.
package storage

import (
	"context"
	"errors"
)

// Table is one of a store's sorted tables. Numbers are part of the file format
// and never change their meaning.
type Table uint8

// The tables. Keys of persons' records are keyed digests, never names or ids.
const (
	Meta      Table = 1 + iota // what the store is: identity, format, cursors
	Records                    // type tag ‖ id tag → sealed record
	Secrets                    // type tag ‖ id tag ‖ field tag → sealed sensitive field
	Indexes                    // index tag ‖ key ‖ id tag → nothing
	Feed                       // sequence → the record changed then
	Outcomes                   // operation id → its one stored outcome
	Outbox                     // counter → operation not yet settled (desktop)
	Pending                    // type tag ‖ id tag ‖ counter → nothing (desktop)
	Shadow                     // type tag ‖ id tag → the server's state beneath unsent work (desktop)
	Audit                      // counter → entry of the audit chain
	Attention                  // operation id → refused operation, for a person (desktop)
	Chunks                     // sealed pieces of attachments, and when each came (server)
	tableEnd
)

// Tables lists every table, for backends that create them beforehand.
func Tables() []Table {
	all := make([]Table, 0, tableEnd-1)
	for t := Meta; t < tableEnd; t++ {
		all = append(all, t)
	}
	return all
}

// SeqRow is the key in Meta that a backend may use for its sequence. No one else
// writes it, and a copy of a store leaves it out: Seq and NextSeq carry it over.
const SeqRow = "seq"

// Limits that every backend keeps and callers may rely on.
const (
	MaxKey   = 1024     // bytes in a key; the empty key is refused
	MaxValue = 64 << 20 // bytes in a value
)

// Errors that backends return; a driver's own errors never come through alone.
var (
	ErrReadOnly = errors.New("storage: write in a read transaction")
	ErrClosed   = errors.New("storage: store is closed")
	ErrInUse    = errors.New("storage: another program has the store open")
	ErrFull     = errors.New("storage: the disk is full")
	ErrDamaged  = errors.New("storage: the file is damaged")
	ErrLimit    = errors.New("storage: key or value beyond the limits")

	// ErrUnavailable: the database cannot be reached; nothing was changed.
	ErrUnavailable = errors.New("storage: the database cannot be reached")
	// ErrUnknown: the database went away while it committed and has not come back,
	// so the change may have been kept. Whoever repeats it must be able to tell:
	// operations by their identity, forms by their token.
	ErrUnknown = errors.New("storage: the database did not say whether it kept the change")
)

// Store holds the data of one agency (server) or of one computer (desktop).
// All methods may be called from several goroutines.
type Store interface {
	// View runs fn over one unchanging state of the store.
	View(ctx context.Context, fn func(Tx) error) error
	// Update runs fn with the store to itself. When fn returns nil everything it
	// wrote is durable before Update returns; otherwise nothing is kept. fn may
	// run again from the start when the database broke it off, so it sets anew
	// whatever it leaves outside.
	Update(ctx context.Context, fn func(Tx) error) error
	// Close waits for transactions to end and releases the store.
	Close() error
}

// Tx is a transaction, valid only inside the function that received it.
type Tx interface {
	// Get returns the value of key, or nil when there is none. The bytes are
	// valid until the transaction ends and must not be changed.
	Get(t Table, key []byte) ([]byte, error)
	// Put stores value under key; it keeps no reference to either.
	Put(t Table, key, value []byte) error
	// Delete removes key; an absent key is no error.
	Delete(t Table, key []byte) error
	// Scan calls fn for the keys in [from, to) in ascending byte order, at most
	// limit times (0 = no limit); a nil bound is open. fn must not write. It ends
	// early without error when fn returns ErrStop.
	Scan(t Table, from, to []byte, limit int, fn func(key, value []byte) error) error
	// Prefetch says which keys of the table are read next, so that a store across
	// a network can fetch them together. It changes no answer.
	Prefetch(t Table, keys [][]byte) error
	// NextSeq takes n numbers from the store's sequence and returns the first.
	// The numbers belong to the transaction: when it fails they are taken again,
	// so committed numbers have no gaps.
	NextSeq(n int) (first uint64, err error)
	// Seq is the last number taken, 0 before the first.
	Seq() (uint64, error)
}

// ErrStop ends a Scan early without an error.
var ErrStop = errors.New("storage: stop scanning")

// After is the smallest key greater than every key that begins with prefix, or
// nil when there is none: the upper bound for a scan of the prefix.
func After(prefix []byte) []byte {
	end := append([]byte(nil), prefix...)
	for i := len(end) - 1; i >= 0; i-- {
		if end[i] < 0xff {
			end[i]++
			return end[:i+1]
		}
	}
	return nil
}

// CheckPut returns ErrLimit for a key or value beyond the limits; backends call
// it so that all refuse the same.
func CheckPut(key, value []byte) error {
	if len(key) == 0 || len(key) > MaxKey || len(value) > MaxValue {
		return ErrLimit
	}
	return nil
}
