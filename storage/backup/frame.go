package backup

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"hash/crc32"
	"io"
	"time"

	"civicdesk/storage/seal"
)

// A frame is
//
//	"CDbf" ‖ kind 1 ‖ length of the body 4 ‖ CRC-32C of kind, length and body 4 ‖ body
const (
	frameMark = "CDbf"
	frameHead = 4 + 1 + 4 + 4
	maxFrame  = 80 << 20

	headFrame     = 'H' // a copy of the head's body
	blockFrame    = 'B' // id 32 ‖ sealed
	snapshotFrame = 'S' // see snapshotBytes
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

func appendFrame(dst []byte, kind byte, body []byte) []byte {
	dst = append(dst, frameMark...)
	at := len(dst)
	dst = append(dst, kind)
	dst = binary.BigEndian.AppendUint32(dst, uint32(len(body)))
	crc := crc32.Update(crc32.Checksum(dst[at:], castagnoli), castagnoli, body)
	dst = binary.BigEndian.AppendUint32(dst, crc)
	return append(dst, body...)
}

// place is where a block's body lies in the file.
type place struct {
	at   int64
	size int
}

// Span is a part of a file, by bytes.
type Span struct{ From, To int64 }

// layout is what a reading of the whole file finds.
type layout struct {
	head      *head
	headBody  []byte
	blocks    map[id]place
	snapshots []Snapshot // as they lie there; their MACs are not checked yet
	macs      [][]byte   // body and MAC of each snapshot
	damaged   []Span     // bytes that are no part of any frame, before the last snapshot
	end       int64      // of the last snapshot
	size      int64
}

// survey reads the whole file. Where no whole frame lies, the next one is looked
// for.
func survey(ctx context.Context, f io.ReaderAt, size int64) (*layout, error) {
	l := &layout{blocks: map[id]place{}, size: size}
	first := make([]byte, min(size, roundUp(maxHead+page)))
	if _, err := f.ReadAt(first, 0); err != nil && err != io.EOF {
		return nil, err
	}
	at := int64(0)
	if h, body, n, err := parseHead(first); err == nil {
		l.head, l.headBody, at, l.end = h, body, n, n
	}
	var bad []Span
	for at < size {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		n, err := l.frame(f, at)
		if err != nil {
			return nil, err
		}
		if n > 0 {
			at += n
			if l.end == at { // a snapshot ended here
				l.damaged = append(l.damaged, bad...)
				bad = nil
			}
			continue
		}
		next, err := nextMark(f, at+1, size)
		if err != nil {
			return nil, err
		}
		if k := len(bad); k > 0 && bad[k-1].To == at {
			bad[k-1].To = next
		} else {
			bad = append(bad, Span{at, next})
		}
		at = next
	}
	if l.head == nil {
		return nil, errNotABackup
	}
	return l, nil
}

// frame takes the frame at the place in, and returns its length; 0 when there is
// no whole one.
func (l *layout) frame(f io.ReaderAt, at int64) (int64, error) {
	body, kind, err := readFrame(f, at, l.size)
	if body == nil || err != nil {
		return 0, err
	}
	n := int64(frameHead + len(body))
	switch kind {
	case blockFrame:
		if len(body) < len(id{})+seal.Overhead {
			return 0, nil
		}
		l.blocks[id(body[:32])] = place{at + frameHead + 32, len(body) - 32}
	case headFrame:
		if h, err := parseBody(body); err == nil && l.head == nil {
			l.head, l.headBody = h, body
		}
	case snapshotFrame:
		s, mac, ok := parseSnapshot(body)
		if !ok {
			return 0, nil
		}
		s.end = at + n
		l.snapshots, l.macs, l.end = append(l.snapshots, s), append(l.macs, mac), s.end
	default:
		return 0, nil
	}
	return n, nil
}

// readFrame returns the body of the whole frame at the place, or nil.
func readFrame(f io.ReaderAt, at, size int64) (body []byte, kind byte, err error) {
	var head [frameHead]byte
	if at+frameHead > size {
		return nil, 0, nil
	}
	if _, err := f.ReadAt(head[:], at); err != nil {
		return nil, 0, err
	}
	n := int64(binary.BigEndian.Uint32(head[5:]))
	if string(head[:4]) != frameMark || n > maxFrame || at+frameHead+n > size {
		return nil, 0, nil
	}
	body = make([]byte, n)
	if _, err := f.ReadAt(body, at+frameHead); err != nil && n > 0 {
		return nil, 0, err
	}
	if crc32.Update(crc32.Checksum(head[4:9], castagnoli), castagnoli, body) != binary.BigEndian.Uint32(head[9:]) {
		return nil, 0, nil
	}
	return body, head[4], nil
}

// nextMark is where the next frame may begin, or size.
func nextMark(f io.ReaderAt, from, size int64) (int64, error) {
	window := make([]byte, 64<<10)
	for from < size {
		n, err := f.ReadAt(window[:min(int64(len(window)), size-from)], from)
		if err != nil && err != io.EOF {
			return 0, err
		}
		if i := bytes.Index(window[:n], []byte(frameMark)); i >= 0 {
			return from + int64(i), nil
		}
		if n < len(frameMark) {
			break
		}
		from += int64(n - len(frameMark) + 1)
	}
	return size, nil
}

const snapshotSize = 6*8 + 32 + 32 + 32 // the fields and the MAC; zeros may follow

// snapshotBytes is the body of a snapshot's frame:
//
//	number 8 ‖ time 8 (milliseconds since 1970) ‖ seq 8 ‖ rows 8 ‖ records 8 ‖ bytes 8 ‖
//	root 32 ‖ before 32 ‖ MAC 32 ‖ zeros, so that the frame ends with a page of 4,096 bytes
func snapshotBytes(s Snapshot, key seal.Key, at int64) []byte {
	var b []byte
	for _, n := range []uint64{s.Number, uint64(s.Time.UnixMilli()), s.Seq, s.Rows, s.Records, s.Bytes} {
		b = binary.BigEndian.AppendUint64(b, n)
	}
	b = append(append(b, s.root[:]...), s.before[:]...)
	mac := key.Sub("snapshot").MAC(b)
	b = append(b, mac[:]...)
	end := at + frameHead + int64(len(b))
	return append(b, make([]byte, roundUp(end)-end)...)
}

func parseSnapshot(body []byte) (s Snapshot, mac []byte, ok bool) {
	if len(body) < snapshotSize || len(bytes.Trim(body[snapshotSize:], "\x00")) > 0 {
		return s, nil, false
	}
	n := func(i int) uint64 { return binary.BigEndian.Uint64(body[8*i:]) }
	s = Snapshot{Number: n(0), Time: time.UnixMilli(int64(n(1))).UTC(), Seq: n(2), Rows: n(3), Records: n(4), Bytes: n(5)}
	copy(s.root[:], body[48:])
	copy(s.before[:], body[80:])
	s.sum = sha256.Sum256(body[:snapshotSize])
	return s, body[:snapshotSize], true
}
