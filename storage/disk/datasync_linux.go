package disk

import (
	"os"
	"syscall"
)

// datasync puts the file's data on disk; its length does not change, so the
// metadata need not go with it.
func datasync(f *os.File) error { return syscall.Fdatasync(int(f.Fd())) }
