package vault_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/fips140"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/storage/disk/disktest"
	"civicdesk/storage/seal"
	"civicdesk/storage/vault"
)

const password = "Blue-Heron-42"

func create(t *testing.T) (string, *vault.Keys, *ecdsa.PrivateKey) {
	t.Helper()
	server, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	pkix, _ := x509.MarshalPKIXPublicKey(&server.PublicKey)
	dir := disktest.Dir(t)
	k, err := vault.Create(dir, vault.InsecureTestKDF(), password, vault.Profile{User: app.NewID(), Login: "rdelgado", Name: "Rosa Delgado", SyncKey: pkix},
		[]vault.ScopeKey{vault.NewScopeKey(app.ScopeAgency)})
	if err != nil {
		t.Fatal(err)
	}
	return dir, k, server
}

func reopen(t *testing.T, dir string) *vault.Vault {
	t.Helper()
	v, err := vault.Open(dir, vault.InsecureTestKDF())
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestKeysSurviveAndNothingReadableIsLeft(t *testing.T) {
	dir, k, _ := create(t)
	k.Ring.Add(vault.NewScopeKey("hiring/hq/1"))
	if err := k.Save(); err != nil {
		t.Fatal(err)
	}
	again, err := reopen(t, dir).Unlock(" RDelgado ", password)
	if err != nil {
		t.Fatal(err)
	}
	if len(again.Ring.Keys()) != 2 || again.Profile().Name != "Rosa Delgado" || again.User != k.User {
		t.Errorf("opened %d keys for %q", len(again.Ring.Keys()), again.Profile().Name)
	}
	for _, name := range []string{"head.a", "head.b"} {
		raw, _ := os.ReadFile(filepath.Join(dir, name))
		for _, secret := range []string{"Delgado", "delgado", "hiring/hq", password} {
			if strings.Contains(string(raw), secret) {
				t.Errorf("%s shows %q", name, secret)
			}
		}
	}
}

func TestTwoUsersShareTheStoreNotTheirKeys(t *testing.T) {
	dir, k, _ := create(t)
	other, err := k.AddUser("Grey-Otter-77", vault.Profile{User: app.NewID(), Login: "tmbeki"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if other.User == k.User || other.Ring.Store() != k.Ring.Store() || len(other.Ring.Keys()) != 0 {
		t.Error("the second user has the first one's keys, or another store")
	}
	for login, pw := range map[string]string{"rdelgado": password, "tmbeki": "Grey-Otter-77"} {
		if _, err := reopen(t, dir).Unlock(login, pw); err != nil {
			t.Errorf("%s: %v", login, err)
		}
	}
	if _, err := k.AddUser("x", vault.Profile{Login: "TMBEKI"}, nil); !fault.Is(err, fault.Conflict) {
		t.Errorf("same login twice: %v", err)
	}
}

func TestFiveWrongPasswordsLockUntilTheServerLiftsIt(t *testing.T) {
	dir, _, server := create(t)
	for n := 1; n <= vault.MaxFailures; n++ {
		_, err := reopen(t, dir).Unlock("rdelgado", "wrong") // a new process each time: the count is on disk
		want := fault.Denied
		if n == vault.MaxFailures {
			want = fault.Locked
		}
		if !fault.Is(err, want) {
			t.Fatalf("try %d: %v", n, err)
		}
	}
	v := reopen(t, dir)
	if _, err := v.Unlock("rdelgado", password); !fault.Is(err, fault.Locked) {
		t.Fatalf("right password on a locked slot: %v", err)
	}
	text, err := v.UnlockText("rdelgado")
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256([]byte("civicdesk unlock " + text))
	signature, _ := ecdsa.SignASN1(rand.Reader, server, sum[:])
	if err := v.LiftLock("rdelgado", "AAAA"); !fault.Is(err, fault.Denied) {
		t.Errorf("made-up code: %v", err)
	}
	if err := v.LiftLock("rdelgado", vault.UnlockCode(signature)); err != nil {
		t.Fatal(err)
	}
	if _, err := reopen(t, dir).Unlock("rdelgado", password); err != nil {
		t.Errorf("after the lock was lifted: %v", err)
	}
	if err := v.LiftLock("rdelgado", vault.UnlockCode(signature)); !fault.Is(err, fault.Denied) {
		t.Errorf("the same code again: %v", err)
	}
}

func TestWrongPasswordChangesNothingButTheCount(t *testing.T) {
	dir, _, _ := create(t)
	if _, err := reopen(t, dir).Unlock("rdelgado", "wrong"); !fault.Is(err, fault.Denied) {
		t.Fatal(err)
	}
	if _, err := reopen(t, dir).Unlock("nobody", "wrong"); !fault.Is(err, fault.Denied) {
		t.Error("an unknown user is told apart")
	}
	if _, err := reopen(t, dir).Unlock("rdelgado", password); err != nil {
		t.Error(err)
	}
}

func TestOneBrokenHeaderIsSurvived(t *testing.T) {
	dir, k, _ := create(t)
	if err := k.Save(); err != nil {
		t.Fatal(err)
	}
	every := 37
	if fips140.Enabled() { // a derivation costs much more there
		every = 701
	}
	for _, name := range []string{"head.a", "head.b"} {
		path := filepath.Join(dir, name)
		whole, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for at := 0; at < len(whole); at += every {
			bad := append([]byte(nil), whole...)
			bad[at] ^= 4
			os.WriteFile(path, bad, 0o600)
			if _, err := reopen(t, dir).Unlock("rdelgado", password); err != nil {
				t.Fatalf("%s byte %d flipped: %v", name, at, err)
			}
			os.WriteFile(path, whole, 0o600)
		}
	}
}

func TestRowsOpenOnlyWhereTheyBelong(t *testing.T) {
	a := vault.NewRing("store-1", seal.NewKey())
	key := vault.NewScopeKey("hiring/hq/1")
	a.Add(key)
	row, err := a.Seal(key.ID, seal.NewKey(), 7, []byte("place"), []byte("body"), false)
	if err != nil {
		t.Fatal(err)
	}
	if body, _, version, err := a.Open(row, []byte("place"), false); err != nil || string(body) != "body" || version != 7 {
		t.Fatalf("%q %d %v", body, version, err)
	}
	otherStore := vault.NewRing("store-2", seal.NewKey())
	otherStore.Add(key)
	newer := append(vault.Row(nil), row...)
	newer[16]++ // the version
	for name, err := range map[string]error{
		"other place":   openErr(a, row, "elsewhere", false),
		"as secret":     openErr(a, row, "place", true),
		"other store":   openErr(otherStore, row, "place", false),
		"other version": openErr(a, newer, "place", false),
		"cut":           openErr(a, row[:30], "place", false),
	} {
		if !errors.Is(err, vault.ErrRow) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := openErr(vault.NewRing("store-1", seal.NewKey()), row, "place", false); !errors.Is(err, vault.ErrNoKey) {
		t.Errorf("without the scope's key: %v", err)
	}
}

func openErr(r *vault.Ring, w vault.Row, place string, s vault.Secret) error {
	_, _, _, err := r.Open(w, []byte(place), s)
	return err
}
