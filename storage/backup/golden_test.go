package backup_test

import (
	"crypto/fips140"
	"os"
	"path/filepath"
	"testing"

	"civicdesk/storage"
	"civicdesk/storage/backup"
	"civicdesk/storage/storagetest"
	"civicdesk/storage/vault"
)

const (
	goldenFile = "testdata/backup1.backup"
	goldenKey  = "testdata/recovery1.json"
)

// A file that was written once as format 1 restores for ever, by passphrase, by
// recovery key and by the store's own key. CIVICDESK_GOLDEN=1 writes it when it
// does not exist; it is never written again.
func TestABackupOfFormat1RestoresForEver(t *testing.T) {
	if fips140.Enabled() {
		t.Skip("its keys were made with Argon2id, which FIPS mode forbids")
	}
	if _, err := os.Stat(goldenFile); err != nil && os.Getenv("CIVICDESK_GOLDEN") != "" {
		writeGolden(t)
	}
	raw, err := os.ReadFile(goldenKey)
	if err != nil {
		t.Fatal(err)
	}
	recovery, err := vault.OpenRecoveryKey(raw, passphrase)
	if err != nil {
		t.Fatal(err)
	}
	for name, with := range map[string]backup.Secret{"passphrase": backup.WithPassphrase(passphrase), "recovery key": backup.WithRecovery(recovery), "own key": backup.WithOwn(own)} {
		a, err := backup.Open(ctx, goldenFile)
		if err != nil {
			t.Fatal(err)
		}
		if err := a.Unlock(with); err != nil {
			t.Fatalf("by %s: %v", name, err)
		}
		if o := a.Origin(); o != origin {
			t.Errorf("origin %+v", o)
		}
		if len(a.Snapshots()) != 2 || len(a.Damaged()) > 0 || a.Unfinished() > 0 {
			t.Errorf("by %s: %d snapshots", name, len(a.Snapshots()))
		}
		for i, s := range a.Snapshots() {
			store, files := storagetest.NewMap(), map[string]string{}
			if err := a.Restore(ctx, s, store, func(name string, content []byte) error { files[name] = string(content); return nil }); err != nil {
				t.Fatalf("by %s: snapshot %d: %v", name, s.Number, err)
			}
			want := []string{"Ana", "Anna"}[i]
			if err := store.View(ctx, func(tx storage.Tx) error {
				v, err := tx.Get(storage.Records, []byte("name"))
				seq, _ := tx.Seq()
				if string(v) != want || seq != uint64(102+i) || files["server.key"] != "secret" || s.Rows != 103 || s.Records != 101 {
					t.Errorf("by %s: snapshot %d: %q, sequence %d, files %v, %+v", name, s.Number, v, seq, files, s)
				}
				return err
			}); err != nil {
				t.Fatal(err)
			}
		}
		a.Close()
	}
}

func writeGolden(t *testing.T) {
	file, public, err := vault.NewRecoveryKey(vault.InsecureTestKDF(), passphrase)
	if err != nil {
		t.Fatal(err)
	}
	s := newSubject(t)
	s.path = filepath.Join("testdata", "backup1.backup")
	forAll.Recovery = public
	defer func() { forAll.Recovery = nil }()
	if err := os.WriteFile(goldenKey, file, 0o644); err != nil {
		t.Fatal(err)
	}
	s.fill(100, 900)
	s.put(storage.Records, "name", "Ana")
	s.put(storage.Meta, "other", "row")
	s.mustBackup()
	s.put(storage.Records, "name", "Anna")
	s.mustBackup()
}
