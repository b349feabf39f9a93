package record_test

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/storage"
	"civicdesk/storage/bolt"
	"civicdesk/storage/disk/disktest"
	"civicdesk/storage/record"
	"civicdesk/storage/record/recordtest"
	"civicdesk/storage/vault"
)

// office is a desktop's folder with records of the server, decided work and work
// that was never sent.
type office struct {
	t     *testing.T
	dir   string
	keys  *vault.Keys
	db    *record.DB
	items []record.Item // what the server has
	sent  map[app.ID]bool
}

func newOffice(t *testing.T) *office {
	o := &office{t: t, dir: memoryDir(t), sent: map[app.ID]bool{}}
	o.keys = newKeys(t, o.dir, "hiring/hq")
	o.open()
	for i := range 30 {
		raw, _ := record.Encode(Form{ID: app.ID(fmt.Sprint("server-", i)), Office: "hq", Name: fmt.Sprint("Name ", i), Email: "x@example.com", Status: "draft"})
		o.items = append(o.items, record.Item{Type: "form", ID: app.ID(fmt.Sprint("server-", i)), Scope: "hiring/hq", Seq: uint64(i + 1), Created: uint64(i + 1), Fields: raw, Secrets: map[string]string{"ssn": "123456789"}})
	}
	o.pull()
	for i := range 6 { // decided, and its effect pulled
		id := app.ID(fmt.Sprint("sent-", i))
		put(t, o.db, Form{ID: id, Office: "hq", Name: fmt.Sprint("Sent ", i), Status: "draft", Notes: []string{strings.Repeat("x", 300<<10)}})
	}
	o.decide()
	o.pull()
	f := get(t, o.db, "server-3") // never sent: a change of the server's record, and a new one
	f.Name, f.SSN = "Changed here", "987654321"
	put(t, o.db, f)
	put(t, o.db, Form{ID: "own", Office: "hq", Name: "Own", Email: "own@example.com", Status: "draft", SSN: "111222333"})
	return o
}

func memoryDir(t testing.TB) string { return disktest.Memory(t) }

func (o *office) open() { o.db = recordtest.OpenReplica(o.t, o.dir, schema(), o.keys) }

func (o *office) close() {
	o.t.Helper()
	if err := o.db.Close(); err != nil {
		o.t.Fatal(err)
	}
}

func (o *office) path() string {
	names, _ := filepath.Glob(filepath.Join(o.dir, "store.*.db"))
	return names[len(names)-1]
}

// pull brings everything that the server has beyond the cursor.
func (o *office) pull() {
	o.t.Helper()
	from, _, err := o.db.Cursor(me)
	if err != nil {
		o.t.Fatal(err)
	}
	page := record.Page{Upto: uint64(len(o.items))}
	for _, item := range o.items {
		if item.Seq > from {
			page.Items = append(page.Items, item)
		}
	}
	fits, err := o.db.ApplyPage(me, from, page, 1)
	if fault.Is(err, fault.Damaged) { // what it met was set aside; the client tries again
		o.pull()
		return
	}
	if err != nil || !fits {
		o.t.Fatal(fits, err)
	}
}

// decide is the server taking what waits.
func (o *office) decide() {
	ops, err := o.db.Unsent(me, 0)
	if err != nil {
		o.t.Fatal(err)
	}
	var out []record.Outcome
	for _, op := range ops {
		if !o.sent[op.ID] { // a stored outcome is given again
			o.sent[op.ID] = true
			fields := map[string]record.Raw{}
			for _, item := range o.items {
				if item.ID == op.Changes[0].ID {
					record.Decode(item.Fields, &fields)
				}
			}
			for f, v := range op.Changes[0].Set {
				fields[f] = v
			}
			if added := op.Changes[0].Append["notes"]; added != nil {
				fields["notes"], _ = record.Encode(added)
			}
			raw, _ := record.Encode(fields)
			o.items = append(o.items, record.Item{Type: "form", ID: op.Changes[0].ID, Scope: "hiring/hq", Seq: uint64(len(o.items) + 1), Created: uint64(len(o.items) + 1), Fields: raw})
		}
		out = append(out, record.Outcome{Op: op.ID, State: record.Applied, Seq: uint64(len(o.items))})
	}
	if err := o.db.Settle(me, out); err != nil {
		o.t.Fatal(err)
	}
}

