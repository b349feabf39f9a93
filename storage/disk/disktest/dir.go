package disktest

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

// Dir is a folder of the test on the disk; it is removed when the test ends. It
// stands for t.TempDir, whose way of removing Wine 8 does not know.
func Dir(t testing.TB) string { return in(t, "") }

// Memory is Dir in memory where the system has such a place, for tests that need
// no durable disk.
func Memory(t testing.TB) string {
	if info, err := os.Stat("/dev/shm"); err == nil && info.IsDir() {
		return in(t, "/dev/shm")
	}
	return in(t, "")
}

func in(t testing.TB, parent string) string {
	t.Helper()
	dir, err := os.MkdirTemp(parent, "civicdesk-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		err := remove(dir)
		if err != nil && runtime.GOOS == "windows" { // bbolt keeps what it gave up on mapped until the program ends
			t.Logf("the test's folder stays: %v", err)
		} else if err != nil && !errors.Is(err, os.ErrNotExist) {
			t.Errorf("the test's folder cannot be removed: %v", err)
		}
	})
	return dir
}

// remove takes names one by one, as every system can.
func remove(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		path := filepath.Join(dir, e.Name())
		if e.IsDir() {
			err = remove(path)
		} else {
			err = os.Remove(path)
		}
		if err != nil {
			return err
		}
	}
	return os.Remove(dir)
}
