package record_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"civicdesk/app"
	"civicdesk/storage"
	"civicdesk/storage/record"
	"civicdesk/storage/record/recordtest"
	"civicdesk/storage/seal"
	"civicdesk/storage/storagetest"
	"civicdesk/storage/vault"
)

// NewForm is Form as a later release has it: the e-mail address became a list,
// the name is called fullName, the notes are called remarks and end with a full
// stop, and there is an index more.
type NewForm struct {
	ID       app.ID   `json:"id"`
	Office   string   `json:"office"`
	FullName string   `json:"fullName"`
	Emails   []string `json:"emails"`
	Status   string   `json:"status"`
	Remarks  []string `json:"remarks"`
	SSN      string   `json:"ssn"`
}

func (f NewForm) RecordID() app.ID { return f.ID }

var newForms = record.Define[NewForm]("form",
	record.Scope(func(f NewForm) app.Scope { return app.ScopeHiring + "/" + app.Scope(f.Office) }),
	record.Index("by-status", record.Clear, func(f NewForm) []record.Key { return []record.Key{record.K(f.Status, f.FullName)} }),
	record.Index("by-emails", record.Blind, func(f NewForm) (all []record.Key) {
		for _, e := range f.Emails {
			all = append(all, record.K(e))
		}
		return all
	}),
	record.Merge("remarks", record.Append()),
	record.Merge("status", record.Transitions(map[string][]string{"": {"draft"}, "draft": {"finished"}, "finished": {"closed"}})),
	record.Audited(), record.Sensitive("ssn"),
	record.Upgrade(1,
		record.Step{From: "name", To: "fullName"},
		record.Step{From: "email", To: "emails", As: func(v record.Raw) (record.Raw, error) {
			var one string
			if err := record.Decode(v, &one); err != nil || one == "" {
				return record.Encode([]string{})
			}
			return record.Encode([]string{one})
		}}),
	record.Upgrade(2, record.Step{From: "notes", To: "remarks", As: func(v record.Raw) (record.Raw, error) {
		var notes []string
		if err := record.Decode(v, &notes); err != nil {
			return nil, err
		}
		for i := range notes {
			notes[i] = strings.TrimSuffix(notes[i], ".") + "."
		}
		return record.Encode(notes)
	}}))

func newSchema() *record.Schema { return record.NewSchema(newForms.Definition()) }

func getNew(t testing.TB, db *record.DB, id app.ID) (f NewForm) {
	t.Helper()
	if err := db.View(me, func(tx *record.Tx) (err error) { f, err = newForms.Get(tx, id); return err }); err != nil {
		t.Fatal(err)
	}
	return f
}

