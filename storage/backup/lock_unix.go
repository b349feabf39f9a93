//go:build unix

package backup

import (
	"errors"
	"os"
	"syscall"

	"civicdesk/app/fault"
)

// lockFile keeps a second program from writing to the same backup: by a lock on
// the file, or on the temporary file that becomes it.
func lockFile(path string) (unlock func(), err error) {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if errors.Is(err, os.ErrNotExist) {
		f, err = os.OpenFile(path+".new", os.O_RDWR|os.O_CREATE, 0o600)
	}
	if err != nil {
		return nil, cannotWrite(path, err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); errors.Is(err, syscall.EWOULDBLOCK) {
		f.Close()
		return nil, fault.E("backup.Write", fault.InUse, "Another backup is being written to "+path+". Wait for it to finish.", err)
	}
	return func() { f.Close() }, nil
}
