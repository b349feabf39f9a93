package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"civicdesk/storage"
)

// Update implements storage.Store. The transaction locks the agency's row
// before anything else, so writers follow one another on all servers, and every
// statement sees all that was committed before.
//
// fn runs again when the database ended the transaction: a connection that
// broke, a restart, a conflict on databases that have them. When the answer to
// a commit is lost, the store finds out whether it was kept, by the row in which
// each process counts its commits. Only when the database stays away for longer
// than the store's patience is the answer storage.ErrUnknown.
func (s *Store) Update(ctx context.Context, fn func(storage.Tx) error) error {
	select {
	case s.turn <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-s.turn }()
	wait := patience{until: time.Now().Add(s.patience)}
	for {
		if err := s.usable(ctx); err != nil {
			return err
		}
		final, err := s.try(ctx, fn)
		if gone := (*unanswered)(nil); errors.As(err, &gone) {
			final, err = s.resolve(ctx, &wait, gone.error)
		}
		if err == nil || final || !passing(err) || !wait.again(ctx) {
			return translate(err)
		}
	}
}

// unanswered says that the connection broke between the order to commit and its
// answer.
type unanswered struct{ error }

// try runs one transaction. final means that the error is fn's own.
func (s *Store) try(ctx context.Context, fn func(storage.Tx) error) (final bool, err error) {
	x, err := s.beginUpdate(ctx)
	if err != nil {
		return false, err
	}
	ended := false
	defer func() {
		if !ended { // fn panicked, or the database ended the transaction
			s.drop()
		}
	}()
	err = fn(x)
	if x.err != nil { // whatever fn made of it, nothing after it counts
		return false, x.err
	}
	if err != nil || !x.dirty() {
		ended = x.exec("rollback") == nil
		return true, err
	}
	s.commits++
	if err := x.commit(s.commits); err != nil {
		if lost(err) {
			err = &unanswered{err}
		}
		return false, err
	}
	ended = true
	s.committed(x.seq)
	return true, nil
}

// resolve finds out whether the last commit was kept: nil when it was, the
// error that broke it off when it was not. The agency's row is locked first,
// so a transaction that is still ending on the server is waited for.
func (s *Store) resolve(ctx context.Context, wait *patience, broke error) (final bool, err error) {
	for wait.again(context.WithoutCancel(ctx)) {
		x, err := s.beginUpdate(ctx)
		if err != nil {
			continue
		}
		var kept int64
		err = x.row(sqlKept, []any{s.agency, s.writer[:]}, &kept)
		if err == nil {
			err = x.exec("rollback")
		}
		if err != nil {
			s.drop()
			continue
		}
		if kept == s.commits {
			s.committed(x.seq)
			return true, nil
		}
		return false, broke
	}
	return true, fmt.Errorf("%w: %w", storage.ErrUnknown, broke)
}

// beginUpdate opens the writing transaction and locks the agency's row.
func (s *Store) beginUpdate(ctx context.Context) (x *tx, err error) {
	if s.conn == nil || s.conn.IsClosed() {
		limit, cancel := limited(ctx)
		defer cancel()
		if s.conn, err = pgx.ConnectConfig(limit, s.config); err != nil {
			s.conn = nil
			return nil, driver(err)
		}
	}
	x = &tx{s: s, ctx: ctx, conn: s.conn, write: true}
	if err = x.begin("begin isolation level read committed", sqlLock); err != nil {
		s.drop()
	}
	return x, err
}

// drop gives up the writing connection; what is open on it is rolled back.
func (s *Store) drop() {
	if s.conn == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	_ = s.conn.Close(ctx)
	s.conn = nil
}