// whole checks that nothing unsent is missing, that work goes on, and that after
// the next sync everything is as it was.
func (o *office) whole(what string) {
	o.t.Helper()
	ops, err := o.db.Unsent(me, 0)
	if err != nil { // the first call may be the one that finds the damage
		ops, err = o.db.Unsent(me, 0)
	}
	if err != nil {
		o.t.Fatalf("%s: %v", what, err)
	}
	unsent := map[app.ID]bool{}
	for _, op := range ops {
		unsent[op.Changes[0].ID] = true
	}
	if !unsent["server-3"] || !unsent["own"] {
		o.t.Fatalf("%s: unsent work is missing: %v", what, unsent)
	}
	if err := o.db.Rewind(me); err != nil {
		o.t.Fatalf("%s: %v", what, err)
	}
	for range 2 { // as the client does: what was sent before is answered again, then everything is pulled
		var out []record.Outcome
		for _, op := range ops {
			if o.sent[op.ID] {
				out = append(out, record.Outcome{Op: op.ID, State: record.Applied, Seq: uint64(len(o.items))})
			}
		}
		if err := o.db.Settle(me, out); err != nil {
			o.t.Fatalf("%s: %v", what, err)
		}
	}
	o.pull()
	if f := o.get(what, "server-3"); f.Name != "Changed here" || f.Email != "x@example.com" {
		o.t.Fatalf("%s: the unsent change shows as %+v", what, f)
	}
	if f := o.get(what, "own"); f.Name != "Own" {
		o.t.Fatalf("%s: the unsent record shows as %+v", what, f)
	}
	o.db.View(me, func(tx *record.Tx) error {
		if ssn, err := forms.Reveal(tx, "server-3", "ssn"); err != nil || ssn != "987654321" {
			o.t.Fatalf("%s: the unsent number shows as %q, %v", what, ssn, err)
		}
		all, err := forms.All(tx)
		if err != nil || len(all) != 30+6+1 {
			o.t.Fatalf("%s: %d records after the sync, %v", what, len(all), err)
		}
		found, err := forms.Find(tx, "by-email", record.K("x@example.com"))
		if err != nil || len(found) != 30 {
			o.t.Fatalf("%s: the index finds %d, %v", what, len(found), err)
		}
		return nil
	})
	put(o.t, o.db, Form{ID: "later", Office: "hq", Name: "Later", Status: "draft"})
	h, err := o.db.Repair(me)
	if err != nil || len(h.Words) > 0 && h.Records != 38 {
		o.t.Fatalf("%s: after everything: %+v %v", what, h, err)
	}
}

func (o *office) get(what string, id app.ID) (f Form) {
	o.t.Helper()
	if err := o.db.View(me, func(tx *record.Tx) (err error) { f, err = forms.Get(tx, id); return err }); err != nil {
		o.t.Fatalf("%s: %s: %v", what, id, err)
	}
	return f
}

func (o *office) copy() string {
	other := memoryDir(o.t)
	if err := os.CopyFS(other, os.DirFS(o.dir)); err != nil {
		o.t.Fatal(err)
	}
	return other
}

// at is the same office in another folder.
func (o *office) at(dir string) *office {
	c := *o
	c.dir = dir
	return &c
}

