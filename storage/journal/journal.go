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
//
// A damaged segment is copied aside and taken apart: whatever frames are whole
// are kept, before and after the damage. Nothing of it is a reason not to open.
package journal

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"

	"civicdesk/storage"
	"civicdesk/storage/disk"
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
	fs  disk.FS
	dir string

	mu       sync.Mutex
	file     disk.File // the segment being written
	start    uint64    // number of its first frame
	at       int64     // where the next frame goes
	size     int64     // bytes preallocated
	next     uint64    // number of the next frame
	link     [16]byte
	failed   error // a failed write poisons the file: it is opened anew before the next
	troubles []Trouble

	owners map[uint64]map[Owner]uint64 // segment → each owner's last frame in it
}

// Trouble is damage that was found when the journal was opened.
type Trouble struct {
	From, To uint64 // frames that are missing, both included; From > To: none
	File     string // where the damaged bytes are kept; "" when a file is missing
}

// Open opens the journal in dir, or begins one. A torn last frame, which was
// never called saved, is passed over; damage is set aside (see Troubles).
func Open(dir string) (*Journal, error) {
	if err := disk.MakeDir(dir); err != nil {
		return nil, disk.Translate(err)
	}
	return OpenOn(disk.OS{}, dir)
}

// OpenOn is Open on a given file system.
func OpenOn(fs disk.FS, dir string) (*Journal, error) {
	j := &Journal{fs: fs, dir: dir}
	if err := j.open(true); err != nil {
		return nil, errors.Join(disk.Translate(err), j.Close())
	}
	j.keepBallast()
	return j, nil
}

// Troubles says what was damaged when the journal was opened.
func (j *Journal) Troubles() []Trouble {
	j.mu.Lock()
	defer j.mu.Unlock()
	return slices.Clone(j.troubles)
}

// open reads the segments and opens the last one for writing behind its last
// whole frame. first is false when a damaged segment has just been mended.
func (j *Journal) open(first bool) error {
	starts, err := j.segments()
	if err != nil {
		return err
	}
	if len(starts) == 0 {
		j.next, j.link, j.owners = max(j.next, 1), [16]byte{}, map[uint64]map[Owner]uint64{}
		return j.begin()
	}
	end, mended, err := j.survey(starts, first)
	if err != nil {
		return err
	}
	if mended {
		return j.open(false)
	}
	j.start, j.at, j.next, j.link = starts[len(starts)-1], int64(end.to), end.last+1, end.link
	f, err := j.fs.Open(j.path(j.start), false)
	if err != nil {
		return err
	}
	j.file, j.size = f, j.at
	return j.reserve(max(segmentSize, j.at+prefix))
}

// survey reads every segment and returns where the last one ends. A damaged
// segment is mended, after which everything must be read again.
func (j *Journal) survey(starts []uint64, first bool) (end span, mended bool, err error) {
	j.owners = map[uint64]map[Owner]uint64{}
	for i, start := range starts {
		raw, err := j.fs.ReadFile(j.path(start))
		if err != nil {
			return end, false, err
		}
		list, torn := spans(raw, start)
		last := i == len(starts)-1
		if len(list) > 1 || len(list) == 1 && (list[0].from > 0 || list[0].first != start) || torn && (first || !last) {
			trouble, err := j.mend(start, raw, list, torn && last)
			if err != nil {
				return end, false, err
			}
			if trouble {
				return end, true, nil
			}
		}
		if i > 0 && start > end.last+1 {
			j.missing(end.last+1, start-1)
		}
		end = span{last: start - 1}
		if len(list) == 1 {
			end = list[0]
		}
		seen := map[Owner]uint64{}
		if err := each(raw, list, func(f Frame) error { seen[f.Owner] = f.Number; return nil }); err != nil {
			return end, false, err
		}
		j.owners[start] = seen
	}
	return end, false, nil
}

func (j *Journal) missing(from, to uint64) {
	for _, t := range j.troubles {
		if t.From <= from && t.To >= to {
			return
		}
	}
	j.troubles = append(j.troubles, Trouble{From: from, To: to})
}

// restore opens the file anew after a failed write and takes back whatever of
// the frame has reached the disk: it was not called saved.
func (j *Journal) restore(start uint64, at int64) error {
	if j.file != nil {
		j.file.Close()
		j.file = nil
	}
	if start != j.next {
		if err := j.fs.Remove(j.path(j.next)); err != nil && !errors.Is(err, os.ErrNotExist) { // a segment that was just begun
			return err
		}
		delete(j.owners, j.next)
	}
	j.start, j.at, j.size = start, at, at
	var err error
	if j.file, err = j.fs.Open(j.path(start), true); err != nil {
		j.file = nil
		return err
	}
	if err := j.reserve(max(segmentSize, at+prefix)); err != nil {
		return err
	}
	j.failed = nil
	return nil
}

