package disktest

import (
	"bytes"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
)

// Event is one call that changed the disk, or a word that the program said to
// its user.
type Event struct {
	Kind Kind
	Path string // file or folder
	To   string // new name of a rename
	Off  int64  // of a write; new length of a truncation
	Data []byte // of a write; the word of a Said
}

// Kind is what an event did.
type Kind uint8

// The events.
const (
	Create  Kind = iota + 1 // an empty file, unless there is one
	Mkdir                   // a folder
	Cut                     // a new length
	Write                   // bytes at an offset
	Sync                    // data and length of a file are durable
	SyncDir                 // the names in a folder are durable
	Rename                  // a name, over whatever had it
	Remove                  // a name is gone
	Said                    // the program told its user something
)

// Disk follows events and keeps apart what is durable and what a crash may lose:
// writes to a file until it is synced, names until their folder is.
type Disk struct {
	now, safe map[string]*inode
	said      []string
}

type inode struct {
	folder     bool
	data, safe []byte
	pending    []Event // writes since the last sync
}

// NewDisk is an empty disk.
func NewDisk() *Disk { return &Disk{now: map[string]*inode{}, safe: map[string]*inode{}} }

// Do applies an event.
func (d *Disk) Do(e Event) {
	switch f := d.now[e.Path]; e.Kind {
	case Create:
		if f == nil {
			d.now[e.Path] = &inode{}
		}
	case Mkdir:
		if f == nil {
			d.now[e.Path] = &inode{folder: true}
		}
	case Cut, Write:
		if f != nil {
			f.data = applied(slices.Clone(f.data), e)
			f.pending = append(f.pending, e)
		}
	case Sync:
		if f != nil {
			f.safe, f.pending = slices.Clone(f.data), nil
		}
	case SyncDir:
		in := func(name string, _ *inode) bool { return filepath.Dir(name) == e.Path }
		maps.DeleteFunc(d.safe, in)
		for name, f := range d.now {
			if in(name, f) {
				d.safe[name] = f
			}
		}
	case Rename:
		if f != nil {
			d.now[e.To] = f
			delete(d.now, e.Path)
		}
	case Remove:
		delete(d.now, e.Path)
	case Said:
		d.said = append(d.said, string(e.Data))
	}
}

// applied changes b, which it takes over.
func applied(b []byte, e Event) []byte {
	end := int(e.Off) + len(e.Data)
	if e.Kind == Cut && end < len(b) {
		return b[:end]
	}
	if end > len(b) {
		b = append(b, make([]byte, end-len(b))...)
	}
	copy(b[e.Off:], e.Data)
	return b
}

// Said is what the program had told its user by now.
func (d *Disk) Said() []string { return d.said }

// Image is one state in which a crash can leave the disk.
type Image struct {
	What  string
	Files map[string][]byte
}

// Images are states in which a crash at this moment can leave the disk: with
// everything written; with nothing that was not synced; and with the unsynced
// writes torn at sectors of 512 bytes and of 4 KiB, with new and with old names.
func (d *Disk) Images(r *rand.Rand) []Image {
	folders := map[string]bool{}
	for name, f := range d.now {
		folders[name] = f.folder
	}
	image := func(what string, names map[string]*inode, content func(*inode) []byte) Image {
		return Image{what, render(names, folders, content)}
	}
	all := []Image{image("killed", d.now, func(f *inode) []byte { return f.data })}
	if d.settled() {
		return all
	}
	all = append(all, image("nothing unsynced", d.safe, func(f *inode) []byte { return f.safe }))
	for _, sector := range []int64{512, 4096} {
		torn := func(f *inode) []byte { return tear(f, sector, r) }
		all = append(all, image("torn, new names", d.now, torn), image("torn, old names", d.safe, torn),
			image("cut short", d.now, func(f *inode) []byte { return cutShort(f, sector, r) }))
	}
	return all
}

// settled says that a crash now could lose nothing.
func (d *Disk) settled() bool {
	for _, f := range d.now {
		if len(f.pending) > 0 {
			return false
		}
	}
	return maps.Equal(d.now, d.safe)
}

// render leaves out what lies in a folder whose own name is lost.
func render(names map[string]*inode, folders map[string]bool, content func(*inode) []byte) map[string][]byte {
	files := map[string][]byte{}
	for name, f := range names {
		lost := false
		for dir := filepath.Dir(name); dir != "."; dir = filepath.Dir(dir) {
			lost = lost || folders[dir] && names[dir] == nil
		}
		if !f.folder && !lost {
			files[name] = content(f)
		}
	}
	return files
}

// tear applies each sector of each unsynced write or not, by chance.
func tear(f *inode, sector int64, r *rand.Rand) []byte {
	if len(f.pending) == 0 {
		return f.safe
	}
	b := slices.Clone(f.safe)
	for _, e := range f.pending {
		if e.Kind == Cut {
			if r.IntN(2) == 0 {
				b = applied(b, e)
			}
			continue
		}
		for at := int64(0); at < int64(len(e.Data)); {
			end := min(int64(len(e.Data)), (e.Off+at)/sector*sector+sector-e.Off)
			if r.IntN(2) == 0 {
				b = applied(b, Event{Kind: Write, Off: e.Off + at, Data: e.Data[at:end]})
			}
			at = end
		}
	}
	return b
}

// cutShort applies the unsynced writes in order, up to a sector of one of them.
func cutShort(f *inode, sector int64, r *rand.Rand) []byte {
	if len(f.pending) == 0 {
		return f.safe
	}
	b := slices.Clone(f.safe)
	stop := r.IntN(len(f.pending))
	for _, e := range f.pending[:stop] {
		b = applied(b, e)
	}
	e := f.pending[stop]
	if e.Kind == Write {
		keep := min(int64(len(e.Data)), r.Int64N(int64(len(e.Data))/sector+1)*sector)
		b = applied(b, Event{Kind: Write, Off: e.Off, Data: e.Data[:keep]})
	}
	return b
}

// Put writes the image into a folder.
func (i Image) Put(dir string) error {
	for name, b := range i.Files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			return err
		}
		if err := os.WriteFile(path, bytes.TrimRight(b, "\x00"), 0o600); err != nil {
			return err
		}
		if err := os.Truncate(path, int64(len(b))); err != nil { // zeros at the end as a hole, which is quick
			return err
		}
	}
	return nil
}
