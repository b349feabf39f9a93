package backup

import (
	"crypto/sha256"
	"encoding/binary"
	"math"

	"civicdesk/storage"
)

// A block's content begins with its level. On level 0 rows follow:
//
//	table 1 ‖ length of the key 2 ‖ length of the value 4 ‖ key ‖ value
//
// on a higher one the ids of blocks of the level below. The block that nobody
// names is the root.
const (
	rowHead   = 1 + 2 + 4
	rowTarget = 8 << 10   // bytes of rows in a block, about
	rowMost   = 256 << 10 // and at most, unless one row is larger
	idTarget  = 128       // ids in a block, about
)

// cutter cuts rows into blocks. Where a block ends follows from the row's own
// key and size, so a change moves the borders only near to itself.
type cutter struct {
	emit   func(content []byte) (id, error)
	levels []*level

	rows, records, bytes uint64
	last                 []byte // table and key of the last row
}

type level struct {
	content []byte
	ended   bool // the last entry ends the block
	blocks  int
	newest  id
}

func (c *cutter) level(n int) *level {
	for len(c.levels) <= n {
		c.levels = append(c.levels, &level{content: []byte{byte(len(c.levels))}})
	}
	return c.levels[n]
}

// row adds a row. Rows must come in ascending order.
func (c *cutter) row(r Row) error {
	at := append([]byte{byte(r.Table)}, r.Key...)
	if r.Table == storage.Meta && string(r.Key) == storage.SeqRow {
		return nil
	}
	if c.last != nil && string(at) <= string(c.last) {
		return errOrder
	}
	c.last = at
	size := rowHead + len(r.Key) + len(r.Value)
	l := c.level(0)
	if l.ended || len(l.content) > 1 && len(l.content)+size > rowMost {
		if err := c.close(0); err != nil {
			return err
		}
	}
	l.content = append(l.content, byte(r.Table))
	l.content = binary.BigEndian.AppendUint16(l.content, uint16(len(r.Key)))
	l.content = binary.BigEndian.AppendUint32(l.content, uint32(len(r.Value)))
	l.content = append(append(l.content, r.Key...), r.Value...)
	l.ended = ends(at, size, rowTarget)
	c.rows++
	c.bytes += uint64(len(r.Key) + len(r.Value))
	if r.Table == storage.Records {
		c.records++
	}
	return nil
}

// ends says whether a block ends after the entry: by chance, one time in so many
// bytes, but always the same for the same entry.
func ends(key []byte, size, target int) bool {
	if size >= target {
		return true
	}
	sum := sha256.Sum256(key)
	return binary.BigEndian.Uint64(sum[:]) < math.MaxUint64/uint64(target)*uint64(size)
}

// close ends the block of the level and names it in the level above.
func (c *cutter) close(n int) error {
	l := c.level(n)
	block, err := c.emit(l.content)
	if err != nil {
		return err
	}
	l.content, l.ended, l.newest = append(l.content[:0], byte(n)), false, block
	l.blocks++
	up := c.level(n + 1)
	if up.ended {
		if err := c.close(n + 1); err != nil {
			return err
		}
	}
	up.content = append(up.content, block[:]...)
	up.ended = ends(block[:], 1, idTarget)
	return nil
}

// root ends all blocks and returns the one that leads to all others.
func (c *cutter) root() (id, error) {
	for n := 0; ; n++ {
		l := c.level(n)
		if len(l.content) > 1 || l.blocks == 0 {
			if err := c.close(n); err != nil {
				return id{}, err
			}
		}
		if l.blocks == 1 {
			return l.newest, nil
		}
	}
}
