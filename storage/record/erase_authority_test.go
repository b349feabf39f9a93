package record_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/storage"
	"civicdesk/storage/bolt"
	"civicdesk/storage/epoch"
	"civicdesk/storage/record"
	"civicdesk/storage/record/recordtest"
	"civicdesk/storage/seal"
	"civicdesk/storage/vault"
)

// agency is a server's folder on a disk that can die.
type agency struct {
	t    testing.TB
	dir  string
	disk *dyingDisk
	db   *record.DB
}

// dyingAnchor is a server's anchor on the same disk.
type dyingAnchor struct {
	vault.FileAnchor
	d *dyingDisk
}

func (a dyingAnchor) Save(x vault.Anchor) error {
	return a.d.step(func() error { return a.FileAnchor.Save(x) }, nothing)
}

func (a *agency) epochFile() string { return filepath.Join(a.dir, "server.epoch") }
func (a *agency) ledger() string    { return filepath.Join(a.dir, "erasures") }
func (a *agency) file() string      { return filepath.Join(a.dir, "agency.db") }

func (a *agency) start() error {
	store, err := bolt.OpenFileOn(a.disk, a.file())
	if err != nil {
		return err
	}
	a.db, err = record.OpenAuthority(context.Background(), store, schema(), vault.NewRing("test-server", seal.Key{1}), recordtest.Clock,
		record.WithAnchor(dyingAnchor{vault.FileAnchor{Path: a.epochFile()}, a.disk}), record.WithLedger(a.ledger()))
	if err != nil {
		err = errors.Join(err, store.Close())
	}
	return err
}

func (a *agency) open() {
	a.t.Helper()
	if err := a.start(); err != nil {
		a.t.Fatal(err)
	}
}

func (a *agency) close() {
	a.t.Helper()
	if err := a.db.Close(); err != nil {
		a.t.Fatal(err)
	}
}

func newAgency(t testing.TB) *agency {
	t.Helper()
	a := &agency{t: t, dir: memoryDir(t), disk: &dyingDisk{}}
	a.open()
	for i := range 20 {
		put(t, a.db, Form{ID: app.ID(fmt.Sprint("server-", i)), Office: "hq", Name: fmt.Sprint("Name ", i), Email: "x@example.com", Status: "draft", SSN: "111222333"})
	}
	put(t, a.db, Form{ID: target.ID, Office: "west", Name: canaryName, Email: "quetzal@example.com", Status: "draft", SSN: canarySSN})
	f := get(t, a.db, target.ID)
	f.Office, f.Notes = "hq", []string{canaryNote} // it left a scope once
	put(t, a.db, f)
	return a
}

func nobody(app.Scope) bool { return false }

// feed is what somebody who may see nothing is sent.
func (a *agency) feed(after uint64) (items []record.Item) {
	a.t.Helper()
	if err := a.db.View(me, func(tx *record.Tx) error {
		p, err := tx.Changes(after, 1000, 1<<20, nobody, nobody)
		items = p.Items
		return err
	}); err != nil {
		a.t.Fatal(err)
	}
	return items
}

// state says whether the target is there, and checks all that must hold in either
// case.
func (a *agency) state(when string) (there bool) {
	a.t.Helper()
	if f := get(a.t, a.db, "server-3"); f.Name != "Name 3" {
		a.t.Errorf("%s: %+v", when, f)
	}
	var words []string
	erased := false
	if err := a.db.View(me, func(tx *record.Tx) (err error) {
		if f, err := forms.Get(tx, target.ID); err == nil {
			words = append(words, f.Name)
		}
		if ssn, _ := forms.Reveal(tx, target.ID, "ssn"); ssn != "" {
			words = append(words, ssn)
		}
		found, err := forms.Find(tx, "by-email", record.K("quetzal@example.com"))
		for _, f := range found {
			words = append(words, f.Email)
		}
		if others, err := forms.Find(tx, "by-email", record.K("x@example.com")); len(others) != 20 {
			a.t.Errorf("%s: %d others are found, %v", when, len(others), err)
		}
		erased, _ = tx.IsErased(target)
		return err
	}); err != nil {
		a.t.Fatal(err)
	}
	c, err := a.db.VerifyAudit(me)
	if err != nil || len(c.Damaged) > 0 || erased != (c.Erased == 2) || !erased && c.Erased > 0 {
		a.t.Errorf("%s: the audit trail: %+v %v", when, c, err)
	}
	if len(words) > 0 == erased || len(words) != 0 && len(words) != 3 {
		a.t.Errorf("%s: erased %v, and %q are left", when, erased, words)
	}
	if items := a.feed(0); erased && (len(items) != 1 || !items[0].Erase || !items[0].Forget || items[0].ID != target.ID || items[0].Type != "form") {
		a.t.Errorf("%s: the feed says %+v", when, items)
	}
	return len(words) > 0
}