// begin starts a new segment at the next number.
func (j *Journal) begin() error {
	j.start, j.at = j.next, 0
	f, err := j.fs.Open(j.path(j.start), true)
	if err != nil {
		return err
	}
	j.file, j.size = f, 0
	if err := j.reserve(segmentSize); err != nil {
		return err
	}
	j.owners[j.start] = map[Owner]uint64{}
	return j.fs.SyncDir(j.dir)
}

// reserve fills the file with zeros up to size and syncs, so that an append
// changes no metadata, and clears whatever a torn write left behind the end.
func (j *Journal) reserve(size int64) error {
	zero := make([]byte, 64<<10)
	for at := j.at; at < size; at += int64(len(zero)) {
		if _, err := j.file.WriteAt(zero[:min(int64(len(zero)), size-at)], at); err != nil {
			return disk.Translate(err)
		}
	}
	j.size = size
	return disk.Translate(j.file.Sync())
}

// Append writes a frame and returns its number when it is on disk. After an
// error nothing was appended: storage.ErrFull says that the disk is full and the
// ballast, too, is used up.
func (j *Journal) Append(owner Owner, payload []byte) (uint64, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if len(payload) > maxFrame-frameHead {
		return 0, storage.ErrLimit
	}
	n, err := j.append(owner, payload)
	if errors.Is(err, storage.ErrFull) && j.release() {
		n, err = j.append(owner, payload)
	}
	return n, err
}

func (j *Journal) append(owner Owner, payload []byte) (uint64, error) {
	if errors.Is(j.failed, storage.ErrClosed) {
		return 0, j.failed
	}
	if j.failed != nil {
		if err := j.restore(j.start, j.at); err != nil {
			return 0, disk.Translate(err)
		}
	}
	start, at, frame := j.start, j.at, j.frame(owner, payload)
	if err := j.write(frame); err != nil {
		j.failed = err
		j.restore(start, at) // or before the next frame
		return 0, disk.Translate(err)
	}
	j.at += int64(len(frame))
	j.link = linkOf(frame)
	j.owners[j.start][owner] = j.next
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
	return j.file.Datasync()
}

func (j *Journal) frame(owner Owner, payload []byte) []byte {
	return frameOf(j.next, owner, j.link, payload)
}

func frameOf(number uint64, owner Owner, link [16]byte, payload []byte) []byte {
	b := make([]byte, prefix, prefix+frameHead+len(payload))
	b = binary.BigEndian.AppendUint64(b, number)
	b = append(b, owner[:]...)
	b = append(b, link[:]...)
	b = append(b, payload...)
	binary.BigEndian.PutUint32(b[0:], uint32(len(b)-prefix))
	binary.BigEndian.PutUint32(b[4:], crc32.Checksum(b[prefix:], castagnoli))
	return b
}

// Next is the number that the next frame will have.
func (j *Journal) Next() uint64 {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.next
}

// AtLeast makes the next frame's number next or higher: a number that the store
// has seen must not come again when the journal's own files were lost.
func (j *Journal) AtLeast(next uint64) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.next >= next {
		return nil
	}
	old := j.file
	j.file, j.next, j.link = nil, next, [16]byte{}
	err := errors.Join(old.Close(), j.begin())
	if err != nil {
		j.failed = err
	}
	return disk.Translate(err)
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
		raw, err := j.fs.ReadFile(j.path(start))
		if err != nil {
			return err
		}
		list, _ := spans(raw, start)
		if err := each(raw, list, func(f Frame) error {
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

// Trim removes the oldest segments for as long as every owner's frames in them
// are free: done(owner, last) says that the owner's frames up to last are not
// needed any more. The newest segments stay, as many as spare says and the one
// being written.
func (j *Journal) Trim(spare int, done func(owner Owner, last uint64) bool) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	starts := slices.Sorted(maps.Keys(j.owners))
	for _, start := range starts[:max(0, len(starts)-spare)] {
		if start == j.start {
			return nil
		}
		for owner, last := range j.owners[start] {
			if !done(owner, last) {
				return nil
			}
		}
		if err := j.fs.Remove(j.path(start)); err != nil {
			return err
		}
		delete(j.owners, start)
	}
	return nil
}

// Close releases the files.
func (j *Journal) Close() error {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.failed = storage.ErrClosed
	if j.file == nil {
		return nil
	}
	err := j.file.Close()
	j.file = nil
	return err
}

func (j *Journal) path(start uint64) string {
	return filepath.Join(j.dir, fmt.Sprintf("journal.%016d", start))
}

// segments lists the first frame numbers of the segment files, in order.
func (j *Journal) segments() ([]uint64, error) {
	names, err := j.fs.Names(j.dir)
	if err != nil {
		return nil, err
	}
	var starts []uint64
	for _, name := range names {
		if digits, ok := strings.CutPrefix(name, "journal."); ok {
			if n, err := strconv.ParseUint(digits, 10, 64); err == nil {
				starts = append(starts, n)
			}
		}
	}
	slices.Sort(starts)
	return starts, nil
}
