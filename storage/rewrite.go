package storage

import "context"

// Put stores a row in the file that a Rewrite is filling.
type Put func(t Table, key, value []byte) error

// Carry says what becomes of a store when it is rewritten.
type Carry struct {
	// Row is called for each row and puts what takes its place, under whatever
	// key; a row for which it puts nothing is left out. The bytes are valid during
	// the call. Nil: every row stays as it is.
	Row func(t Table, key, value []byte, put Put) error
	// Last adds rows when all have been carried; nil: none.
	Last func(put Put) error
}

// Rewritten is what a Rewrite did.
type Rewritten struct {
	Rows  int   // in the new file
	Bytes int64 // its length
}

// Rewriter is a store that can be copied forward into a new file, which then
// takes its place: for erasure, since a deleted row stays in freed pages, and
// for changes of format.
type Rewriter interface {
	Store
	// Rewrite fills a new file by way of c, reads it back, makes it durable and
	// puts it in the place of the present one. Whatever an error or a crash leaves
	// is the old store or the new one, whole. Reading goes on meanwhile, writing
	// waits.
	Rewrite(ctx context.Context, c Carry) (Rewritten, error)
	// RemoveOlder removes the files that earlier rewrites have replaced, and with
	// aside those that were set aside as damaged. Without it they stay.
	RemoveOlder(aside bool) error
}
