package record_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/storage"
	"civicdesk/storage/disk/disktest"
	"civicdesk/storage/record"
	"civicdesk/storage/record/recordtest"
	"civicdesk/storage/storagetest"
	"civicdesk/storage/vault"
)

// Card is a record that can be found.
type Card struct {
	ID     app.ID `json:"id"`
	Office string `json:"office"`
	Name   string `json:"name"`
	Phone  string `json:"phone"`
	Secret string `json:"secret"`
}

func (c Card) RecordID() app.ID { return c.ID }

var cards = record.Define[Card]("card",
	record.Scope(func(c Card) app.Scope { return app.Scope("hiring/" + c.Office) }),
	record.Search(func(c Card) []record.SearchField {
		return []record.SearchField{{Name: "name", Kind: record.FindName, Text: c.Name}, {Name: "phone", Kind: record.FindPhone, Text: c.Phone}, {Name: "secret", Kind: record.FindText, Text: c.Secret}}
	}),
	record.Audited(), record.Sensitive("secret"))

func cardSchema() *record.Schema { return record.NewSchema(cards.Definition()) }

func everywhere(app.Scope) bool { return true }

func putCard(t *testing.T, db *record.DB, c Card) {
	t.Helper()
	if err := db.Update(me, func(tx *record.Tx) error { return cards.Put(tx, c) }); err != nil {
		t.Fatal(err)
	}
}

// finds compares the IDs that a text finds, in any order.
func finds(t *testing.T, db *record.DB, text string, want ...app.ID) {
	t.Helper()
	got := []app.ID{}
	r, err := db.Search(me, record.SearchQuery{Text: text, See: everywhere})
	for _, h := range r.Hits {
		got = append(got, h.ID)
	}
	slices.Sort(got)
	if err != nil || !r.Complete || !slices.Equal(got, append([]app.ID{}, want...)) {
		t.Errorf("%q finds %v (complete: %v, %v), want %v", text, got, r.Complete, err, want)
	}
}

func page(from uint64, items ...record.Item) record.Page {
	for i := range items {
		items[i].Seq, items[i].Created = from+uint64(i)+1, 1
	}
	return record.Page{Items: items, Upto: from + uint64(len(items))}
}

func cardItem(c Card) record.Item {
	raw, _ := record.Encode(c)
	return record.Item{Type: "card", ID: c.ID, Scope: app.Scope("hiring/" + c.Office), Fields: raw}
}

// What is found follows every road by which a desktop's records change.
func TestSearchFollowsTheStore(t *testing.T) {
	dir := disktest.Dir(t)
	keys := newKeys(t, dir, "hiring/hq", "hiring/east")
	db := recordtest.OpenReplica(t, dir, cardSchema(), keys)
	putCard(t, db, Card{ID: "a", Office: "hq", Name: "Ana Marković", Phone: "202-555-0143", Secret: "xylophone"})
	finds(t, db, "mark", "a")
	finds(t, db, "5550143", "a")
	finds(t, db, "xylophone") // a sensitive field is never searched
	putCard(t, db, Card{ID: "a", Office: "hq", Name: "Ana Delgado", Phone: "202-555-0143"})
	finds(t, db, "mark")
	finds(t, db, "delg", "a")
	db.ApplyPage(me, 0, page(0, cardItem(Card{ID: "b", Office: "east", Name: "Bo Delgado"}), cardItem(Card{ID: "c", Office: "hq", Name: "Cy Delgado"})), 1)
	finds(t, db, "delgado", "a", "b", "c")
	ops, _ := db.Unsent(me, 0)
	var refused []record.Outcome
	for _, op := range ops {
		refused = append(refused, record.Outcome{Op: op.ID, State: record.Rejected, Words: "no"})
	}
	if err := db.Settle(me, refused); err != nil {
		t.Fatal(err)
	}
	finds(t, db, "delgado", "b", "c")
	db.ApplyPage(me, 2, page(2, record.Item{Type: "card", ID: "c", Scope: "hiring/hq", Forget: true}), 1)
	finds(t, db, "delgado", "b")
	if err := db.Drop(me, func(s app.Scope) bool { return s != "hiring/east" }); err != nil {
		t.Fatal(err)
	}
	finds(t, db, "delgado")
	putCard(t, db, Card{ID: "d", Office: "hq", Name: "Dee"})
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Search(me, record.SearchQuery{Text: "dee", See: everywhere}); !fault.Is(err, fault.Locked) {
		t.Errorf("a locked store answers %v", err)
	}
	again := recordtest.OpenReplica(t, dir, cardSchema(), keys)
	finds(t, again, "dee", "d")
	finds(t, again, "de", "d")
	if err := again.Close(); err != nil {
		t.Fatal(err)
	}
	noWordOnDisk(t, dir, "Delgado", "delgado", "Marković", "markovic", "Dee", "0143")
}

