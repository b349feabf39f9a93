// Package postgres keeps a storage.Store in a PostgreSQL database, so that
// several servers can serve one agency. One table holds the rows of all
// agencies; one row for each agency holds its sequence, and whoever writes locks
// that row first. So writers of an agency follow one another whichever server
// they are on, and the sequence belongs to the transaction that takes it.
//
// The SQL is portable: row locks, ON CONFLICT, ranges of bytea. There are no
// triggers, no advisory locks, and no LISTEN or NOTIFY inside a writing
// transaction.
package postgres

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"civicdesk/storage"
)

// Options set up a store; the zero value of each field works.
type Options struct {
	// Patience is how long a transaction waits for a database that is away, while
	// it restarts or another takes its place. 0 means 15 seconds.
	Patience time.Duration
	// Readers is how many connections read at once. 0 means 16, or what the
	// address says as pool_max_conns. One more connection writes, and one more
	// follows other servers where Watch is used.
	Readers int32
}

// Store is one agency's rows in a database. Several processes may have the same
// store open.
type Store struct {
	pool     *pgxpool.Pool // reads
	config   *pgx.ConnConfig
	agency   int32
	patience time.Duration

	turn    chan struct{} // held by the one transaction of this process that writes
	conn    *pgx.Conn     // writes; nil: to be made. Guarded by turn
	writer  [16]byte      // names this process among the agency's writers
	commits int64         // that writer has tried; guarded by turn

	newest  atomic.Uint64 // last sequence number that this process committed
	news    chan struct{} // there is a newer one to tell other servers of
	stop    context.CancelFunc
	work    sync.WaitGroup
	closing sync.Once
	closed  atomic.Bool
}

var _ storage.Store = (*Store)(nil)

// Open opens the agency's store in the database at the address, a URL
// postgres://… or key=value words as PostgreSQL's own programs take them. The
// first time it makes the tables and the agency's row. agency is the identity
// of the agency's store, 1 to 64 bytes.
//
// Errors: storage.ErrUnavailable when the database cannot be reached, and
// *SetupError with a sentence for the administrator when it can be reached but
// not used.
func Open(ctx context.Context, address, agency string, o Options) (*Store, error) {
	config, err := pgxpool.ParseConfig(address)
	if err != nil { // the driver's words may quote the password
		return nil, &SetupError{Words: "The address of the database cannot be read. Write postgres://user@host/database.", Err: errors.New("address not parsed")}
	}
	if agency == "" || len(agency) > 64 {
		return nil, fmt.Errorf("%w: the agency's identity", storage.ErrLimit)
	}
	settle(config.ConnConfig)
	if o.Readers > 0 {
		config.MaxConns = o.Readers
	} else if config.MaxConns < 16 && !sizeGiven(address) {
		config.MaxConns = 16
	}
	s := &Store{config: config.ConnConfig, patience: o.Patience, turn: make(chan struct{}, 1), news: make(chan struct{}, 1)}
	if s.patience == 0 {
		s.patience = 15 * time.Second
	}
	rand.Read(s.writer[:])
	if s.agency, err = prepare(ctx, s.config, agency, s.patience); err != nil {
		return nil, translate(err)
	}
	if s.pool, err = pgxpool.NewWithConfig(context.WithoutCancel(ctx), config); err != nil {
		return nil, translate(driver(err))
	}
	background, stop := context.WithCancel(context.WithoutCancel(ctx))
	s.stop = stop
	s.work.Go(func() { s.tell(background) })
	return s, nil
}

// View implements storage.Store: a transaction of REPEATABLE READ, READ ONLY
// sees one state, whatever is committed meanwhile.
func (s *Store) View(ctx context.Context, fn func(storage.Tx) error) error {
	x, err := s.beginView(ctx)
	if err != nil {
		return err
	}
	defer x.pooled.Release() // a connection that is still in a transaction is closed there
	err = fn(x)
	if x.err != nil {
		return translate(x.err)
	}
	if end := x.exec("commit"); end != nil && err == nil {
		err = translate(end)
	}
	return err
}

// beginView opens a reading transaction. Nothing has been read yet, so a
// database that is away is waited for.
func (s *Store) beginView(ctx context.Context) (*tx, error) {
	wait := patience{until: time.Now().Add(s.patience)}
	for {
		if err := s.usable(ctx); err != nil {
			return nil, err
		}
		x, err := s.tryView(ctx)
		if err == nil {
			return x, nil
		}
		if !passing(err) || !wait.again(ctx) {
			return nil, translate(err)
		}
	}
}

func (s *Store) tryView(ctx context.Context) (*tx, error) {
	acquire, cancel := limited(ctx)
	defer cancel()
	pooled, err := s.pool.Acquire(acquire)
	if err != nil {
		return nil, driver(err)
	}
	x := &tx{s: s, ctx: ctx, conn: pooled.Conn(), pooled: pooled}
	if err := x.begin("begin isolation level repeatable read read only", sqlSeq); err != nil {
		pooled.Release()
		return nil, err
	}
	return x, nil
}

// usable says why a transaction may not begin.
func (s *Store) usable(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if s.closed.Load() {
		return storage.ErrClosed
	}
	return nil
}

// Close implements storage.Store.
func (s *Store) Close() error {
	s.closing.Do(func() {
		s.turn <- struct{}{} // the last writer has ended
		s.closed.Store(true)
		<-s.turn
		s.stop()
		s.work.Wait()
		if s.conn != nil {
			ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
			defer cancel()
			_, _ = s.conn.Exec(ctx, sqlForget, s.agency, s.writer[:]) // a row that stays is swept later
			_ = s.conn.Close(ctx)
		}
		s.pool.Close()
	})
	return nil
}
