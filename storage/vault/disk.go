package vault

import (
	"errors"
	"os"
	"path/filepath"
)

// disk is the few steps by which the package changes files. There is one disk;
// tests stop it at every step.
type disk interface {
	write(name string, data []byte) error // makes or empties the file; durable when it returns
	rename(from, to string) error
	remove(name string) error
}

type osDisk struct{}

func (osDisk) write(name string, data []byte) error {
	f, err := os.OpenFile(name, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}

func (osDisk) rename(from, to string) error {
	if err := os.Rename(from, to); err != nil {
		return err
	}
	if d, err := os.Open(filepath.Dir(to)); err == nil { // not every system syncs folders
		d.Sync()
		d.Close()
	}
	return nil
}

func (osDisk) remove(name string) error { return os.Remove(name) }

// replaceFile puts data in the place of the file's content: all of it or none.
func replaceFile(d disk, name string, data []byte) error {
	if err := d.write(name+".new", data); err != nil {
		return err
	}
	return d.rename(name+".new", name)
}
