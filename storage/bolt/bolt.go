// Package bolt keeps a storage.Store in one bbolt file. It is the desktop's
// cache (the journal in front of it is what "saved" rests on) and the default
// store of a server.
package bolt

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"

	"civicdesk/storage"
)

// Store is one open file.
type Store struct {
	db      *bbolt.DB
	writing sync.Mutex  // taken before bbolt's own lock, which a fault may leave held for ever
	broken  atomic.Bool // a fault was met: bbolt is not asked again
}

var _ storage.Store = (*Store)(nil)

// Open opens the file at path, or makes it. A new file is built under a
// temporary name and renamed when it is whole, since bbolt's first pages are
// not written atomically. Errors: storage.ErrInUse when another program has the
// file open, storage.ErrDamaged when it cannot be read, storage.ErrFull.
func Open(path string) (s *Store, err error) {
	info, statErr := os.Stat(path)
	if statErr == nil && info.Size() == 0 { // bbolt would make a new file of it
		return nil, fmt.Errorf("%w: the file is empty", storage.ErrDamaged)
	}
	if errors.Is(statErr, os.ErrNotExist) {
		if err := create(path); err != nil {
			return nil, translate(err)
		}
	}
	db, err := open(path)
	if err != nil {
		return nil, translate(err)
	}
	s = &Store{db: db}
	err = s.check()
	if err == nil {
		err = s.addTables()
	}
	if err != nil {
		s.abandon()
		return nil, err
	}
	return s, nil
}

// addTables makes the tables that releases after the file's own have added.
// Those come last in the list; a table that is missing among older ones is
// damage, which whoever reads the table is told.
func (s *Store) addTables() error {
	return s.run(context.Background(), func() error {
		var newer []storage.Table
		err := s.db.View(func(btx *bbolt.Tx) error {
			for _, t := range storage.Tables() {
				if btx.Bucket([]byte{byte(t)}) == nil {
					newer = append(newer, t)
				} else {
					newer = nil
				}
			}
			return nil
		})
		if err != nil || len(newer) == 0 || newer[0] == storage.Meta {
			return err
		}
		return s.db.Update(func(btx *bbolt.Tx) error {
			for _, t := range newer {
				if _, err := btx.CreateBucketIfNotExists([]byte{byte(t)}); err != nil {
					return err
				}
			}
			return nil
		})
	})
}

// check compares the file's length with the high-water mark of its newest
// commit (bbolt itself opens a truncated file without a word) and walks its
// pages.
func (s *Store) check() error {
	return s.run(context.Background(), func() error {
		return s.db.View(func(btx *bbolt.Tx) error {
			info, err := os.Stat(s.db.Path())
			if err != nil {
				return err
			}
			if info.Size() < btx.Size() {
				return fmt.Errorf("%w: %d bytes of %d are left", storage.ErrDamaged, info.Size(), btx.Size())
			}
			return checkPages(s.db.Path(), btx)
		})
	})
}

func create(path string) error {
	tmp := path + ".new"
	if err := os.Remove(tmp); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	db, err := open(tmp)
	if err != nil {
		return err
	}
	err = db.Update(func(tx *bbolt.Tx) error {
		for _, t := range storage.Tables() {
			if _, err := tx.CreateBucket([]byte{byte(t)}); err != nil {
				return err
			}
		}
		return nil
	})
	if err = errors.Join(err, db.Close()); err != nil {
		return err
	}
	if err := os.Rename(tmp, path); err != nil {
		return err
	}
	return syncDir(filepath.Dir(path))
}

// open guards against bbolt's crash on a truncated file: the fault becomes an
// error instead of ending the program. bbolt leaves the file open then, and with
// it locked; on Windows it could not even be renamed.
func open(path string) (db *bbolt.DB, err error) {
	var file *os.File
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if p := recover(); p != nil {
			db, err = nil, errors.Join(fmt.Errorf("%w: %v", storage.ErrDamaged, p), letGo(file))
		}
	}()
	return bbolt.Open(path, 0o600, &bbolt.Options{Timeout: 200 * time.Millisecond, FreelistType: bbolt.FreelistMapType,
		OpenFile: func(name string, flag int, mode os.FileMode) (_ *os.File, err error) {
			file, err = os.OpenFile(name, flag, mode)
			return file, err
		}})
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	if err := d.Sync(); err != nil && !errors.Is(err, syscall.EINVAL) && !errors.Is(err, os.ErrPermission) {
		return err
	}
	return nil
}

// Path is the file's path.
func (s *Store) Path() string { return s.db.Path() }

// View implements storage.Store.
func (s *Store) View(ctx context.Context, fn func(storage.Tx) error) error {
	return s.run(ctx, func() error {
		return s.db.View(func(btx *bbolt.Tx) error { return fn(&tx{btx: btx}) })
	})
}

