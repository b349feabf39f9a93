package record_test

import (
	"bytes"
	"context"
	"crypto/fips140"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/storage"
	"civicdesk/storage/bolt"
	"civicdesk/storage/disk"
	"civicdesk/storage/epoch"
	"civicdesk/storage/journal"
	"civicdesk/storage/record"
	"civicdesk/storage/record/recordtest"
	"civicdesk/storage/seal"
	"civicdesk/storage/vault"
)

// desk is a desktop's folder with its keychain, on a disk that can die.
type desk struct {
	t             testing.TB
	dir, keychain string
	disk          *dyingDisk
	keys          *vault.Keys
	db            *record.DB
	store         *bolt.Folder
	user          seal.Key
}

// dyingDisk is the disk of a program that is killed at a step: before it, in the
// middle of a write, or after it; or at which one step fails and the program goes
// on.
type dyingDisk struct {
	disk.OS
	at, steps int
	how       string // "before", "half", "after", "fails"
}

var errKilled = errors.New("killed")

func (d *dyingDisk) step(whole, half func() error) error {
	d.steps++
	if d.at == 0 || d.steps < d.at || d.how == "fails" && d.steps > d.at {
		return whole()
	}
	if d.steps == d.at {
		switch d.how {
		case "half":
			half()
		case "after":
			whole()
		}
	}
	return errKilled
}

func nothing() error { return nil }

func (d *dyingDisk) Open(name string, create bool) (f disk.File, err error) {
	open := func() error { f, err = d.OS.Open(name, create); return err }
	if create {
		err = d.step(open, nothing)
	} else {
		open()
	}
	if err != nil {
		if f != nil { // a program that dies leaves no file open
			f.Close()
		}
		return nil, err
	}
	return dyingFile{f, d}, nil
}

func (d *dyingDisk) Rename(old, name string) error {
	return d.step(func() error { return d.OS.Rename(old, name) }, nothing)
}

func (d *dyingDisk) Remove(name string) error {
	return d.step(func() error { return d.OS.Remove(name) }, nothing)
}

type dyingFile struct {
	disk.File
	d *dyingDisk
}

func (f dyingFile) WriteAt(b []byte, at int64) (n int, err error) {
	err = f.d.step(func() error { n, err = f.File.WriteAt(b, at); return err }, func() error { n, _ = f.File.WriteAt(b[:len(b)/2], at); return nil })
	return n, err
}

// dyingKeychain is a keychain on the same disk.
type dyingKeychain struct {
	vault.Keychain
	d *dyingDisk
}

func (k dyingKeychain) Set(name string, secret []byte) error {
	return k.d.step(func() error { return k.Keychain.Set(name, secret) }, nothing)
}

func newDesk(t testing.TB) *desk {
	t.Helper()
	d := &desk{t: t, dir: memoryDir(t), keychain: memoryDir(t), disk: &dyingDisk{}}
	keys, err := vault.Create(d.dir, vault.InsecureTestKDF(), "Password-1", vault.Profile{User: "u-1", Login: "user", Device: app.NewID()},
		[]vault.ScopeKey{vault.NewScopeKey("hiring/hq")}, d.options()...)
	if err != nil {
		t.Fatal(err)
	}
	d.keys = keys
	d.begin()
	return d
}

func (d *desk) options() []vault.Option {
	return []vault.Option{vault.WithKeychains(dyingKeychain{vault.FileKeychain(d.keychain), d.disk})}
}

// signIn opens the folder as a fresh start of the program does.
func (d *desk) signIn(login, password string) error {
	v, err := vault.Open(d.dir, vault.InsecureTestKDF(), d.options()...)
	if err == nil {
		d.keys, err = v.Unlock(login, password)
	}
	if err != nil {
		return err
	}
	return d.start()
}

func (d *desk) start() (err error) {
	if d.store, err = bolt.OpenFolderOn(d.disk, d.dir); err != nil {
		return err
	}
	j, err := journal.OpenOn(d.disk, filepath.Join(d.dir, "journal"))
	if err != nil {
		return errors.Join(err, d.store.Close())
	}
	d.db, err = record.OpenReplica(context.Background(), d.store, schema(), d.keys, j, recordtest.Clock)
	if err != nil {
		return errors.Join(err, d.store.Close(), j.Close())
	}
	return nil
}