// The store is damaged after a partial sync: nothing unsent is missing, the
// damaged file is kept, the user is told.
func TestADamagedStoreIsBuiltAnew(t *testing.T) {
	o := newOffice(t)
	o.close()
	size := func() int64 { i, _ := os.Stat(o.path()); return i.Size() }()
	for name, harm := range map[string]func(b []byte) []byte{
		"all zeros":        func(b []byte) []byte { return make([]byte, len(b)) },
		"cut in half":      func(b []byte) []byte { return b[:5*4096] },
		"empty":            func([]byte) []byte { return nil },
		"both metas":       func(b []byte) []byte { clear(b[:8192]); return b },
		"noise":            func(b []byte) []byte { return bytes.Repeat([]byte{0xa5}, len(b)) },
		"a text file":      func([]byte) []byte { return []byte("hello") },
		"zeros at the end": func(b []byte) []byte { clear(b[5*4096:]); return b },
	} {
		c := o.at(o.copy())
		path := c.path()
		raw, _ := os.ReadFile(path)
		bad := harm(bytes.Clone(raw))
		os.WriteFile(path, bad, 0o600)
		c.open()
		kept, _ := filepath.Glob(path + ".damaged-*")
		if len(kept) != 1 {
			t.Errorf("%s: kept %v of %d bytes", name, kept, size)
		} else if b, _ := os.ReadFile(kept[0]); !bytes.Equal(b, bad) && (runtime.GOOS != "windows" || !bytes.HasPrefix(b, bad)) { // there bbolt lengthens a file that it opens
			t.Errorf("%s: what is kept is not the damaged file", name)
		}
		if name != "zeros at the end" {
			if cursor, _, err := c.db.Cursor(me); err != nil || cursor != 0 {
				t.Errorf("%s: cursor %d, %v", name, cursor, err)
			}
		}
		c.whole(name)
		c.close()
	}
}

// Rows taken out, exchanged, rolled back or changed behind the program's back are
// found when the store is opened or read, and come again with the next sync.
func TestEveryHarmToARowIsFound(t *testing.T) {
	o := newOffice(t)
	o.close()
	older := o.copy() // before one more change of server-5
	o.open()
	o.items[5].Seq = uint64(len(o.items) + 1)
	raw, _ := record.Encode(Form{ID: "server-5", Office: "hq", Name: "Newer", Email: "x@example.com", Status: "draft"})
	o.items[5].Fields = raw
	o.items = append(o.items, o.items[5])
	o.pull()
	o.close()
	rows := func(t storage.Table, path string) (keys, values [][]byte) {
		s, err := bolt.Open(path)
		if err != nil {
			o.t.Fatal(err)
		}
		defer s.Close()
		s.View(context.Background(), func(tx storage.Tx) error {
			return tx.Scan(t, nil, nil, 0, func(k, v []byte) error {
				keys, values = append(keys, bytes.Clone(k)), append(values, bytes.Clone(v))
				return nil
			})
		})
		return keys, values
	}
	keys, values := rows(storage.Records, o.path())
	_, before := rows(storage.Records, older+"/"+filepath.Base(o.path()))
	secrets, _ := rows(storage.Secrets, o.path())
	indexes, _ := rows(storage.Indexes, o.path())
	outbox, _ := rows(storage.Outbox, o.path())
	changed := 0
	for i := range values {
		if len(before) == len(values) && !bytes.Equal(values[i], before[i]) {
			changed = i
		}
	}
	flipped := func(b []byte, at int) []byte { b = bytes.Clone(b); b[at] ^= 1; return b }
	for _, c := range []struct {
		name string
		harm func(tx storage.Tx) error
	}{
		{"a row taken out", func(tx storage.Tx) error { return tx.Delete(storage.Records, keys[3]) }},
		{"all rows taken out", func(tx storage.Tx) error {
			for _, k := range keys {
				if err := tx.Delete(storage.Records, k); err != nil {
					return err
				}
			}
			return nil
		}},
		{"two rows exchanged", func(tx storage.Tx) error {
			tx.Put(storage.Records, keys[1], values[2])
			return tx.Put(storage.Records, keys[2], values[1])
		}},
		{"a row rolled back", func(tx storage.Tx) error { return tx.Put(storage.Records, keys[changed], before[changed]) }},
		{"a row's key id", func(tx storage.Tx) error { return tx.Put(storage.Records, keys[4], flipped(values[4], 3)) }},
		{"a row's version", func(tx storage.Tx) error { return tx.Put(storage.Records, keys[4], flipped(values[4], 12)) }},
		{"a row's body", func(tx storage.Tx) error {
			return tx.Put(storage.Records, keys[4], flipped(values[4], len(values[4])-5))
		}},
		{"a row cut", func(tx storage.Tx) error { return tx.Put(storage.Records, keys[4], values[4][:20]) }},
		{"a sensitive field taken out", func(tx storage.Tx) error { return tx.Delete(storage.Secrets, secrets[2]) }},
		{"a sensitive field as another's", func(tx storage.Tx) error { return tx.Put(storage.Secrets, secrets[2], values[2]) }},
		{"an index key taken out", func(tx storage.Tx) error { return tx.Delete(storage.Indexes, indexes[2]) }},
		{"an index key flipped", func(tx storage.Tx) error {
			tx.Delete(storage.Indexes, indexes[2])
			return tx.Put(storage.Indexes, flipped(indexes[2], len(indexes[2])-1), nil)
		}},
		{"an index key added", func(tx storage.Tx) error {
			return tx.Put(storage.Indexes, flipped(indexes[2], len(indexes[2])-1), nil)
		}},
		{"the outbox emptied", func(tx storage.Tx) error {
			for _, k := range outbox {
				if err := tx.Delete(storage.Outbox, k); err != nil {
					return err
				}
			}
			return nil
		}},
		{"an outbox row flipped", func(tx storage.Tx) error { return tx.Put(storage.Outbox, outbox[0], make([]byte, 400)) }},
		{"the place in the journal", func(tx storage.Tx) error { return flipNumber(tx, "frame/") }},
		{"the cursor", func(tx storage.Tx) error { return flipNumber(tx, "cursor/") }},
		{"a sum", func(tx storage.Tx) error { return flipNumber(tx, "sum/") }},
	} {
		d := o.at(o.copy())
		s, err := bolt.Open(d.path())
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Update(context.Background(), c.harm); err != nil {
			t.Fatal(c.name, err)
		}
		s.Close()
		d.open()
		h, err := d.db.Repair(me)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if len(h.Words)+len(d.db.Notices()) == 0 {
			t.Errorf("%s: not found", c.name)
		}
		d.whole(c.name)
		d.close()
	}
}

