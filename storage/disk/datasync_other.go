//go:build !linux

package disk

import "os"

// datasync puts the file on disk (F_FULLFSYNC on macOS, FlushFileBuffers on
// Windows).
func datasync(f *os.File) error { return f.Sync() }