func (d *desk) begin() {
	d.t.Helper()
	os.MkdirAll(filepath.Join(d.dir, "journal"), 0o700)
	if err := d.start(); err != nil {
		d.t.Fatal(err)
	}
}

func (d *desk) open() {
	d.t.Helper()
	if err := d.signIn("user", "Password-1"); err != nil {
		d.t.Fatal(err)
	}
}

func (d *desk) close() {
	d.t.Helper()
	if err := d.db.Close(); err != nil {
		d.t.Fatal(err)
	}
}

const (
	canaryName  = "Quetzalcoatl Zwingli"
	canarySSN   = "918273645"
	canaryNote  = "prefers the teal umbrella"
	canaryOther = "Wilhelmina Okonkwo" // of a record that lives on
)

var target = record.Ref{Type: "form", ID: "target"}

// fill gives the desk a record of the server that is to be erased, with unsent
// and refused work on it, and one that is to stay.
func (d *desk) fill() {
	d.t.Helper()
	page := record.Page{Upto: 20}
	for i := range 20 {
		f := Form{ID: app.ID(fmt.Sprint("server-", i)), Office: "hq", Name: fmt.Sprint("Name ", i), Email: "x@example.com", Status: "draft"}
		if i == 7 {
			f.ID, f.Name, f.Email = target.ID, canaryName, "quetzal@example.com"
		}
		raw, _ := record.Encode(f)
		page.Items = append(page.Items, record.Item{Type: "form", ID: f.ID, Scope: "hiring/hq", Seq: uint64(i + 1), Created: uint64(i + 1), Fields: raw, Secrets: map[string]string{"ssn": canarySSN}})
	}
	if _, err := d.db.ApplyPage(me, 0, page, 1); err != nil {
		d.t.Fatal(err)
	}
	put(d.t, d.db, Form{ID: "lives", Office: "hq", Name: canaryOther, Status: "draft", SSN: "111222333"})
	f := get(d.t, d.db, target.ID)
	f.Notes = append(f.Notes, canaryNote)
	put(d.t, d.db, f)
	f.Name = canaryName + " the second"
	put(d.t, d.db, f)
	ops, err := d.db.Unsent(me, 0)
	if err != nil {
		d.t.Fatal(err)
	}
	if err := d.db.Settle(me, []record.Outcome{{Op: ops[1].ID, State: record.Rejected, Words: "no", Result: record.Raw{0xf6}}}); err != nil {
		d.t.Fatal(err)
	}
}

// left says what of the target is still to be had through the program.
func (d *desk) left() (words []string) {
	err := d.db.View(me, func(tx *record.Tx) error {
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
		return err
	})
	ops, opsErr := d.db.Unsent(me, 0)
	refused, refusedErr := d.db.Refusals(me)
	if err := errors.Join(err, opsErr, refusedErr); err != nil {
		d.t.Fatal(err)
	}
	for _, r := range refused {
		ops = append(ops, r.Op)
	}
	for _, op := range ops {
		for _, c := range op.Changes {
			if c.ID == target.ID {
				words = append(words, "an operation")
			}
		}
	}
	return words
}

const everything = 5 // what left returns before the erasure

// lives checks that everything else is there.
func (d *desk) lives(when string) {
	d.t.Helper()
	if f := get(d.t, d.db, "lives"); f.Name != canaryOther {
		d.t.Errorf("%s: the living record is %+v", when, f)
	}
	if f := get(d.t, d.db, "server-3"); f.Name != "Name 3" {
		d.t.Errorf("%s: the server's record is %+v", when, f)
	}
	d.db.View(me, func(tx *record.Tx) error {
		if ssn, err := forms.Reveal(tx, "lives", "ssn"); ssn != "111222333" {
			d.t.Errorf("%s: its number is %q %v", when, ssn, err)
		}
		if found, err := forms.Find(tx, "by-email", record.K("x@example.com")); len(found) != 19 || err != nil {
			d.t.Errorf("%s: %d are found by e-mail, %v", when, len(found), err)
		}
		return nil
	})
	ops, err := d.db.Unsent(me, 0)
	if err != nil || len(ops) == 0 || len(ops[0].Changes) != 1 || ops[0].Changes[0].ID != "lives" {
		d.t.Errorf("%s: unsent work: %+v %v", when, ops, err)
	}
	h, err := d.db.Repair(me)
	if err != nil || len(h.Words) > 0 {
		d.t.Errorf("%s: %+v %v", when, h, err)
	}
}

