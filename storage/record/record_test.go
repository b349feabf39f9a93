package record_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/storage"
	"civicdesk/storage/disk/disktest"
	"civicdesk/storage/record"
	"civicdesk/storage/record/recordtest"
	"civicdesk/storage/storagetest"
)

// Form is a record type that uses every part of a declaration.
type Form struct {
	ID     app.ID   `json:"id"`
	Office string   `json:"office"`
	Name   string   `json:"name"`
	Email  string   `json:"email"`
	Status string   `json:"status"`
	Notes  []string `json:"notes"`
	SSN    string   `json:"ssn"`
}

func (f Form) RecordID() app.ID { return f.ID }

var forms = record.Define[Form]("form",
	record.Scope(func(f Form) app.Scope { return app.ScopeHiring + "/" + app.Scope(f.Office) }),
	record.Index("by-status", record.Clear, func(f Form) []record.Key { return []record.Key{record.K(f.Status, f.Name)} }),
	record.Index("by-email", record.Blind, func(f Form) []record.Key { return []record.Key{record.K(f.Email)} }),
	record.Checks(func(_ *Form, f Form) error {
		if f.Name == "" {
			return fault.Fields("form", []fault.Field{{Name: "name", Words: "Enter a name"}})
		}
		if f.SSN != "" && len(f.SSN) != 9 {
			return fault.Fields("form", []fault.Field{{Name: "ssn", Words: "Enter nine digits"}})
		}
		return nil
	}),
	record.Merge("notes", record.Append()),
	record.Merge("status", record.Transitions(map[string][]string{"": {"draft"}, "draft": {"finished"}, "finished": {"closed"}})),
	record.Audited(), record.Sensitive("ssn"))

func schema() *record.Schema { return record.NewSchema(forms.Definition()) }

var me = recordtest.As("u-1", "Rosa Delgado")

func put(t testing.TB, db *record.DB, f Form) {
	t.Helper()
	if err := db.Update(me, func(tx *record.Tx) error { return forms.Put(tx, f) }); err != nil {
		t.Fatal(err)
	}
}

func get(t testing.TB, db *record.DB, id app.ID) (f Form) {
	t.Helper()
	if err := db.View(me, func(tx *record.Tx) (err error) { f, err = forms.Get(tx, id); return err }); err != nil {
		t.Fatal(err)
	}
	return f
}

func TestRulesAreMetOnEveryRoad(t *testing.T) {
	first := Form{ID: app.NewID(), Office: "hq", Name: "Ana", Email: "ana@example.com", Status: "draft", Notes: []string{"a"}, SSN: "123456789"}
	for _, c := range []struct {
		name   string
		change func(*Form)
		kind   fault.Kind
		words  string
	}{
		{"check", func(f *Form) { f.Name = "" }, fault.Invalid, "Enter a name"},
		{"check of a sensitive field", func(f *Form) { f.SSN = "12" }, fault.Invalid, "Enter nine digits"},
		{"status leaps", func(f *Form) { f.Status = "closed" }, fault.Refused, "cannot become"},
		{"note taken away", func(f *Form) { f.Notes = nil }, fault.Refused, "never changed"},
		{"note changed", func(f *Form) { f.Notes = []string{"b"} }, fault.Refused, "never changed"},
	} {
		t.Run(c.name, func(t *testing.T) {
			for road, db := range map[string]*record.DB{"authority": recordtest.New(t, schema()), "replica": recordtest.Replica(t, schema(), "u-1", nil, "hiring/hq")} {
				put(t, db, first)
				f := get(t, db, first.ID)
				c.change(&f)
				err := db.Update(me, func(tx *record.Tx) error { return forms.Put(tx, f) })
				if !fault.Is(err, c.kind) || !strings.Contains(err.Error(), c.words) {
					t.Errorf("%s: %v", road, err)
				}
			}
			db := recordtest.New(t, schema())
			put(t, db, first)
			f := get(t, db, first.ID)
			c.change(&f)
			raw, _ := record.Encode(f)
			fields, secrets := map[string]record.Raw{}, map[string]string{}
			record.Decode(raw, &fields)
			delete(fields, "ssn")
			if f.SSN != "" {
				secrets["ssn"] = f.SSN
			}
			err := db.Update(me, func(tx *record.Tx) error { return tx.SetFields("form", f.ID, "hiring/hq", fields, secrets) })
			if !fault.Is(err, c.kind) {
				t.Errorf("sync's road: %v", err)
			}
		})
	}
}

