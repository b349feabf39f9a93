package bolt_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"civicdesk/storage"
	"civicdesk/storage/bolt"
	"civicdesk/storage/disk/disktest"
)

// FuzzFile: whatever bytes are written over a file, opening and using it gives
// an error or works.
func FuzzFile(f *testing.F) {
	path := filepath.Join(disktest.Dir(f), "store.db")
	s, err := bolt.Open(path)
	if err == nil {
		err = errors.Join(use(s), s.Close())
	}
	if err != nil {
		f.Fatal(err)
	}
	whole, err := os.ReadFile(path)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(uint32(0), []byte{1, 2, 3})
	f.Add(uint32(2*4096+8), []byte{2, 0})
	f.Add(uint32(3*4096), bytes.Repeat([]byte{0}, 64))
	f.Fuzz(func(t *testing.T, at uint32, over []byte) {
		bad := bytes.Clone(whole)
		copy(bad[int(at)%len(bad):], over)
		dir := disktest.Memory(t)
		if err := os.WriteFile(filepath.Join(dir, "store.1.db"), bad, 0o600); err != nil {
			t.Fatal(err)
		}
		s, err := bolt.OpenFolder(dir)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		if err := use(s); err != nil && !errors.Is(err, storage.ErrDamaged) {
			t.Fatal(err)
		}
	})
}
