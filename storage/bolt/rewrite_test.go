package bolt_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"civicdesk/storage"
	"civicdesk/storage/bolt"
	"civicdesk/storage/disk"
	"civicdesk/storage/disk/disktest"
)

func folderOf(t *testing.T, rows int) *bolt.Folder {
	t.Helper()
	f, err := bolt.OpenFolder(disktest.Dir(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	if err := f.Update(context.Background(), func(tx storage.Tx) error {
		for i := range rows {
			if err := tx.Put(storage.Records, fmt.Appendf(nil, "key %d", i), fmt.Appendf(nil, "value %d canary", i)); err != nil {
				return err
			}
		}
		_, err := tx.NextSeq(7)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return f
}

func TestRewriteCarriesRowsOver(t *testing.T) {
	f := folderOf(t, 1000)
	old := f.Path()
	done, err := f.Rewrite(context.Background(), storage.Carry{
		Row: func(table storage.Table, k, v []byte, put storage.Put) error {
			if table == storage.Records && string(k) == "key 500" {
				return nil
			}
			if table == storage.Records && string(k) == "key 501" {
				k = []byte("a new key")
			}
			return put(table, k, v)
		},
		Last: func(put storage.Put) error { return put(storage.Meta, []byte("last"), []byte("row")) },
	})
	if err != nil || done.Rows != 1001 || done.Bytes == 0 {
		t.Fatalf("%+v %v", done, err)
	}
	if f.Path() == old || filepath.Base(f.Path()) != "store.2.db" {
		t.Errorf("the store is %s", f.Path())
	}
	if err := f.View(context.Background(), func(tx storage.Tx) error {
		for key, want := range map[string]string{"key 499": "value 499 canary", "key 500": "", "key 501": "", "a new key": "value 501 canary"} {
			if v, _ := tx.Get(storage.Records, []byte(key)); string(v) != want {
				t.Errorf("%s is %q", key, v)
			}
		}
		if v, _ := tx.Get(storage.Meta, []byte("last")); string(v) != "row" {
			t.Errorf("the added row is %q", v)
		}
		seq, err := tx.Seq()
		if seq != 7 {
			t.Errorf("the sequence is at %d", seq)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(old); err != nil {
		t.Errorf("the old file went before it was time: %v", err)
	}
	damaged := filepath.Join(filepath.Dir(old), "store.0.db.damaged-20260101T000000Z")
	for _, file := range []string{damaged, f.Path() + ".new", filepath.Join(filepath.Dir(old), "storekeeper.txt")} {
		if err := os.WriteFile(file, []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	left := func(want ...string) {
		t.Helper()
		entries, _ := os.ReadDir(filepath.Dir(old))
		var names []string
		for _, e := range entries {
			names = append(names, e.Name())
		}
		if strings.Join(names, " ") != strings.Join(want, " ") {
			t.Errorf("there are %q, want %q", names, want)
		}
	}
	if err := f.RemoveOlder(false); err != nil {
		t.Fatal(err)
	}
	left(filepath.Base(damaged), "store.2.db", "storekeeper.txt")
	if err := f.RemoveOlder(true); err != nil {
		t.Fatal(err)
	}
	left("store.2.db", "storekeeper.txt")
}

// A copy that fails, or is not what was put, leaves the store as it was.
func TestACopyThatDiffersIsNotTaken(t *testing.T) {
	f := folderOf(t, 100)
	old, mine := f.Path(), errors.New("mine")
	for what, carry := range map[string]storage.Carry{
		"an error":          {Row: func(storage.Table, []byte, []byte, storage.Put) error { return mine }},
		"an error at last":  {Last: func(storage.Put) error { return mine }},
		"too long a key":    {Last: func(put storage.Put) error { return put(storage.Meta, make([]byte, 2000), nil) }},
		"one key two times": {Last: func(put storage.Put) error { return put(storage.Records, []byte("key 5"), []byte("another")) }},
	} {
		if _, err := f.Rewrite(context.Background(), carry); err == nil {
			t.Errorf("%s: taken", what)
		}
		if f.Path() != old {
			t.Errorf("%s: the store is %s", what, f.Path())
		}
		if _, err := os.Stat(old + ".new"); err == nil {
			t.Errorf("%s: the copy lies there", what)
		}
	}
	if err := use(f); err != nil {
		t.Error(err)
	}
}

// Reading goes on while a store is rewritten, and a server's file keeps its name.
func TestReadingGoesOnDuringARewrite(t *testing.T) {
	path := filepath.Join(disktest.Dir(t), "agency.db")
	f, err := bolt.OpenFileOn(disk.OS{}, path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	ctx := context.Background()
	if err := use(f); err != nil {
		t.Fatal(err)
	}
	var work sync.WaitGroup
	stop := make(chan struct{})
	for range 4 {
		work.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				err := f.View(ctx, func(tx storage.Tx) error {
					v, err := tx.Get(storage.Records, []byte("new 3"))
					if len(v) != 500 {
						return fmt.Errorf("a value of %d bytes, %v", len(v), err)
					}
					return err
				})
				if err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	for range 10 {
		if _, err := f.Rewrite(ctx, storage.Carry{}); err != nil {
			t.Error(err)
		}
		if err := use(f); err != nil {
			t.Error(err)
		}
	}
	close(stop)
	work.Wait()
	if f.Path() != path {
		t.Errorf("the file is %s", f.Path())
	}
	if err := f.Renew(storage.ErrDamaged); !errors.Is(err, storage.ErrDamaged) {
		t.Errorf("a server's file was set aside: %v", err)
	}
}
