package bolt_test

import (
	"bytes"
	"context"
	"errors"
	"path/filepath"
	"testing"

	"go.etcd.io/bbolt"

	"civicdesk/storage"
	"civicdesk/storage/bolt"
	"civicdesk/storage/disk/disktest"
)

// olderFile writes a file as a release wrote it that knew only some tables.
func olderFile(t *testing.T, tables ...storage.Table) string {
	t.Helper()
	path := filepath.Join(disktest.Dir(t), "older.db")
	db, err := bbolt.Open(path, 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	err = db.Update(func(tx *bbolt.Tx) error {
		for _, table := range tables {
			b, err := tx.CreateBucket([]byte{byte(table)})
			if err != nil {
				return err
			}
			if err := b.Put([]byte("k"), []byte("kept")); err != nil {
				return err
			}
		}
		return nil
	})
	if err = errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestFileOfAnOlderReleaseGetsTheNewTables(t *testing.T) {
	all := storage.Tables()
	for cut := 1; cut < len(all); cut++ {
		s, err := bolt.Open(olderFile(t, all[:cut]...))
		if err != nil {
			t.Fatal(err)
		}
		err = s.Update(context.Background(), func(tx storage.Tx) error {
			for _, table := range all {
				if err := tx.Put(table, []byte("new"), []byte("value")); err != nil {
					return err
				}
			}
			v, err := tx.Get(all[cut-1], []byte("k"))
			if err == nil && !bytes.Equal(v, []byte("kept")) {
				t.Errorf("with %d tables the old row is %q", cut, v)
			}
			return err
		})
		if err != nil {
			t.Errorf("with %d tables: %v", cut, err)
		}
		s.Close()
	}
}

func TestLostTableIsDamageNotAnOlderRelease(t *testing.T) {
	all := storage.Tables()
	s, err := bolt.Open(olderFile(t, append(append([]storage.Table{}, all[:2]...), all[3:]...)...))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	err = s.View(context.Background(), func(tx storage.Tx) error {
		_, err := tx.Get(all[2], []byte("k"))
		return err
	})
	if !errors.Is(err, storage.ErrDamaged) {
		t.Errorf("lost table: %v, want ErrDamaged", err)
	}
}
