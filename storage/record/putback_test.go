package record_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"civicdesk/app"
	"civicdesk/storage"
	"civicdesk/storage/bolt"
	"civicdesk/storage/record"
	"civicdesk/storage/storagetest"
)

// Whoever reads the feed backwards passes over what a restore leapt over, also
// when the page has room for a single record.
func TestReadingTheFeedBackwardsLeapsToo(t *testing.T) {
	counted := &countingStore{Store: storagetest.NewMap()}
	db, err := authority(counted, schema())
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		put(t, db, Form{ID: app.NewID(), Office: "hq", Name: "n", Status: "draft"})
		if db, err = authority(counted, schema(), record.PutBack); err != nil {
			t.Fatal(err)
		}
	}
	put(t, db, Form{ID: app.NewID(), Office: "hq", Name: "last", Status: "draft"})
	all := func(app.Scope) bool { return true }
	for _, limit := range []int{1, 2, 500} {
		counted.scans = 0
		found := 0
		if err := db.View(me, func(tx *record.Tx) error {
			below, err := tx.LastSeq()
			for below++; below > 0 && err == nil; {
				var items []record.Item
				if items, below, err = tx.Older(below, limit, 1<<20, all, all); err == nil {
					found += len(items)
				}
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if found != 4 || counted.scans > 200 {
			t.Errorf("pages of %d: %d records after %d scans", limit, found, counted.scans)
		}
	}
}

// countingStore counts the scans.
type countingStore struct {
	storage.Store
	scans int
}

func (s *countingStore) View(ctx context.Context, fn func(storage.Tx) error) error {
	return s.Store.View(ctx, func(tx storage.Tx) error { return fn(countingTx{tx, s}) })
}

type countingTx struct {
	storage.Tx
	s *countingStore
}

func (x countingTx) Scan(t storage.Table, from, to []byte, limit int, fn func(k, v []byte) error) error {
	if x.s.scans++; x.s.scans > 10_000 {
		return storage.ErrUnavailable
	}
	return x.Tx.Scan(t, from, to, limit, fn)
}

// A store that was put back gives out no number that it may have given out
// before, and knows for ever which those are, however often it is put back.
func TestLostNumbersAreKnownAndNeverComeAgain(t *testing.T) {
	store := storagetest.NewMap()
	db, err := authority(store, schema())
	if err != nil {
		t.Fatal(err)
	}
	seq := func() (n uint64) {
		store.View(context.Background(), func(tx storage.Tx) (err error) { n, err = tx.Seq(); return err })
		return n
	}
	check := func(lost bool, numbers ...uint64) {
		t.Helper()
		for _, n := range numbers {
			db.View(me, func(tx *record.Tx) error {
				if got, err := tx.IsLost(n); err != nil || got != lost {
					t.Errorf("number %d is lost: %v, %v", n, got, err)
				}
				return nil
			})
		}
	}
	good := []uint64{0}
	for round := range 3 {
		for i := range 3 {
			put(t, db, Form{ID: app.NewID(), Office: "hq", Name: "n", Status: "draft", Email: string(rune('a' + round*3 + i))})
			good = append(good, seq())
		}
		last := seq()
		check(false, good...)
		check(true, last+1, last+7) // not given out yet
		if db, err = authority(store, schema(), record.PutBack); err != nil {
			t.Fatal(err)
		}
		put(t, db, Form{ID: app.NewID(), Office: "hq", Name: "after", Status: "draft"})
		now := seq()
		if now < last+1<<30 {
			t.Fatalf("after %d the next number is %d", last, now)
		}
		good = append(good, now, now-1)
		check(true, last+1, last+7, last+1_000_000, now-2, now+1)
		check(false, good...)
	}
}

// What was erased after the copy was made is erased again when the copy is opened,
// under numbers that nobody has seen.
func TestAnErasureAfterARestoreTakesNoLostNumber(t *testing.T) {
	dir := memoryDir(t)
	open := func(name string, setups ...record.Setup) *record.DB {
		t.Helper()
		store, err := bolt.Open(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		db, err := authority(store, schema(), append(setups, record.WithLedger(filepath.Join(dir, "erasures")))...)
		if err != nil {
			t.Fatal(err)
		}
		return db
	}
	last := func(db *record.DB) (n uint64) {
		if err := db.View(me, func(tx *record.Tx) (err error) { n, err = tx.LastSeq(); return err }); err != nil {
			t.Fatal(err)
		}
		return n
	}
	db := open("first")
	put(t, db, Form{ID: "a", Office: "hq", Name: "n", Status: "draft"})
	db.Close()
	raw, err := os.ReadFile(filepath.Join(dir, "first"))
	if err != nil {
		t.Fatal(err)
	}
	db = open("first")
	copied := last(db)
	put(t, db, Form{ID: "b", Office: "hq", Name: "n", Status: "draft"})
	if _, err := db.Erase(me, "retention", record.Ref{Type: "form", ID: "a"}); err != nil {
		t.Fatal(err)
	}
	lost := last(db)
	db.Close()
	if err := os.WriteFile(filepath.Join(dir, "copy"), raw, 0o600); err != nil {
		t.Fatal(err)
	}
	db = open("copy", record.PutBack)
	defer db.Close()
	if err := db.View(me, func(tx *record.Tx) error {
		for n := copied + 1; n <= lost; n++ {
			if is, err := tx.IsLost(n); err != nil || !is {
				t.Errorf("number %d of %d to %d came again, %v", n, copied+1, lost, err)
			}
		}
		gone, err := tx.IsErased(record.Ref{Type: "form", ID: "a"})
		if !gone {
			t.Error("the record is not erased")
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
}
