package bolt

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"civicdesk/storage"
	"civicdesk/storage/disk"
)

// Folder is the store of a data folder. A desktop has the newest of its files
// store.<generation>.db: a damaged one is renamed, never deleted, and the next
// generation begins empty; what fills it again is the business of the journal
// and the server. A server has one file under one name.
type Folder struct {
	dir  string
	name string // of a server's file; "": generations
	fs   disk.FS

	updating sync.Mutex // one writer, or one Rewrite

	mu    sync.Mutex
	store *Store
	gen   uint64
	aside []string

	readers  map[*Store]int
	replaced map[*Store]bool // to be closed by the last reader
}

var _ storage.Rewriter = (*Folder)(nil)

// OpenFolder opens the newest generation in the folder, or begins the first. A
// damaged file is set aside.
func OpenFolder(dir string) (*Folder, error) { return OpenFolderOn(disk.OS{}, dir) }

// OpenFolderOn is OpenFolder with the file system through which files are put
// in place of others and removed.
func OpenFolderOn(fs disk.FS, dir string) (*Folder, error) {
	gens, err := generations(dir)
	if err != nil {
		return nil, err
	}
	f := &Folder{dir: dir, fs: fs, gen: 1, readers: map[*Store]int{}, replaced: map[*Store]bool{}}
	if len(gens) > 0 {
		f.gen = slices.Max(gens)
	}
	f.store, err = Open(f.path())
	if errors.Is(err, storage.ErrDamaged) {
		err = f.Renew(err)
	}
	if err != nil {
		return nil, err
	}
	return f, nil
}

// OpenFile opens the one file at path, or makes it. Damage is an error: the file
// of a server is no cache.
func OpenFile(path string) (*Folder, error) { return OpenFileOn(disk.OS{}, path) }

// OpenFileOn is OpenFile with the file system through which the file is put in
// place of another.
func OpenFileOn(fs disk.FS, path string) (*Folder, error) {
	s, err := Open(path)
	if err != nil {
		return nil, err
	}
	return &Folder{dir: filepath.Dir(path), name: filepath.Base(path), fs: fs, store: s, readers: map[*Store]int{}, replaced: map[*Store]bool{}}, nil
}

// generations lists those of the store files, damaged ones included, so that no
// number comes twice.
func generations(dir string) ([]uint64, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var all []uint64
	damaged := uint64(0)
	for _, e := range entries {
		digits, rest, _ := strings.Cut(strings.TrimPrefix(e.Name(), "store."), ".")
		n, err := strconv.ParseUint(digits, 10, 32)
		switch {
		case err != nil || !strings.HasPrefix(e.Name(), "store."):
		case rest == "db":
			all = append(all, n)
		case strings.HasPrefix(rest, "db.damaged"):
			damaged = max(damaged, n+1)
		}
	}
	if damaged > 0 && (len(all) == 0 || slices.Max(all) < damaged) {
		all = append(all, damaged)
	}
	return all, nil
}

func (f *Folder) path() string {
	if f.name != "" {
		return filepath.Join(f.dir, f.name)
	}
	return filepath.Join(f.dir, fmt.Sprintf("store.%d.db", f.gen))
}

// Path is the path of the open file.
func (f *Folder) Path() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.path()
}

// Aside lists the damaged files that were set aside since the folder was opened.
func (f *Folder) Aside() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.aside)
}

// Renew sets the present file aside because of the damage, and begins the next
// generation. A server's file is not set aside: it returns the cause.
func (f *Folder) Renew(cause error) error {
	if f.name != "" {
		return cause
	}
	f.updating.Lock()
	defer f.updating.Unlock()
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.store != nil {
		f.store.abandon()
		f.store = nil
	}
	old := f.path()
	name := disk.Aside(old, "damaged")
	if err := os.Rename(old, name); err == nil {
		f.aside = append(f.aside, name)
	} else { // it is held by something: it stays, and a newer one is taken from now on
		f.aside = append(f.aside, old)
	}
	f.gen++
	var err error
	f.store, err = Open(f.path())
	return err
}

func (f *Folder) current() *Store {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.store
}

// View implements storage.Store. A file that another has taken the place of is
// closed by whoever reads it last.
func (f *Folder) View(ctx context.Context, fn func(storage.Tx) error) error {
	f.mu.Lock()
	s := f.store
	f.readers[s]++
	f.mu.Unlock()
	defer f.release(s)
	if s == nil {
		return storage.ErrClosed
	}
	return s.View(ctx, fn)
}

func (f *Folder) release(s *Store) {
	f.mu.Lock()
	f.readers[s]--
	last := f.readers[s] == 0
	if last {
		delete(f.readers, s)
	}
	replaced := last && s != f.store && f.replaced[s]
	if replaced {
		delete(f.replaced, s)
	}
	f.mu.Unlock()
	if replaced {
		s.Close()
	}
}

// retire closes a file that another has taken the place of, now or when nobody
// reads it any more.
func (f *Folder) retire(s *Store) {
	f.mu.Lock()
	f.readers[s]++
	f.replaced[s] = true
	f.mu.Unlock()
	f.release(s)
}

// Update implements storage.Store.
func (f *Folder) Update(ctx context.Context, fn func(storage.Tx) error) error {
	f.updating.Lock()
	defer f.updating.Unlock()
	s := f.current()
	if s == nil {
		return storage.ErrClosed
	}
	return s.Update(ctx, fn)
}

// Close implements storage.Store.
func (f *Folder) Close() error {
	f.updating.Lock()
	defer f.updating.Unlock()
	s := f.current()
	if s == nil {
		return nil
	}
	return s.Close()
}

// abandon closes a damaged file, but does not wait for ever: a transaction that
// broke off inside bbolt may have left its locks held.
func (s *Store) abandon() {
	closed := make(chan struct{})
	go func() {
		defer close(closed)
		defer func() { recover() }() // what is damaged may fault once more
		defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
		s.db.Close()
	}()
	select {
	case <-closed:
	case <-time.After(2 * time.Second):
	}
}