func flipNumber(tx storage.Tx, prefix string) error {
	var key, value []byte
	if err := tx.Scan(storage.Meta, []byte(prefix), storage.After([]byte(prefix)), 1, func(k, v []byte) error {
		key, value = bytes.Clone(k), bytes.Clone(v)
		return nil
	}); err != nil {
		return err
	}
	value[7] ^= 0x10
	return tx.Put(storage.Meta, key, value)
}

// A damaged row that is met while working gives a sentence; the rest stays.
func TestADamagedRowIsSetAsideWhileWorking(t *testing.T) {
	o := newOffice(t)
	if err := o.db.View(me, func(*record.Tx) error { return nil }); err != nil { // everything is applied
		t.Fatal(err)
	}
	if err := record.StoreOf(o.db).Update(me, func(tx storage.Tx) error {
		var key []byte
		tx.Scan(storage.Records, nil, nil, 0, func(k, _ []byte) error {
			waiting := false
			tx.Scan(storage.Pending, k, storage.After(k), 1, func(_, _ []byte) error { waiting = true; return nil })
			if !waiting {
				key = bytes.Clone(k)
			}
			return nil
		})
		v, _ := tx.Get(storage.Records, key)
		return tx.Put(storage.Records, key, append(bytes.Clone(v[:len(v)-1]), v[len(v)-1]^1))
	}); err != nil {
		t.Fatal(err)
	}
	all := func() (n int, err error) {
		err = o.db.View(me, func(tx *record.Tx) error { list, err := forms.All(tx); n = len(list); return err })
		return n, err
	}
	if _, err := all(); !fault.Is(err, fault.Damaged) || !strings.Contains(fault.Words(err), "set aside") {
		t.Fatalf("the first reading: %v", err)
	}
	if n, err := all(); err != nil || n != 36 {
		t.Fatalf("the second reading: %d, %v", n, err)
	}
	if len(o.db.Notices()) != 1 {
		t.Errorf("notices %q", o.db.Notices())
	}
	o.whole("one row")
}

