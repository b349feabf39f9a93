// Package backup keeps snapshots of a store and its files in one sealed file,
// which grows by what has changed since the last snapshot. docs/backup-format.md
// says what each byte is.
//
// A snapshot is a sorted list of rows: the rows of the store's tables, and
// before them the files that belong to it, as rows of the table Files. The list
// is cut into blocks where the content says so; a block is named by a keyed
// digest of what it holds, so what has not changed since an earlier snapshot is
// there already. The file is only appended to. Whatever stops an append, the
// snapshots before it stay as they were.
package backup

import (
	"errors"
	"time"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/storage"
	"civicdesk/storage/disk"
	"civicdesk/storage/seal"
)

// Files is the table of a snapshot's files: name → content. It sorts before the
// tables of the store.
const Files storage.Table = 0

// Row is one row of a snapshot.
type Row struct {
	Table      storage.Table
	Key, Value []byte
}

// Source calls yield for all rows of a store and its files in ascending order,
// and ends with the first error of yield.
type Source func(yield func(Row) error) error

// Origin is what a file holds snapshots of. It is written once, in clear.
type Origin struct {
	Kind  string `json:"kind"`  // Server or Desktop
	Store app.ID `json:"store"` // the store's identity
}

// The kinds of origin.
const (
	Server  = "server"
	Desktop = "desktop"
)

// Snapshot is one whole copy in the file.
type Snapshot struct {
	Number  uint64    // 1, 2, 3 … in the file
	Time    time.Time // by the clock of the computer that made it
	Seq     uint64    // the store's sequence
	Rows    uint64    // rows, files included
	Records uint64    // of those, records
	Bytes   uint64    // keys and values together

	root   id
	before [32]byte // of the snapshot or the head before it
	sum    [32]byte // of this snapshot's own frame
	end    int64    // where its frame ends in the file
}

// id names a block.
type id [32]byte

// Secret opens a file: one of the three that it was sealed for.
type Secret func(*head) (seal.Key, error)

var errNotABackup = errors.New("backup: not a backup file")

func notABackup(path string, cause error) error {
	return fault.E("backup.Open", fault.Invalid, "The file "+path+" is not a backup of Civic Desk, or its beginning is damaged beyond use.", cause)
}

// friendly gives the errors of the file system words.
func friendly(op, path string, err error) error {
	var f *fault.Error
	switch {
	case err == nil || errors.As(err, &f):
		return err
	case errors.Is(disk.Translate(err), storage.ErrFull):
		return fault.E(op, fault.Full, "The disk is full, so the backup "+path+" was not finished. Earlier snapshots in it are unharmed. Free some space and do it again.", err)
	case errors.Is(err, storage.ErrDamaged):
		return fault.E(op, fault.Damaged, "The backup "+path+" is damaged. “civicdesk backup check” says which snapshots are whole.", err)
	}
	return fault.E(op, fault.Unavailable, "The backup "+path+" was not finished. Earlier snapshots in it are unharmed. Try again; if it fails again, use another disk.", err)
}