func noWordOnDisk(t *testing.T, dir string, words ...string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		for _, w := range words {
			if len(w) > 3 && bytes.Contains(b, []byte(w)) {
				t.Errorf("%q lies readable in %s", w, path)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// Another user of the computer finds what their keys open, and more when a key
// comes.
func TestSearchOpensWhatTheKeysOpen(t *testing.T) {
	dir := disktest.Dir(t)
	first := newKeys(t, dir, "hiring/hq", "hiring/east")
	db := recordtest.OpenReplica(t, dir, cardSchema(), first)
	putCard(t, db, Card{ID: "a", Office: "hq", Name: "Ana Delgado"})
	putCard(t, db, Card{ID: "b", Office: "east", Name: "Bo Delgado"})
	finds(t, db, "delgado", "a", "b")
	r, err := db.Search(me, record.SearchQuery{Text: "delgado", See: func(s app.Scope) bool { return s == "hiring/hq" }})
	if err != nil || len(r.Hits) != 1 || r.Hits[0].ID != "a" {
		t.Errorf("with sight of one scope: %+v, %v", r, err)
	}
	if r, err := db.Search(me, record.SearchQuery{Text: "delgado"}); err != nil || r.Total != 0 {
		t.Errorf("without sight of any: %+v, %v", r, err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	var hq, east vault.ScopeKey
	for _, k := range first.Ring.Keys() {
		if k.Scope == "hiring/hq" {
			hq = k
		} else {
			east = k
		}
	}
	second, err := first.AddUser("Password-2", vault.Profile{User: "u-2", Login: "second", Device: app.NewID()}, []vault.ScopeKey{hq})
	if err != nil {
		t.Fatal(err)
	}
	db = recordtest.OpenReplica(t, dir, cardSchema(), second)
	finds(t, db, "delgado", "a")
	second.Ring.Add(east)
	finds(t, db, "delgado", "a", "b")
}

// Random work with writes that fail now and then, searches beside it: what is
// found is what a scan of the records finds.
func TestSearchAgainstAModel(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		failing := storagetest.Fail(storagetest.NewMap())
		db := recordtest.Over(t, failing, cardSchema())
		defer db.Close()
		model := map[app.ID]string{}
		for range rapid.IntRange(1, 15).Draw(rt, "steps") {
			next := map[app.ID]string{}
			for k, v := range model {
				next[k] = v
			}
			failing.FailAt(rapid.SampledFrom([]int{0, 0, 1, 3, 6}).Draw(rt, "fail"))
			err := db.Update(me, func(tx *record.Tx) error {
				for range rapid.IntRange(1, 3).Draw(rt, "puts") {
					id := rapid.SampledFrom([]app.ID{"a", "b", "c", "d"}).Draw(rt, "id")
					next[id] = rapid.SampledFrom([]string{"ana", "anna", "bo", "bo ana"}).Draw(rt, "name")
					if err := cards.Put(tx, Card{ID: id, Office: "hq", Name: next[id]}); err != nil {
						return err
					}
				}
				return nil
			})
			failing.FailAt(0)
			if err == nil {
				model = next
			} else if !errors.Is(err, storagetest.ErrInjected) {
				rt.Fatal(err)
			}
			if rapid.Bool().Draw(rt, "search now") {
				compareFound(rt, db, model, rapid.SampledFrom([]string{"an", "ana", "bo", "b a"}).Draw(rt, "text"))
			}
		}
		compareFound(rt, db, model, "a")
	})
}

func compareFound(rt *rapid.T, db *record.DB, model map[app.ID]string, text string) {
	var want, got []string
	for id, name := range model {
		all := true
		for _, w := range strings.Fields(text) {
			all = all && slices.ContainsFunc(strings.Fields(name), func(n string) bool { return strings.HasPrefix(n, w) })
		}
		if all {
			want = append(want, string(id)+name)
		}
	}
	r, err := db.Search(me, record.SearchQuery{Text: text, See: everywhere})
	if err != nil {
		rt.Fatal(err)
	}
	for _, h := range r.Hits {
		got = append(got, string(h.ID)+h.Fields[0].Text)
	}
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(got, want) {
		rt.Fatalf("%q finds %v, want %v", text, got, want)
	}
}

// Searches run while somebody saves; a save is found by the next search.
func TestSearchWhileSaving(t *testing.T) {
	db := recordtest.Replica(t, cardSchema(), "u-1", nil, "hiring/hq")
	stop := make(chan struct{})
	var wait sync.WaitGroup
	wait.Go(func() {
		for {
			select {
			case <-stop:
				return
			default:
			}
			if _, err := db.Search(me, record.SearchQuery{Text: "person", See: everywhere, AtOnce: true}); err != nil {
				t.Errorf("search beside a save: %v", err)
				return
			}
		}
	})
	for i := range 40 {
		id := app.ID(fmt.Sprint("p", i))
		putCard(t, db, Card{ID: id, Office: "hq", Name: fmt.Sprintf("Person q%dx", i)})
		finds(t, db, fmt.Sprintf("person q%dx", i), id)
	}
	close(stop)
	wait.Wait()
}

// renewable is a store that can be begun anew, as after damage.
type renewable struct{ *storagetest.Map }

func (r renewable) Renew(error) error {
	return r.Update(context.Background(), func(tx storage.Tx) error {
		var keys [][]byte
		tx.Scan(storage.Records, nil, nil, 0, func(k, _ []byte) error { keys = append(keys, k); return nil })
		for _, k := range keys {
			if err := tx.Delete(storage.Records, k); err != nil {
				return err
			}
		}
		return nil
	})
}

func TestSearchForgetsAStoreThatWasRenewed(t *testing.T) {
	store := renewable{storagetest.NewMap()}
	db := recordtest.Over(t, store, cardSchema())
	putCard(t, db, Card{ID: "a", Office: "hq", Name: "Ana"})
	finds(t, db, "ana", "a")
	seen := record.StoreOf(db)
	r, can := seen.(interface{ Renew(error) error })
	if !can {
		t.Fatal("the store can no longer be renewed")
	}
	if err := r.Renew(storage.ErrDamaged); err != nil {
		t.Fatal(err)
	}
	finds(t, db, "ana")
	if _, can := record.StoreOf(recordtest.New(t, cardSchema())).(interface{ Renew(error) error }); can {
		t.Error("a store that cannot be renewed says that it can")
	}
}
