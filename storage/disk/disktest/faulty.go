// Package disktest makes a disk fail, and rebuilds what a crash can leave of the
// writes that a program made.
package disktest

import (
	"sync/atomic"

	"civicdesk/storage/disk"
)

// Faulty is a file system whose n-th changing call fails.
type Faulty struct {
	disk.FS
	Err   error // what the call fails with
	left  atomic.Int64
	calls atomic.Int64
	stay  atomic.Bool
}

// Fault wraps fs; nothing fails before FailAt.
func Fault(fs disk.FS, err error) *Faulty {
	f := &Faulty{FS: fs, Err: err}
	f.left.Store(-1)
	return f
}

// FailAt makes the n-th changing call from now fail (1 = the next; 0: none), and
// with stay every call after it.
func (f *Faulty) FailAt(n int, stay bool) {
	f.left.Store(int64(n) - 1)
	f.stay.Store(stay)
}

// Calls is how many changing calls were made.
func (f *Faulty) Calls() int { return int(f.calls.Load()) }

func (f *Faulty) spend() error {
	f.calls.Add(1)
	left := f.left.Load()
	if left < 0 {
		return nil
	}
	if left == 0 && f.stay.Load() {
		return f.Err
	}
	f.left.Store(left - 1)
	if left == 0 {
		return f.Err
	}
	return nil
}

// Open implements disk.FS.
func (f *Faulty) Open(name string, create bool) (disk.File, error) {
	if create {
		if err := f.spend(); err != nil {
			return nil, err
		}
	}
	file, err := f.FS.Open(name, create)
	if err != nil {
		return nil, err
	}
	return &faultyFile{file, f}, nil
}

// Rename implements disk.FS.
func (f *Faulty) Rename(old, name string) error {
	if err := f.spend(); err != nil {
		return err
	}
	return f.FS.Rename(old, name)
}

// SyncDir implements disk.FS.
func (f *Faulty) SyncDir(dir string) error {
	if err := f.spend(); err != nil {
		return err
	}
	return f.FS.SyncDir(dir)
}

type faultyFile struct {
	disk.File
	f *Faulty
}

// WriteAt writes the first half when it fails, as a disk that fills up does.
func (x *faultyFile) WriteAt(b []byte, at int64) (int, error) {
	if err := x.f.spend(); err != nil {
		n, _ := x.File.WriteAt(b[:len(b)/2], at)
		return n, err
	}
	return x.File.WriteAt(b, at)
}

func (x *faultyFile) Truncate(size int64) error {
	if err := x.f.spend(); err != nil {
		return err
	}
	return x.File.Truncate(size)
}

func (x *faultyFile) Sync() error {
	if err := x.f.spend(); err != nil {
		return err
	}
	return x.File.Sync()
}

func (x *faultyFile) Datasync() error {
	if err := x.f.spend(); err != nil {
		return err
	}
	return x.File.Datasync()
}
