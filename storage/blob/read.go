package blob

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"sync"

	"civicdesk/storage"
	"civicdesk/storage/seal"
)

// Reader reads a file or ranges of it and opens only the chunks that it needs.
// It keeps one opened chunk, so that a viewer's small steps cost one. ReadAt may
// be called from several goroutines, Read and Seek from one.
//
// Errors: ErrMissing, and storage.ErrDamaged for anything that is not, byte for
// byte and in its place, what was written.
type Reader struct {
	m      Manifest
	box    seal.Box
	get    func(ID) ([]byte, error)
	offset int64

	mu     sync.Mutex // guards the chunk that is open
	number int
	plain  []byte
}

var (
	_ io.ReadSeeker = (*Reader)(nil)
	_ io.ReaderAt   = (*Reader)(nil)
	_ io.WriterTo   = (*Reader)(nil)
)

// NewReader reads the file of the manifest from s. The context ends the reading
// when it is done.
func NewReader(ctx context.Context, s Store, m Manifest) *Reader {
	return &Reader{m: m, box: m.Key.Box(), number: -1, get: func(id ID) ([]byte, error) { return s.Get(ctx, id) }}
}

// Size is how many bytes the file has.
func (r *Reader) Size() int64 { return r.m.Size }

// ReadAt implements io.ReaderAt.
func (r *Reader) ReadAt(p []byte, off int64) (n int, err error) {
	if off < 0 {
		return 0, errors.New("blob: read before the beginning of a file")
	}
	for n < len(p) && off < r.m.Size {
		plain, err := r.chunk(int(off / ChunkSize))
		if err != nil {
			return n, err
		}
		k := copy(p[n:], plain[off%ChunkSize:])
		n, off = n+k, off+int64(k)
	}
	if n < len(p) {
		return n, io.EOF
	}
	return n, nil
}

// Read implements io.Reader.
func (r *Reader) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	n, err := r.ReadAt(p, r.offset)
	r.offset += int64(n)
	if n > 0 && errors.Is(err, io.EOF) {
		err = nil
	}
	return n, err
}

// Seek implements io.Seeker.
func (r *Reader) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += r.offset
	case io.SeekEnd:
		offset += r.m.Size
	}
	if offset < 0 {
		return r.offset, errors.New("blob: seek before the beginning of a file")
	}
	r.offset = offset
	return offset, nil
}

// WriteTo implements io.WriterTo: the rest of the file, chunk by chunk. Read
// from its beginning, the file is also compared with its SHA-256.
func (r *Reader) WriteTo(w io.Writer) (written int64, err error) {
	sum, whole := sha256.New(), r.offset == 0
	for r.offset < r.m.Size {
		plain, err := r.chunk(int(r.offset / ChunkSize))
		if err != nil {
			return written, err
		}
		plain = plain[r.offset%ChunkSize:]
		sum.Write(plain)
		n, err := w.Write(plain)
		r.offset, written = r.offset+int64(n), written+int64(n)
		if err != nil {
			return written, err
		}
	}
	if whole && [sha256.Size]byte(sum.Sum(nil)) != r.m.Sum {
		return written, fmt.Errorf("%w: the attachment is not the file that was added", storage.ErrDamaged)
	}
	return written, nil
}

// chunk returns the opened bytes of a chunk, which are not changed afterwards.
func (r *Reader) chunk(number int) ([]byte, error) {
	r.mu.Lock()
	if r.number == number {
		defer r.mu.Unlock()
		return r.plain, nil
	}
	r.mu.Unlock()
	plain, err := r.open(number)
	if err != nil {
		return nil, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.number, r.plain = number, plain
	return plain, nil
}

func (r *Reader) open(number int) ([]byte, error) {
	count := r.m.count()
	if number >= len(r.m.Chunks) || len(r.m.Chunks) != count {
		return nil, fmt.Errorf("%w: %d chunks of %d", storage.ErrDamaged, len(r.m.Chunks), count)
	}
	sealed, err := r.get(r.m.Chunks[number])
	if err != nil {
		return nil, err
	}
	last, want := number == count-1, ChunkSize
	plain, err := r.box.Open(sealed, r.m.place(number, last))
	if err == nil && last {
		want = int(r.m.Size - int64(number)*ChunkSize)
		plain, err = seal.Unpad(plain)
	}
	if err != nil || len(plain) != want {
		return nil, fmt.Errorf("%w: chunk %d of the attachment does not open", storage.ErrDamaged, number)
	}
	return plain, nil
}

// Verify reads the whole file of the manifest: nil, ErrMissing or
// storage.ErrDamaged.
func Verify(ctx context.Context, s Store, m Manifest) error {
	_, err := NewReader(ctx, s, m).WriteTo(io.Discard)
	return err
}
