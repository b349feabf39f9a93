// Package disk is the narrow door to the file system through which the journal
// writes, so that a test can see each call, or make it fail.
package disk

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"civicdesk/storage"
)

// FS is what the journal asks of a file system.
type FS interface {
	// Open opens the file for reading and writing, making it when create is set.
	Open(name string, create bool) (File, error)
	ReadFile(name string) ([]byte, error)
	// Names lists the names in the folder.
	Names(dir string) ([]string, error)
	Rename(old, name string) error
	Remove(name string) error
	// SyncDir makes the folder's names durable.
	SyncDir(dir string) error
}

// File is an open file.
type File interface {
	io.WriterAt
	// Truncate cuts the file, or fills it with zeros, to the length.
	Truncate(size int64) error
	// Sync makes data and length durable.
	Sync() error
	// Datasync makes data durable within the file's present length.
	Datasync() error
	Close() error
}

// OS is the real file system.
type OS struct{}

type osFile struct{ *os.File }

func (f osFile) Datasync() error { return datasync(f.File) }

// Open implements FS.
func (OS) Open(name string, create bool) (File, error) {
	flag := os.O_RDWR
	if create {
		flag |= os.O_CREATE
	}
	f, err := os.OpenFile(name, flag, 0o600)
	if err != nil {
		return nil, err
	}
	return osFile{f}, nil
}

// ReadFile implements FS.
func (OS) ReadFile(name string) ([]byte, error) { return os.ReadFile(name) }

// Names implements FS.
func (OS) Names(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	names := make([]string, 0, len(entries))
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names, err
}

// Rename implements FS.
func (OS) Rename(old, name string) error { return os.Rename(old, name) }

// Remove implements FS.
func (OS) Remove(name string) error { return os.Remove(name) }

// SyncDir implements FS. Windows and some network folders cannot sync a folder;
// they make names durable by themselves.
func (OS) SyncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return nil
	}
	defer d.Close()
	if err := d.Sync(); errors.Is(err, syscall.EIO) || errors.Is(err, syscall.ENOSPC) {
		return err
	}
	return nil
}

// MakeDir makes the folder, and those above it that are missing, durably: after
// a crash the folder is there with whatever was synced in it.
func MakeDir(dir string) error {
	if info, err := os.Stat(dir); err == nil && info.IsDir() {
		return nil
	}
	parent := filepath.Dir(dir)
	if parent != dir {
		if err := MakeDir(parent); err != nil {
			return err
		}
	}
	if err := os.Mkdir(dir, 0o700); err != nil && !errors.Is(err, os.ErrExist) {
		return err
	}
	return OS{}.SyncDir(parent)
}

// Replace puts data under the name, durably and whole: it is written under a
// temporary name first, which it leaves behind only when it fails.
func Replace(fs FS, dir, name string, data []byte) error {
	tmp := name + ".new"
	if err := fs.Remove(tmp); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	f, err := fs.Open(tmp, true)
	if err != nil {
		return err
	}
	_, err = f.WriteAt(data, 0)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	return errors.Join(fs.Rename(tmp, name), fs.SyncDir(dir))
}

// Aside is a free name for a damaged file that is kept: the name, what it is and
// the time.
func Aside(name, what string) string {
	stamp := name + "." + what + "-" + time.Now().UTC().Format("20060102T150405Z")
	free := stamp
	for i := 2; ; i++ {
		if _, err := os.Lstat(free); errors.Is(err, os.ErrNotExist) {
			return free
		}
		free = fmt.Sprintf("%s-%d", stamp, i)
	}
}

// Translate names a full disk as storage.ErrFull.
func Translate(err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return fmt.Errorf("%w: %w", storage.ErrFull, err)
	}
	return err
}
