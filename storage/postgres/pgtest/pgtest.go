// Package pgtest gives tests a PostgreSQL of their own: a private cluster in a
// temporary folder, with fsync on, reached by a unix socket, stopped when the
// tests end. It never touches another cluster of the computer.
package pgtest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// Cluster is one running PostgreSQL.
type Cluster struct {
	dir     string // holds data/ and the socket
	options []string
	server  *server
	made    atomic.Int64
}

var shared struct {
	once    sync.Once
	cluster *Cluster
	err     error
}

// Main runs a package's tests and then stops the cluster that Shared started:
// func TestMain(m *testing.M) { os.Exit(pgtest.Main(m)) }.
func Main(m *testing.M) int {
	status := m.Run()
	if shared.cluster != nil {
		if err := shared.cluster.Stop(); err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
	}
	return status
}

// Shared is the process's cluster, which the first call starts.
func Shared(t testing.TB) *Cluster {
	t.Helper()
	shared.once.Do(func() { shared.cluster, shared.err = New() })
	lacking(t, shared.err)
	return shared.cluster
}

// Address is that of a new, empty database in the process's cluster.
func Address(t testing.TB) string {
	t.Helper()
	return Shared(t).Database(t)
}

// Start starts a cluster for one test, which may stop and restart it. options
// are settings such as "max_connections=20".
func Start(t testing.TB, options ...string) *Cluster {
	t.Helper()
	c, err := New(options...)
	lacking(t, err)
	t.Cleanup(func() {
		if err := c.Stop(); err != nil {
			t.Error(err)
		}
	})
	return c
}

// lacking ends a test that cannot have PostgreSQL. Where everything must run it
// fails; on a developer's computer it says what is missing and is skipped.
func lacking(t testing.TB, err error) {
	t.Helper()
	var none *absent
	switch {
	case err == nil:
	case errors.As(err, &none) && os.Getenv("CI") == "" && os.Getenv("CIVICDESK_ALL_TESTS") == "":
		t.Skipf("needs PostgreSQL, which build/install.sh installs: %v", err)
	default:
		t.Fatalf("PostgreSQL for the tests: %v", err)
	}
}

// absent says that this computer has no PostgreSQL that a test could start.
type absent struct{ error }

// New starts a cluster that the caller stops. options are settings such as
// "max_connections=20".
func New(options ...string) (c *Cluster, err error) {
	dir, err := os.MkdirTemp("", "civicdesk-pg-")
	if err != nil {
		return nil, err
	}
	c = &Cluster{dir: dir, options: options}
	if err = initialise(dir); err == nil {
		err = c.Run()
	}
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	return c, nil
}

// Socket is the folder of the cluster's socket.
func (c *Cluster) Socket() string { return c.dir }

// URL is the address of a database of the cluster.
func (c *Cluster) URL(database string) string {
	return "postgres:///" + database + "?host=" + c.dir + "&user=civicdesk"
}

// Database makes a database and returns its address.
func (c *Cluster) Database(t testing.TB) string {
	t.Helper()
	name := fmt.Sprintf("t%d", c.made.Add(1))
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, c.URL("postgres"))
	if err == nil {
		defer conn.Close(ctx)
		_, err = conn.Exec(ctx, "create database "+name)
	}
	if err != nil {
		t.Fatal(err)
	}
	return c.URL(name)
}

// Run starts the cluster's server and waits until it answers.
func (c *Cluster) Run() (err error) {
	args := []string{"-D", filepath.Join(c.dir, "data"), "-k", c.dir}
	for _, o := range append([]string{"listen_addresses=", "fsync=on", "log_min_messages=warning", "shared_buffers=64MB"}, c.options...) {
		args = append(args, "-c", o)
	}
	if c.server, err = run(c.dir, args); err != nil {
		return err
	}
	until := time.Now().Add(30 * time.Second)
	for {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		conn, err := pgx.Connect(ctx, c.URL("postgres"))
		if err == nil {
			err = conn.Close(ctx)
		}
		cancel()
		if err == nil {
			return nil
		}
		if time.Now().After(until) {
			return errors.Join(err, c.Kill(), c.log())
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// log is the end of what the server wrote.
func (c *Cluster) log() error {
	raw, err := os.ReadFile(filepath.Join(c.dir, "log"))
	return errors.Join(err, errors.New(string(raw[max(0, len(raw)-2000):])))
}

// Kill ends the server at once, as pg_ctl stop -m immediate does: sessions break
// off, and the next Run recovers from the write-ahead log.
func (c *Cluster) Kill() error { return c.server.end(immediate) }

// Stop ends the server and removes the cluster.
func (c *Cluster) Stop() error {
	return errors.Join(c.server.end(fast), os.RemoveAll(c.dir))
}
