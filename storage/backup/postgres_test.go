package backup_test

import (
	"os"
	"strings"
	"testing"

	"civicdesk/storage"
	"civicdesk/storage/bolt"
	"civicdesk/storage/postgres"
	"civicdesk/storage/postgres/pgtest"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Main(m)) }

// A backup of either store restores into either.
func TestFromAnyStoreIntoAny(t *testing.T) {
	address := pgtest.Address(t)
	server := func(agency string) storage.Store {
		s, err := postgres.Open(ctx, address, agency, postgres.Options{})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { s.Close() })
		return s
	}
	file := func(name string) storage.Store {
		s, err := bolt.Open(t.TempDir() + "/" + name)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { s.Close() })
		return s
	}
	for name, from := range map[string]storage.Store{"bbolt": file("from"), "PostgreSQL": server("from")} {
		s := newSubject(t)
		s.store = from
		s.fill(300, 700)
		s.put(storage.Meta, "row", "value")
		s.put(storage.Indexes, "empty", "")
		s.put(storage.Chunks, "large", strings.Repeat("c", 300_000))
		s.mustBackup()
		a, err := opened(s.path)
		if err != nil {
			t.Fatal(err)
		}
		defer a.Close()
		for into, store := range map[string]storage.Store{"bbolt": file("into"), "PostgreSQL": server("from " + name)} {
			got, err := restored(t, a, a.Snapshots()[0], store)
			if err != nil || got != s.past[0] {
				t.Errorf("from %s into %s: %v", name, into, err)
			}
		}
	}
}