// An old copy of the store is found by the journal, which knows how far the
// store was.
func TestAnOldStoreIsFound(t *testing.T) {
	o := newOffice(t)
	o.close()
	old := o.copy()
	o.open()
	put(t, o.db, Form{ID: "between", Office: "hq", Name: "Between", Status: "draft"})
	o.decide()
	o.pull()
	put(t, o.db, Form{ID: "last", Office: "hq", Name: "Last", Status: "draft"})
	o.close()
	raw, err := os.ReadFile(filepath.Join(old, filepath.Base(o.path())))
	if err != nil {
		t.Fatal(err)
	}
	restore(t, raw, o.path())
	o.open()
	if n := o.db.Notices(); len(n) != 1 || !strings.Contains(n[0], "old copy") {
		t.Errorf("notices %q", n)
	}
	if ops, err := o.db.Unsent(me, 0); err != nil || ops[len(ops)-1].Changes[0].ID != "last" {
		t.Errorf("%v", err)
	}
	if cursor, _, _ := o.db.Cursor(me); cursor != 0 {
		t.Errorf("cursor %d", cursor)
	}
}

// A record is erased. Then an old copy of the store, which has it, is put back: it
// is set aside, and goes as soon as the server tells of the erasure again. One that
// the old copy had obeyed does not take it away.
func TestAnOldStoreThatIsSetAsideIsErasedToo(t *testing.T) {
	for _, c := range []struct{ seq, left int }{{100, 0}, {40, 1}} {
		o := newOffice(t)
		gone := func(id app.ID, seq int) {
			t.Helper()
			from, _, err := o.db.Cursor(me)
			if err != nil {
				t.Fatal(err)
			}
			erase := record.Item{Type: "form", ID: id, Scope: "hiring/hq", Seq: uint64(seq), Forget: true, Erase: true, Fields: record.Raw{0xf6}}
			if fits, err := o.db.ApplyPage(me, from, record.Page{Upto: max(from, uint64(seq)), Items: []record.Item{erase}}, 1); err != nil || !fits {
				t.Fatal(fits, err)
			}
			if _, err := o.db.EraseDue(me); err != nil {
				t.Fatal(err)
			}
		}
		gone("server-9", 50)
		o.close()
		old := o.copy()
		o.open()
		for range 2 { // the second is written after what the first did to the store
			put(t, o.db, Form{ID: app.NewID(), Office: "hq", Name: "Last", Status: "draft"})
			get(t, o.db, "server-3")
		}
		o.close()
		raw, err := os.ReadFile(filepath.Join(old, filepath.Base(o.path())))
		if err != nil {
			t.Fatal(err)
		}
		restore(t, raw, o.path())
		o.open()
		gone("server-8", c.seq)
		o.close()
		if aside, _ := filepath.Glob(filepath.Join(o.dir, "*damaged*")); len(aside) != c.left {
			t.Errorf("after an erasure at %d: %q", c.seq, aside)
		}
	}
}

// The newest commit page is turned into nonsense: bbolt falls back to the commit
// before, and nothing that was saved is missing.
func TestATurnedMetaPageIsHarmless(t *testing.T) {
	o := newOffice(t)
	o.close()
	for page := range 2 {
		c := o.at(o.copy())
		raw, _ := os.ReadFile(c.path())
		raw[page*4096+64] ^= 1
		os.WriteFile(c.path(), raw, 0o600)
		c.open()
		c.whole(fmt.Sprint("meta ", page))
		c.close()
	}
}

