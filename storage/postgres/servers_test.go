package postgres_test

import (
	"encoding/binary"
	"os"
	"strconv"
	"testing"
	"time"

	"civicdesk/storage"
	"civicdesk/storage/postgres"
	"civicdesk/storage/postgres/pgtest"
	"civicdesk/storage/storagetest"
)

// TestNoRowSkippedAcrossServers has 64 writers on three stores of one agency.
// CIVICDESK_WRITES sets how many transactions each makes.
func TestNoRowSkippedAcrossServers(t *testing.T) {
	transactions := 5
	if n, err := strconv.Atoi(os.Getenv("CIVICDESK_WRITES")); err == nil {
		transactions = n
	}
	address := pgtest.Address(t)
	var stores []storage.Store
	for range 3 {
		stores = append(stores, openAt(t, address, "agency", postgres.Options{Readers: 2}))
	}
	storagetest.NothingSkipped(t, 64, transactions, stores...)
}

// TestAViewIsOneState writes on another server in the middle of a view.
func TestAViewIsOneState(t *testing.T) {
	address := pgtest.Address(t)
	here, there := openAt(t, address, "agency", postgres.Options{}), openAt(t, address, "agency", postgres.Options{})
	write := func(n byte) {
		if err := there.Update(ctx, func(tx storage.Tx) error {
			if _, err := tx.NextSeq(1); err != nil {
				return err
			}
			return put(tx, []byte{'a', n}, []byte{'b', n})
		}); err != nil {
			t.Fatal(err)
		}
	}
	write(1)
	if err := here.View(ctx, func(tx storage.Tx) error {
		a, err := tx.Get(storage.Records, []byte("a"))
		if err != nil {
			return err
		}
		write(2)
		b, err := tx.Get(storage.Records, []byte("b"))
		if string(a) != string(b) {
			t.Errorf("one view saw %v and then %v", a, b)
		}
		seq, _ := tx.Seq()
		if seq != 1 {
			t.Errorf("the sequence of the view is %d, not that of its beginning", seq)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
}

// put writes rows whose first byte is the key and whose rest is the value.
func put(tx storage.Tx, rows ...[]byte) error {
	for _, r := range rows {
		if err := tx.Put(storage.Records, r[:1], r[1:]); err != nil {
			return err
		}
	}
	return nil
}

// TestAgenciesAreApart keeps two agencies in one database.
func TestAgenciesAreApart(t *testing.T) {
	address := pgtest.Address(t)
	one, two := openAt(t, address, "one", postgres.Options{}), openAt(t, address, "two", postgres.Options{})
	if err := one.Update(ctx, func(tx storage.Tx) error {
		if _, err := tx.NextSeq(7); err != nil {
			return err
		}
		return put(tx, []byte("kv"))
	}); err != nil {
		t.Fatal(err)
	}
	if err := two.View(ctx, func(tx storage.Tx) error {
		v, err := tx.Get(storage.Records, []byte("k"))
		if seq, _ := tx.Seq(); v != nil || seq != 0 {
			t.Errorf("the other agency sees %q and the number %d", v, seq)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
}

// TestMuchInOneTransaction writes more than the overlay holds, reads it in the
// same transaction, and scans it in pages.
func TestMuchInOneTransaction(t *testing.T) {
	s := openAt(t, pgtest.Address(t), "agency", postgres.Options{})
	const rows = 10_000
	key := func(i int) []byte { return binary.BigEndian.AppendUint32(nil, uint32(i)) }
	count := func(tx storage.Tx) (n int, err error) {
		err = tx.Scan(storage.Records, nil, nil, 0, func(k, v []byte) error {
			if string(k) != string(key(2*n)) {
				t.Fatalf("row %d has the key %x", n, k)
			}
			n++
			return nil
		})
		return n, err
	}
	if err := s.Update(ctx, func(tx storage.Tx) error {
		for i := range rows {
			if err := tx.Put(storage.Records, key(i), make([]byte, 100+i%400)); err != nil {
				return err
			}
		}
		for i := 1; i < rows; i += 2 {
			if err := tx.Delete(storage.Records, key(i)); err != nil {
				return err
			}
		}
		n, err := count(tx)
		if n != rows/2 {
			t.Errorf("%d rows inside, want %d", n, rows/2)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if err := s.View(ctx, func(tx storage.Tx) error {
		n, err := count(tx)
		if n != rows/2 {
			t.Errorf("%d rows after, want %d", n, rows/2)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
}

// TestWatchHearsOfOtherServers waits for the number that another store commits.
func TestWatchHearsOfOtherServers(t *testing.T) {
	address := pgtest.Address(t)
	here, there := openAt(t, address, "agency", postgres.Options{}), openAt(t, address, "agency", postgres.Options{})
	heard := make(chan uint64, 100)
	watching, stop := contextWithStop()
	ended := make(chan error)
	go func() { ended <- here.Watch(watching, func(n uint64) { heard <- n }) }()
	for n := range uint64(3) {
		if err := there.Update(ctx, func(tx storage.Tx) error { _, err := tx.NextSeq(1); return err }); err != nil {
			t.Fatal(err)
		}
		for deadline := time.After(20 * time.Second); ; {
			select {
			case got := <-heard:
				if got < n+1 {
					continue
				}
			case <-deadline:
				t.Fatalf("nothing was heard of number %d", n+1)
			}
			break
		}
	}
	stop()
	if err := <-ended; err == nil {
		t.Error("Watch ended without saying why")
	}
}
