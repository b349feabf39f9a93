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

// Folder is the store of a desktop's folder: the newest of its files
// store.<generation>.db. A damaged file is renamed, never deleted, and the next
// generation begins empty; what fills it again is the business of the journal
// and the server.
type Folder struct {
	dir string

	mu    sync.RWMutex
	store *Store
	gen   uint64
	aside []string
}

var _ storage.Store = (*Folder)(nil)

// OpenFolder opens the newest generation in the folder, or begins the first. A
// damaged file is set aside.
func OpenFolder(dir string) (*Folder, error) {
	gens, err := generations(dir)
	if err != nil {
		return nil, err
	}
	f := &Folder{dir: dir, gen: 1}
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

func (f *Folder) path() string { return filepath.Join(f.dir, fmt.Sprintf("store.%d.db", f.gen)) }

// Path is the path of the open file.
func (f *Folder) Path() string {
	f.mu.RLock()
	defer f.mu.RUnlock()
	return f.path()
}

// Aside lists the damaged files that were set aside since the folder was opened.
func (f *Folder) Aside() []string {
	f.mu.RLock()
	defer f.mu.RUnlock()
	return slices.Clone(f.aside)
}

// Renew sets the present file aside because of the damage, and begins the next
// generation.
func (f *Folder) Renew(error) error {
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

// View implements storage.Store.
func (f *Folder) View(ctx context.Context, fn func(storage.Tx) error) error {
	f.mu.RLock()
	defer f.mu.RUnlock()
	if f.store == nil {
		return storage.ErrClosed
	}
	return f.store.View(ctx, fn)
}

// Update implements storage.Store.
func (f *Folder) Update(ctx context.Context, fn func(storage.Tx) error) error {
	f.mu.RLock()
	defer f.mu.RUnlock()
	if f.store == nil {
		return storage.ErrClosed
	}
	return f.store.Update(ctx, fn)
}

// Close implements storage.Store.
func (f *Folder) Close() error {
	f.mu.RLock()
	defer f.mu.RUnlock()
	if f.store == nil {
		return nil
	}
	return f.store.Close()
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
