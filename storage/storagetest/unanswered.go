package storagetest

import (
	"context"
	"sync/atomic"

	"civicdesk/storage"
)

// Unanswered is a store whose answer to a commit can be lost, as when a database
// goes away while it commits: the caller hears storage.ErrUnknown.
type Unanswered struct {
	storage.Store
	lose atomic.Int32 // 1: after the commit, 2: before it
}

// Lose has the next Update that succeeds answer storage.ErrUnknown. kept says
// whether what it wrote stays.
func (u *Unanswered) Lose(kept bool) {
	u.lose.Store(2)
	if kept {
		u.lose.Store(1)
	}
}

// Update implements storage.Store.
func (u *Unanswered) Update(ctx context.Context, fn func(storage.Tx) error) error {
	how := int32(0)
	err := u.Store.Update(ctx, func(tx storage.Tx) error {
		if err := fn(tx); err != nil {
			return err
		}
		if lose := u.lose.Swap(0); lose != 0 { // the store may run this twice
			how = lose
		}
		if how == 2 {
			return storage.ErrUnknown
		}
		return nil
	})
	if err == nil && how == 1 {
		return storage.ErrUnknown
	}
	return err
}
