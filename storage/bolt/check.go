package bolt

import (
	"encoding/binary"
	"fmt"
	"os"

	"go.etcd.io/bbolt"

	"civicdesk/storage"
)

// bbolt trusts its pages: a flipped bit in one can send it round in a circle
// until the stack is used up, which no program survives. So the pages' structure
// is walked once when a file is opened: each page is the one it says it is, is
// reached once, keeps its elements within itself and its keys in order. Values
// are checked by whoever reads them.

const (
	pageHead    = 16
	elementSize = 16
	bucketHead  = 16 // root page and sequence
	flagBranch  = 0x01
	flagLeaf    = 0x02
	flagBucket  = 0x01 // of a leaf element: its value is a bucket
)

type walker struct {
	file     *os.File
	pageSize int
	pages    uint64 // high-water mark
	seen     map[uint64]bool
}

// checkPages walks every page that the newest commit reaches.
func checkPages(path string, btx *bbolt.Tx) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	size := btx.DB().Info().PageSize
	w := &walker{file: f, pageSize: size, pages: uint64(btx.Size()) / uint64(size), seen: map[uint64]bool{}}
	root := btx.Cursor().Bucket().Root()
	return w.page(uint64(root), nil, nil, 0)
}

func damaged(id uint64, what string) error {
	return fmt.Errorf("%w: page %d %s", storage.ErrDamaged, id, what)
}

// page checks the page and what it leads to; its keys lie in [low, high).
func (w *walker) page(id uint64, low, high []byte, depth int) error {
	if id < 2 || id >= w.pages || depth > 64 {
		return damaged(id, "is outside the file")
	}
	if w.seen[id] {
		return damaged(id, "is reached twice")
	}
	w.seen[id] = true
	b := make([]byte, w.pageSize)
	if _, err := w.file.ReadAt(b, int64(id)*int64(w.pageSize)); err != nil {
		return damaged(id, "cannot be read")
	}
	flags, overflow := binary.LittleEndian.Uint16(b[8:]), uint64(binary.LittleEndian.Uint32(b[12:]))
	if binary.LittleEndian.Uint64(b) != id || id+overflow >= w.pages {
		return damaged(id, "is not the page that it should be")
	}
	for i := uint64(1); i <= overflow; i++ {
		if w.seen[id+i] {
			return damaged(id+i, "is reached twice")
		}
		w.seen[id+i] = true
	}
	if overflow > 0 {
		b = make([]byte, int(overflow+1)*w.pageSize)
		if _, err := w.file.ReadAt(b, int64(id)*int64(w.pageSize)); err != nil {
			return damaged(id, "cannot be read")
		}
	}
	return w.elements(id, b, flags, low, high, depth)
}

// elements checks the elements of a page, or of a bucket that lies within a leaf.
func (w *walker) elements(id uint64, b []byte, flags uint16, low, high []byte, depth int) error {
	count := int(binary.LittleEndian.Uint16(b[10:]))
	if pageHead+count*elementSize > len(b) || flags == flagBranch && count == 0 {
		return damaged(id, "has more elements than room")
	}
	var keys [][]byte
	for i := range count {
		e := b[pageHead+i*elementSize:]
		if flags != flagBranch && flags != flagLeaf {
			return damaged(id, "is of no known kind")
		}
		pos, size, value := int(binary.LittleEndian.Uint32(e)), int(binary.LittleEndian.Uint32(e[4:])), 0
		if flags == flagLeaf {
			pos, size, value = int(binary.LittleEndian.Uint32(e[4:])), int(binary.LittleEndian.Uint32(e[8:])), int(binary.LittleEndian.Uint32(e[12:]))
		}
		if pos < 0 || pos+size+value > len(e) || pos < elementSize*(count-i) {
			return damaged(id, "has an element outside itself")
		}
		key := e[pos : pos+size]
		if i > 0 && string(keys[i-1]) >= string(key) || low != nil && string(key) < string(low) || high != nil && string(key) >= string(high) {
			return damaged(id, "has its keys out of order")
		}
		keys = append(keys, key)
		if flags == flagLeaf && binary.LittleEndian.Uint32(e)&flagBucket != 0 {
			if err := w.bucket(id, e[pos+size:pos+size+value], depth); err != nil {
				return err
			}
		}
	}
	if flags != flagBranch {
		return nil
	}
	for i, key := range keys {
		next := high
		if i+1 < len(keys) {
			next = keys[i+1]
		}
		if err := w.page(binary.LittleEndian.Uint64(b[pageHead+i*elementSize+8:]), key, next, depth+1); err != nil {
			return err
		}
	}
	return nil
}

func (w *walker) bucket(id uint64, value []byte, depth int) error {
	if len(value) < bucketHead {
		return damaged(id, "has a broken table")
	}
	root := binary.LittleEndian.Uint64(value)
	if root != 0 {
		return w.page(root, nil, nil, depth+1)
	}
	if inline := value[bucketHead:]; len(inline) >= pageHead && binary.LittleEndian.Uint16(inline[8:]) == flagLeaf {
		return w.elements(id, inline, flagLeaf, nil, nil, depth+1)
	}
	return damaged(id, "has a broken table")
}
