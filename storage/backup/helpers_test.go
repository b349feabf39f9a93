package backup_test

import (
	"context"
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"civicdesk/storage"
	"civicdesk/storage/backup"
	"civicdesk/storage/disk"
	"civicdesk/storage/seal"
	"civicdesk/storage/storagetest"
	"civicdesk/storage/vault"
)

const passphrase = "four unusual words here"

var (
	ctx    = context.Background()
	origin = backup.Origin{Kind: backup.Server, Store: "01890000-0000-7000-8000-000000000001"}
	own    = seal.Key{1, 2, 3}
	forAll = backup.For{Own: own, Passphrase: passphrase, KDF: vault.InsecureTestKDF()}
	start  = time.Date(2026, 11, 22, 14, 0, 0, 0, time.UTC)
)

// subject is a store with files, and the states that it had at each snapshot.
type subject struct {
	t     testing.TB
	store storage.Store
	files map[string]string
	path  string
	fs    disk.FS
	now   time.Time
	past  []string // the state at each snapshot, as text
}

func newSubject(t testing.TB) *subject {
	dir, err := os.MkdirTemp("/dev/shm", "civicdesk-")
	if err != nil {
		dir = t.TempDir()
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return &subject{t: t, store: storagetest.NewMap(), files: map[string]string{"server.key": "secret"}, path: filepath.Join(dir, "office.backup"), now: start}
}

func (s *subject) put(table storage.Table, key, value string) {
	s.t.Helper()
	if err := s.store.Update(ctx, func(tx storage.Tx) error {
		if _, err := tx.NextSeq(1); err != nil {
			return err
		}
		return tx.Put(table, []byte(key), []byte(value))
	}); err != nil {
		s.t.Fatal(err)
	}
}

func (s *subject) delete(table storage.Table, key string) {
	s.t.Helper()
	if err := s.store.Update(ctx, func(tx storage.Tx) error { return tx.Delete(table, []byte(key)) }); err != nil {
		s.t.Fatal(err)
	}
}

// fill puts so many rows of a size.
func (s *subject) fill(rows, size int) {
	s.t.Helper()
	if err := s.store.Update(ctx, func(tx storage.Tx) error {
		for i := range rows {
			key := seal.Key{byte(i), byte(i >> 8)}.MAC([]byte("key"))
			if err := tx.Put(storage.Records, key[:20], make([]byte, size)); err != nil {
				return err
			}
		}
		_, err := tx.NextSeq(rows)
		return err
	}); err != nil {
		s.t.Fatal(err)
	}
}

func (s *subject) rows() backup.Source {
	all := map[string][]byte{}
	for name, content := range s.files {
		all[name] = []byte(content)
	}
	return backup.FilesOf(all)
}

func (s *subject) backup() (r backup.Result, err error) {
	s.now = s.now.Add(time.Hour)
	w := backup.Writer{FS: s.fs, Clock: func() time.Time { return s.now }}
	err = s.store.View(ctx, func(tx storage.Tx) (err error) {
		seq, err := tx.Seq()
		if err != nil {
			return err
		}
		r, err = w.Write(ctx, s.path, origin, forAll, seq, backup.Of(ctx, tx, s.rows()), nil)
		return err
	})
	if err == nil {
		s.past = append(s.past, stateOf(s.t, s.store, s.files))
	}
	return r, err
}

func (s *subject) mustBackup() backup.Result {
	s.t.Helper()
	r, err := s.backup()
	if err != nil {
		s.t.Fatal(err)
	}
	return r
}

func stateOf(t testing.TB, store storage.Store, files map[string]string) string {
	t.Helper()
	var out strings.Builder
	fmt.Fprint(&out, files)
	if err := store.View(ctx, func(tx storage.Tx) error {
		seq, err := tx.Seq()
		if err != nil {
			return err
		}
		fmt.Fprintf(&out, " seq %d", seq)
		for _, table := range storage.Tables() {
			if err := tx.Scan(table, nil, nil, 0, func(k, v []byte) error {
				if string(k) != storage.SeqRow {
					fmt.Fprintf(&out, "\n%d %x %x", table, k, sha256.Sum256(v))
				}
				return nil
			}); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func opened(path string) (*backup.Archive, error) {
	a, err := backup.Open(ctx, path)
	if err != nil {
		return nil, err
	}
	if err := a.Unlock(backup.WithPassphrase(passphrase)); err != nil {
		a.Close()
		return nil, err
	}
	return a, nil
}

// restored is the state that a snapshot restores to.
func restored(t testing.TB, a *backup.Archive, s backup.Snapshot, into storage.Store) (string, error) {
	t.Helper()
	files := map[string]string{}
	err := a.Restore(ctx, s, into, func(name string, content []byte) error {
		files[name] = string(content)
		return nil
	})
	if err != nil {
		return "", err
	}
	return stateOf(t, into, files), nil
}

// holds checks that the file's snapshots are the first n of the past, each
// whole. It returns how many there are.
func (s *subject) holds(what string, least int) int {
	s.t.Helper()
	a, err := opened(s.path)
	if err != nil {
		if least > 0 {
			s.t.Fatalf("%s: %v", what, err)
		}
		return 0
	}
	defer a.Close()
	all := a.Snapshots()
	if len(all) < least {
		s.t.Fatalf("%s: %d snapshots, want %d", what, len(all), least)
	}
	for i, one := range all {
		got, err := restored(s.t, a, one, storagetest.NewMap())
		if err != nil {
			s.t.Fatalf("%s: snapshot %d: %v", what, one.Number, err)
		}
		if i < len(s.past) && got != s.past[i] {
			s.t.Fatalf("%s: snapshot %d is not what the store was", what, one.Number)
		}
	}
	return len(all)
}

func count(variable string, usual int) int {
	if n, err := strconv.Atoi(os.Getenv(variable)); err == nil {
		return n
	}
	return usual
}
