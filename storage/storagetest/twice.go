package storagetest

import (
	"context"
	"errors"

	"civicdesk/storage"
)

// Twice wraps a store so that every function given to Update runs once for
// nothing, as when a database breaks a transaction off at its end, and then
// again. It finds functions that leave something of the first run outside.
func Twice(s storage.Store) storage.Store { return &twice{s} }

type twice struct{ storage.Store }

var errAgain = errors.New("storagetest: broken off at its end")

// Update implements storage.Store.
func (s *twice) Update(ctx context.Context, fn func(storage.Tx) error) error {
	if err := s.Store.Update(ctx, func(tx storage.Tx) error {
		if err := fn(tx); err != nil {
			return err
		}
		return errAgain
	}); !errors.Is(err, errAgain) {
		return err
	}
	return s.Store.Update(ctx, fn)
}
