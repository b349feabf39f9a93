package backup_test

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"civicdesk/app/fault"
	"civicdesk/storage"
	"civicdesk/storage/backup"
	"civicdesk/storage/bolt"
	"civicdesk/storage/seal"
	"civicdesk/storage/vault"
)

// Any store, changed in any way between any number of backups: each snapshot
// restores to what the store was then, in a model and in bbolt.
func TestEachSnapshotIsTheStoreOfItsTime(t *testing.T) {
	n := 0
	rapid.Check(t, func(rt *rapid.T) {
		s := newSubject(t)
		table := rapid.SampledFrom(storage.Tables())
		key := rapid.StringN(1, 6, 12)
		size := rapid.SampledFrom([]int{0, 1, 40, 300, 3000, 9000})
		for range rapid.IntRange(1, 4).Draw(rt, "backups") {
			for range rapid.IntRange(0, 30).Draw(rt, "changes") {
				if rapid.IntRange(0, 3).Draw(rt, "kind") == 0 {
					s.delete(table.Draw(rt, "table"), key.Draw(rt, "key"))
				} else {
					s.put(table.Draw(rt, "table"), key.Draw(rt, "key"), strings.Repeat("v", size.Draw(rt, "size")))
				}
			}
			if rapid.Bool().Draw(rt, "file") {
				s.files[key.Draw(rt, "name")] = strings.Repeat("f", size.Draw(rt, "file size"))
			}
			if _, err := s.backup(); err != nil {
				rt.Fatal(err)
			}
		}
		if got := s.holds("", len(s.past)); got != len(s.past) {
			rt.Fatalf("%d snapshots of %d", got, len(s.past))
		}
		if n++; n > 5 {
			return
		}
		a, err := opened(s.path)
		if err != nil {
			rt.Fatal(err)
		}
		defer a.Close()
		for i, one := range a.Snapshots() {
			db, err := bolt.Open(fmt.Sprintf("%s.%d.db", s.path, i))
			if err != nil {
				rt.Fatal(err)
			}
			if got, err := restored(t, a, one, db); err != nil || got != s.past[i] {
				rt.Fatalf("snapshot %d in bbolt: %v", one.Number, err)
			}
			db.Close()
		}
	})
}

func TestOnlyWhatChangedIsAdded(t *testing.T) {
	s := newSubject(t)
	db, err := bolt.Open(s.path + ".db")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	s.store = db
	s.fill(5000, 1000)
	first := s.mustBackup()
	if !first.Began || first.Rows != 5001 || first.Records != 5000 {
		t.Errorf("%+v", first)
	}
	if same := s.mustBackup(); same.Added > 2*4096 || same.Number != 2 {
		t.Errorf("nothing had changed, and %d bytes were added", same.Added)
	}
	for i := range 50 {
		key := seal.Key{byte(i * 7), byte(i)}.MAC([]byte("key"))
		s.put(storage.Records, string(key[:20]), strings.Repeat("x", 1000))
	}
	if third := s.mustBackup(); third.Added > first.Added/5 {
		t.Errorf("1 %% had changed, and %d bytes of %d were added", third.Added, first.Added)
	}
	s.holds("", 3)
}