// Update implements storage.Store.
func (s *Store) Update(ctx context.Context, fn func(storage.Tx) error) error {
	s.writing.Lock()
	defer s.writing.Unlock()
	return s.run(ctx, func() error {
		return s.db.Update(func(btx *bbolt.Tx) error { return fn(&tx{btx: btx, write: true}) })
	})
}

func (s *Store) run(ctx context.Context, do func() error) (err error) {
	if err := ctx.Err(); err != nil {
		return err
	}
	if s.broken.Load() {
		return fmt.Errorf("%w: found before", storage.ErrDamaged)
	}
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if p := recover(); p != nil {
			_, isFault := p.(interface{ Addr() uintptr }) // a memory fault inside the mapped file
			if !isFault && !inDriver() {
				panic(p)
			}
			s.broken.Store(true)
			err = fmt.Errorf("%w: %v", storage.ErrDamaged, p)
		}
	}()
	return translate(do())
}

// inDriver says whether the panic that is being recovered began in bbolt, which
// panics on pages that contradict each other.
func inDriver() bool {
	var pcs [32]uintptr
	frames := runtime.CallersFrames(pcs[:runtime.Callers(3, pcs[:])])
	for more := true; more; {
		var f runtime.Frame
		if f, more = frames.Next(); !strings.HasPrefix(f.Function, "runtime.") {
			return strings.HasPrefix(f.Function, "go.etcd.io/bbolt")
		}
	}
	return false
}

// Close implements storage.Store.
func (s *Store) Close() error {
	if s.broken.Load() {
		s.abandon()
		return nil
	}
	return s.db.Close()
}

// translate turns the driver's errors into the contract's, once.
func translate(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, bolterrors.ErrTimeout):
		return fmt.Errorf("%w: %w", storage.ErrInUse, err)
	case errors.Is(err, bolterrors.ErrDatabaseNotOpen):
		return fmt.Errorf("%w: %w", storage.ErrClosed, err)
	case errors.Is(err, bolterrors.ErrInvalid), errors.Is(err, bolterrors.ErrChecksum), errors.Is(err, bolterrors.ErrVersionMismatch),
		strings.Contains(err.Error(), "file size too small"): // bbolt has no name for this one
		return fmt.Errorf("%w: %w", storage.ErrDamaged, err)
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return fmt.Errorf("%w: %w", storage.ErrFull, err)
	}
	return err
}

type tx struct {
	btx   *bbolt.Tx
	write bool
}

func (x *tx) bucket(t storage.Table) (*bbolt.Bucket, error) {
	if b := x.btx.Bucket([]byte{byte(t)}); b != nil {
		return b, nil
	}
	return nil, fmt.Errorf("%w: table %d is missing", storage.ErrDamaged, t)
}

func (x *tx) Get(t storage.Table, key []byte) ([]byte, error) {
	b, err := x.bucket(t)
	if err != nil {
		return nil, err
	}
	return b.Get(key), nil
}

func (x *tx) Prefetch(storage.Table, [][]byte) error { return nil }

func (x *tx) Put(t storage.Table, key, value []byte) error {
	if !x.write {
		return storage.ErrReadOnly
	}
	if err := storage.CheckPut(key, value); err != nil {
		return err
	}
	b, err := x.bucket(t)
	if err != nil {
		return err
	}
	return b.Put(append([]byte(nil), key...), append([]byte{}, value...))
}

func (x *tx) Delete(t storage.Table, key []byte) error {
	if !x.write {
		return storage.ErrReadOnly
	}
	b, err := x.bucket(t)
	if err != nil {
		return err
	}
	return b.Delete(key)
}

func (x *tx) Scan(t storage.Table, from, to []byte, limit int, fn func(k, v []byte) error) error {
	b, err := x.bucket(t)
	if err != nil {
		return err
	}
	c := b.Cursor()
	k, v := c.Seek(from)
	for n := 0; k != nil && (to == nil || string(k) < string(to)) && (limit == 0 || n < limit); n++ {
		if err := fn(k, v); err != nil {
			if errors.Is(err, storage.ErrStop) {
				return nil
			}
			return err
		}
		k, v = c.Next()
	}
	return nil
}

var seqKey = []byte(storage.SeqRow)

func (x *tx) NextSeq(n int) (uint64, error) {
	last, err := x.Seq()
	if err != nil {
		return 0, err
	}
	if err := x.Put(storage.Meta, seqKey, binary.BigEndian.AppendUint64(nil, last+uint64(n))); err != nil {
		return 0, err
	}
	return last + 1, nil
}

func (x *tx) Seq() (uint64, error) {
	v, err := x.Get(storage.Meta, seqKey)
	if err != nil || v == nil {
		return 0, err
	}
	if len(v) != 8 {
		return 0, fmt.Errorf("%w: sequence row of %d bytes", storage.ErrDamaged, len(v))
	}
	return binary.BigEndian.Uint64(v), nil
}
