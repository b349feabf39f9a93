package storagetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"pgregory.net/rapid"

	"civicdesk/storage"
)

// The kinds of steps in a transaction.
const (
	put      = iota
	putAgain // writes are the commonest
	remove
	number
	get
	prefetch
	scan
	kinds
)

type step struct {
	kind       int
	table      storage.Table
	key, value []byte
	to         []byte // of a scan
	limit      int
}

var (
	anyKey   = rapid.SliceOfN(rapid.ByteRange(0, 3), 1, 4)
	anyValue = rapid.SliceOfN(rapid.Byte(), 0, 40)
	anyTable = rapid.SampledFrom(storage.Tables()[1:4])
)

func drawStep(rt *rapid.T) step {
	return step{kind: rapid.IntRange(0, kinds-1).Draw(rt, "kind"), table: anyTable.Draw(rt, "table"), key: anyKey.Draw(rt, "key"),
		value: anyValue.Draw(rt, "value"), to: anyKey.Draw(rt, "to"), limit: rapid.IntRange(0, 3).Draw(rt, "limit")}
}

// Alike runs one random transaction of up to steps steps on each of the stores,
// kept or broken off, and fails unless all saw the same inside it and hold the
// same after it.
func Alike(rt *rapid.T, steps int, stores ...storage.Store) {
	breakOff := rapid.IntRange(0, 4).Draw(rt, "break off") == 0
	script := make([]step, rapid.IntRange(0, steps).Draw(rt, "steps"))
	for i := range script {
		script[i] = drawStep(rt)
	}
	from, to, limit := anyKey.Draw(rt, "from"), anyKey.Draw(rt, "to"), rapid.IntRange(0, 3).Draw(rt, "limit")
	var want string
	for i, s := range stores {
		var seen bytes.Buffer
		err := s.Update(context.Background(), func(tx storage.Tx) error {
			seen.Reset()
			for _, st := range script {
				if err := st.run(tx, &seen); err != nil {
					return err
				}
			}
			if breakOff {
				return ErrInjected
			}
			return nil
		})
		if breakOff != errors.Is(err, ErrInjected) || !breakOff && err != nil {
			rt.Fatalf("store %d: update: %v", i, err)
		}
		got := seen.String() + dump(rt, s, from, to, limit)
		if i == 0 {
			want = got
		} else if got != want {
			rt.Fatalf("store %d differs from the first:\n%s\nthe first:\n%s", i, got, want)
		}
	}
}

// run does the step and writes down what it saw.
func (st step) run(tx storage.Tx, seen *bytes.Buffer) error {
	switch st.kind {
	case put, putAgain:
		return tx.Put(st.table, st.key, st.value)
	case remove:
		return tx.Delete(st.table, st.key)
	case number:
		n, err := tx.NextSeq(1 + len(st.value))
		fmt.Fprintln(seen, "number", n)
		return err
	case get:
		v, err := tx.Get(st.table, st.key)
		fmt.Fprintf(seen, "get %x=%x there %v\n", st.key, v, v != nil)
		return err
	case prefetch:
		return tx.Prefetch(st.table, [][]byte{st.key, st.to, st.key})
	}
	return tx.Scan(st.table, st.key, st.to, st.limit, func(k, v []byte) error {
		fmt.Fprintf(seen, "scan %x=%x\n", k, v)
		if len(st.value) > 30 {
			return storage.ErrStop
		}
		return nil
	})
}
