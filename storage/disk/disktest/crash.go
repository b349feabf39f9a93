package disktest

import (
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
	case Cut, Write:
		if f != nil {
			f.data = applied(f.data, e)
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

func applied(b []byte, e Event) []byte {
	end := int(e.Off) + len(e.Data)
	if e.Kind == Cut && end < len(b) {
		return slices.Clone(b[:end])
	}
	out := make([]byte, max(len(b), end))
	copy(out, b)
	copy(out[e.Off:], e.Data)
	return out
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
	all := []Image{{"killed", render(d.now, func(f *inode) []byte { return f.data })},
		{"nothing unsynced", render(d.safe, func(f *inode) []byte { return f.safe })}}
	for _, sector := range []int64{512, 4096} {
		torn := func(f *inode) []byte { return tear(f, sector, r) }
		all = append(all, Image{"torn, new names", render(d.now, torn)}, Image{"torn, old names", render(d.safe, torn)},
			Image{"cut short", render(d.now, func(f *inode) []byte { return cutShort(f, sector, r) })})
	}
	return all
}

func render(names map[string]*inode, content func(*inode) []byte) map[string][]byte {
	files := map[string][]byte{}
	for name, f := range names {
		files[name] = content(f)
	}
	return files
}

// tear applies each sector of each unsynced write or not, by chance.
func tear(f *inode, sector int64, r *rand.Rand) []byte {
	b := f.safe
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
	b := f.safe
	if len(f.pending) == 0 {
		return b
	}
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
		if err := os.WriteFile(path, b, 0o600); err != nil {
			return err
		}
	}
	return nil
}