// Any byte, sector or page of the store is damaged: never a crash, never wrong
// contents, nothing unsent lost.
func TestRandomDamage(t *testing.T) {
	o := newOffice(t)
	o.close()
	whole, err := os.ReadFile(o.path())
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(3, 4))
	told := 0
	rounds := count("CIVICDESK_DAMAGES", 24)
	for i := range rounds {
		bad := bytes.Clone(whole)
		at := r.IntN(len(bad))
		if i%3 == 0 { // where the pages' own structure lies
			at = at/4096*4096 + r.IntN(64)
		}
		what := []string{"bit", "sector", "page", "16 bytes"}[i%4]
		switch what {
		case "bit":
			bad[at] ^= 1 << r.IntN(8)
		case "sector":
			clear(bad[at/512*512 : min(at/512*512+512, len(bad))])
		case "page":
			copy(bad[at/4096*4096:], whole[r.IntN(len(whole))/4096*4096:][:4096])
		case "16 bytes":
			for k := at; k < min(at+16, len(bad)); k++ {
				bad[k] = byte(r.Uint32())
			}
		}
		c := o.at(o.copy())
		os.WriteFile(c.path(), bad, 0o600)
		c.open()
		c.whole(fmt.Sprintf("round %d, %s at %#x", i, what, at))
		if len(c.db.Notices()) > 0 {
			told++
		}
		c.close()
		os.RemoveAll(c.dir)
	}
	t.Logf("%d damages: %d were told of, %d lay in bytes that nothing uses", rounds, told, rounds-told)
}

// A row of a record that lies under a key which is not its own: it is set aside
// when the folder is opened, and the first list that is asked for is whole.
func TestAStrayRowIsSetAsideAtTheStart(t *testing.T) {
	o := newOffice(t)
	if err := record.StoreOf(o.db).Update(me, func(tx storage.Tx) error {
		var key, row []byte
		if err := tx.Scan(storage.Records, nil, nil, 1, func(k, v []byte) error {
			key, row = bytes.Clone(k), bytes.Clone(v)
			return nil
		}); err != nil {
			return err
		}
		key[len(key)-1] ^= 1
		return tx.Put(storage.Records, key, row)
	}); err != nil {
		t.Fatal(err)
	}
	o.close()
	o.open()
	if err := o.db.View(me, func(tx *record.Tx) error { _, err := forms.All(tx); return err }); err != nil {
		t.Errorf("the first list: %v", err)
	}
	if len(o.db.Notices()) == 0 {
		t.Error("nobody was told")
	}
	o.whole("after a stray row")
}

// Frames that the store has are not applied once more when it is opened: an
// addition to a list would show twice.
func TestAppliedFramesAreNotAppliedAgain(t *testing.T) {
	o := newOffice(t)
	f := get(t, o.db, "own")
	f.Notes = append(f.Notes, "called")
	put(t, o.db, f)
	for range 3 {
		o.close()
		o.open()
	}
	if f := get(t, o.db, "own"); len(f.Notes) != 1 {
		t.Errorf("notes %q", f.Notes)
	}
	ops, err := o.db.Unsent(me, 0)
	if err != nil || len(ops) != 3 {
		t.Errorf("%d operations wait, %v", len(ops), err)
	}
}