func TestWhoOpensABackup(t *testing.T) {
	file, public, err := vault.NewRecoveryKey(vault.InsecureTestKDF(), "a long passphrase")
	if err != nil {
		t.Fatal(err)
	}
	recovery, err := vault.OpenRecoveryKey(file, "a long passphrase")
	if err != nil {
		t.Fatal(err)
	}
	otherFile, otherPublic, _ := vault.NewRecoveryKey(vault.InsecureTestKDF(), "a long passphrase")
	other, _ := vault.OpenRecoveryKey(otherFile, "a long passphrase")
	s := newSubject(t)
	s.put(storage.Records, "key", "value")
	write := func(f backup.For) error {
		return s.store.View(ctx, func(tx storage.Tx) error {
			_, err := backup.Writer{}.Write(ctx, s.path, origin, f, 1, backup.Of(ctx, tx, backup.FilesOf(nil)), nil)
			return err
		})
	}
	if err := write(backup.For{Own: own}); !fault.Is(err, fault.Invalid) || !strings.Contains(fault.Words(err), "Nobody could open this backup") {
		t.Errorf("for nobody: %v", err)
	}
	if err := write(backup.For{Own: own, Recovery: public, Passphrase: passphrase, KDF: vault.InsecureTestKDF()}); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		with backup.Secret
		want string
	}{
		{"the recovery key", backup.WithRecovery(recovery), ""},
		{"the passphrase", backup.WithPassphrase(passphrase), ""},
		{"the store's own key", backup.WithOwn(own), ""},
		{"another recovery key", backup.WithRecovery(other), "not sealed for this recovery key"},
		{"another passphrase", backup.WithPassphrase("guess"), "not that of this backup"},
		{"another store's key", backup.WithOwn(seal.Key{9}), "backups of another store"},
	} {
		a, err := backup.Open(ctx, s.path)
		if err != nil {
			t.Fatal(err)
		}
		if err := a.Unlock(c.with); (err == nil) != (c.want == "") || err != nil && !strings.Contains(fault.Words(err), c.want) {
			t.Errorf("%s: %v", c.name, err)
		}
		a.Close()
	}
	if err := write(backup.For{Own: own, Recovery: otherPublic}); !fault.Is(err, fault.Conflict) || !strings.Contains(fault.Words(err), "Begin a new file") {
		t.Errorf("with a newer recovery key: %v", err)
	}
	if err := write(backup.For{Own: seal.Key{9}, Recovery: public}); !fault.Is(err, fault.Conflict) {
		t.Errorf("of another store: %v", err)
	}
	if err := write(backup.For{Own: own, Recovery: public}); err != nil {
		t.Errorf("appending needs no passphrase: %v", err)
	}
}

// Nothing of the store can be read in the file.
func TestABackupIsSealed(t *testing.T) {
	s := newSubject(t)
	s.files["server.key"] = "CANARY-FILE"
	s.put(storage.Records, "CANARY-KEY", "CANARY-VALUE")
	s.mustBackup()
	raw, err := os.ReadFile(s.path)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []string{"CANARY", "server.key"} {
		if bytes.Contains(raw, []byte(c)) {
			t.Errorf("%q can be read in the backup", c)
		}
	}
}

func TestNoBackupAtAll(t *testing.T) {
	s := newSubject(t)
	if _, err := opened(s.path); !fault.Is(err, fault.NotFound) {
		t.Errorf("%v", err)
	}
	for _, junk := range []string{"", "x", "civicdesk backup 1\n", strings.Repeat("noise", 5000)} {
		if err := os.WriteFile(s.path, []byte(junk), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := opened(s.path); !fault.Is(err, fault.Invalid) {
			t.Errorf("%.20q: %v", junk, err)
		}
		if _, err := s.backup(); !fault.Is(err, fault.Invalid) {
			t.Errorf("a backup into %.20q: %v", junk, err)
		}
		if got, _ := os.ReadFile(s.path); string(got) != junk {
			t.Errorf("%.20q was changed", junk)
		}
	}
}

func TestTheSequenceIsRestored(t *testing.T) {
	s := newSubject(t)
	s.fill(7, 10)
	s.mustBackup()
	a, err := opened(s.path)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	db, err := bolt.Open(s.path + ".db")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := restored(t, a, a.Snapshots()[0], db); err != nil {
		t.Fatal(err)
	}
	same, err := a.Same(a.Snapshots()[0], func(yield func(backup.Row) error) error {
		return db.View(ctx, func(tx storage.Tx) error { return backup.Of(ctx, tx, s.rows())(yield) })
	})
	if err != nil || !same {
		t.Errorf("the restored store is not the snapshot: %v", err)
	}
	db.Update(ctx, func(tx storage.Tx) error {
		if n, err := tx.NextSeq(1); err != nil || n != 8 {
			t.Errorf("the next number is %d, %v", n, err)
		}
		return tx.Put(storage.Records, []byte("more"), nil)
	})
	same, err = a.Same(a.Snapshots()[0], func(yield func(backup.Row) error) error {
		return db.View(ctx, func(tx storage.Tx) error { return backup.Of(ctx, tx, s.rows())(yield) })
	})
	if err != nil || same {
		t.Errorf("a changed store is taken for the snapshot: %v", err)
	}
}
