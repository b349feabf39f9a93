package postgres_test

import (
	"context"
	"flag"
	"fmt"
	"os"
	"sync/atomic"
	"testing"

	"civicdesk/storage"
	"civicdesk/storage/postgres"
	"civicdesk/storage/postgres/pgtest"
	"civicdesk/storage/storagetest"
)

// suiteChecks is how many runs the suite's property gets here: opening a store
// of a database takes longer than making a file.
const suiteChecks = 8

func TestMain(m *testing.M) {
	flag.Parse()
	flag.Visit(func(f *flag.Flag) { checksGiven = checksGiven || f.Name == "rapid.checks" })
	checks(suiteChecks)
	os.Exit(pgtest.Main(m))
}

var (
	ctx      = context.Background()
	agencies atomic.Int64
)

// opened remembers which agency of which database a store is.
type opened struct {
	*postgres.Store
	address, agency string
}

func openAt(t testing.TB, address, agency string, o postgres.Options) *opened {
	t.Helper()
	s, err := postgres.Open(ctx, address, agency, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return &opened{s, address, agency}
}

func reopen(t *testing.T, s storage.Store) storage.Store {
	t.Helper()
	was := s.(*opened)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return openAt(t, was.address, was.agency, postgres.Options{})
}

func TestSuite(t *testing.T) {
	address := pgtest.Address(t) // all stores of the suite are agencies of one database
	storagetest.Run(t, func(t *testing.T) storage.Store {
		return openAt(t, address, fmt.Sprint("agency ", agencies.Add(1)), postgres.Options{Readers: 2})
	}, reopen)
}
