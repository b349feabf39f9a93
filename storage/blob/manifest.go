package blob

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"

	"civicdesk/storage/seal"
)

// Manifest is what opens a file: its key, its chunks in their order, and what it
// was when it came. Whoever has it and the chunks has the file, so it is kept
// inside a sealed record only; without it the chunks are noise.
type Manifest struct {
	File   [16]byte // random; what the chunks are bound to
	Key    seal.Key
	Media  Media
	Size   int64             // bytes of the file
	Sum    [sha256.Size]byte // SHA-256 of the file
	Chunks []ID
}

// ErrManifest says that bytes are no manifest.
var ErrManifest = errors.New("blob: not the manifest of an attachment")

const (
	manifestFormat = 1
	manifestHead   = 1 + 1 + 16 + seal.KeySize + 8 + sha256.Size
	maxSize        = 1 << 40 // no file is larger, whatever the limit is set to
)

// Encode writes the manifest:
//
//	format 1 ‖ media 1 ‖ file 16 ‖ key 32 ‖ size 8 ‖ SHA-256 of the file 32 ‖ chunk ids, 32 each
//
// Numbers are big-endian; the size says how many chunks there are.
func (m Manifest) Encode() []byte {
	b := make([]byte, 0, manifestHead+len(m.Chunks)*len(ID{}))
	b = append(b, manifestFormat, byte(m.Media))
	b = append(b, m.File[:]...)
	b = append(b, m.Key[:]...)
	b = binary.BigEndian.AppendUint64(b, uint64(m.Size))
	b = append(b, m.Sum[:]...)
	for _, id := range m.Chunks {
		b = append(b, id[:]...)
	}
	return b
}

// ParseManifest reads what Encode wrote and nothing else: ErrManifest.
func ParseManifest(b []byte) (Manifest, error) {
	var m Manifest
	if len(b) < manifestHead || b[0] != manifestFormat {
		return m, fmt.Errorf("%w: %d bytes", ErrManifest, len(b))
	}
	m.Media = Media(b[1])
	rest := b[2:]
	rest = rest[copy(m.File[:], rest):]
	rest = rest[copy(m.Key[:], rest):]
	size := binary.BigEndian.Uint64(rest)
	rest = rest[8:]
	rest = rest[copy(m.Sum[:], rest):]
	if !m.Media.known() || size == 0 || size > maxSize {
		return Manifest{}, fmt.Errorf("%w: media type %d, %d bytes", ErrManifest, m.Media, size)
	}
	m.Size = int64(size)
	if n := m.count(); len(rest) != n*len(ID{}) {
		return Manifest{}, fmt.Errorf("%w: %d bytes of names for %d chunks", ErrManifest, len(rest), n)
	}
	for ; len(rest) > 0; rest = rest[len(ID{}):] {
		m.Chunks = append(m.Chunks, ID(rest[:len(ID{})]))
	}
	return m, nil
}

// count is how many chunks a file of the size has.
func (m Manifest) count() int { return int((m.Size + ChunkSize - 1) / ChunkSize) }

// place is what a chunk is bound to: its file, its number, and whether it is the
// last. So a file that lacks its end, or has chunks exchanged, doubled or added,
// does not open.
func (m Manifest) place(n int, last bool) []byte {
	p := append([]byte("civicdesk attachment 1"), m.File[:]...)
	p = binary.BigEndian.AppendUint64(p, uint64(n))
	if last {
		return append(p, 1)
	}
	return append(p, 0)
}

func newManifest() Manifest {
	m := Manifest{Key: seal.NewKey()}
	rand.Read(m.File[:])
	return m
}
