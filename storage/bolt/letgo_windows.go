package bolt

import "os"

// letGo closes a file that bbolt left open, and with it gives up its lock.
func letGo(f *os.File) error { return f.Close() }
