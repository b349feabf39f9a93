package record_test

import (
	"context"
	"errors"
	"testing"

	"civicdesk/app"
	"civicdesk/storage"
	"civicdesk/storage/record"
	"civicdesk/storage/record/recordtest"
	"civicdesk/storage/storagetest"
)

// Two servers have one store open: what one makes, the other reads, with the
// keys that the first has made meanwhile.
func TestServersShareAStore(t *testing.T) {
	store := storagetest.NewMap()
	one, two := recordtest.Over(t, store, schema()), recordtest.Over(t, store, schema())
	f := Form{ID: app.NewID(), Office: "hq", Name: "Lee", Email: "lee@example.org"}
	put(t, one, f)
	if got := get(t, two, f.ID); got.Name != "Lee" {
		t.Fatalf("the other server reads %+v", got)
	}
	g := Form{ID: app.NewID(), Office: "hq", Name: "Diaz"}
	put(t, two, g)
	if got := get(t, one, g.ID); got.Name != "Diaz" {
		t.Fatalf("the first server reads %+v", got)
	}
	sameKeys(t, one, two, 1)
	if _, err := one.Rotate(me, "hiring/hq"); err != nil {
		t.Fatal(err)
	}
	h := Form{ID: app.NewID(), Office: "hq", Name: "Ito"}
	put(t, two, h) // under the new key, though the other server made it
	newest, _ := one.Ring().For("hiring/hq")
	if id, _ := two.Ring().For("hiring/hq"); id != newest {
		t.Error("the other server seals under the old key")
	}
	get(t, one, h.ID)
	sameKeys(t, one, two, 2)
}

// A key of a transaction that failed is nobody's: the other server may make one
// for the same scope, and then both use that.
func TestAKeyOfAFailedTransactionIsGone(t *testing.T) {
	store := storagetest.NewMap()
	failing := storagetest.Fail(store)
	one, two := recordtest.Over(t, failing, schema()), recordtest.Over(t, store, schema())
	failing.FailAt(4)
	err := one.Update(me, func(tx *record.Tx) error {
		return forms.Put(tx, Form{ID: app.NewID(), Office: "hq", Name: "Lee"})
	})
	if !errors.Is(err, storagetest.ErrInjected) {
		t.Fatalf("the write did not fail: %v", err)
	}
	if keys := one.Ring().Keys(); len(keys) != 0 {
		t.Errorf("%d keys that nobody has stored", len(keys))
	}
	failing.FailAt(0)
	f := Form{ID: app.NewID(), Office: "hq", Name: "Diaz"}
	put(t, two, f)
	put(t, one, Form{ID: app.NewID(), Office: "hq", Name: "Ito"})
	get(t, one, f.ID)
	sameKeys(t, one, two, 1)
}

// sameKeys wants both rings to have so many keys for the office, the same ones,
// and to mark alike.
func sameKeys(t *testing.T, one, two *record.DB, n int) {
	t.Helper()
	a, b := one.Ring().Keys(), two.Ring().Keys()
	if len(a) != n || len(b) != n {
		t.Errorf("%d and %d keys, want %d", len(a), len(b), n)
	}
	known := map[string]bool{}
	for _, k := range a {
		known[string(k.ID[:])] = true
	}
	for _, k := range b {
		if !known[string(k.ID[:])] {
			t.Error("the servers have different keys for a scope")
		}
	}
	if one.Ring().Mark("hiring/hq", "x") != two.Ring().Mark("hiring/hq", "x") {
		t.Error("the servers mark the same text differently")
	}
}

// A search finds what another server wrote.
func TestASearchFindsWhatAnotherServerWrote(t *testing.T) {
	store := storagetest.NewMap()
	one, two := recordtest.Over(t, store, cardSchema()), recordtest.Over(t, store, cardSchema())
	c := Card{ID: app.NewID(), Office: "hq", Name: "Lee"}
	for _, name := range []string{"Lee", "Diaz", "Ito"} {
		c.Name = name
		if err := one.Update(me, func(tx *record.Tx) error {
			tx.Action("card.change")
			return cards.Put(tx, c)
		}); err != nil {
			t.Fatal(err)
		}
		found, err := two.Search(me, record.SearchQuery{Text: name, See: func(app.Scope) bool { return true }})
		if err != nil || len(found.Hits) != 1 || found.Hits[0].ID != c.ID {
			t.Errorf("%s: %+v %v", name, found, err)
		}
	}
}

// brokenOff breaks the first Update off at its end, lets somebody else write, and
// runs it again, as a database does.
type brokenOff struct {
	storage.Store
	between func()
}

var errBroken = errors.New("broken off")

func (s *brokenOff) Update(ctx context.Context, fn func(storage.Tx) error) error {
	between := s.between
	if between == nil {
		return s.Store.Update(ctx, fn)
	}
	s.between = nil
	err := s.Store.Update(ctx, func(tx storage.Tx) error {
		if err := fn(tx); err != nil {
			return err
		}
		return errBroken
	})
	if !errors.Is(err, errBroken) {
		return err
	}
	between()
	return s.Store.Update(ctx, fn)
}

// A scope's first key that was made in a run that is broken off is not taken by
// whoever writes next: that row could never be opened.
func TestAKeyOfABrokenRunIsNobodys(t *testing.T) {
	store := &brokenOff{Store: storagetest.NewMap()}
	db := recordtest.Over(t, store, schema())
	mine, other := Form{ID: app.NewID(), Office: "hq", Name: "Lee"}, Form{ID: app.NewID(), Office: "hq", Name: "Diaz"}
	store.between = func() { put(t, db, other) }
	put(t, db, mine)
	for _, f := range []Form{mine, other} {
		if got := get(t, db, f.ID); got.Name != f.Name {
			t.Errorf("%s is read as %+v", f.Name, got)
		}
	}
	sameKeys(t, db, recordtest.Over(t, store, schema()), 1)
}
