package record_test

import (
	"context"
	"testing"

	"civicdesk/app"
	"civicdesk/storage/record"
	"civicdesk/storage/record/recordtest"
	"civicdesk/storage/seal"
	"civicdesk/storage/storagetest"
	"civicdesk/storage/vault"
)

func TestAScopeHasAKeyBeforeItsFirstRecord(t *testing.T) {
	store := storagetest.NewMap()
	open := func() *record.DB {
		db, err := record.OpenAuthority(context.Background(), store, record.NewSchema(), vault.NewRing("s", seal.Key{1}), recordtest.Clock)
		if err != nil {
			t.Fatal(err)
		}
		return db
	}
	db := open()
	if err := db.Update(recordtest.As("u-1", "Rosa"), func(tx *record.Tx) error { return tx.EnsureScope("hiring/hq/v") }); err != nil {
		t.Fatal(err)
	}
	before, ok := db.Ring().For("hiring/hq/v")
	if after, kept := open().Ring().For("hiring/hq/v"); !ok || !kept || before != after {
		t.Error("the key is not in the store")
	}
}

func TestANewIncarnationIsKeptAndSent(t *testing.T) {
	dir := t.TempDir()
	keys := newKeys(t, dir, "hiring/hq")
	schema := record.NewSchema()
	schema.Register(record.ActOf("nothing", func(*record.Tx, string, string) (string, error) { return "", nil }))
	db := recordtest.OpenReplica(t, dir, schema, keys)
	ctx := recordtest.As("u-1", "Rosa")
	if _, err := db.Do(ctx, "nothing", "", ""); err != nil {
		t.Fatal(err)
	}
	if err := db.NewIncarnation(ctx); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		ops, err := db.Unsent(ctx, 0)
		if err != nil || len(ops) != 1 || ops[0].Incarnation != 1 || !isID(ops[0].ID) {
			t.Fatalf("%+v %v", ops, err)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		db = recordtest.OpenReplica(t, dir, schema, keys)
	}
}

func isID(id app.ID) bool { _, ok := app.ParseID(string(id)); return ok }
