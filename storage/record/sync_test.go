package record_test

import (
	"context"
	"testing"

	"civicdesk/app"
	"civicdesk/storage/disk/disktest"
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
	dir := disktest.Dir(t)
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

func TestPagesAreTakenUpToTheFirstThatDoesNotFit(t *testing.T) {
	dir := disktest.Dir(t)
	db := recordtest.OpenReplica(t, dir, record.NewSchema(), newKeys(t, dir, "hiring/hq"))
	ctx := recordtest.As("u-1", "Rosa")
	page := func(upto uint64, next, from string) record.Page {
		return record.Page{Upto: upto, Next: []byte(next), From: []byte(from), More: true}
	}
	for _, c := range []struct {
		from  uint64
		pages []record.Page
		fits  bool
		upto  uint64
	}{
		{0, []record.Page{page(2, "b", ""), page(4, "c", "b")}, true, 4},
		{2, []record.Page{page(9, "d", "b"), page(10, "e", "d")}, false, 4},
		{4, []record.Page{page(6, "d", "c"), page(8, "f", "e")}, false, 6},
	} {
		fits, err := db.ApplyPages(ctx, c.from, c.pages, 1)
		if err != nil || fits != c.fits {
			t.Fatalf("from %d: %v %v", c.from, fits, err)
		}
		if at, err := db.Position(ctx); err != nil || at.Upto != c.upto {
			t.Errorf("from %d: %+v %v", c.from, at, err)
		}
	}
}

func isID(id app.ID) bool { _, ok := app.ParseID(string(id)); return ok }
