package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"civicdesk/storage"
	"civicdesk/storage/postgres"
	"civicdesk/storage/postgres/pgtest"
)

func contextWithStop() (context.Context, context.CancelFunc) { return context.WithCancel(ctx) }

// How a connection is cut at the next message that the store sends.
type cut int

const (
	never        cut = iota
	beforeSent       // the message does not reach the database
	halfSent         // half of it does
	beforeAnswer     // the database acts on it, and its answer is lost
)

// link stands between a store and its database and breaks when it is told to.
type link struct {
	listener net.Listener
	socket   string

	mu   sync.Mutex
	next cut
	dead bool // no new connections either
	cuts int
}

func newLink(t *testing.T, c *pgtest.Cluster) *link {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l := &link{listener: ln, socket: filepath.Join(c.Socket(), ".s.PGSQL.5432")}
	t.Cleanup(func() { ln.Close() })
	go func() {
		for {
			client, err := ln.Accept()
			if err != nil {
				return
			}
			go l.carry(client)
		}
	}()
	return l
}

// arm breaks the link at the next message; for good when it is to stay dead.
func (l *link) arm(how cut, dead bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.next, l.dead = how, dead
}

func (l *link) take() cut {
	l.mu.Lock()
	defer l.mu.Unlock()
	how := l.next
	if how != never {
		l.next = never
		l.cuts++
	}
	return how
}

func (l *link) carry(client net.Conn) {
	defer client.Close()
	l.mu.Lock()
	dead := l.dead && l.next == never
	l.mu.Unlock()
	if dead {
		return
	}
	server, err := net.Dial("unix", l.socket)
	if err != nil {
		return
	}
	defer server.Close()
	silent := make(chan struct{})
	answered := make(chan struct{}, 1)
	go func() {
		buf := make([]byte, 64<<10)
		for {
			n, err := server.Read(buf)
			if err != nil {
				client.Close()
				return
			}
			select {
			case <-silent:
				answered <- struct{}{}
				return
			default:
			}
			client.Write(buf[:n])
		}
	}()
	buf := make([]byte, 1<<20)
	for {
		n, err := client.Read(buf)
		if err != nil {
			return
		}
		switch l.take() {
		case beforeSent:
			return
		case halfSent:
			server.Write(buf[:n/2])
			return
		case beforeAnswer:
			close(silent)
			server.Write(buf[:n])
			<-answered
			return
		}
		if _, err := server.Write(buf[:n]); err != nil {
			return
		}
	}
}

// through is the address of a new database by way of the link.
func (l *link) through(t *testing.T) string {
	own, err := url.Parse(pgtest.Address(t))
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("postgres://civicdesk@%s%s?sslmode=disable", l.listener.Addr(), own.Path)
}

// TestALostCommitIsFoundOut cuts the connection around the commit: what Update
// says must be what the database holds, and fn counts once.
func TestALostCommitIsFoundOut(t *testing.T) {
	l := newLink(t, pgtest.Shared(t))
	s := openAt(t, l.through(t), "agency", postgres.Options{})
	runs := 0
	add := func(before func()) error {
		return s.Update(ctx, func(tx storage.Tx) error {
			runs++
			n, err := tx.NextSeq(1)
			if err != nil {
				return err
			}
			if err := tx.Put(storage.Feed, []byte{byte(n)}, []byte("row")); err != nil {
				return err
			}
			before()
			return nil
		})
	}
	want := uint64(0)
	for _, c := range []struct {
		how  cut
		runs int // of fn: once, or again when the first was not kept
	}{{never, 1}, {beforeSent, 2}, {halfSent, 2}, {beforeAnswer, 1}, {never, 1}} {
		runs, l.cuts = 0, 0
		if err := add(func() {
			if runs == 1 {
				l.arm(c.how, false)
			}
		}); err != nil {
			t.Fatalf("cut %d: %v", c.how, err)
		}
		want++
		if c.how != never && l.cuts != 1 {
			t.Fatalf("cut %d: the link was cut %d times", c.how, l.cuts)
		}
		if runs != c.runs {
			t.Errorf("cut %d: the function ran %d times, want %d", c.how, runs, c.runs)
		}
		if got := countRows(t, s, storage.Feed); got != want {
			t.Fatalf("cut %d: %d rows, want %d", c.how, got, want)
		}
	}
}

func countRows(t *testing.T, s storage.Store, table storage.Table) (n uint64) {
	t.Helper()
	if err := s.View(ctx, func(tx storage.Tx) error {
		n = 0
		return tx.Scan(table, nil, nil, 0, func(_, _ []byte) error { n++; return nil })
	}); err != nil {
		t.Fatal(err)
	}
	return n
}

// TestADatabaseThatStaysAway says that the fate of a commit is not known, and
// of a transaction that never got so far that nothing was changed.
func TestADatabaseThatStaysAway(t *testing.T) {
	l := newLink(t, pgtest.Shared(t))
	s := openAt(t, l.through(t), "agency", postgres.Options{Patience: 300 * time.Millisecond})
	write := func(before func()) error {
		return s.Update(ctx, func(tx storage.Tx) error {
			before()
			return tx.Put(storage.Records, []byte("k"), []byte("v"))
		})
	}
	if err := write(func() {}); err != nil {
		t.Fatal(err)
	}
	if err := write(func() { l.arm(beforeAnswer, true) }); !errors.Is(err, storage.ErrUnknown) {
		t.Errorf("a lost answer: %v, want ErrUnknown", err)
	}
	if err := write(func() {}); !errors.Is(err, storage.ErrUnavailable) || errors.Is(err, storage.ErrUnknown) {
		t.Errorf("a database that is away: %v, want ErrUnavailable", err)
	}
	own := errors.Join(io.EOF, errors.New("the function's own"))
	l.arm(never, false)
	if err := s.Update(ctx, func(storage.Tx) error { return own }); !errors.Is(err, own) || errors.Is(err, storage.ErrUnavailable) {
		t.Errorf("the function's own error came back as %v", err)
	}
}

// TestARestartIsWaitedFor ends the database at once, as a crash does, and starts
// it again while transactions are under way.
func TestARestartIsWaitedFor(t *testing.T) {
	cluster := pgtest.Start(t)
	s := openAt(t, cluster.URL("postgres"), "agency", postgres.Options{})
	wrote, restart := 0, make(chan error)
	for i := range 40 {
		if i == 10 {
			go func() { restart <- errors.Join(cluster.Kill(), cluster.Run()) }()
		}
		if err := s.Update(ctx, func(tx storage.Tx) error {
			n, err := tx.NextSeq(1)
			if err != nil {
				return err
			}
			return tx.Put(storage.Feed, []byte{byte(n)}, nil)
		}); err != nil {
			t.Fatal(err)
		}
		wrote++
		time.Sleep(time.Millisecond) // so that the restart comes among them
	}
	if err := <-restart; err != nil {
		t.Fatal(err)
	}
	if got := countRows(t, s, storage.Feed); got != uint64(wrote) {
		t.Errorf("%d rows after %d transactions that were kept", got, wrote)
	}
}
