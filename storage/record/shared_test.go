package record_test

import (
	"strings"
	"testing"

	"civicdesk/app"
	"civicdesk/storage/disk/disktest"
	"civicdesk/storage/record"
	"civicdesk/storage/record/recordtest"
	"civicdesk/storage/vault"
)

var colleague = recordtest.As("u-2", "Omar Haddad")

// shared is a folder of two users, opened by one after the other.
func shared(t *testing.T) (dir string, rosa, omar *vault.Keys) {
	t.Helper()
	dir = disktest.Dir(t)
	rosa = newKeys(t, dir, "hiring/hq")
	omar, err := rosa.AddUser("Password-2", vault.Profile{User: "u-2", Login: "omar", Device: app.NewID()}, rosa.Ring.Keys())
	if err != nil {
		t.Fatal(err)
	}
	return dir, rosa, omar
}

func pageOf(t *testing.T, seq uint64, f Form) record.Page {
	t.Helper()
	raw, err := record.Encode(f)
	if err != nil {
		t.Fatal(err)
	}
	return record.Page{Items: []record.Item{{Type: "form", ID: f.ID, Scope: "hiring/hq", Seq: seq, Created: 1, Fields: raw}}, Upto: seq}
}

func TestChangesArriveBeneathAnotherUsersUnsentWork(t *testing.T) {
	dir, rosa, omar := shared(t)
	db := recordtest.OpenReplica(t, dir, schema(), rosa)
	a := Form{ID: "a", Office: "hq", Name: "Ana", Email: "one@example.com", Status: "draft"}
	if _, err := db.ApplyPage(me, 0, pageOf(t, 5, a), 1); err != nil {
		t.Fatal(err)
	}
	mine := get(t, db, "a")
	mine.Name = "Anna"
	put(t, db, mine)
	db.Close()

	db = recordtest.OpenReplica(t, dir, schema(), omar)
	a.Email = "two@example.com"
	if fits, err := db.ApplyPage(colleague, 0, pageOf(t, 6, a), 1); err != nil || !fits {
		t.Fatal(fits, err)
	}
	if got := get(t, db, "a"); got.Name != "Anna" {
		t.Errorf("the colleague's saved name is gone: %+v", got)
	}
	db.Close()

	db = recordtest.OpenReplica(t, dir, schema(), rosa)
	if got := get(t, db, "a"); got.Name != "Anna" || got.Email != "two@example.com" {
		t.Errorf("after signing in again: %+v", got)
	}
	if ops, err := db.Unsent(me, 0); err != nil || len(ops) != 1 {
		t.Errorf("%d unsent, %v", len(ops), err)
	}
}

func TestAnotherUsersSavedWorkOutlivesTheTrimming(t *testing.T) {
	dir, rosa, omar := shared(t)
	db := recordtest.OpenReplica(t, dir, schema(), rosa)
	before := copyOf(t, dir+"/store.1.db", db)
	db = recordtest.OpenReplica(t, dir, schema(), rosa)
	put(t, db, Form{ID: "a", Office: "hq", Name: "Ana", Status: "draft"})
	db.Close()
	restore(t, before, dir+"/store.1.db") // the program ended between saved and apply

	db = recordtest.OpenReplica(t, dir, schema(), omar)
	for range 15 {
		if err := db.Update(colleague, func(tx *record.Tx) error {
			return forms.Put(tx, Form{ID: app.NewID(), Office: "hq", Name: "Bo", Status: "draft", Notes: []string{strings.Repeat("x", 400<<10)}})
		}); err != nil {
			t.Fatal(err)
		}
	}
	ops, err := db.Unsent(colleague, 0)
	if err != nil {
		t.Fatal(err)
	}
	var out []record.Outcome
	for i, op := range ops {
		out = append(out, record.Outcome{Op: op.ID, State: record.Applied, Seq: uint64(i + 1)})
	}
	if err := db.Settle(colleague, out); err != nil {
		t.Fatal(err)
	}
	if _, err := db.ApplyPage(colleague, 0, record.Page{Upto: 19}, 1); err != nil {
		t.Fatal(err)
	}
	db.Close()

	db = recordtest.OpenReplica(t, dir, schema(), rosa)
	if got := get(t, db, "a"); got.Name != "Ana" {
		t.Errorf("%+v", got)
	}
}
