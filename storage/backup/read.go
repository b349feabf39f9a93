package backup

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"

	"civicdesk/app/fault"
	"civicdesk/storage"
	"civicdesk/storage/seal"
)

var (
	errOrder  = errors.New("backup: rows out of order")
	errAbsent = fmt.Errorf("%w: a block is missing or damaged", storage.ErrDamaged)
)

// Archive is a backup file, read from its beginning to its end once.
type Archive struct {
	path string
	file *os.File
	*layout

	key   seal.Key // zero until it is unlocked
	names seal.Key
	box   seal.Box
}

// Open reads the file. Its snapshots can be listed; Unlock opens their content.
func Open(ctx context.Context, path string) (*Archive, error) {
	f, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil, fault.E("backup.Open", fault.NotFound, "There is no file "+path+".", err)
	}
	if err != nil {
		return nil, fault.E("backup.Open", fault.Denied, "The file "+path+" cannot be read.", err)
	}
	info, err := f.Stat()
	var l *layout
	if err == nil && !info.Mode().IsRegular() {
		err = errNotABackup
	}
	if err == nil {
		l, err = survey(ctx, f, info.Size())
	}
	if err != nil {
		f.Close()
		if errors.Is(err, errNotABackup) {
			return nil, notABackup(path, err)
		}
		return nil, friendly("backup.Open", path, err)
	}
	return &Archive{path: path, file: f, layout: l}, nil
}

// Close releases the file.
func (a *Archive) Close() error { return a.file.Close() }

// Origin is what the file holds snapshots of.
func (a *Archive) Origin() Origin { return a.head.Origin }

// Has says whether the file was sealed for a passphrase, or for a recovery key:
// see vault.Envelope.
func (a *Archive) Has(kind string) bool { return a.head.has(kind) }

// Snapshots lists the snapshots, oldest first.
func (a *Archive) Snapshots() []Snapshot { return a.snapshots }

// At is the snapshot of the number; 0 is the newest.
func (a *Archive) At(number uint64) (Snapshot, error) {
	for i := len(a.snapshots) - 1; i >= 0; i-- {
		if s := a.snapshots[i]; number == 0 || s.Number == number {
			return s, nil
		}
	}
	if number == 0 {
		return Snapshot{}, fault.E("backup.At", fault.NotFound, "The file "+a.path+" holds no whole snapshot.", nil)
	}
	return Snapshot{}, fault.E("backup.At", fault.NotFound, fmt.Sprintf("The file %s has no snapshot %d. “civicdesk backup list” shows which it has.", a.path, number), nil)
}

// Damaged lists the parts of the file that are no whole frames.
func (a *Archive) Damaged() []Span { return a.damaged }

// Unfinished is how many bytes follow the last whole snapshot: of a backup that
// was stopped. The next backup takes them away.
func (a *Archive) Unfinished() int64 { return a.size - a.end }

// Unlock opens the file's content.
func (a *Archive) Unlock(with Secret) error {
	key, err := with(a.head)
	if err != nil {
		return err
	}
	a.unlock(key)
	for i, raw := range a.macs {
		mac := key.Sub("snapshot").MAC(raw[:snapshotSize-32])
		if !bytes.Equal(mac[:], raw[snapshotSize-32:]) {
			return friendly("backup.Unlock", a.path, fmt.Errorf("%w: snapshot %d was changed", storage.ErrDamaged, a.snapshots[i].Number))
		}
	}
	return nil
}

func (a *Archive) unlock(key seal.Key) {
	a.key, a.names, a.box = key, key.Sub("names"), key.Sub("blocks").Box()
}

// nameOf is the id of a block of the content.
func (a *Archive) nameOf(content []byte) id { return a.names.MAC(content) }

// block opens a block and checks that it is the one that its name says.
func (a *Archive) block(name id) ([]byte, error) {
	at, there := a.blocks[name]
	if !there {
		return nil, errAbsent
	}
	sealed := make([]byte, at.size)
	if _, err := a.file.ReadAt(sealed, at.at); err != nil && err != io.EOF {
		return nil, err
	}
	content, err := a.box.Open(sealed, name[:])
	if err != nil || a.nameOf(content) != name || len(content) == 0 {
		return nil, errAbsent
	}
	return content, nil
}

