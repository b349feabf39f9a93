package storagetest

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"sync"
	"testing"

	"civicdesk/storage"
)

// NothingSkipped lets writers take numbers at the same time, spread over the
// stores, which are all of the same data, while a reader follows the feed by its
// cursor on each. Every number must come to every reader, once and in order,
// and a counter that all writers add to must have every addition.
func NothingSkipped(t *testing.T, writers, transactions int, stores ...storage.Store) {
	ctx, writing, written := context.Background(), sync.WaitGroup{}, make(chan struct{})
	for w := range writers {
		writing.Go(func() {
			s := stores[w%len(stores)]
			for i := range transactions {
				if err := s.Update(ctx, func(tx storage.Tx) error { return writeNumbers(tx, 1+(w+i)%3, (w+i)%5 == 4) }); err != nil && !errors.Is(err, ErrInjected) {
					t.Error(err)
					return
				}
			}
		})
	}
	go func() { writing.Wait(); close(written) }()
	var reading sync.WaitGroup
	for i, s := range stores {
		reading.Go(func() {
			if err := follow(ctx, s, written); err != nil {
				t.Errorf("reader %d: %v", i, err)
			}
		})
	}
	reading.Wait()
	kept := uint64(0)
	for w := range writers {
		for i := range transactions {
			if (w+i)%5 != 4 {
				kept++
			}
		}
	}
	if err := stores[0].View(ctx, func(tx storage.Tx) error {
		v, err := tx.Get(storage.Meta, []byte("counter"))
		if err == nil && binary.BigEndian.Uint64(v) != kept {
			t.Errorf("the counter is %d after %d additions", binary.BigEndian.Uint64(v), kept)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
}

// writeNumbers takes n numbers, writes a row for each, and adds one to the
// counter; broken off, nothing of it stays.
func writeNumbers(tx storage.Tx, n int, breakOff bool) error {
	v, err := tx.Get(storage.Meta, []byte("counter"))
	if err != nil {
		return err
	}
	count := uint64(0)
	if v != nil {
		count = binary.BigEndian.Uint64(v)
	}
	first, err := tx.NextSeq(n)
	if err != nil {
		return err
	}
	for i := range n {
		if err := tx.Put(storage.Feed, binary.BigEndian.AppendUint64(nil, first+uint64(i)), []byte("row")); err != nil {
			return err
		}
	}
	if breakOff {
		return ErrInjected
	}
	return tx.Put(storage.Meta, []byte("counter"), binary.BigEndian.AppendUint64(nil, count+1))
}

// follow reads the feed by a cursor until everything that was written has come.
func follow(ctx context.Context, s storage.Store, written <-chan struct{}) error {
	cursor := uint64(0)
	for last := false; ; {
		select {
		case <-written:
			last = true // one more look, at what was committed before
		default:
		}
		if err := s.View(ctx, func(tx storage.Tx) error {
			if err := tx.Scan(storage.Feed, binary.BigEndian.AppendUint64(nil, cursor+1), nil, 0, func(k, _ []byte) error {
				n := binary.BigEndian.Uint64(k)
				if n != cursor+1 {
					return fmt.Errorf("number %d follows %d", n, cursor)
				}
				cursor = n
				return nil
			}); err != nil {
				return err
			}
			seq, err := tx.Seq()
			if err == nil && seq != cursor {
				err = fmt.Errorf("the sequence is at %d, the feed at %d", seq, cursor)
			}
			return err
		}); err != nil || last {
			return err
		}
	}
}