func copyTree(t testing.TB, dir string) string {
	t.Helper()
	to := memoryDir(t)
	if err := os.CopyFS(to, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	return to
}

func TestErasedIsGone(t *testing.T) {
	d := newDesk(t)
	d.fill()
	if got := d.left(); len(got) != everything {
		t.Fatalf("before: %q", got)
	}
	done, err := d.db.Erase(me, "GRS 2.1", target)
	if err != nil {
		t.Fatal(err)
	}
	if done.Rewritten.Rows == 0 {
		t.Error("nothing was copied forward")
	}
	for _, when := range []string{"at once", "after a start", "from the journal alone"} {
		if got := d.left(); len(got) > 0 {
			t.Errorf("%s %q are left", when, got)
		}
		if when != "from the journal alone" {
			d.lives(when)
			d.close()
		}
		if when == "after a start" {
			restore(t, []byte("gone"), d.store.Path())
		}
		if when != "from the journal alone" {
			d.open()
		}
	}
	if ops, err := d.db.Unsent(me, 0); err != nil || len(ops) != 3 {
		t.Errorf("from the journal: %d operations, %v", len(ops), err)
	}
	d.close()
}

// What comes again of an erased record is not taken.
func TestErasedDoesNotComeBack(t *testing.T) {
	d := newDesk(t)
	d.fill()
	if _, err := d.db.Erase(me, "", target); err != nil {
		t.Fatal(err)
	}
	raw, _ := record.Encode(Form{ID: target.ID, Office: "hq", Name: canaryName, Status: "draft"})
	if _, err := d.db.ApplyPage(me, 20, record.Page{Upto: 21, Items: []record.Item{{Type: "form", ID: target.ID, Scope: "hiring/hq", Seq: 21, Created: 8, Fields: raw}}}, 1); err != nil {
		t.Fatal(err)
	}
	if got := d.left(); len(got) > 0 {
		t.Errorf("%q", got)
	}
	d.close()
}

// Every old state of the folder, with today's header and today's keychain and
// every key that a signed-in user has, opens nothing: not through the program and
// not row by row. With the keychain of then it does, so the attack is a real one.
func TestOldFilesOpenNothing(t *testing.T) {
	d := newDesk(t)
	var images []string
	image := func() { images = append(images, copyTree(t, d.dir)) }
	image()
	d.fill()
	image()
	d.close()
	image()
	d.open()
	image()
	then := d.keys.Anchor()
	if _, err := d.db.Erase(me, "", target); err != nil {
		t.Fatal(err)
	}
	now := d.keys.Anchor()
	d.close()
	controls := 0
	for i, dir := range images {
		controls += attack(t, d, dir, then)
		if n := attack(t, d, dir, now); n > 0 {
			t.Errorf("image %d: %d values open with today's secrets", i, n)
		}
		for _, name := range []string{"head.a", "head.b"} {
			b, err := os.ReadFile(filepath.Join(d.dir, name))
			if err != nil {
				t.Fatal(err)
			}
			restore(t, b, filepath.Join(dir, name))
		}
		old := &desk{t: t, dir: dir, keychain: copyTree(t, d.keychain), disk: &dyingDisk{}}
		old.open()
		if got := old.left(); len(got) > 0 {
			t.Errorf("image %d: through the program: %q", i, got)
		}
		if i > 0 && len(old.db.Notices()) == 0 {
			t.Errorf("image %d: the person is told nothing", i)
		}
		old.close()
	}
	if controls == 0 {
		t.Error("with the secrets of then nothing opens either: the attack proves nothing")
	}
}

// attack opens whatever it can of an old folder with all of a signed-in user's
// keys and the epochs of the anchor, each value also without them.
func attack(t *testing.T, d *desk, dir string, a vault.Anchor) (opened int) {
	t.Helper()
	ring, user := d.ringOf(t), d.user
	boxes := []*epoch.Boxes{nil}
	for _, e := range a.Epochs {
		boxes = append(boxes, e.Open())
	}
	names, _ := filepath.Glob(filepath.Join(dir, "store.*"))
	for _, name := range names {
		path := filepath.Join(memoryDir(t), "store.db")
		b, _ := os.ReadFile(name)
		restore(t, b, path)
		s, err := bolt.Open(path)
		if err != nil {
			continue
		}
		for _, table := range storage.Tables() {
			s.View(context.Background(), func(tx storage.Tx) error {
				return tx.Scan(table, nil, nil, 0, func(k, v []byte) error {
					for _, b := range boxes {
						plain := b.Plain(table, k, v)
						_, _, _, asRow := ring.Open(plain, k, false)
						_, _, _, asSecret := ring.Open(plain, k, true)
						_, asOp := user.Sub("outbox").Box().Open(plain, k)
						if asRow == nil || asSecret == nil || asOp == nil {
							opened++
						}
						if bytes.Contains(plain, []byte(canaryName)) {
							t.Errorf("%s lies open in table %d", canaryName, table)
						}
					}
					return nil
				})
			})
		}
		s.Close()
	}
	j, err := journal.Open(filepath.Join(copyTree(t, dir), "journal"))
	if err != nil {
		t.Fatal(err)
	}
	defer j.Close()
	j.Scan(1, func(f journal.Frame) error {
		for _, b := range boxes {
			inner, _ := b.OpenFrame(f.Payload, f.Owner[:])
			if _, err := user.Sub("journal").Box().Open(inner, f.Owner[:]); err == nil {
				opened++
			}
		}
		return nil
	})
	return opened
}

// ringOf is a ring with the desk's keys that outlives the session.
func (d *desk) ringOf(t *testing.T) *vault.Ring {
	v, err := vault.Open(d.dir, vault.InsecureTestKDF(), d.options()...)
	if err != nil {
		t.Fatal(err)
	}
	k, err := v.Unlock("user", "Password-1")
	if err != nil {
		t.Fatal(err)
	}
	d.user = k.User
	return k.Ring
}

// An erasure is stopped at every step, or one step of it fails: the folder always
// opens, everything else is there, and of the record there is everything or
// nothing.
func TestErasureCutOff(t *testing.T) {
	whole, outcomes := cutOffErasure(t, 0, ""), map[int]int{}
	if whole < 8 {
		t.Fatalf("only %d steps: the disk is not the one that is written to", whole)
	}
	every := 1
	if testing.Short() || count("CIVICDESK_STEPS", 0) == 0 {
		every = 3 // every step with CIVICDESK_STEPS=1
	}
	for i, how := range []string{"before", "half", "after", "fails"} {
		for at := 1 + i%every; at <= whole; at += every {
			outcomes[cutOffErasure(t, at, how)]++
		}
	}
	if outcomes[0] == 0 || outcomes[everything] == 0 || len(outcomes) != 2 {
		t.Errorf("what is left, and how often: %v", outcomes)
	}
}

// cutOffErasure returns the number of steps (at 0), or how much is left.
func cutOffErasure(t *testing.T, at int, how string) int {
	t.Helper()
	d := newDesk(t)
	d.fill()
	d.disk.at, d.disk.how, d.disk.steps = at, how, 0
	_, err := d.db.Erase(me, "", target)
	steps := d.disk.steps
	if at == 0 {
		if err != nil {
			t.Fatal(err)
		}
		d.close()
		return steps
	}
	d.db.Close()
	d.store.Close()
	d.disk = &dyingDisk{}
	if err := d.signIn("user", "Password-1"); err != nil {
		t.Fatalf("step %d %s: %v", at, how, err)
	}
	defer d.close()
	when := fmt.Sprintf("step %d %s", at, how)
	d.lives(when)
	left := len(d.left())
	if left != 0 && left != everything {
		t.Errorf("%s: %q are left", when, d.left())
	}
	if n := len(d.keys.Anchor().Epochs); n != 1 {
		t.Errorf("%s: the anchor has %d epochs", when, n)
	}
	if stores, _ := filepath.Glob(filepath.Join(d.dir, "store.*")); len(stores) != 1 && left == 0 {
		t.Errorf("%s: %q lie there", when, stores)
	}
	put(t, d.db, Form{ID: "later", Office: "hq", Name: "Later", Status: "draft"})
	if _, err := d.db.Erase(me, "", target); err != nil {
		t.Errorf("%s: once more: %v", when, err)
	}
	if got := d.left(); len(got) > 0 {
		t.Errorf("%s: after another erasure %q are left", when, got)
	}
	return left
}

// Another user's unsent work stays as it is while somebody else erases; what it
// says of the record goes when that user signs in.
func TestAnotherUsersWorkSurvivesAnErasure(t *testing.T) {
	d := newDesk(t)
	omar, err := d.keys.AddUser("Password-2", vault.Profile{User: "u-2", Login: "omar", Device: app.NewID()}, d.keys.Ring.Keys())
	if err != nil {
		t.Fatal(err)
	}
	omar.Forget()
	d.fill()
	d.close()
	if err := d.signIn("omar", "Password-2"); err != nil {
		t.Fatal(err)
	}
	for _, f := range []Form{{ID: "omars", Office: "hq", Name: "Of Omar", Status: "draft"}, {ID: target.ID, Office: "hq", Name: canaryName + " by Omar", Status: "draft"}} {
		if err := d.db.Update(colleague, func(tx *record.Tx) error { return forms.Put(tx, f) }); err != nil {
			t.Fatal(err)
		}
	}
	d.close()
	d.open()
	if _, err := d.db.Erase(me, "", target); err != nil {
		t.Fatal(err)
	}
	if got := d.left(); len(got) > 0 {
		t.Errorf("%q are left", got)
	}
	d.close()
	if err := d.signIn("omar", "Password-2"); err != nil {
		t.Fatal(err)
	}
	ops, err := d.db.Unsent(colleague, 0)
	if err != nil || len(ops) != 2 || len(ops[0].Changes) != 1 || len(ops[1].Changes) != 0 {
		t.Errorf("the colleague's work: %+v %v", ops, err)
	}
	if n := d.db.Notices(); len(n) != 1 || !strings.Contains(n[0], "erased") {
		t.Errorf("the colleague is told %q", n)
	}
	d.close()
	restore(t, []byte("gone"), d.store.Path())
	if err := d.signIn("omar", "Password-2"); err != nil {
		t.Fatal(err)
	}
	if ops, err = d.db.Unsent(colleague, 0); err != nil || len(ops) != 2 || len(ops[1].Changes) != 0 {
		t.Errorf("from the journal: %+v %v", ops, err)
	}
	d.close()
}

// A pull's erasures are hidden at once and destroyed together at its end; a
// desktop that never had a record has nothing to destroy.
func TestErasuresOfAPull(t *testing.T) {
	d := newDesk(t)
	gone := func(seq uint64) record.Item {
		return record.Item{Type: "form", ID: target.ID, Scope: "hiring/hq", Seq: seq, Forget: true, Erase: true, Fields: record.Raw{0xf6}}
	}
	fresh := newDesk(t)
	if _, err := fresh.db.ApplyPage(me, 0, record.Page{Upto: 3, Items: []record.Item{gone(3)}}, 1); err != nil {
		t.Fatal(err)
	}
	before := fresh.keys.Anchor().Epochs[0].N
	n, err := fresh.db.EraseDue(me)
	upto, _ := fresh.db.ErasedUpto(me)
	if err != nil || n != 0 || upto != 3 || fresh.keys.Anchor().Epochs[0].N != before {
		t.Errorf("a new desktop: %d erased, up to %d, %v", n, upto, err)
	}
	fresh.close()

	d.fill()
	if _, err := d.db.ApplyPage(me, 20, record.Page{Upto: 25, More: true, Items: []record.Item{gone(25)}}, 1); err != nil {
		t.Fatal(err)
	}
	if upto, _ := d.db.ErasedUpto(me); upto != 0 {
		t.Errorf("acknowledged before it was done: %d", upto)
	}
	d.close()
	d.open() // overdue: done when somebody signs in
	if upto, _ := d.db.ErasedUpto(me); upto != 25 {
		t.Errorf("erased up to %d", upto)
	}
	if got := d.left(); len(got) > 0 {
		t.Errorf("%q are left", got)
	}
	d.close()
}

// A desktop that was away too long forgets what came from the server, for good,
// and keeps its unsent work.
func TestReset(t *testing.T) {
	d := newDesk(t)
	d.fill()
	before := d.keys.Anchor().Epochs[0].N
	if err := d.db.Reset(me, 90); err != nil {
		t.Fatal(err)
	}
	for _, when := range []string{"at once", "after a start"} {
		cursor, _, err := d.db.Cursor(me)
		upto, _ := d.db.ErasedUpto(me)
		ops, opsErr := d.db.Unsent(me, 0)
		if err != nil || opsErr != nil || cursor != 0 || upto != 90 || len(ops) != 3 || d.keys.Anchor().Epochs[0].N == before {
			t.Errorf("%s: cursor %d, erased up to %d, %d operations, %v %v", when, cursor, upto, len(ops), err, opsErr)
		}
		if err := d.db.View(me, func(tx *record.Tx) error { _, err := forms.Get(tx, "server-3"); return err }); !fault.Is(err, fault.NotFound) {
			t.Errorf("%s: the server's record: %v", when, err)
		}
		if f := get(t, d.db, "lives"); f.Name != canaryOther {
			t.Errorf("%s: %+v", when, f)
		}
		d.close()
		d.open()
	}
	d.close()
}

// Whatever part of the folder is put back as it was before the anchor's last
// update, the person is told, work goes on in a new stream, and the server is
// asked for everything.
func TestAnOldCopyOfTheFolderIsFound(t *testing.T) {
	parts := map[string]func(string) bool{
		"header":  func(name string) bool { return strings.HasPrefix(name, "head.") },
		"store":   func(name string) bool { return strings.HasPrefix(name, "store.") },
		"journal": func(name string) bool { return strings.HasPrefix(name, "journal") },
	}
	for _, combination := range [][]string{{"header"}, {"store"}, {"journal"}, {"header", "store"}, {"header", "journal"}, {"store", "journal"}, {"header", "store", "journal"}} {
		t.Run(strings.Join(combination, " and "), func(t *testing.T) {
			d := newDesk(t)
			d.fill()
			d.close()
			old := copyTree(t, d.dir)
			d.open()
			put(t, d.db, Form{ID: "later", Office: "hq", Name: "Later", Status: "draft"})
			if n := d.db.Notices(); len(n) > 0 {
				t.Fatalf("told without a reason: %q", n)
			}
			d.close()
			err := filepath.WalkDir(old, func(path string, e fs.DirEntry, err error) error {
				rel, _ := filepath.Rel(old, path)
				if err != nil || e.IsDir() || !slices.ContainsFunc(combination, func(part string) bool { return parts[part](rel) }) {
					return err
				}
				b, err := os.ReadFile(path)
				if err == nil {
					err = os.WriteFile(filepath.Join(d.dir, rel), b, 0o600)
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			d.open()
			if n := d.db.Notices(); len(n) == 0 || !strings.Contains(strings.Join(n, " "), "put back") {
				t.Errorf("the person is told %q", n)
			}
			if cursor, _, _ := d.db.Cursor(me); cursor != 0 {
				t.Errorf("the cursor is %d", cursor)
			}
			put(t, d.db, Form{ID: "after", Office: "hq", Name: "After", Status: "draft"})
			d.close()
			d.open()
			if n := d.db.Notices(); slices.ContainsFunc(n, func(s string) bool { return strings.Contains(s, "folder, or of a part") }) {
				t.Errorf("told twice: %q", n)
			}
			if f := get(t, d.db, "after"); f.Name != "After" {
				t.Errorf("%+v", f)
			}
			d.close()
		})
	}
}

// Power fails when the journal is of the new epoch already, and somebody puts back
// the store of before: nothing of the journal is lost with the old secret.
func TestAnOldStoreAfterAnErasureThatWasCutOff(t *testing.T) {
	d := newDesk(t)
	d.fill()
	d.close()
	name, before := d.store.Path(), readAll(t, d.store.Path())
	old := d.keys.Anchor().Epochs
	d.open()
	if _, err := d.db.Erase(me, "", target); err != nil {
		t.Fatal(err)
	}
	put(t, d.db, Form{ID: "later", Office: "hq", Name: "Later", Status: "draft"})
	waiting, err := d.db.Unsent(me, 0)
	if err != nil {
		t.Fatal(err)
	}
	d.close()
	if err := d.keys.SetAnchor(func(a vault.Anchor) vault.Anchor {
		a.Epochs = append(slices.Clone(old), a.Epochs...)
		return a
	}); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(d.store.Path()); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, before, 0o600); err != nil {
		t.Fatal(err)
	}
	d.open()
	ops, err := d.db.Unsent(me, 0) // what was decided may be among them, and is sent again
	for _, want := range waiting {
		if err != nil || !slices.ContainsFunc(ops, func(op record.Op) bool { return op.ID == want.ID }) {
			t.Errorf("%s of %d is lost, %v", want.ID, len(waiting), err)
		}
	}
	if n := d.db.Notices(); !slices.ContainsFunc(n, func(s string) bool { return strings.Contains(s, "old copy") }) {
		t.Errorf("the person is told %q", n)
	}
	d.close()
}

// A folder of an earlier format is carried over when somebody signs in, and is
// the same afterwards.
func TestAnEarlierFormatIsCarriedOver(t *testing.T) {
	if fips140.Enabled() {
		t.Skip("its keys were made with Argon2id, which FIPS mode forbids")
	}
	d := &desk{t: t, dir: memoryDir(t), keychain: memoryDir(t), disk: &dyingDisk{}}
	if err := os.CopyFS(d.dir, os.DirFS(golden)); err != nil {
		t.Fatal(err)
	}
	for _, when := range []string{"at once", "after a start"} {
		d.open()
		if f := get(t, d.db, "server-1"); f.Name != "Ana Marković" {
			t.Errorf("%s: %+v", when, f)
		}
		err := d.db.View(me, func(tx *record.Tx) error {
			if found, err := forms.Find(tx, "by-email", record.K("ana@example.com")); len(found) != 1 || err != nil {
				t.Errorf("%s: found %+v %v", when, found, err)
			}
			return nil
		})
		h, healthErr := d.db.Repair(me)
		if err != nil || healthErr != nil || h.Records != 2 || h.Waiting != 2 || len(h.Words) > 0 {
			t.Errorf("%s: %+v %v", when, h, errors.Join(err, healthErr))
		}
		if got := filepath.Base(d.store.Path()); got != "store.2.db" {
			t.Errorf("%s: %s", when, got)
		}
		d.close()
	}
	restore(t, []byte("gone"), d.store.Path())
	d.open()
	if ops, err := d.db.Unsent(me, 0); err != nil || len(ops) != 2 {
		t.Errorf("from the journal: %d operations, %v", len(ops), err)
	}
	d.close()
}

const golden3 = "testdata/format3"

// A folder of format 3 with its keychain, written once, opens for ever.
// CIVICDESK_GOLDEN=1 writes one that does not exist yet.
func TestFormat3OpensForEver(t *testing.T) {
	if fips140.Enabled() {
		t.Skip("its keys were made with Argon2id, which FIPS mode forbids")
	}
	if _, err := os.Stat(golden3); err != nil && os.Getenv("CIVICDESK_GOLDEN") != "" {
		d := newDesk(t)
		d.fill()
		if _, err := d.db.Erase(me, "", target); err != nil {
			t.Fatal(err)
		}
		d.close()
		os.Remove(filepath.Join(d.dir, "journal", "ballast"))
		segment := filepath.Join(d.dir, "journal", "journal.0000000000000001")
		restore(t, bytes.TrimRight(readAll(t, segment), "\x00"), segment)
		if err := errors.Join(os.CopyFS(filepath.Join(golden3, "folder"), os.DirFS(d.dir)), os.CopyFS(filepath.Join(golden3, "keychain"), os.DirFS(d.keychain))); err != nil {
			t.Fatal(err)
		}
	}
	d := &desk{t: t, dir: copyTree(t, filepath.Join(golden3, "folder")), keychain: copyTree(t, filepath.Join(golden3, "keychain")), disk: &dyingDisk{}}
	d.open()
	if n := d.db.Notices(); len(n) > 0 {
		t.Errorf("%q", n)
	}
	d.lives("format 3")
	if got := d.left(); len(got) > 0 {
		t.Errorf("%q are left of the erased record", got)
	}
	d.close()
}
