// Package recordtest gives tests a store of records over the real layers, with
// key derivation made cheap.
package recordtest

import (
	"context"
	"testing"
	"time"

	"civicdesk/app"
	"civicdesk/storage"
	"civicdesk/storage/bolt"
	"civicdesk/storage/disk/disktest"
	"civicdesk/storage/journal"
	"civicdesk/storage/record"
	"civicdesk/storage/seal"
	"civicdesk/storage/storagetest"
	"civicdesk/storage/vault"
)

// Start is the time at which clocks of tests stand.
var Start = time.Date(2026, 11, 22, 14, 0, 0, 0, time.UTC)

// Clock stands at Start.
func Clock() time.Time { return Start }

// As returns a context with an actor who holds the role over the scope.
func As(user app.ID, name string, grants ...app.Grant) context.Context {
	return app.WithActor(context.Background(), app.Actor{User: user, Name: name, Grants: grants})
}

// New opens an authority over the in-memory model store, which runs every
// writing function twice, as a database may.
func New(t testing.TB, schema *record.Schema) *record.DB {
	t.Helper()
	return Over(t, storagetest.Twice(storagetest.NewMap()), schema)
}

// Over opens an authority over a given store.
func Over(t testing.TB, store storage.Store, schema *record.Schema) *record.DB {
	t.Helper()
	db, err := record.OpenAuthority(context.Background(), store, schema, vault.NewRing("test-server", seal.Key{1}), Clock)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// Replica opens a desktop's store in a folder of the test, with keys for the
// scopes, for a user with the grants.
func Replica(t testing.TB, schema *record.Schema, user app.ID, grants []app.Grant, scopes ...app.Scope) *record.DB {
	t.Helper()
	var keys []vault.ScopeKey
	for _, s := range scopes {
		keys = append(keys, vault.NewScopeKey(s))
	}
	dir := disktest.Dir(t)
	opened, err := vault.Create(dir, vault.InsecureTestKDF(), "Password-1", vault.Profile{User: user, Login: "user", Name: "Test User", Device: app.NewID(), Grants: grants}, keys)
	if err != nil {
		t.Fatal(err)
	}
	return OpenReplica(t, dir, schema, opened)
}

// OpenReplica opens the store in dir with open keys.
func OpenReplica(t testing.TB, dir string, schema *record.Schema, keys *vault.Keys) *record.DB {
	t.Helper()
	store, err := bolt.OpenFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	j, err := journal.Open(dir + "/journal")
	if err != nil {
		t.Fatal(err)
	}
	db, err := record.OpenReplica(context.Background(), store, schema, keys, j, Clock)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}