func TestTheServerErases(t *testing.T) {
	a := newAgency(t)
	if !a.state("before") {
		t.Fatal("nothing to erase")
	}
	before := copyTree(t, a.dir)
	for what, err := range map[string]error{
		"without a rule": func() error { _, err := a.db.Erase(me, " ", target); return err }(),
		"not there":      func() error { _, err := a.db.Erase(me, "GRS 2.1", record.Ref{Type: "form", ID: "none"}); return err }(),
		"no type":        func() error { _, err := a.db.Erase(me, "GRS 2.1", record.Ref{Type: "none", ID: "none"}); return err }(),
		"nobody":         func() error { _, err := a.db.Erase(context.Background(), "GRS 2.1", target); return err }(),
	} {
		if err == nil {
			t.Errorf("%s: erased", what)
		}
	}
	done, err := a.db.Erase(me, "GRS 2.1,  item 050", target)
	if err != nil || len(done.Refs) != 1 || done.Rewritten.Rows == 0 {
		t.Fatalf("%+v %v", done, err)
	}
	for _, when := range []string{"at once", "after a start"} {
		if a.state(when) {
			t.Errorf("%s: it is there", when)
		}
		a.close()
		a.open()
	}
	if err := a.db.View(me, func(tx *record.Tx) error {
		all, err := tx.Tombstones()
		if len(all) != 1 || all[0].Rule != "GRS 2.1, item 050" || !all[0].At.Equal(recordtest.Start) || len(all[0].Place) != 20 {
			t.Errorf("tombstones %+v", all)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if _, err := a.db.Erase(me, "GRS 2.1", target); !fault.Is(err, fault.Erased) {
		t.Errorf("twice: %v", err)
	}
	ledger, err := os.ReadFile(a.ledger())
	if err != nil || strings.Count(string(ledger), "\n") != 1 || !strings.Contains(string(ledger), "GRS 2.1, item 050") || strings.Contains(string(ledger), string(target.ID)) {
		t.Errorf("the ledger: %q %v", ledger, err)
	}
	a.close()
	if names, _ := filepath.Glob(filepath.Join(a.dir, "*")); len(names) != 3 {
		t.Errorf("left behind: %q", names)
	}
	for secret, opens := range map[string]bool{filepath.Join(before, "server.epoch"): true, a.epochFile(): false} {
		if n := serverAttack(t, filepath.Join(before, "agency.db"), secret); n > 0 != opens {
			t.Errorf("%d values of the old store open with %s", n, secret)
		}
	}
	if err := os.WriteFile(a.file(), readAll(t, filepath.Join(before, "agency.db")), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := a.start(); !fault.Is(err, fault.Damaged) || !strings.Contains(fault.Words(err), "server.epoch") {
		t.Errorf("an old store with today's secret: %v", err)
	}
}

func readAll(t *testing.T, path string) []byte {
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// serverAttack opens what it can of a server's store with its key and the secrets
// in the file.
func serverAttack(t *testing.T, file, secret string) (opened int) {
	t.Helper()
	anchor, err := vault.FileAnchor{Path: secret}.Load()
	if err != nil {
		t.Fatal(err)
	}
	boxes := []*epoch.Boxes{nil}
	for _, e := range anchor.Epochs {
		boxes = append(boxes, e.Open())
	}
	path := filepath.Join(memoryDir(t), "agency.db")
	restore(t, readAll(t, file), path)
	s, err := bolt.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	root := vault.NewRing("test-server", seal.Key{1})
	s.View(context.Background(), func(tx storage.Tx) error {
		return tx.Scan(storage.Meta, nil, nil, 0, func(k, v []byte) error {
			for _, b := range boxes {
				if _, err := root.Root("ring").Box().Open(b.Plain(storage.Meta, k, v), k); err == nil {
					opened++
				}
			}
			return nil
		})
	})
	return opened
}

// A backup from before the erasure is put back, with the secret of then and the
// ledger of now: it is erased again before anything is served.
func TestARestoredBackupIsErasedAgain(t *testing.T) {
	a := newAgency(t)
	backup := copyTree(t, a.dir)
	if _, err := a.db.Erase(me, "GRS 2.1", target); err != nil {
		t.Fatal(err)
	}
	a.close()
	ledger := readAll(t, a.ledger())
	for _, name := range []string{"agency.db", "server.epoch"} {
		restore(t, readAll(t, filepath.Join(backup, name)), filepath.Join(a.dir, name))
	}
	a.open()
	if a.state("put back") || len(a.db.Overdue()) != 1 {
		t.Errorf("it is there; overdue %v", a.db.Overdue())
	}
	if n := serverAttack(t, filepath.Join(backup, "agency.db"), a.epochFile()); n > 0 {
		t.Errorf("%d values of the backup open", n)
	}
	a.close()
	a.open()
	if len(a.db.Overdue()) != 0 || !bytes.Equal(ledger, readAll(t, a.ledger())) {
		t.Errorf("erased once more: %v", a.db.Overdue())
	}
	a.close()

	// A ledger that is lost is written again; one that was changed is refused.
	if err := os.Remove(a.ledger()); err != nil {
		t.Fatal(err)
	}
	a.open()
	a.close()
	if got := readAll(t, a.ledger()); !bytes.Equal(got, ledger) {
		t.Errorf("written again: %q, was %q", got, ledger)
	}
	restore(t, append(ledger, `{"place":"00`...), a.ledger()) // cut off
	a.open()
	a.close()
	restore(t, bytes.Replace(ledger, []byte("GRS 2.1"), []byte("GRS 9.9"), 1), a.ledger())
	if err := a.start(); !fault.Is(err, fault.Damaged) {
		t.Errorf("a changed ledger: %v", err)
	}
}

// The server's erasure is stopped at every step: the folder opens, and since the
// ledger comes first the record is gone.
func TestTheServersErasureCutOff(t *testing.T) {
	for _, how := range []string{"before", "half", "after", "fails"} {
		for at := 1; ; at++ {
			a := newAgency(t)
			a.disk.at, a.disk.how, a.disk.steps = at, how, 0
			a.db.Erase(me, "GRS 2.1", target)
			steps := a.disk.steps
			a.db.Close()
			a.disk = &dyingDisk{}
			a.open()
			when := fmt.Sprintf("step %d %s", at, how)
			if a.state(when) {
				t.Errorf("%s: it is there", when)
			}
			anchor, err := vault.FileAnchor{Path: a.epochFile()}.Load()
			if err != nil || len(anchor.Epochs) != 1 || anchor.Epochs[0].N == 1 {
				t.Errorf("%s: the anchor has %d epochs, %v", when, len(anchor.Epochs), err)
			}
			a.close()
			if steps < at {
				if at < 4 {
					t.Errorf("only %d steps", at)
				}
				break
			}
		}
	}
}

func TestEntriesOfErasuresAreForgotten(t *testing.T) {
	a := newAgency(t)
	done, err := a.db.Erase(me, "GRS 2.1", target)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		before time.Time
		want   int
	}{{recordtest.Start, 0}, {recordtest.Start.Add(time.Second), 1}, {recordtest.Start.Add(time.Second), 0}} {
		if n, err := a.db.ForgetErasures(me, c.before); err != nil || n != c.want {
			t.Errorf("%d forgotten, want %d, %v", n, c.want, err)
		}
	}
	if items := a.feed(0); len(items) != 0 {
		t.Errorf("the feed says %+v", items)
	}
	a.db.View(me, func(tx *record.Tx) error {
		if floor, err := tx.ErasureFloor(); floor != done.Seq || err != nil {
			t.Errorf("floor %d, want %d, %v", floor, done.Seq, err)
		}
		if gone, _ := tx.IsErased(target); !gone {
			t.Error("the tombstone went with it")
		}
		return nil
	})
	a.close()
}

// Values of the audit trail that do not open are damage unless their record was
// erased.
func TestAuditTellsDamageFromErasure(t *testing.T) {
	a := newAgency(t)
	c, err := a.db.VerifyAudit(me)
	if err != nil || c.Entries != 22 || c.Opened != 22 || c.Erased != 0 || len(c.Damaged) != 0 {
		t.Fatalf("%+v %v", c, err)
	}
	if err := record.StoreOf(a.db).Update(context.Background(), func(tx storage.Tx) error { // a record vanishes without an erasure
		var k []byte
		tx.Scan(storage.Records, nil, nil, 1, func(key, _ []byte) error { k = bytes.Clone(key); return nil })
		return tx.Delete(storage.Records, k)
	}); err != nil {
		t.Fatal(err)
	}
	if c, err = a.db.VerifyAudit(me); err != nil || len(c.Damaged) == 0 || c.Erased != 0 {
		t.Errorf("%+v %v", c, err)
	}
	a.close()
}

// A server's store from before there were epochs is carried over.
func TestAnEarlierServerIsCarriedOver(t *testing.T) {
	a := &agency{t: t, dir: memoryDir(t), disk: &dyingDisk{}}
	store, err := bolt.Open(a.file())
	if err != nil {
		t.Fatal(err)
	}
	db := recordtest.Over(t, store, schema())
	put(t, db, Form{ID: "old", Office: "hq", Name: "Old", Email: "old@example.com", Status: "draft", SSN: "111222333"})
	db.Close()
	for _, when := range []string{"at once", "after a start"} {
		a.open()
		if f := get(t, a.db, "old"); f.Name != "Old" {
			t.Errorf("%s: %+v", when, f)
		}
		a.db.View(me, func(tx *record.Tx) error {
			if found, err := forms.Find(tx, "by-email", record.K("old@example.com")); len(found) != 1 || err != nil {
				t.Errorf("%s: found %+v %v", when, found, err)
			}
			return nil
		})
		a.close()
	}
	if n := serverAttack(t, a.file(), a.epochFile()); n == 0 {
		t.Error("the store has no scope key under the new secret")
	}
}

// An entry whose values were exchanged for others is found, though its link holds.
func TestAuditComparesTheValues(t *testing.T) {
	a := newAgency(t)
	if err := record.SwapAuditValues(a.db, 3); err != nil {
		t.Fatal(err)
	}
	c, err := a.db.VerifyAudit(me)
	if err != nil || len(c.Damaged) != 1 || c.Damaged[0] != 3 {
		t.Errorf("%+v %v", c, err)
	}
	a.close()
}