func byEmail(t testing.TB, db *record.DB, email string) (all []NewForm) {
	t.Helper()
	if err := db.View(me, func(tx *record.Tx) (err error) {
		all, err = newForms.Find(tx, "by-emails", record.K(email))
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return all
}

// indexRows counts the stored index keys.
func indexRows(t testing.TB, s storage.Store) (n int) {
	t.Helper()
	if err := s.View(context.Background(), func(tx storage.Tx) error {
		return tx.Scan(storage.Indexes, nil, nil, 0, func(_, _ []byte) error { n++; return nil })
	}); err != nil {
		t.Fatal(err)
	}
	return n
}

func authority(store storage.Store, s *record.Schema, setups ...record.Setup) (*record.DB, error) {
	return record.OpenAuthority(context.Background(), store, s, vault.NewRing("test-server", seal.Key{1}), recordtest.Clock, setups...)
}

// A server's store of an earlier release opens with its records in their new
// shape, found by the new indexes, each field with the version that it had.
func TestAStoreOfAnEarlierShapeOpens(t *testing.T) {
	store := storagetest.NewMap()
	old, err := authority(store, schema())
	if err != nil {
		t.Fatal(err)
	}
	for i := range 20 {
		put(t, old, Form{ID: app.ID(fmt.Sprint(i)), Office: "hq", Name: fmt.Sprint("Name ", i), Email: fmt.Sprint(i, "@example.com"), Status: "draft", Notes: []string{"first"}, SSN: "123456789"})
	}
	f := get(t, old, "7")
	f.Name = "Changed"
	put(t, old, f)
	version := func(db *record.DB, field string) (n uint64) {
		db.View(me, func(tx *record.Tx) error {
			c, err := tx.Current("form", "7")
			n = c.Version(field)
			return err
		})
		return n
	}
	was := version(old, "name")

	for round := range 2 { // the second time there is nothing to do
		db, err := authority(store, newSchema())
		if err != nil {
			t.Fatal(err)
		}
		if f := getNew(t, db, "7"); f.FullName != "Changed" || len(f.Emails) != 1 || f.Emails[0] != "7@example.com" || len(f.Remarks) != 1 || f.Remarks[0] != "first." {
			t.Errorf("round %d: %+v", round, f)
		}
		if got := version(db, "fullName"); got != was || was == 0 {
			t.Errorf("the name had version %d and has %d", was, got)
		}
		if all := byEmail(t, db, "12@example.com"); len(all) != 1 || all[0].ID != "12" {
			t.Errorf("by the new index: %+v", all)
		}
		if n := indexRows(t, store); n != 40 {
			t.Errorf("%d index rows, want 40", n)
		}
		if err := db.AuditTrail(me, func(record.Entry) error { return nil }); err != nil {
			t.Errorf("the audit chain: %v", err)
		}
	}
	db, err := authority(store, newSchema())
	if err != nil {
		t.Fatal(err)
	}
	n := getNew(t, db, "7")
	n.Emails, n.Remarks = append(n.Emails, "second@example.com"), append(n.Remarks, "more")
	if err := db.Update(me, func(tx *record.Tx) error { return newForms.Put(tx, n) }); err != nil {
		t.Fatal(err)
	}
	if f := getNew(t, db, "7"); len(f.Emails) != 2 || len(f.Remarks) != 2 || f.Remarks[0] != "first." {
		t.Errorf("%+v", f)
	}
}

// A crash at any write of the change leaves the store as it was, and it is done
// again.
func TestAChangeOfShapeIsWholeOrNotAtAll(t *testing.T) {
	for at := 1; ; at++ {
		store := storagetest.Fail(storagetest.NewMap())
		old, err := authority(store, schema())
		if err != nil {
			t.Fatal(err)
		}
		for i := range 5 {
			put(t, old, Form{ID: app.ID(fmt.Sprint(i)), Office: "hq", Name: "Name", Email: "x@example.com", Status: "draft"})
		}
		store.FailAt(at)
		_, err = authority(store, newSchema())
		store.FailAt(0)
		if err == nil {
			if at < 10 {
				t.Fatalf("only %d writes", at)
			}
			return
		}
		if !errors.Is(err, storagetest.ErrInjected) {
			t.Fatal(err)
		}
		if back, err := authority(store, schema()); err != nil || get(t, back, "3").Name != "Name" {
			t.Fatalf("write %d: the earlier release: %v", at, err)
		}
		db, err := authority(store, newSchema())
		if err != nil || getNew(t, db, "3").FullName != "Name" || len(byEmail(t, db, "x@example.com")) != 5 {
			t.Fatalf("write %d: %v", at, err)
		}
	}
}

// A desktop's folder of an earlier release: records of the server, own unsent
// work in the store and in the journal, all in the new shape; from the journal
// alone too.
func TestADesktopOfAnEarlierShapeOpens(t *testing.T) {
	dir := memoryDir(t)
	o := &office{t: t, dir: dir, keys: newKeys(t, dir, "hiring/hq")}
	o.open()
	raw, _ := record.Encode(Form{ID: "server", Office: "hq", Name: "Ana", Email: "ana@example.com", Status: "draft", Notes: []string{"one"}})
	if _, err := o.db.ApplyPage(me, 0, record.Page{Upto: 1, Items: []record.Item{{Type: "form", ID: "server", Scope: "hiring/hq", Seq: 1, Created: 1, Fields: raw}}}, 1); err != nil {
		t.Fatal(err)
	}
	f := get(t, o.db, "server")
	f.Name, f.Notes = "Ana Marković", append(f.Notes, "two")
	put(t, o.db, f)
	put(t, o.db, Form{ID: "own", Office: "hq", Name: "Own", Email: "own@example.com", Status: "draft"})
	o.close()
	for _, from := range []string{"store and journal", "journal alone"} {
		v, err := vault.Open(dir, vault.InsecureTestKDF())
		if err != nil {
			t.Fatal(err)
		}
		keys, err := v.Unlock("user", "Password-1")
		if err != nil {
			t.Fatal(err)
		}
		db := recordtest.OpenReplica(t, dir, newSchema(), keys)
		if f := getNew(t, db, "own"); f.FullName != "Own" || len(f.Emails) != 1 {
			t.Errorf("from %s: %+v", from, f)
		}
		ops, err := db.Unsent(me, 0)
		if err != nil || len(ops) != 2 {
			t.Fatalf("from %s: %d operations, %v", from, len(ops), err)
		}
		c := ops[0].Changes[0]
		if _, old := c.Set["name"]; old || c.Set["fullName"] == nil || c.Base["fullName"].Seq != 1 || len(c.Append["remarks"]) != 1 || c.Shape != 3 {
			t.Errorf("from %s: the operation is sent as %+v", from, c)
		}
		if from == "store and journal" {
			if f := getNew(t, db, "server"); f.FullName != "Ana Marković" || len(f.Remarks) != 2 || f.Remarks[1] != "two." {
				t.Errorf("%+v", f)
			}
			if len(byEmail(t, db, "ana@example.com")) != 1 {
				t.Error("the new index does not find it")
			}
			h, err := db.Repair(me)
			if err != nil || len(h.Words) > 0 || h.Records != 2 {
				t.Errorf("%+v %v", h, err)
			}
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, "store.1.db"), []byte("gone"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func TestAnUpgradeIsDeclaredInOrder(t *testing.T) {
	for name, opts := range map[string][]record.Option{
		"out of order":      {record.Upgrade(2)},
		"a sensitive field": {record.Sensitive("ssn"), record.Upgrade(1, record.Step{From: "number", To: "ssn"})},
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s is accepted", name)
				}
			}()
			record.Define[Form]("form", append(opts, record.Scope(func(Form) app.Scope { return "x" }))...)
		}()
	}
}
