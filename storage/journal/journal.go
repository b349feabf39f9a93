// Package journal is what "saved" rests on: an append-only record of unsent
// work in front of the desktop's store. Append returns when the frame is on
// disk; everything behind it can be rebuilt from the journal and the server.
//
// A segment file is a sequence of frames, preallocated with zeros:
//
//	length 4 (big endian) ‖ CRC-32C 4 ‖ number 8 ‖ owner 16 ‖ link 16 ‖ payload
//
// length and CRC cover what follows them. link is the start of the SHA-256 of
// the frame before, so that a frame taken out of the middle is noticed. A zero
// length ends the segment.
package journal

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"

	"civicdesk/storage"
)

const (
	prefix      = 8           // length and CRC
	frameHead   = 8 + 16 + 16 // number, owner, link
	segmentSize = 1 << 20     // bytes preallocated; a longer frame extends the file
	maxFrame    = 32 << 20
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// Owner marks whose key the payload is sealed under: a device identity.
type Owner [16]byte

// Frame is one durable entry.
type Frame struct {
	Number  uint64 // 1, 2, 3 … over all segments
	Owner   Owner
	Payload []byte
}

// Journal is an open folder of segments. Its methods may be called from several
// goroutines.
type Journal struct {
	dir string

	mu     sync.Mutex
	file   *os.File // the segment being written
	start  uint64   // number of its first frame
	at     int64    // where the next frame goes
	size   int64    // bytes preallocated
	next   uint64   // number of the next frame
	link   [16]byte
	failed error // a failed write poisons the file: it is opened anew before the next
}

// Open opens the journal in dir, or begins one. A torn last frame, which was
// never called saved, is passed over; a damaged frame before the end returns
// storage.ErrDamaged and leaves the files as they are.
func Open(dir string) (*Journal, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	j := &Journal{dir: dir}
	return j, j.reopen()
}

// reopen finds the end of the last segment and opens it for writing.
func (j *Journal) reopen() error {
	if j.file != nil {
		j.file.Close()
		j.file = nil
	}
	starts, err := j.segments()
	if err != nil {
		return err
	}
	if len(starts) == 0 {
		j.next, j.link = max(j.next, 1), [16]byte{}
		return j.begin()
	}
	j.link = [16]byte{}
	for i, start := range starts {
		end, err := j.read(start, func(f Frame, whole []byte) error { j.link = linkOf(whole); j.next = f.Number + 1; return nil })
		if err != nil {
			return err
		}
		if end.torn && i < len(starts)-1 {
			return fmt.Errorf("%w: journal segment %d ends within a frame", storage.ErrDamaged, start)
		}
		j.start, j.at = start, end.at
		if end.frames == 0 {
			j.next = start
		}
	}
	return j.openSegment(os.O_RDWR)
}

func (j *Journal) openSegment(flag int) error {
	f, err := os.OpenFile(j.path(j.start), flag, 0o600)
	if err != nil {
		return err
	}
	j.file, j.size = f, j.at
	return j.reserve(max(segmentSize, j.at+prefix))
}

// begin starts a new segment at the next number.
func (j *Journal) begin() error {
	j.start, j.at = j.next, 0
	if err := j.openSegment(os.O_CREATE | os.O_RDWR); err != nil {
		return err
	}
	if d, err := os.Open(j.dir); err == nil {
		d.Sync()
		d.Close()
	}
	return nil
}

// reserve fills the file with zeros up to size and syncs, so that an append
// changes no metadata, and clears whatever a torn write left behind the end.
func (j *Journal) reserve(size int64) error {
	zero := make([]byte, 64<<10)
	for at := j.at; at < size; at += int64(len(zero)) {
		if _, err := j.file.WriteAt(zero[:min(int64(len(zero)), size-at)], at); err != nil {
			return translate(err)
		}
	}
	j.size = size
	return translate(j.file.Sync())
}

// Append writes a frame and returns its number when it is on disk. After an
// error nothing was appended: storage.ErrFull says that the disk is full.
func (j *Journal) Append(owner Owner, payload []byte) (uint64, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if len(payload) > maxFrame-frameHead {
		return 0, storage.ErrLimit
	}
	if j.failed != nil {
		if err := j.reopen(); err != nil {
			return 0, err
		}
		j.failed = nil
	}
	frame := j.frame(owner, payload)
	if err := j.write(frame); err != nil {
		j.failed = err
		return 0, translate(err)
	}
	j.at += int64(len(frame))
	j.link = linkOf(frame)
	j.next++
	return j.next - 1, nil
}

func (j *Journal) write(frame []byte) error {
	end := j.at + int64(len(frame)) + prefix // a zero length always follows
	if j.at > 0 && end > segmentSize {
		old := j.file
		j.file = nil
		if err := errors.Join(old.Close(), j.begin()); err != nil {
			return err
		}
		end = int64(len(frame)) + prefix
	}
	if end > j.size {
		if err := j.reserve(end); err != nil {
			return err
		}
	}
	if _, err := j.file.WriteAt(frame, j.at); err != nil {
		return err
	}
	return datasync(j.file)
}

func (j *Journal) frame(owner Owner, payload []byte) []byte {
	b := make([]byte, prefix, prefix+frameHead+len(payload))
	b = binary.BigEndian.AppendUint64(b, j.next)
	b = append(b, owner[:]...)
	b = append(b, j.link[:]...)
	b = append(b, payload...)
	binary.BigEndian.PutUint32(b[0:], uint32(len(b)-prefix))
	binary.BigEndian.PutUint32(b[4:], crc32.Checksum(b[prefix:], castagnoli))
	return b
}

func linkOf(frame []byte) (link [16]byte) {
	sum := sha256.Sum256(frame)
	copy(link[:], sum[:])
	return link
}

// Next is the number that the next frame will have.
func (j *Journal) Next() uint64 {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.next
}

// Scan calls fn for every frame from the given number on, in order.
func (j *Journal) Scan(from uint64, fn func(Frame) error) error {
	j.mu.Lock()
	starts, err := j.segments()
	j.mu.Unlock()
	if err != nil {
		return err
	}
	for i, start := range starts {
		if i+1 < len(starts) && starts[i+1] <= from {
			continue
		}
		if _, err := j.read(start, func(f Frame, _ []byte) error {
			if f.Number < from {
				return nil
			}
			return fn(f)
		}); err != nil {
			return err
		}
	}
	return nil
}

// Trims says whether Trim would remove anything.
func (j *Journal) Trims(before uint64) bool {
	j.mu.Lock()
	defer j.mu.Unlock()
	starts, err := j.segments()
	return err != nil || len(starts) > 1 && starts[1] <= before
}

// Trim removes the segments whose frames all come before the given number: the
// server has custody of what they hold.
func (j *Journal) Trim(before uint64) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	starts, err := j.segments()
	if err != nil {
		return err
	}
	for i := 0; i+1 < len(starts) && starts[i+1] <= before; i++ {
		if err := os.Remove(j.path(starts[i])); err != nil {
			return err
		}
	}
	return nil
}

