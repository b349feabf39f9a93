package bolt

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"hash/maphash"
	"os"
	"slices"
	"strings"

	"go.etcd.io/bbolt"

	"civicdesk/storage"
	"civicdesk/storage/disk"
)

// carryBytes is how much of a rewrite is in memory, and in one transaction of the
// new file.
const carryBytes = 16 << 20

// Rewrite implements storage.Rewriter: a desktop's store becomes the next
// generation, and the old file stays until RemoveOlder; a server's file is
// replaced.
func (f *Folder) Rewrite(ctx context.Context, c storage.Carry) (done storage.Rewritten, err error) {
	f.updating.Lock()
	old := f.current()
	if old == nil {
		f.updating.Unlock()
		return done, storage.ErrClosed
	}
	tmp := f.Path() + ".new"
	if done, err = f.fill(ctx, old, tmp, c); err == nil {
		err = f.swap(tmp)
	}
	f.updating.Unlock()
	if err != nil {
		return done, errors.Join(translate(err), removeIfThere(disk.OS{}, tmp))
	}
	f.retire(old)
	return done, nil
}

// fill writes the new file and reads it back.
func (f *Folder) fill(ctx context.Context, old *Store, tmp string, c storage.Carry) (done storage.Rewritten, err error) {
	if err := removeIfThere(disk.OS{}, tmp); err != nil {
		return done, err
	}
	if err := create(tmp); err != nil {
		return done, err
	}
	// Through the file system, so that a test sees that the file is begun.
	if probe, err := f.fs.Open(tmp, true); err != nil {
		return done, err
	} else if err := probe.Close(); err != nil {
		return done, err
	}
	db, err := open(tmp)
	if err != nil {
		return done, err
	}
	db.NoSync = true
	w := &carrier{db: db, rows: map[storage.Table][]row{}, sum: newSum()}
	err = w.carry(ctx, old, c)
	if err == nil {
		err = db.Sync()
	}
	if err = errors.Join(err, db.Close()); err != nil {
		return done, err
	}
	if done.Rows, err = verify(ctx, tmp, w.sum); err != nil {
		return done, err
	}
	info, err := os.Stat(tmp)
	if err == nil {
		done.Bytes = info.Size()
	}
	return done, err
}

// verify opens the file as any start of the program does and compares what it
// holds with what was put.
func verify(ctx context.Context, path string, want sum) (rows int, err error) {
	s, err := Open(path)
	if err != nil {
		return 0, err
	}
	got := want.begin()
	for _, t := range storage.Tables() {
		if err = s.View(ctx, func(tx storage.Tx) error {
			return tx.Scan(t, nil, nil, 0, func(k, v []byte) error {
				got.add(t, k, v)
				return nil
			})
		}); err != nil {
			break
		}
	}
	if err == nil && (got.rows != want.rows || got.total != want.total) {
		err = fmt.Errorf("%w: the new file does not hold what was written to it", storage.ErrDamaged)
	}
	return got.rows, errors.Join(err, s.Close())
}

// swap puts the new file in its place and opens it. From the rename on it is the
// store, whatever happens.
func (f *Folder) swap(tmp string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	gen := f.gen
	f.gen++
	if err := f.fs.Rename(tmp, f.path()); err != nil {
		if f.name == "" {
			f.gen = gen
			return err
		}
		f.store.Close() // some systems replace no open file
		if err := f.fs.Rename(tmp, f.path()); err != nil {
			var again error
			f.store, again = Open(f.path())
			return errors.Join(err, again)
		}
	}
	// A name that is not on the disk yet does no harm: the old file opens then.
	syncErr := f.fs.SyncDir(f.dir)
	var err error
	f.store, err = Open(f.path())
	return errors.Join(err, syncErr)
}

// RemoveOlder implements storage.Rewriter.
func (f *Folder) RemoveOlder(aside bool) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	names, err := f.fs.Names(f.dir)
	if err != nil {
		return err
	}
	present := f.path()
	for _, name := range names {
		path := strings.TrimSuffix(present, baseOf(present)) + name
		if path == present || !f.isOlder(name) || !aside && strings.Contains(name, ".damaged") {
			continue
		}
		if err := removeIfThere(f.fs, path); err != nil {
			return err
		}
	}
	if aside {
		f.aside = nil
	}
	return f.fs.SyncDir(f.dir)
}

// isOlder says whether the name is of a store's file, in whatever state.
func (f *Folder) isOlder(name string) bool {
	if f.name != "" {
		return strings.HasPrefix(name, f.name+".")
	}
	digits, rest, _ := strings.Cut(strings.TrimPrefix(name, "store."), ".")
	return strings.HasPrefix(name, "store.") && digits != "" && strings.Trim(digits, "0123456789") == "" && (rest == "db" || strings.HasPrefix(rest, "db."))
}

func baseOf(path string) string { return path[strings.LastIndexAny(path, `/\`)+1:] }

func removeIfThere(fs disk.FS, path string) error {
	if err := fs.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}

type row struct{ key, value []byte }

// carrier collects rows and writes them in their order.
type carrier struct {
	db   *bbolt.DB
	rows map[storage.Table][]row
	size int
	sum  sum
}

func (w *carrier) carry(ctx context.Context, old *Store, c storage.Carry) error {
	for _, t := range storage.Tables() {
		if err := old.View(ctx, func(tx storage.Tx) error {
			return tx.Scan(t, nil, nil, 0, func(k, v []byte) error {
				if c.Row == nil {
					return w.put(t, k, v)
				}
				return c.Row(t, k, v, w.put)
			})
		}); err != nil {
			return err
		}
	}
	if c.Last != nil {
		if err := c.Last(w.put); err != nil {
			return err
		}
	}
	return w.flush()
}

func (w *carrier) put(t storage.Table, key, value []byte) error {
	if err := storage.CheckPut(key, value); err != nil {
		return err
	}
	w.rows[t] = append(w.rows[t], row{bytes.Clone(key), bytes.Clone(value)})
	w.sum.add(t, key, value)
	if w.size += len(key) + len(value) + 48; w.size < carryBytes {
		return nil
	}
	return w.flush()
}

func (w *carrier) flush() error {
	err := w.db.Update(func(btx *bbolt.Tx) error {
		for t, rows := range w.rows {
			slices.SortFunc(rows, func(a, b row) int { return bytes.Compare(a.key, b.key) })
			b := btx.Bucket([]byte{byte(t)})
			b.FillPercent = 0.9
			for _, r := range rows {
				if err := b.Put(r.key, r.value); err != nil {
					return err
				}
			}
		}
		return nil
	})
	clear(w.rows)
	w.size = 0
	return err
}

// sum tells two sets of rows apart, whatever their order. It finds what a disk
// does wrong, not what a person does.
type sum struct {
	seed  maphash.Seed
	rows  int
	total uint64
}

func newSum() sum { return sum{seed: maphash.MakeSeed()} }

func (s sum) begin() sum { return sum{seed: s.seed} }

func (s *sum) add(t storage.Table, key, value []byte) {
	var h maphash.Hash
	h.SetSeed(s.seed)
	h.WriteByte(byte(t))
	h.WriteByte(byte(len(key)))
	h.WriteByte(byte(len(key) >> 8))
	h.Write(key)
	h.Write(value)
	s.rows++
	s.total += h.Sum64()
}
