package bolt_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"civicdesk/storage"
	"civicdesk/storage/bolt"
	"civicdesk/storage/disk/disktest"
	"civicdesk/storage/storagetest"
)

func open(t *testing.T) storage.Store {
	t.Helper()
	s, err := bolt.Open(filepath.Join(disktest.Dir(t), "store.db"))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestSuite(t *testing.T) {
	storagetest.Run(t, open, func(t *testing.T, s storage.Store) storage.Store {
		path := s.(*bolt.Store).Path()
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		again, err := bolt.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		return again
	})
}

func TestModelPassesItsOwnSuite(t *testing.T) {
	storagetest.Run(t, func(*testing.T) storage.Store { return storagetest.NewMap() }, nil)
}

func TestSecondOpenerIsTold(t *testing.T) {
	s := open(t)
	defer s.Close()
	if _, err := bolt.Open(s.(*bolt.Store).Path()); !errors.Is(err, storage.ErrInUse) {
		t.Errorf("second opener: %v, want ErrInUse", err)
	}
}

func TestDamagedFileIsNamedNotACrash(t *testing.T) {
	s := open(t)
	path := s.(*bolt.Store).Path()
	if err := s.Update(context.Background(), func(tx storage.Tx) error {
		return tx.Put(storage.Records, []byte("k"), bytes.Repeat([]byte("v"), 100_000))
	}); err != nil {
		t.Fatal(err)
	}
	s.Close()
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, size := range []int{0, 10, 4096, 8192, len(whole) / 2} {
		damaged := filepath.Join(disktest.Dir(t), "d.db")
		if err := os.WriteFile(damaged, whole[:size], 0o600); err != nil {
			t.Fatal(err)
		}
		s, err := bolt.Open(damaged)
		if err == nil {
			err = s.View(context.Background(), func(tx storage.Tx) error {
				return tx.Scan(storage.Records, nil, nil, 0, func(_, v []byte) error {
					sum := byte(0)
					for _, b := range v {
						sum += b
					}
					_ = sum
					return nil
				})
			})
			s.Close()
		}
		if size > 0 && !errors.Is(err, storage.ErrDamaged) {
			t.Errorf("cut to %d bytes: %v, want ErrDamaged", size, err)
		}
	}
}