// Close releases the files.
func (j *Journal) Close() error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.file == nil {
		return nil
	}
	err := j.file.Close()
	j.file, j.failed = nil, storage.ErrClosed
	return err
}

type ending struct {
	at     int64
	frames int
	torn   bool
}

// read goes through one segment. A bad frame with nothing whole behind it is a
// torn end; with whole frames behind it, damage.
func (j *Journal) read(start uint64, fn func(Frame, []byte) error) (ending, error) {
	raw, err := os.ReadFile(j.path(start))
	if err != nil {
		return ending{}, err
	}
	end, number := ending{}, start
	var link [16]byte
	for {
		whole, f, ok := parse(raw[end.at:])
		if !ok {
			break
		}
		if f.Number != number || end.frames > 0 && string(whole[prefix+24:prefix+40]) != string(link[:]) {
			return end, fmt.Errorf("%w: journal frame %d is out of its order", storage.ErrDamaged, f.Number)
		}
		if err := fn(f, whole); err != nil {
			return end, err
		}
		link = linkOf(whole)
		end.at += int64(len(whole))
		end.frames++
		number++
	}
	rest := raw[end.at:]
	end.torn = len(rest) >= 4 && binary.BigEndian.Uint32(rest) != 0
	if end.torn && wholeFrameIn(rest[1:], number) {
		return end, fmt.Errorf("%w: journal frame %d cannot be read", storage.ErrDamaged, number)
	}
	return end, nil
}

// wholeFrameIn looks for a frame with a number after the broken one.
func wholeFrameIn(b []byte, after uint64) bool {
	for i := 0; i+prefix+frameHead <= len(b); i++ {
		if _, f, ok := parse(b[i:]); ok && f.Number > after && f.Number < after+1<<20 {
			return true
		}
	}
	return false
}

func parse(b []byte) (whole []byte, f Frame, ok bool) {
	if len(b) < prefix+frameHead {
		return nil, f, false
	}
	n := int(binary.BigEndian.Uint32(b))
	if n < frameHead || n > maxFrame || len(b) < prefix+n {
		return nil, f, false
	}
	whole = b[:prefix+n]
	if crc32.Checksum(whole[prefix:], castagnoli) != binary.BigEndian.Uint32(b[4:]) {
		return nil, f, false
	}
	f.Number = binary.BigEndian.Uint64(whole[prefix:])
	copy(f.Owner[:], whole[prefix+8:])
	f.Payload = whole[prefix+frameHead:]
	return whole, f, true
}

func (j *Journal) path(start uint64) string {
	return filepath.Join(j.dir, fmt.Sprintf("journal.%016d", start))
}

// segments lists the first frame numbers of the segment files, in order.
func (j *Journal) segments() ([]uint64, error) {
	entries, err := os.ReadDir(j.dir)
	if err != nil {
		return nil, err
	}
	var starts []uint64
	for _, e := range entries {
		if digits, ok := strings.CutPrefix(e.Name(), "journal."); ok {
			if n, err := strconv.ParseUint(digits, 10, 64); err == nil {
				starts = append(starts, n)
			}
		}
	}
	slices.Sort(starts)
	return starts, nil
}

func translate(err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return fmt.Errorf("%w: %w", storage.ErrFull, err)
	}
	return err
}
