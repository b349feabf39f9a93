package storagetest

import (
	"context"
	"errors"
	"sync/atomic"

	"civicdesk/storage"
)

// ErrInjected is what a write fails with when a test asked for it.
var ErrInjected = errors.New("storagetest: injected failure")

// Failing wraps a store whose n-th write from now fails, and every write after
// it in the same transaction.
type Failing struct {
	storage.Store
	left atomic.Int64
}

// Fail wraps s; no write fails before FailAt.
func Fail(s storage.Store) *Failing {
	f := &Failing{Store: s}
	f.left.Store(-1)
	return f
}

// FailAt makes the n-th write (1 = the next) fail; 0 turns failures off.
func (f *Failing) FailAt(n int) { f.left.Store(int64(n) - 1) }

// Update implements storage.Store.
func (f *Failing) Update(ctx context.Context, fn func(storage.Tx) error) error {
	return f.Store.Update(ctx, func(tx storage.Tx) error { return fn(&failTx{Tx: tx, f: f}) })
}

type failTx struct {
	storage.Tx
	f    *Failing
	dead bool
}

func (x *failTx) spend() error {
	if x.dead {
		return ErrInjected
	}
	if left := x.f.left.Load(); left >= 0 {
		x.f.left.Store(left - 1)
		if left == 0 {
			x.dead = true
			return ErrInjected
		}
	}
	return nil
}

func (x *failTx) Put(t storage.Table, key, value []byte) error {
	if err := x.spend(); err != nil {
		return err
	}
	return x.Tx.Put(t, key, value)
}

func (x *failTx) Delete(t storage.Table, key []byte) error {
	if err := x.spend(); err != nil {
		return err
	}
	return x.Tx.Delete(t, key)
}
