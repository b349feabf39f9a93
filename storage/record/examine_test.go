package record_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/storage"
	"civicdesk/storage/storagetest"
)

// Each harm to a server's store is told; what follows from the records is put
// right, and a second look finds nothing more to mend.
func TestAServersStoreIsExamined(t *testing.T) {
	first := func(tx storage.Tx, table storage.Table) (key, value []byte) {
		tx.Scan(table, nil, nil, 1, func(k, v []byte) error {
			key, value = append([]byte{}, k...), append([]byte{}, v...)
			return nil
		})
		return key, value
	}
	remove := func(table storage.Table) func(tx storage.Tx) error {
		return func(tx storage.Tx) error { k, _ := first(tx, table); return tx.Delete(table, k) }
	}
	flip := func(table storage.Table) func(tx storage.Tx) error {
		return func(tx storage.Tx) error {
			k, v := first(tx, table)
			v[len(v)/2] ^= 1
			return tx.Put(table, k, v)
		}
	}
	for _, c := range []struct {
		name        string
		harm        func(tx storage.Tx) error
		bad, mended string
	}{
		{"nothing", func(storage.Tx) error { return nil }, "", ""},
		{"an index row is gone", remove(storage.Indexes), "", "index"},
		{"an index row leads nowhere", func(tx storage.Tx) error {
			k, _ := first(tx, storage.Indexes)
			k[len(k)-1] ^= 1
			return tx.Put(storage.Indexes, k, nil)
		}, "", "index"},
		{"a feed row is gone", remove(storage.Feed), "", "change feed"},
		{"a feed row is there twice", func(tx storage.Tx) error {
			_, v := first(tx, storage.Feed)
			return tx.Put(storage.Feed, []byte{0, 0, 0, 0, 0, 1, 0, 0}, v)
		}, "", "change feed"},
		{"a record is damaged", flip(storage.Records), "1 records", ""},
		{"a sensitive field is damaged", flip(storage.Secrets), "1 sensitive fields", ""},
		{"an audit entry is damaged", flip(storage.Audit), "audit", ""},
		{"an audit entry is gone", remove(storage.Audit), "audit", ""},
	} {
		store := storagetest.NewMap()
		db, err := authority(store, schema())
		if err != nil {
			t.Fatal(err)
		}
		for i := range 8 {
			put(t, db, Form{ID: app.ID(fmt.Sprint(i)), Office: "hq", Name: "Name", Email: "x@example.com", Status: "draft", SSN: "123456789"})
		}
		if err := store.Update(context.Background(), c.harm); err != nil {
			t.Fatal(err)
		}
		x, err := db.Examine(me)
		if c.bad == "audit" {
			if !fault.Is(err, fault.Damaged) || !strings.Contains(fault.Words(err), "audit trail is broken at entry") {
				t.Errorf("%s: %v", c.name, err)
			}
			continue
		}
		if err != nil || !strings.Contains(strings.Join(x.Bad, " "), c.bad) || len(x.Bad) > 0 != (c.bad != "") {
			t.Errorf("%s: bad %q, %v", c.name, x.Bad, err)
		}
		if c.bad == "" && (!strings.Contains(strings.Join(x.Mended, " "), c.mended) || len(x.Mended) > 0 != (c.mended != "")) {
			t.Errorf("%s: mended %q", c.name, x.Mended)
		}
		again, err := db.Examine(me)
		if err != nil || len(again.Mended) > 0 || c.bad == "" && (len(again.Bad) > 0 || again.Records != 8 || again.Sensitive != 8) {
			t.Errorf("%s: a second time: %+v %v", c.name, again, err)
		}
	}
}
