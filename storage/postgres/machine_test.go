package postgres_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"pgregory.net/rapid"

	"civicdesk/storage/bolt"
	"civicdesk/storage/postgres"
	"civicdesk/storage/postgres/pgtest"
	"civicdesk/storage/storagetest"
)

// checks sets how many runs rapid makes, unless the command line said.
func checks(n int) {
	if !checksGiven {
		flag.Set("rapid.checks", strconv.Itoa(n))
	}
}

var checksGiven bool

// TestBackendsAreEquivalent runs the same transactions on bbolt, PostgreSQL and
// the model. CIVICDESK_STEPS sets about how many steps; 6,000 without it.
func TestBackendsAreEquivalent(t *testing.T) {
	steps := 6_000
	if n, err := strconv.Atoi(os.Getenv("CIVICDESK_STEPS")); err == nil {
		steps = n
	}
	const inTransaction, transactions = 40, 50 // a run has about half as many steps
	checks(max(1, steps/(inTransaction*transactions/2)))
	defer checks(suiteChecks)
	address, dir := pgtest.Address(t), t.TempDir()
	rapid.Check(t, func(rt *rapid.T) {
		n := agencies.Add(1)
		file, err := bolt.Open(filepath.Join(dir, fmt.Sprint(n, ".db")))
		if err != nil {
			rt.Fatal(err)
		}
		defer file.Close()
		database := openAt(t, address, fmt.Sprint("agency ", n), postgres.Options{Readers: 1})
		defer database.Close()
		model := storagetest.NewMap()
		for range transactions {
			storagetest.Alike(rt, inTransaction, model, file, database)
		}
	})
}