// Segments leave the journal only when the server has decided their operations
// and the pull has brought the effect.
func TestUnsentFramesAreNeverTrimmed(t *testing.T) {
	dir := memoryDir(t)
	keys := newKeys(t, dir, "hiring/hq")
	db := recordtest.OpenReplica(t, dir, schema(), keys)
	for i := range 16 { // two fit into a segment
		put(t, db, Form{ID: app.ID(fmt.Sprint("f-", i)), Office: "hq", Name: "n", Status: "draft", Notes: []string{strings.Repeat("x", 400<<10)}})
	}
	ops, err := db.Unsent(me, 0)
	if err != nil {
		t.Fatal(err)
	}
	segments := func() int { names, _ := filepath.Glob(dir + "/journal/journal.0*"); return len(names) }
	all := segments() // the last four stay in any case
	// The first four are decided, the third of them refused; nothing is pulled yet.
	var out []record.Outcome
	for i, op := range ops[:4] {
		out = append(out, record.Outcome{Op: op.ID, State: record.Applied, Seq: uint64(i + 1)})
	}
	out[2].State = record.Rejected
	if err := db.Settle(me, out); err != nil {
		t.Fatal(err)
	}
	if n := segments(); n != all {
		t.Errorf("custody alone: %d of %d segments are left", n, all)
	}
	if fits, err := db.ApplyPage(me, 0, record.Page{Upto: 4}, 1); err != nil || !fits {
		t.Fatal(fits, err)
	}
	if n := segments(); n != all-1 { // the segment of the first two; the refused one is in the second
		t.Errorf("with the effect pulled: %d of %d segments are left", n, all)
	}
	if err := db.Dismiss(me, ops[2].ID); err != nil {
		t.Fatal(err)
	}
	if n := segments(); n != all-2 {
		t.Errorf("with the refusal dealt with: %d of %d segments are left", n, all)
	}
	db.Close()
	os.WriteFile(filepath.Join(dir, "store.1.db"), []byte("gone"), 0o600)
	db = recordtest.OpenReplica(t, dir, schema(), keys)
	again, err := db.Unsent(me, 0)
	if err != nil || len(again) != 12 || again[0].ID != ops[4].ID {
		t.Errorf("after a rebuild %d operations wait, %v", len(again), err)
	}
}

// What another user of the computer has not sent stays in the journal, also
// while only the journal knows of it.
func TestAnotherUsersFramesAreNeverTrimmed(t *testing.T) {
	dir := memoryDir(t)
	first := newKeys(t, dir, "hiring/hq")
	second, err := first.AddUser("Password-2", vault.Profile{User: "u-2", Login: "other", Device: app.NewID()}, first.Ring.Keys())
	if err != nil {
		t.Fatal(err)
	}
	big := []string{strings.Repeat("x", 600<<10)}
	db := recordtest.OpenReplica(t, dir, schema(), second)
	put(t, db, Form{ID: "theirs", Office: "hq", Name: "n", Status: "draft", Notes: big})
	db.Close()
	os.WriteFile(filepath.Join(dir, "store.1.db"), []byte("gone"), 0o600)
	db = recordtest.OpenReplica(t, dir, schema(), first)
	for i := range 9 {
		put(t, db, Form{ID: app.ID(fmt.Sprint("mine-", i)), Office: "hq", Name: "n", Status: "draft", Notes: big})
	}
	ops, err := db.Unsent(me, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, op := range ops {
		if err := db.Settle(me, []record.Outcome{{Op: op.ID, State: record.Applied, Seq: 1}}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := db.ApplyPage(me, 0, record.Page{Upto: 1}, 1); err != nil {
		t.Fatal(err)
	}
	db.Close()
	db = recordtest.OpenReplica(t, dir, schema(), second)
	if ops, err := db.Unsent(recordtest.As("u-2", "Other"), 0); err != nil || len(ops) != 1 {
		t.Errorf("the other user's work: %d operations, %v", len(ops), err)
	}
}

// After any work of the program itself the sums are those of the rows.
func TestSumsFollowTheRows(t *testing.T) {
	o := newOffice(t)
	for range 2 {
		o.close()
		o.open()
		h, err := o.db.Repair(me)
		if err != nil || len(h.Words)+len(o.db.Notices()) > 0 {
			t.Errorf("%+v %q %v", h, o.db.Notices(), err)
		}
	}
	o.whole("undamaged")
}

// What was decided lately stays in the journal, so that a server which is put back
// from a backup gets it again.
func TestTheJournalKeepsTheLastWork(t *testing.T) {
	o := newOffice(t) // its work that was decided fills two segments
	o.decide()
	o.pull()
	if err := o.db.BeginAnew(me); err != nil {
		t.Fatal(err)
	}
	ops, err := o.db.Unsent(me, 0)
	if err != nil || len(ops) != 8 {
		t.Errorf("%d operations are sent again, %v", len(ops), err)
	}
}
