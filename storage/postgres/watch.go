package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

const (
	tellPause = 20 * time.Millisecond // between two hints of one process
	pollPause = 2 * time.Second       // when no hint comes
)

func (s *Store) channel() string { return fmt.Sprintf("civicdesk_%d", s.agency) }

// committed notes the newest sequence number, for tell.
func (s *Store) committed(seq uint64) {
	if s.newest.Swap(seq) == seq {
		return
	}
	select {
	case s.news <- struct{}{}:
	default:
	}
}

// tell sends the newest number to other servers, after the commit and from a
// connection of its own: NOTIFY inside a writing transaction would make all
// writers of the database wait for one lock. Several commits make one hint. A
// hint that cannot be sent is no loss: Watch polls as well.
func (s *Store) tell(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.news:
		}
		limit, cancel := limited(ctx)
		_ = s.pool.AcquireFunc(limit, func(c *pgxpool.Conn) error {
			// A hint need not be durable, and waits for no flush.
			return c.Conn().PgConn().Exec(limit, fmt.Sprintf(`begin; set local synchronous_commit = off; select pg_notify('%s', '%d'); commit`, s.channel(), s.newest.Load())).Close()
		})
		cancel()
		select {
		case <-ctx.Done():
			return
		case <-time.After(tellPause):
		}
	}
}

// Watch calls heard with the newest sequence number after other processes have
// committed, until ctx ends; it returns ctx's error. It may be late and may
// leave numbers out, but what it names has been committed. Where the database
// has no LISTEN it polls.
func (s *Store) Watch(ctx context.Context, heard func(seq uint64)) error {
	for ctx.Err() == nil {
		s.listen(ctx, heard)
		select {
		case <-ctx.Done():
		case <-time.After(pollPause):
		}
	}
	return ctx.Err()
}

// listen follows hints and polls until the connection breaks.
func (s *Store) listen(ctx context.Context, heard func(seq uint64)) {
	limit, cancel := limited(ctx)
	conn, err := pgx.ConnectConfig(limit, s.config)
	cancel()
	if err != nil {
		return
	}
	defer func() {
		limit, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		_ = conn.Close(limit)
	}()
	_, _ = conn.Exec(ctx, "listen "+pgx.Identifier{s.channel()}.Sanitize()) // refused where there is none
	last := uint64(0)
	for !conn.IsClosed() {
		var n int64
		if err := conn.QueryRow(ctx, sqlSeq, s.agency).Scan(&n); err != nil {
			return
		}
		if uint64(n) != last {
			last = uint64(n)
			heard(last)
		}
		wait, cancel := context.WithTimeout(ctx, pollPause)
		_, _ = conn.WaitForNotification(wait)
		cancel()
	}
}
