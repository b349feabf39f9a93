package blob

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"time"

	"civicdesk/app"
	"civicdesk/storage"
	"civicdesk/storage/disk"
)

// Folder keeps chunks as files: <first two digits>/<name>. A chunk is written
// under tmp/, brought to the disk and renamed, so that a name always stands for
// whole bytes. Chunks found damaged are set aside in damaged/.
type Folder struct {
	dir   string
	clock app.Clock
	mu    sync.Mutex // one writer at a time between the age of a chunk and its deletion
}

var _ Store = (*Folder)(nil)

const (
	temporary = "tmp"
	damaged   = "damaged"
)

// OpenFolder opens the folder and makes it when it is new. The clock gives the
// age of chunks.
func OpenFolder(dir string, clock app.Clock) (*Folder, error) {
	for _, d := range []string{dir, filepath.Join(dir, temporary), filepath.Join(dir, damaged)} {
		if err := disk.MakeDir(d); err != nil {
			return nil, translate(err)
		}
	}
	return &Folder{dir: dir, clock: clock}, translate(errors.Join(syncDir(filepath.Dir(dir)), syncDir(dir)))
}

func (f *Folder) path(id ID) string {
	name := id.String()
	return filepath.Join(f.dir, name[:2], name)
}

// Put implements Store.
func (f *Folder) Put(ctx context.Context, id ID, sealed []byte) error {
	if err := errors.Join(ctx.Err(), check(id, sealed)); err != nil {
		return err
	}
	path := f.path(id)
	f.mu.Lock()
	now := f.clock.Now()
	err := os.Chtimes(path, now, now)
	f.mu.Unlock()
	if errors.Is(err, fs.ErrNotExist) {
		err = f.write(path, sealed)
	}
	if err == nil {
		// Also when the file was there: its rename may not be on the disk yet.
		err = syncDir(filepath.Dir(path))
	}
	return translate(err)
}

func (f *Folder) write(path string, sealed []byte) (err error) {
	tmp, err := os.CreateTemp(filepath.Join(f.dir, temporary), "*.new")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			os.Remove(tmp.Name())
		}
	}()
	_, err = tmp.Write(sealed)
	if err == nil {
		err = tmp.Sync()
	}
	if err = errors.Join(err, tmp.Close()); err != nil {
		return err
	}
	now := f.clock.Now()
	if err := os.Chtimes(tmp.Name(), now, now); err != nil {
		return err
	}
	if err := os.Mkdir(filepath.Dir(path), 0o700); err == nil {
		err = syncDir(f.dir)
		if err != nil {
			return err
		}
	} else if !errors.Is(err, fs.ErrExist) {
		return err
	}
	return os.Rename(tmp.Name(), path)
}

// Get implements Store.
func (f *Folder) Get(ctx context.Context, id ID) ([]byte, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	sealed, err := os.ReadFile(f.path(id))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("%w: %s", ErrMissing, id)
	case err != nil:
		return nil, translate(err)
	}
	if err := check(id, sealed); err != nil {
		return nil, errors.Join(err, os.Rename(f.path(id), filepath.Join(f.dir, damaged, id.String())))
	}
	return sealed, nil
}

// Missing implements Store.
func (f *Folder) Missing(ctx context.Context, ids []ID) ([]ID, error) {
	var missing []ID
	for _, id := range ids {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if _, err := os.Stat(f.path(id)); errors.Is(err, fs.ErrNotExist) {
			missing = append(missing, id)
		} else if err != nil {
			return nil, err
		}
	}
	return missing, nil
}

// Delete implements Store.
func (f *Folder) Delete(_ context.Context, ids []ID) error {
	var errs []error
	touched := map[string]bool{}
	for _, id := range ids {
		for _, path := range []string{f.path(id), filepath.Join(f.dir, damaged, id.String())} {
			err := os.Remove(path)
			if err == nil {
				touched[filepath.Dir(path)] = true
			} else if !errors.Is(err, fs.ErrNotExist) {
				errs = append(errs, err)
			}
		}
	}
	for dir := range touched {
		errs = append(errs, syncDir(dir))
	}
	return errors.Join(errs...)
}

// Collect implements Store. It also removes what a crash left in tmp/.
func (f *Folder) Collect(ctx context.Context, live func(ID) bool, before time.Time) (n int, err error) {
	err = filepath.WalkDir(f.dir, func(path string, d fs.DirEntry, err error) error {
		if err = errors.Join(err, ctx.Err()); err != nil || d.IsDir() {
			return err
		}
		id, isChunk := ParseID(d.Name())
		if !isChunk && filepath.Base(filepath.Dir(path)) != temporary || isChunk && live(id) {
			return nil
		}
		removed, err := f.removeOld(path, before)
		if removed && isChunk {
			n++
		}
		return err
	})
	return n, err
}

// removeOld looks at the age and removes with no Put in between.
func (f *Folder) removeOld(path string, before time.Time) (bool, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil || !info.ModTime().Before(before) {
		return false, err
	}
	return true, os.Remove(path)
}

// translate names a full disk as every store does.
func translate(err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return fmt.Errorf("%w: %w", storage.ErrFull, err)
	}
	return err
}

// syncDir brings new names to the disk, on systems where folders have to be.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	if err := d.Sync(); err != nil && !errors.Is(err, syscall.EINVAL) && !errors.Is(err, fs.ErrPermission) {
		return err
	}
	return nil
}
