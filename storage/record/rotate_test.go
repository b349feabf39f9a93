package record_test

import (
	"context"
	"testing"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/storage"
	"civicdesk/storage/record"
	"civicdesk/storage/record/recordtest"
	"civicdesk/storage/storagetest"
	"civicdesk/storage/vault"
)

// After a rotation every row of the scope lies under the new key, the others
// where they were, and everything opens, after a restart too.
func TestRotationBringsEveryRowUnderTheNewKey(t *testing.T) {
	store := storagetest.Twice(storagetest.NewMap())
	db := recordtest.Over(t, store, schema())
	var ids []app.ID
	for i := range 30 {
		f := Form{ID: app.NewID(), Office: []string{"hq", "west"}[i%2], Name: "Lee", SSN: "078051120"}
		ids = append(ids, f.ID)
		put(t, db, f)
	}
	scope := app.Scope("hiring/hq")
	first, _ := db.Ring().For(scope)
	rows, err := db.Rotate(me, scope)
	if err != nil || rows != 30 { // fifteen records, fifteen numbers
		t.Errorf("%d rows: %v", rows, err)
	}
	newest, _ := db.Ring().For(scope)
	under := map[vault.KeyID]int{}
	if err := store.View(context.Background(), func(stx storage.Tx) error {
		for _, table := range []storage.Table{storage.Records, storage.Secrets} {
			if err := stx.Scan(table, nil, nil, 0, func(_, v []byte) error {
				id, err := vault.Row(v).KeyOf()
				under[id]++
				return err
			}); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if newest == first || under[first] != 0 || under[newest] != 30 {
		t.Errorf("%d rows under the old key, %d under the new", under[first], under[newest])
	}
	again := recordtest.Over(t, store, schema()) // reads the keys from the store
	if id, _ := again.Ring().For(scope); id != newest {
		t.Error("after a restart an older key seals")
	}
	for _, k := range again.Ring().Keys() {
		if k.ID == newest && k.Epoch != 1 {
			t.Errorf("after a restart the new key has epoch %d", k.Epoch)
		}
	}
	for _, id := range ids {
		if err := again.View(me, func(tx *record.Tx) error {
			if f, err := forms.Get(tx, id); err != nil || f.Name != "Lee" {
				t.Errorf("%+v %v", f, err)
			}
			ssn, err := forms.Reveal(tx, id, "ssn")
			if ssn != "078051120" {
				t.Errorf("%q", ssn)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := db.Rotate(me, "hiring/nowhere"); !fault.Is(err, fault.NotFound) {
		t.Error(err)
	}
}
