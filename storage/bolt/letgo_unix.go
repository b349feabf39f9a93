//go:build !windows

package bolt

import (
	"errors"
	"os"
	"syscall"
)

// letGo unlocks and closes a file that bbolt left open. Its pages stay mapped,
// which alone would keep the lock.
func letGo(f *os.File) error {
	return errors.Join(syscall.Flock(int(f.Fd()), syscall.LOCK_UN), f.Close())
}