func TestWritesNeedAnActorAndLeaveAnEntry(t *testing.T) {
	db := recordtest.New(t, schema())
	f := Form{ID: app.NewID(), Office: "hq", Name: "Ana Marković", Status: "draft"}
	if err := db.Update(context.Background(), func(tx *record.Tx) error { return forms.Put(tx, f) }); !fault.Is(err, fault.Denied) {
		t.Errorf("without an actor: %v", err)
	}
	put(t, db, f)
	if err := db.Update(me, func(tx *record.Tx) error { tx.Audit("form.open", "form", f.ID, ""); return nil }); err != nil {
		t.Fatal(err)
	}
	var actions []string
	if err := db.AuditTrail(me, func(e record.Entry) error { actions = append(actions, e.Action+" "+string(e.User)); return nil }); err != nil {
		t.Fatal(err)
	}
	if want := []string{"form.create u-1", "form.open u-1"}; !slices.Equal(actions, want) {
		t.Errorf("audit trail %v, want %v", actions, want)
	}
}

func TestBrokenAuditChainIsNamed(t *testing.T) {
	for name, harm := range map[string]func(storage.Tx) error{
		"entry taken out": func(tx storage.Tx) error { return tx.Delete(storage.Audit, []byte{0, 0, 0, 0, 0, 0, 0, 2}) },
		"last entry gone": func(tx storage.Tx) error { return tx.Delete(storage.Audit, []byte{0, 0, 0, 0, 0, 0, 0, 3}) },
		"entry overwritten": func(tx storage.Tx) error {
			return tx.Put(storage.Audit, []byte{0, 0, 0, 0, 0, 0, 0, 1}, make([]byte, 300))
		},
	} {
		store := storagetest.NewMap()
		db := recordtest.Over(t, store, schema())
		for i := range 3 {
			put(t, db, Form{ID: app.NewID(), Office: "hq", Name: fmt.Sprint("n", i), Status: "draft"})
		}
		if err := store.Update(context.Background(), harm); err != nil {
			t.Fatal(err)
		}
		if err := db.AuditTrail(me, func(record.Entry) error { return nil }); !fault.Is(err, fault.Damaged) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestSensitiveFieldsLieApart(t *testing.T) {
	db := recordtest.New(t, schema())
	f := Form{ID: app.NewID(), Office: "hq", Name: "Ana", Status: "draft", SSN: "123456789"}
	put(t, db, f)
	got := get(t, db, f.ID)
	if got.SSN != "" {
		t.Error("Get shows the sensitive field")
	}
	got.Name = "Ana María"
	put(t, db, got) // an empty sensitive field leaves what is stored
	if err := db.View(me, func(tx *record.Tx) error {
		ssn, err := forms.Reveal(tx, f.ID, "ssn")
		if ssn != "123456789" {
			t.Errorf("Reveal gives %q", ssn)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
}

// Random work against a plain map, with writes that fail now and then: the
// store, its indexes, its versions and its feed always agree with the model.
func TestAgainstAModel(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		failing := storagetest.Fail(storagetest.NewMap())
		db := recordtest.Over(t, failing, schema())
		model := map[app.ID]Form{}
		ids := []app.ID{"a", "b", "c", "d"}
		for range rapid.IntRange(1, 25).Draw(rt, "steps") {
			next := map[app.ID]Form{}
			for k, v := range model {
				next[k] = v
			}
			failing.FailAt(rapid.SampledFrom([]int{0, 0, 1, 2, 3, 5, 8}).Draw(rt, "fail"))
			err := db.Update(me, func(tx *record.Tx) error {
				for range rapid.IntRange(1, 3).Draw(rt, "puts") {
					f := next[rapid.SampledFrom(ids).Draw(rt, "id")]
					if f.ID == "" {
						f = Form{ID: rapid.SampledFrom(ids).Draw(rt, "new id"), Status: "draft"}
						if _, there := next[f.ID]; there {
							f = next[f.ID]
						}
					}
					switch rapid.IntRange(0, 3).Draw(rt, "what") {
					case 0:
						f.Email = rapid.SampledFrom([]string{"x@example.com", "y@example.com"}).Draw(rt, "email")
					case 1:
						f.Notes = append(slices.Clone(f.Notes), rapid.StringN(0, 3, 9).Draw(rt, "note"))
					case 2:
						f.Office = rapid.SampledFrom([]string{"hq", "east"}).Draw(rt, "office")
					case 3:
						f.Status = map[string]string{"draft": "finished", "finished": "closed", "closed": "closed"}[f.Status]
						if _, there := next[f.ID]; !there {
							f.Status = "draft"
						}
					}
					f.Name, f.Office = "n-"+string(f.ID), max(f.Office, "hq")
					if err := forms.Put(tx, f); err != nil {
						return err
					}
					next[f.ID] = f
					if got, err := forms.Get(tx, f.ID); err != nil || fmt.Sprint(got) != fmt.Sprint(f) {
						rt.Fatalf("the transaction does not see its own write: %v %v", got, err)
					}
				}
				return nil
			})
			failing.FailAt(0)
			if err == nil {
				model = next
			} else if !errors.Is(err, storagetest.ErrInjected) {
				rt.Fatalf("update: %v", err)
			}
			compare(rt, db, model)
		}
	})
}

func compare(rt *rapid.T, db *record.DB, model map[app.ID]Form) {
	err := db.View(me, func(tx *record.Tx) error {
		all, err := forms.All(tx)
		if err != nil {
			return err
		}
		if len(all) != len(model) {
			rt.Fatalf("%d records, model has %d", len(all), len(model))
		}
		for _, f := range all {
			want := model[f.ID]
			if want.Notes == nil {
				want.Notes = []string{}
			}
			if fmt.Sprint(f) != fmt.Sprint(want) {
				rt.Fatalf("record %v, model %v", f, want)
			}
		}
		for _, email := range []string{"x@example.com", "y@example.com", ""} {
			found, err := forms.Find(tx, "by-email", record.K(email))
			if err != nil {
				return err
			}
			want := 0
			for _, f := range model {
				if f.Email == email {
					want++
				}
			}
			if len(found) != want {
				rt.Fatalf("index by-email %q: %d, model %d", email, len(found), want)
			}
		}
		ordered, err := forms.Range(tx, "by-status", nil, nil, 0)
		if err != nil || len(ordered) != len(model) || !slices.IsSortedFunc(ordered, func(a, b Form) int { return strings.Compare(a.Status+a.Name, b.Status+b.Name) }) {
			rt.Fatalf("index by-status: %v %v", ordered, err)
		}
		page, err := tx.Changes(0, 1000, 1<<20, func(app.Scope) bool { return true }, func(app.Scope) bool { return true })
		if err != nil {
			return err
		}
		upserts, last := 0, uint64(0)
		for _, item := range page.Items {
			if item.Seq <= last {
				rt.Fatalf("feed goes back: %d after %d", item.Seq, last)
			}
			if last = item.Seq; !item.Forget {
				upserts++
			}
		}
		if upserts != len(model) {
			rt.Fatalf("feed has %d records, model %d", upserts, len(model))
		}
		return nil
	})
	if err != nil {
		rt.Fatal(err)
	}
	if err := db.AuditTrail(me, func(record.Entry) error { return nil }); err != nil {
		rt.Fatal(err)
	}
}

func TestUnknownFieldsSurviveAnOlderProgram(t *testing.T) {
	db := recordtest.New(t, schema())
	f := Form{ID: app.NewID(), Office: "hq", Name: "Ana", Status: "draft"}
	put(t, db, f)
	newer, _ := record.Encode("kept")
	err := db.Update(me, func(tx *record.Tx) error {
		return tx.SetFields("form", f.ID, "hiring/hq", map[string]record.Raw{"nickname": newer}, nil)
	})
	if err != nil {
		t.Fatal(err)
	}
	f.Name = "Anna"
	put(t, db, f)
	if err := db.View(me, func(tx *record.Tx) error {
		c, err := tx.Current("form", f.ID)
		if string(c.Fields["nickname"]) != string(newer) {
			t.Errorf("the unknown field is %x", c.Fields["nickname"])
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
}

// What was saved is there after the program is killed between the journal and
// the store, and the store refuses nothing of it.
func TestSavedMeansSaved(t *testing.T) {
	dir := disktest.Dir(t)
	keys := newKeys(t, dir, "hiring/hq")
	db := recordtest.OpenReplica(t, dir, schema(), keys)
	put(t, db, Form{ID: "a", Office: "hq", Name: "Ana", Status: "draft", SSN: "123456789"})
	before := copyOf(t, dir+"/store.1.db", db)
	db = recordtest.OpenReplica(t, dir, schema(), keys)
	f := get(t, db, "a")
	f.Notes, f.Status = append(f.Notes, "called"), "finished"
	put(t, db, f)
	put(t, db, Form{ID: "b", Office: "hq", Name: "Bo", Status: "draft"})
	db.Close()
	restore(t, before, dir+"/store.1.db") // as if the store had never seen the last two
	db = recordtest.OpenReplica(t, dir, schema(), keys)
	if got := get(t, db, "a"); got.Status != "finished" || len(got.Notes) != 1 {
		t.Errorf("after the crash: %+v", got)
	}
	get(t, db, "b")
	ops, err := db.Unsent(me, 0)
	if err != nil || len(ops) != 3 {
		t.Fatalf("%d unsent operations, %v", len(ops), err)
	}
	for i, op := range ops {
		if op.N != uint64(i+1) {
			t.Errorf("operation %d has number %d", i+1, op.N)
		}
	}
	if own := ops[1].Changes[0].Base["status"].Own; own != ops[0].ID {
		t.Errorf("the second edit is based on %q, not on the author's own first", own)
	}
}

func TestRefusedWorkLeavesTheRecordAndStaysInTheTray(t *testing.T) {
	db := recordtest.Replica(t, schema(), "u-1", nil, "hiring/hq")
	server := Form{ID: "a", Office: "hq", Name: "Ana", Status: "draft"}
	fields, _ := record.Encode(server)
	page := record.Page{Items: []record.Item{{Type: "form", ID: "a", Scope: "hiring/hq", Seq: 7, Created: 7, Fields: fields, Secrets: map[string]string{"ssn": "111111111"}}}, Upto: 7}
	if fits, err := db.ApplyPage(me, 0, page, 1); err != nil || !fits {
		t.Fatal(fits, err)
	}
	if fits, _ := db.ApplyPage(me, 0, page, 1); fits {
		t.Error("a stale page was taken")
	}
	f := get(t, db, "a")
	f.Name, f.SSN = "Anna", "222222222"
	put(t, db, f)
	put(t, db, Form{ID: "n", Office: "hq", Name: "New", Status: "draft"})
	ops, _ := db.Unsent(me, 0)
	var out []record.Outcome
	for _, op := range ops {
		out = append(out, record.Outcome{Op: op.ID, State: record.Rejected, Words: "no"})
	}
	if err := db.Settle(me, out); err != nil {
		t.Fatal(err)
	}
	if got := get(t, db, "a"); got.Name != "Ana" {
		t.Errorf("the refused name still shows: %q", got.Name)
	}
	db.View(me, func(tx *record.Tx) error {
		if ssn, _ := forms.Reveal(tx, "a", "ssn"); ssn != "111111111" {
			t.Errorf("the refused number still shows: %q", ssn)
		}
		if _, err := forms.Get(tx, "n"); !fault.Is(err, fault.NotFound) {
			t.Errorf("the refused new record still shows: %v", err)
		}
		return nil
	})
	refusals, err := db.Refusals(me)
	if err != nil || len(refusals) != 2 || refusals[0].Outcome.Words != "no" || len(refusals[0].Op.Changes) != 1 {
		t.Fatalf("tray: %+v %v", refusals, err)
	}
	if err := db.Dismiss(me, refusals[0].Op.ID); err != nil {
		t.Fatal(err)
	}
	if q, err := db.Queue(me); err != nil || q.Refused != 1 || q.Waiting != 0 {
		t.Errorf("queue %+v %v", q, err)
	}
}

func TestServerStateSlidesBeneathUnsentWork(t *testing.T) {
	db := recordtest.Replica(t, schema(), "u-1", nil, "hiring/hq")
	item := func(seq uint64, f Form) record.Page {
		raw, _ := record.Encode(f)
		return record.Page{Items: []record.Item{{Type: "form", ID: f.ID, Scope: "hiring/hq", Seq: seq, Created: 1, Fields: raw}}, Upto: seq}
	}
	a := Form{ID: "a", Office: "hq", Name: "Ana", Email: "one@example.com", Status: "draft"}
	db.ApplyPage(me, 0, item(5, a), 1)
	mine := get(t, db, "a")
	mine.Name = "Anna"
	put(t, db, mine)
	a.Email = "two@example.com"
	if _, err := db.ApplyPage(me, 5, item(6, a), 1); err != nil {
		t.Fatal(err)
	}
	if got := get(t, db, "a"); got.Name != "Anna" || got.Email != "two@example.com" {
		t.Errorf("overlay: %+v", got)
	}
	ops, _ := db.Unsent(me, 0)
	db.Settle(me, []record.Outcome{{Op: ops[0].ID, State: record.Applied, Seq: 7}})
	if got := get(t, db, "a"); got.Name != "Anna" {
		t.Errorf("between answer and pull the own value is gone: %+v", got)
	}
	a.Name = "Anna"
	db.ApplyPage(me, 6, item(7, a), 1)
	if got := get(t, db, "a"); got.Name != "Anna" {
		t.Errorf("after the pull: %+v", got)
	}
	if q, _ := db.Queue(me); q.Waiting != 0 {
		t.Errorf("queue %+v", q)
	}
}

// Work that was decided stays on top until the server's state of its record has
// come as it was decided: an older state in a page that leaves something out is
// not that.
func TestWorkSettlesWhenItsRecordHasCome(t *testing.T) {
	db := recordtest.Replica(t, schema(), "u-1", nil, "hiring/hq")
	form := Form{ID: "a", Office: "hq", Name: "Ana", Status: "draft"}
	page := func(seq, upto, low uint64) record.Page {
		raw, _ := record.Encode(form)
		return record.Page{Items: []record.Item{{Type: "form", ID: "a", Scope: "hiring/hq", Seq: seq, Created: 1, Fields: raw}}, Upto: upto, Low: low}
	}
	take := func(from uint64, p record.Page) {
		t.Helper()
		if fits, err := db.ApplyPage(me, from, p, 1); err != nil || !fits {
			t.Fatal(fits, err)
		}
	}
	take(0, page(4, 4, 0))
	mine := get(t, db, "a")
	mine.Name = "Anna"
	put(t, db, mine)
	ops, err := db.Unsent(me, 0)
	if err != nil || len(ops) != 1 {
		t.Fatal(ops, err)
	}
	if err := db.Settle(me, []record.Outcome{{Op: ops[0].ID, State: record.Applied, Seq: 7}}); err != nil {
		t.Fatal(err)
	}
	form.Email = "ana@example.com"
	take(4, page(5, 9, 8)) // older records are still to come, this one among them
	if got := get(t, db, "a"); got.Name != "Anna" || got.Email != "ana@example.com" {
		t.Errorf("before its record has come: %+v", got)
	}
	form.Name = "Anna B."
	take(9, page(7, 9, 6))
	if got := get(t, db, "a"); got.Name != "Anna B." {
		t.Errorf("after its record has come: %+v", got)
	}
}

func FuzzCodec(f *testing.F) {
	raw, _ := record.Encode(Form{ID: "a", Name: "Ana", Notes: []string{"x"}})
	f.Add([]byte(raw))
	f.Fuzz(func(t *testing.T, b []byte) {
		var fields map[string]record.Raw
		if record.Decode(b, &fields) != nil {
			return
		}
		again, err := record.Encode(fields)
		if err != nil {
			t.Fatalf("decoded but not encoded: %v", err)
		}
		var back map[string]record.Raw
		if err := record.Decode(again, &back); err != nil || len(back) != len(fields) {
			t.Fatalf("round trip: %v", err)
		}
		var form Form
		record.Decode(b, &form) // must not panic
	})
}

func FuzzKeyOrder(f *testing.F) {
	f.Add("a", int64(1), "b", int64(-2))
	f.Fuzz(func(t *testing.T, s1 string, n1 int64, s2 string, n2 int64) {
		got := slices.Compare(record.K(s1, n1), record.K(s2, n2))
		want := strings.Compare(s1, s2)
		if want == 0 {
			want = int(min(max(n1-n2, -1), 1))
			if (n1 > n2) != (want > 0) && n1 != n2 { // overflow of the difference
				want = map[bool]int{true: 1, false: -1}[n1 > n2]
			}
		}
		if got != want {
			t.Fatalf("K(%q, %d) against K(%q, %d): %d, want %d", s1, n1, s2, n2, got, want)
		}
	})
}
