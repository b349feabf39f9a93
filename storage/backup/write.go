package backup

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/storage"
	"civicdesk/storage/disk"
	"civicdesk/storage/seal"
	"civicdesk/storage/vault"
)

// Result is what a backup did.
type Result struct {
	Snapshot
	Began   bool   // the file is new
	Added   int64  // bytes by which the file grew
	Damaged []Span // parts of the file that were found damaged; this snapshot does not need them
}

// Writer appends snapshots to files. The zero value works.
type Writer struct {
	FS    disk.FS // nil: the real one
	Clock app.Clock
}

// bufferSize is how much is written at once.
const bufferSize = 1 << 20

// Write adds a snapshot of the source to the file, or begins the file, and reads
// the snapshot back from it. A new file is written under a temporary name and
// gets its own when it is whole; on any failure an older file is what it was.
// verify, when not nil, is called with the file as it lies on the disk.
func (w Writer) Write(ctx context.Context, path string, o Origin, f For, seq uint64, from Source, verify func(*Archive, Snapshot) error) (Result, error) {
	if w.FS == nil {
		w.FS = disk.OS{}
	}
	lock, err := lockFile(path)
	if err != nil {
		return Result{}, err
	}
	defer lock()
	r, err := w.write(ctx, path, o, f, seq, from, verify)
	return r, friendly("backup.Write", path, err)
}

func (w Writer) write(ctx context.Context, path string, o Origin, f For, seq uint64, from Source, verify func(*Archive, Snapshot) error) (Result, error) {
	j := job{Writer: w, ctx: ctx, path: path, name: path, verify: verify}
	switch _, err := os.Stat(path); {
	case errors.Is(err, os.ErrNotExist):
		if err := j.begin(o, f); err != nil {
			return Result{}, errors.Join(err, j.undo())
		}
	case err != nil:
		return Result{}, err
	default:
		if err := j.goOn(o, f); err != nil {
			return Result{}, err
		}
	}
	defer j.close()
	err := j.snapshot(seq, from)
	if err != nil {
		return Result{}, errors.Join(err, j.undo())
	}
	return j.result, nil
}

// job is one backup that is being written.
type job struct {
	Writer
	ctx    context.Context
	path   string // the file's own name
	name   string // the name that it has while it is written
	verify func(*Archive, Snapshot) error

	old    *Archive // nil: a new file
	now    Archive  // its keys and blocks
	file   disk.File
	before int64 // length before
	at     int64 // where the buffer goes
	buffer []byte
	result Result
}

// begin makes a new file under a temporary name.
func (j *job) begin(o Origin, f For) error {
	j.name = j.path + ".new"
	h, key, err := newHead(o, f)
	if err != nil {
		return err
	}
	all, body, err := h.bytes()
	if err != nil {
		return err
	}
	if j.file, err = j.FS.Open(j.name, true); err != nil {
		return cannotWrite(j.path, err)
	}
	if err := j.file.Truncate(0); err != nil {
		return err
	}
	j.now.layout = &layout{head: h, headBody: body, blocks: map[id]place{}}
	j.now.unlock(key)
	j.buffer, j.result.Began = all, true
	return nil
}

func cannotWrite(path string, err error) error {
	return fault.E("backup.Write", fault.Invalid, "The file "+path+" cannot be written: choose a folder that exists and that you may write to.", err)
}

// goOn opens the file that is there, behind its last whole snapshot.
func (j *job) goOn(o Origin, f For) error {
	a, err := Open(j.ctx, j.path)
	if err != nil {
		return err
	}
	j.old = a
	if a.head.Origin != o {
		j.close()
		return fault.E("backup.Write", fault.Conflict, "The file "+j.path+" holds backups of another store. Choose another file.", nil)
	}
	if err := j.sealedFor(f); err != nil {
		j.close()
		return err
	}
	if err := a.Unlock(WithOwn(f.Own)); err != nil {
		j.close()
		return err
	}
	j.now.layout = a.layout
	j.now.unlock(a.key)
	if j.file, err = j.FS.Open(j.path, false); err != nil {
		j.close()
		return cannotWrite(j.path, err)
	}
	j.before, j.at, j.result.Damaged = a.end, a.end, a.damaged
	for name, at := range a.blocks { // what a stopped backup left is cut away
		if at.at > a.end {
			delete(a.blocks, name)
		}
	}
	if a.size > a.end {
		if err := j.file.Truncate(a.end); err != nil {
			j.close()
			return err
		}
	}
	return nil
}

