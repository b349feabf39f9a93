package simulation

import (
	"bytes"
	"io/fs"
	"maps"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"sync"

	"civicdesk/storage/disk"
)

// files is a file system in memory that knows what has reached the disk: writes
// to a file until it is synced, and names until their folder is, are lost or
// torn when power fails.
type files struct {
	mu    sync.Mutex
	power *power
	names map[string]*file
	safe  map[string]*file // the names that are durable
}

// file is its bytes up to the last one that is not zero, and its length.
type file struct {
	data, safe         []byte
	length, safeLength int64
}

func newFiles(p *power) *files {
	return &files{power: p, names: map[string]*file{}, safe: map[string]*file{}}
}

// copied is the file system as it is durable now.
func (f *files) copied(p *power) *files {
	f.mu.Lock()
	defer f.mu.Unlock()
	out := newFiles(p)
	for name, one := range f.safe {
		c := &file{data: slices.Clone(one.safe), length: one.safeLength}
		c.safe, c.safeLength = slices.Clone(one.safe), one.safeLength
		out.names[name], out.safe[name] = c, c
	}
	return out
}

// crash loses what was not durable, but for a torn piece of it now and then.
func (f *files) crash(r *rand.Rand) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if r.IntN(2) == 0 { // names may have reached the disk by themselves
		f.names = maps.Clone(f.safe)
	}
	for _, name := range slices.Sorted(maps.Keys(f.names)) {
		one := f.names[name]
		if n := len(one.data) - len(one.safe); n > 0 && r.IntN(2) == 0 {
			torn := append(slices.Clone(one.safe), one.data[len(one.safe):len(one.safe)+r.IntN(n)]...)
			one.data, one.length = torn, max(one.safeLength, int64(len(torn)))
		} else {
			one.data, one.length = slices.Clone(one.safe), one.safeLength
		}
		one.safe, one.safeLength = slices.Clone(one.data), one.length
	}
	f.safe = maps.Clone(f.names)
}

func (f *files) Open(name string, create bool) (disk.File, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.power.err(); err != nil {
		return nil, err
	}
	one := f.names[name]
	if one == nil {
		if !create {
			return nil, fs.ErrNotExist
		}
		one = &file{}
		f.names[name] = one
	}
	return &handle{f, one}, nil
}

// ReadFile leaves out most of the zeros with which a file was filled beforehand:
// readers of a journal pass over them, and a megabyte for each reading is slow.
// A file of nothing but zeros is not copied.
func (f *files) ReadFile(name string) ([]byte, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	one := f.names[name]
	if one == nil {
		return nil, fs.ErrNotExist
	}
	if len(one.data) == 0 {
		return zeros[:min(one.length, int64(len(zeros)))], nil
	}
	out := make([]byte, min(one.length, int64(len(one.data))+64))
	copy(out, one.data)
	return out, nil
}

func (f *files) Names(dir string) ([]string, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	var all []string
	for name := range f.names {
		if filepath.Dir(name) == dir {
			all = append(all, filepath.Base(name))
		}
	}
	return all, nil
}

func (f *files) Rename(old, name string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.power.spend(); err != nil {
		return err
	}
	one := f.names[old]
	if one == nil {
		return fs.ErrNotExist
	}
	f.names[name] = one
	delete(f.names, old)
	return nil
}

func (f *files) Remove(name string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.names[name] == nil {
		return fs.ErrNotExist
	}
	if err := f.power.spend(); err != nil {
		return err
	}
	delete(f.names, name)
	return nil
}

func (f *files) SyncDir(string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.power.spend(); err != nil {
		return err
	}
	f.safe = maps.Clone(f.names)
	return nil
}

// handle is an open file.
type handle struct {
	fs *files
	f  *file
}

func (h *handle) WriteAt(b []byte, at int64) (int, error) {
	h.fs.mu.Lock()
	defer h.fs.mu.Unlock()
	if err := h.fs.power.err(); err != nil {
		return 0, err
	}
	h.f.length = max(h.f.length, at+int64(len(b)))
	if at >= int64(len(h.f.data)) && isZero(b) {
		return len(b), nil
	}
	if end := int(at) + len(b); end > len(h.f.data) {
		h.f.data = append(h.f.data, make([]byte, end-len(h.f.data))...)
	}
	copy(h.f.data[at:], b)
	return len(b), nil
}

// zeros are as many as the journal's ballast has. Nobody writes into them.
var zeros [256 << 10]byte

func isZero(b []byte) bool { return len(b) <= len(zeros) && bytes.Equal(b, zeros[:len(b)]) }

func (h *handle) Sync() error {
	h.fs.mu.Lock()
	defer h.fs.mu.Unlock()
	if err := h.fs.power.spend(); err != nil {
		return err
	}
	h.f.safe, h.f.safeLength = slices.Clone(h.f.data), h.f.length
	return nil
}

func (h *handle) Truncate(length int64) error {
	h.fs.mu.Lock()
	defer h.fs.mu.Unlock()
	if err := h.fs.power.err(); err != nil {
		return err
	}
	if length < int64(len(h.f.data)) {
		h.f.data = slices.Clone(h.f.data[:length])
	}
	h.f.length = length
	return nil
}

func (h *handle) Datasync() error { return h.Sync() }
func (h *handle) Close() error    { return nil }