// Rows calls fn for each row of the snapshot in ascending order. The row's bytes
// are fn's to keep. What it read is the snapshot, whole, when Rows returns nil.
func (a *Archive) Rows(ctx context.Context, s Snapshot, fn func(Row) error) error {
	w := walk{a: a, ctx: ctx, fn: fn}
	err := w.block(s.root, -1)
	if err == nil && (w.rows != s.Rows || w.bytes != s.Bytes || w.records != s.Records) {
		err = fmt.Errorf("%w: the snapshot has other rows than it says", storage.ErrDamaged)
	}
	if errors.Is(err, storage.ErrDamaged) {
		return fault.E("backup.Rows", fault.Damaged, fmt.Sprintf("Snapshot %d of %s is damaged. “civicdesk backup check” says which snapshots are whole; choose one with --at.", s.Number, a.path), err)
	}
	return err
}

type walk struct {
	a    *Archive
	ctx  context.Context
	fn   func(Row) error
	last []byte

	rows, records, bytes uint64
}

// block walks what the block leads to; its level is known except of the root.
func (w *walk) block(name id, level int) error {
	if err := w.ctx.Err(); err != nil {
		return err
	}
	content, err := w.a.block(name)
	if err != nil {
		return err
	}
	if level >= 0 && int(content[0]) != level {
		return errAbsent
	}
	level, content = int(content[0]), content[1:]
	if level == 0 {
		return w.leaf(content)
	}
	if len(content)%len(id{}) != 0 {
		return errAbsent
	}
	for ; len(content) > 0; content = content[len(id{}):] {
		if err := w.block(id(content[:len(id{})]), level-1); err != nil {
			return err
		}
	}
	return nil
}

func (w *walk) leaf(content []byte) error {
	for len(content) > 0 {
		if len(content) < rowHead {
			return errAbsent
		}
		key, value := int(binary.BigEndian.Uint16(content[1:])), int(binary.BigEndian.Uint32(content[3:]))
		if len(content) < rowHead+key+value {
			return errAbsent
		}
		r := Row{Table: storage.Table(content[0]), Key: content[rowHead : rowHead+key : rowHead+key], Value: content[rowHead+key : rowHead+key+value : rowHead+key+value]}
		at := append([]byte{content[0]}, r.Key...)
		if w.last != nil && string(at) <= string(w.last) {
			return errAbsent
		}
		w.last, content = at, content[rowHead+key+value:]
		w.rows++
		w.bytes += uint64(key + value)
		if r.Table == storage.Records {
			w.records++
		}
		if err := w.fn(r); err != nil {
			return err
		}
	}
	return nil
}

// Same says whether a source has exactly the rows of the snapshot.
func (a *Archive) Same(s Snapshot, from Source) (bool, error) {
	c := cutter{emit: func(content []byte) (id, error) { return a.nameOf(content), nil }}
	if err := from(c.row); err != nil {
		return false, err
	}
	root, err := c.root()
	return root == s.root, err
}

// Finding is what Check says of one snapshot.
type Finding struct {
	Snapshot
	Err error // nil: whole
}

// Check reads every block of every snapshot. inspect, when not nil, looks at the
// rows of each; see Rows. The order of the snapshots is checked too.
func (a *Archive) Check(ctx context.Context, inspect func(Snapshot) (row func(Row) error, end func() error)) ([]Finding, error) {
	var all []Finding
	before := sha256.Sum256(a.headBody)
	for i, s := range a.snapshots {
		row, end := func(Row) error { return nil }, func() error { return nil }
		if inspect != nil {
			row, end = inspect(s)
		}
		err := a.Rows(ctx, s, row)
		if err == nil {
			err = end()
		}
		if ctx.Err() != nil {
			return all, ctx.Err()
		}
		if err == nil && (s.before != before || i > 0 && s.Number != a.snapshots[i-1].Number+1) {
			err = fault.E("backup.Check", fault.Damaged, fmt.Sprintf("A snapshot before number %d is missing; this one is whole.", s.Number), nil)
		}
		before = s.sum
		all = append(all, Finding{s, err})
	}
	return all, nil
}