// sealedFor refuses a file that the agency's present recovery key does not open.
func (j *job) sealedFor(f For) error {
	if f.Passphrase != "" && !j.old.head.has(vault.ForPassphrase) {
		return fault.E("backup.Write", fault.Conflict, "The file "+j.path+" was begun without a passphrase, and gets none later. Begin a new file.", nil)
	}
	if len(f.Recovery) == 0 {
		return nil
	}
	for _, e := range j.old.head.Envelopes {
		if e.IsFor(f.Recovery) {
			return nil
		}
	}
	return fault.E("backup.Write", fault.Conflict, "The file "+j.path+" was begun before the agency had its present recovery key, which does not open it. Begin a new file.", nil)
}

func (j *job) close() {
	if j.file != nil {
		j.file.Close()
		j.file = nil
	}
	if j.old != nil {
		j.old.Close()
	}
}

// undo takes back what was written. If that fails too, the next backup does it:
// what follows the last whole snapshot counts for nothing.
func (j *job) undo() error {
	if j.old == nil {
		j.close()
		if err := j.FS.Remove(j.name); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
		return nil
	}
	return j.file.Truncate(j.before)
}

// snapshot writes the blocks that are new and the snapshot, brings them to the
// disk, and reads the snapshot back.
func (j *job) snapshot(seq uint64, from Source) error {
	c := cutter{emit: j.block}
	if err := from(c.row); err != nil {
		return err
	}
	root, err := c.root()
	if err != nil {
		return err
	}
	s := Snapshot{Number: 1, Time: j.Clock.Now().UTC().Truncate(time.Millisecond), Seq: seq, Rows: c.rows, Records: c.records, Bytes: c.bytes, root: root}
	s.before = sha256.Sum256(j.now.headBody)
	if n := len(j.now.snapshots); n > 0 {
		last := j.now.snapshots[n-1]
		s.Number, s.before = last.Number+1, last.sum
	}
	j.buffer = appendFrame(j.buffer, headFrame, j.now.headBody)
	j.buffer = appendFrame(j.buffer, snapshotFrame, snapshotBytes(s, j.now.key, j.at+int64(len(j.buffer))))
	if err := j.flush(); err != nil {
		return err
	}
	if err := j.file.Sync(); err != nil {
		return err
	}
	j.result.Added = j.at - j.before
	if err := j.readBack(s); err != nil {
		return err
	}
	if j.old == nil {
		err := j.file.Close()
		j.file = nil
		return errors.Join(err, j.FS.Rename(j.name, j.path), j.FS.SyncDir(filepath.Dir(j.path)))
	}
	return nil
}

// block writes a block unless it is there.
func (j *job) block(content []byte) (id, error) {
	if err := j.ctx.Err(); err != nil {
		return id{}, fault.E("backup.Write", fault.Unavailable, "The backup was stopped before it was finished. Earlier snapshots are unharmed.", err)
	}
	name := j.now.nameOf(content)
	if _, there := j.now.blocks[name]; there {
		return name, nil
	}
	body := make([]byte, len(name), len(name)+len(content)+seal.Overhead)
	copy(body, name[:])
	body = j.now.box.Seal(body, content, name[:])
	j.now.blocks[name] = place{j.at + int64(len(j.buffer)) + frameHead + 32, len(body) - 32}
	j.buffer = appendFrame(j.buffer, blockFrame, body)
	if len(j.buffer) >= bufferSize {
		return name, j.flush()
	}
	return name, nil
}

func (j *job) flush() error {
	n, err := j.file.WriteAt(j.buffer, j.at)
	j.at += int64(n)
	j.buffer = j.buffer[:0]
	return err
}

// readBack reads the snapshot from the disk, every block of it.
func (j *job) readBack(s Snapshot) error {
	a, err := Open(j.ctx, j.name)
	if err != nil {
		return err
	}
	defer a.Close()
	a.unlock(j.now.key)
	on, err := a.At(0)
	if err != nil {
		return err
	}
	if on.Number != s.Number || on.root != s.root || a.Unfinished() > 0 || len(a.damaged) > len(j.result.Damaged) {
		return fmt.Errorf("%w: the file does not hold what was written", storage.ErrDamaged)
	}
	if j.result.Snapshot = on; j.verify != nil {
		return j.verify(a, on)
	}
	return a.Rows(j.ctx, on, func(Row) error { return nil })
}
