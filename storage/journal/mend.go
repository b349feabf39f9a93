package journal

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"

	"civicdesk/storage"
	"civicdesk/storage/disk"
)

// mend takes a segment apart that is not one run of whole frames. The damaged
// bytes are copied aside first; then each run of whole frames becomes a segment
// of its own, and last the segment itself is replaced by its first run, so that
// a crash at any step leaves everything to be done again. A torn end alone, which
// a crash leaves of a write that was never called saved, is copied aside and is
// no trouble.
func (j *Journal) mend(start uint64, raw []byte, list []span, tornEnd bool) (trouble bool, err error) {
	if len(list) == 0 && tornEnd || len(list) == 1 && list[0].from == 0 && list[0].first == start && tornEnd {
		at := 0
		if len(list) == 1 {
			at = list[0].to
		}
		err := j.keep(disk.Aside(j.path(start), "torn"), trimmed(raw[at:]))
		if errors.Is(disk.Translate(err), storage.ErrFull) { // no reason not to open
			err = nil
		}
		return false, err
	}
	aside := disk.Aside(j.path(start), "damaged")
	if err := j.keep(aside, raw); err != nil {
		return false, err
	}
	var head []byte
	next := start
	for _, s := range list {
		if s.first > next {
			j.troubles = append(j.troubles, Trouble{From: next, To: s.first - 1, File: aside})
		}
		next = s.last + 1
		if s.first == start {
			head = raw[s.from:s.to]
		} else if err := j.place(j.path(s.first), raw[s.from:s.to]); err != nil {
			return false, err
		}
	}
	if len(j.troubles) == 0 || j.troubles[len(j.troubles)-1].File != aside { // the end was lost, or only the order
		j.troubles = append(j.troubles, Trouble{From: next, To: next - 1, File: aside})
	}
	return true, disk.Replace(j.fs, j.dir, j.path(start), head)
}

// keep writes a copy of damaged bytes.
func (j *Journal) keep(name string, b []byte) error { return disk.Replace(j.fs, j.dir, name, b) }

// place puts a run of frames in a segment of its own, unless an earlier attempt
// did so.
func (j *Journal) place(name string, b []byte) error {
	old, err := j.fs.ReadFile(name)
	if err == nil && len(old) >= len(b) {
		return nil
	}
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return disk.Replace(j.fs, j.dir, name, b)
}

// trimmed is b without the zeros at its end.
func trimmed(b []byte) []byte {
	for len(b) >= len(zeros) && bytes.Equal(b[len(b)-len(zeros):], zeros[:]) {
		b = b[:len(b)-len(zeros)]
	}
	for len(b) > 0 && b[len(b)-1] == 0 {
		b = b[:len(b)-1]
	}
	return b
}

var zeros [4096]byte

const ballastSize = 256 << 10

func (j *Journal) ballast() string { return filepath.Join(j.dir, "ballast") }

// keepBallast keeps some room on the disk, to be given up when it is full so
// that the last work can still be saved. A disk that has no room for it is full
// already.
func (j *Journal) keepBallast() {
	if b, err := j.fs.ReadFile(j.ballast()); err == nil && len(b) == ballastSize {
		return
	}
	if err := disk.Replace(j.fs, j.dir, j.ballast(), make([]byte, ballastSize)); err != nil {
		j.fs.Remove(j.ballast() + ".new")
	}
}

// release gives the ballast up and says whether that made room.
func (j *Journal) release() bool { return j.fs.Remove(j.ballast()) == nil }

// Release gives up the room that is kept for a full disk, and says whether there
// was any. The journal takes it again when it is next opened.
func (j *Journal) Release() bool {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.release()
}
