package storagetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"civicdesk/storage"
)

// Run checks that the stores made by open keep the contract of package storage.
// open returns a new, empty store; reopen, when not nil, closes and opens the
// same data again.
func Run(t *testing.T, open func(*testing.T) storage.Store, reopen func(*testing.T, storage.Store) storage.Store) {
	t.Run("behaves like a map", func(t *testing.T) {
		rapid.Check(t, func(rt *rapid.T) { likeMap(rt, t, open, reopen) })
	})
	t.Run("refuses what it must", func(t *testing.T) { refusals(t, open(t)) })
	t.Run("sequence has no gaps", func(t *testing.T) { gapless(t, open(t)) })
	t.Run("a reader of the feed misses nothing", func(t *testing.T) {
		s := open(t)
		defer s.Close()
		NothingSkipped(t, 16, 6, s)
	})
	t.Run("failed write leaves nothing", func(t *testing.T) { allOrNothing(t, open(t)) })
	t.Run("readers see one state", func(t *testing.T) { oneState(t, open(t)) })
}

func likeMap(rt *rapid.T, t *testing.T, open func(*testing.T) storage.Store, reopen func(*testing.T, storage.Store) storage.Store) {
	real, model := open(t), NewMap()
	defer func() { real.Close() }()
	for range rapid.IntRange(1, 12).Draw(rt, "transactions") {
		Alike(rt, 10, model, real)
		if reopen != nil && rapid.IntRange(0, 5).Draw(rt, "reopen") == 0 {
			real = reopen(t, real)
		}
	}
}

func dump(t rapid.TB, s storage.Store, from, to []byte, limit int) string {
	var out bytes.Buffer
	err := s.View(context.Background(), func(tx storage.Tx) error {
		seq, err := tx.Seq()
		if err != nil {
			return err
		}
		fmt.Fprintln(&out, "seq", seq)
		for _, tb := range storage.Tables()[1:4] {
			for _, r := range []struct {
				from, to []byte
				limit    int
			}{{nil, nil, 0}, {from, to, limit}} {
				fmt.Fprintln(&out, "table", tb)
				if err := tx.Scan(tb, r.from, r.to, r.limit, func(k, v []byte) error {
					fmt.Fprintf(&out, "%x=%x\n", k, v)
					if r.limit == 0 {
						return nil
					}
					got, err := tx.Get(tb, k)
					fmt.Fprintf(&out, "the same: %v\n", bytes.Equal(got, v))
					return err
				}); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatalf("dump: %v", err)
	}
	return out.String()
}

func refusals(t *testing.T, s storage.Store) {
	defer s.Close()
	ctx := context.Background()
	for _, c := range []struct {
		name string
		do   func() error
		want error
	}{
		{"put in a view", func() error {
			return s.View(ctx, func(tx storage.Tx) error { return tx.Put(storage.Records, []byte("k"), nil) })
		}, storage.ErrReadOnly},
		{"delete in a view", func() error {
			return s.View(ctx, func(tx storage.Tx) error { return tx.Delete(storage.Records, []byte("k")) })
		}, storage.ErrReadOnly},
		{"sequence in a view", func() error {
			return s.View(ctx, func(tx storage.Tx) error { _, err := tx.NextSeq(1); return err })
		}, storage.ErrReadOnly},
		{"empty key", func() error {
			return s.Update(ctx, func(tx storage.Tx) error { return tx.Put(storage.Records, nil, []byte("v")) })
		}, storage.ErrLimit},
		{"long key", func() error {
			return s.Update(ctx, func(tx storage.Tx) error { return tx.Put(storage.Records, make([]byte, storage.MaxKey+1), nil) })
		}, storage.ErrLimit},
	} {
		if err := c.do(); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
	}
	cancelled, cancel := context.WithCancel(ctx)
	cancel()
	if err := s.Update(cancelled, func(storage.Tx) error { return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled context: %v", err)
	}
}

func gapless(t *testing.T, s storage.Store) {
	defer s.Close()
	ctx := context.Background()
	var wg sync.WaitGroup
	for w := range 8 {
		wg.Go(func() {
			for i := range 10 {
				err := s.Update(ctx, func(tx storage.Tx) error {
					n, err := tx.NextSeq(1)
					if err != nil {
						return err
					}
					if (w+i)%3 == 0 {
						return ErrInjected
					}
					return tx.Put(storage.Feed, []byte(fmt.Sprintf("%08d", n)), []byte{1})
				})
				if err != nil && !errors.Is(err, ErrInjected) {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	err := s.View(ctx, func(tx storage.Tx) error {
		want := 1
		if err := tx.Scan(storage.Feed, nil, nil, 0, func(k, _ []byte) error {
			if string(k) != fmt.Sprintf("%08d", want) {
				t.Fatalf("sequence: %s follows %d", k, want-1)
			}
			want++
			return nil
		}); err != nil {
			return err
		}
		if seq, err := tx.Seq(); err != nil || seq != uint64(want-1) {
			t.Errorf("Seq %d, %v; want %d", seq, err, want-1)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func allOrNothing(t *testing.T, s storage.Store) {
	f := Fail(s)
	defer f.Close()
	ctx := context.Background()
	write := func(tx storage.Tx) error {
		for i := range 5 {
			if err := tx.Put(storage.Records, []byte{1, byte(i)}, []byte("new")); err != nil {
				return err
			}
		}
		return tx.Delete(storage.Records, []byte{0})
	}
	if err := f.Update(ctx, func(tx storage.Tx) error { return tx.Put(storage.Records, []byte{0}, []byte("old")) }); err != nil {
		t.Fatal(err)
	}
	before := dump(t, f, []byte{0}, []byte{1}, 0)
	for n := 1; n <= 6; n++ {
		f.FailAt(n)
		if err := f.Update(ctx, write); !errors.Is(err, ErrInjected) {
			t.Fatalf("write %d: %v", n, err)
		}
		if after := dump(t, f, []byte{0}, []byte{1}, 0); after != before {
			t.Fatalf("failure at write %d left something:\n%s", n, after)
		}
	}
	f.FailAt(0)
	if err := f.Update(ctx, write); err != nil {
		t.Fatal(err)
	}
}

func oneState(t *testing.T, s storage.Store) {
	defer s.Close()
	ctx := context.Background()
	done := make(chan struct{})
	go func() {
		defer close(done)
		for i := range 50 {
			err := s.Update(ctx, func(tx storage.Tx) error {
				if err := tx.Put(storage.Records, []byte("a"), []byte{byte(i)}); err != nil {
					return err
				}
				return tx.Put(storage.Records, []byte("b"), []byte{byte(i)})
			})
			if err != nil {
				t.Error(err)
			}
		}
	}()
	for running := true; running; {
		select {
		case <-done:
			running = false
		default:
		}
		if err := s.View(ctx, func(tx storage.Tx) error {
			a, _ := tx.Get(storage.Records, []byte("a"))
			b, _ := tx.Get(storage.Records, []byte("b"))
			if !bytes.Equal(a, b) {
				return fmt.Errorf("torn read: %x %x", a, b)
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	}
}
