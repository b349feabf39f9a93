package disktest

import (
	"path/filepath"
	"slices"
	"sync"

	"civicdesk/storage/disk"
)

// Recorder notes every call that changes the disk, by paths relative to Root.
type Recorder struct {
	disk.FS
	Root string

	mu     sync.Mutex
	events []Event
}

// Events are the calls so far.
func (r *Recorder) Events() []Event {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.events)
}

// Say notes that the program told its user something.
func (r *Recorder) Say(word string) { r.note(Event{Kind: Said, Data: []byte(word)}, nil) }

func (r *Recorder) note(e Event, err error) error {
	if err == nil {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.events = append(r.events, e)
	}
	return err
}

func (r *Recorder) rel(name string) string {
	rel, err := filepath.Rel(r.Root, name)
	if err != nil {
		return name
	}
	return rel
}

// Open implements disk.FS.
func (r *Recorder) Open(name string, create bool) (disk.File, error) {
	f, err := r.FS.Open(name, create)
	if err != nil {
		return nil, err
	}
	if create {
		r.note(Event{Kind: Create, Path: r.rel(name)}, nil)
	}
	return &recorded{f, r, r.rel(name)}, nil
}

// Rename implements disk.FS.
func (r *Recorder) Rename(old, name string) error {
	return r.note(Event{Kind: Rename, Path: r.rel(old), To: r.rel(name)}, r.FS.Rename(old, name))
}

// Remove implements disk.FS.
func (r *Recorder) Remove(name string) error {
	return r.note(Event{Kind: Remove, Path: r.rel(name)}, r.FS.Remove(name))
}

// SyncDir implements disk.FS.
func (r *Recorder) SyncDir(dir string) error {
	return r.note(Event{Kind: SyncDir, Path: r.rel(dir)}, r.FS.SyncDir(dir))
}

type recorded struct {
	disk.File
	r    *Recorder
	path string
}

func (f *recorded) WriteAt(b []byte, at int64) (int, error) {
	n, err := f.File.WriteAt(b, at)
	return n, f.r.note(Event{Kind: Write, Path: f.path, Off: at, Data: slices.Clone(b[:n])}, err)
}

func (f *recorded) Sync() error { return f.r.note(Event{Kind: Sync, Path: f.path}, f.File.Sync()) }
func (f *recorded) Datasync() error {
	return f.r.note(Event{Kind: Sync, Path: f.path}, f.File.Datasync())
}
