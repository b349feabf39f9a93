// Package blob keeps attachments: files cut into chunks of 256 KiB, each sealed
// under a random key of its file. A chunk is named by the SHA-256 of its sealed
// bytes, so that whoever moves or stores it can check it without the key, and
// putting it twice changes nothing. The manifest, which holds the key and the
// order of the chunks, lies in a sealed record; what a Store holds is unreadable
// and says nothing of names, people or which chunks belong together.
//
// Chunks live in one of two homes with the same contract: a Folder (desktop) or
// Rows of a storage.Store (server). Write seals a stream, NewReader opens ranges
// of it. The format is in docs/attachments.md.
package blob

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"civicdesk/storage"
	"civicdesk/storage/seal"
)

// ChunkSize is how many bytes of a file one chunk holds.
const ChunkSize = 256 << 10

// MaxSealed is the largest sealed chunk: a full last chunk with its padding.
const MaxSealed = 264<<10 + 28

// ErrMissing says that a chunk is not in this store. It can be fetched from
// wherever the file came from.
var ErrMissing = errors.New("blob: a chunk is not here")

// ID names a chunk: SHA-256 of its sealed bytes.
type ID [sha256.Size]byte

// IDOf is the name of a sealed chunk.
func IDOf(sealed []byte) ID { return sha256.Sum256(sealed) }

// String is the name in hexadecimal.
func (id ID) String() string { return hex.EncodeToString(id[:]) }

// ParseID reads the hexadecimal name and says whether it is one.
func ParseID(s string) (id ID, ok bool) {
	if len(s) != 2*len(id) {
		return id, false
	}
	b, err := hex.DecodeString(s)
	copy(id[:], b)
	return id, err == nil && id.String() == s
}

// Store holds sealed chunks. All methods may be called from several goroutines.
// Errors besides those named: storage.ErrFull, and the context's.
type Store interface {
	// Put stores a chunk durably and counts its age anew. Bytes that do not
	// carry the name id are refused with storage.ErrDamaged, too many of them
	// with storage.ErrLimit. It keeps no reference to sealed.
	Put(ctx context.Context, id ID, sealed []byte) error
	// Get returns the chunk, which the caller may keep and change: ErrMissing,
	// or storage.ErrDamaged when the stored bytes no longer carry the name. A
	// damaged chunk is missing from then on, so that it can be put again.
	Get(ctx context.Context, id ID) ([]byte, error)
	// Missing returns those of the ids that are not here, in their order.
	Missing(ctx context.Context, ids []ID) ([]ID, error)
	// Delete removes chunks; absent ones are no error.
	Delete(ctx context.Context, ids []ID) error
	// Collect deletes the chunks that were put before the time given and that
	// live does not claim, and returns how many. Whoever writes a file has
	// until then to keep its manifest where live sees it.
	Collect(ctx context.Context, live func(ID) bool, before time.Time) (int, error)
}

// check refuses sealed bytes that are too many or carry another name.
func check(id ID, sealed []byte) error {
	if len(sealed) > MaxSealed {
		return fmt.Errorf("%w: chunk of %d bytes", storage.ErrLimit, len(sealed))
	}
	if len(sealed) < seal.Overhead || IDOf(sealed) != id {
		return fmt.Errorf("%w: chunk %s has other bytes", storage.ErrDamaged, id)
	}
	return nil
}

// Copy brings to dst those of the chunks that it lacks, from src. It may be
// called again after a failure and goes on where it stopped. done, when not nil,
// is called after each chunk with how many of the ids are at dst by then.
func Copy(ctx context.Context, dst, src Store, ids []ID, done func(have int)) error {
	missing, err := dst.Missing(ctx, ids)
	if err != nil {
		return err
	}
	for i, id := range missing {
		sealed, err := src.Get(ctx, id)
		if err == nil {
			err = dst.Put(ctx, id, sealed)
		}
		if err != nil {
			return err
		}
		if done != nil {
			done(len(ids) - len(missing) + i + 1)
		}
	}
	return nil
}

// Fetching returns a store that asks fetch for the chunks that s lacks and keeps
// what it brings: attachments that come to a desktop when somebody opens them.
func Fetching(s Store, fetch func(ctx context.Context, id ID) ([]byte, error)) Store {
	return fetching{s, fetch}
}

type fetching struct {
	Store
	fetch func(ctx context.Context, id ID) ([]byte, error)
}

func (f fetching) Get(ctx context.Context, id ID) ([]byte, error) {
	sealed, err := f.Store.Get(ctx, id)
	if !errors.Is(err, ErrMissing) && !errors.Is(err, storage.ErrDamaged) {
		return sealed, err
	}
	if sealed, err = f.fetch(ctx, id); err != nil {
		return nil, err
	}
	return sealed, f.Put(ctx, id, sealed)
}
