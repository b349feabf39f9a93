package vault_test

import (
	"crypto/fips140"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/storage/disk/disktest"
	"civicdesk/storage/seal"
	"civicdesk/storage/vault"
)

var rules = vault.Rules{Least: 15 * 24 * time.Hour, Most: 90 * 24 * time.Hour, Past: 5, Source: "IA-5"}

// place is a data folder with a keychain of its own and a clock that tests turn.
type place struct {
	t         *testing.T
	dir, keys string
	now       time.Time
	kdf       vault.KDF
}

func newPlace(t *testing.T) *place {
	return &place{t: t, dir: disktest.Dir(t), keys: disktest.Dir(t), now: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC), kdf: vault.InsecureTestKDF()}
}

func (p *place) options() []vault.Option {
	return []vault.Option{vault.WithKeychains(vault.FileKeychain(p.keys)), vault.WithRules(rules), vault.WithClock(func() time.Time { return p.now })}
}

func (p *place) create(profile vault.Profile, keys ...vault.ScopeKey) *vault.Keys {
	p.t.Helper()
	k, err := vault.Create(p.dir, p.kdf, password, profile, keys, p.options()...)
	if err != nil {
		p.t.Fatal(err)
	}
	return k
}

func (p *place) open() *vault.Vault {
	p.t.Helper()
	v, err := vault.Open(p.dir, p.kdf, p.options()...)
	if err != nil {
		p.t.Fatal(err)
	}
	return v
}

func (p *place) unlock(login, pw string) (*vault.Keys, error) { return p.open().Unlock(login, pw) }

// copyOf is what a thief or a backup has of a folder.
func copyOf(t *testing.T, dir string) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	list, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range list {
		if files[f.Name()], err = os.ReadFile(filepath.Join(dir, f.Name())); err != nil {
			t.Fatal(err)
		}
	}
	return files
}

func restore(t *testing.T, dir string, files map[string][]byte) {
	t.Helper()
	for name := range copyOf(t, dir) {
		os.Remove(filepath.Join(dir, name))
	}
	for name, raw := range files {
		if err := os.WriteFile(filepath.Join(dir, name), raw, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

var rosa = vault.Profile{User: "u-rosa", Login: "rosa", Name: "Rosa Delgado"}

func TestPasswordChangeGivesUpTheOldOne(t *testing.T) {
	p := newPlace(t)
	k := p.create(rosa, vault.NewScopeKey(app.ScopeAgency))
	old := copyOf(t, p.dir)
	p.now = p.now.AddDate(0, 0, 20)
	if err := k.ChangePassword("wrong", "Grey-Otter-77"); !fault.Is(err, fault.Denied) {
		t.Errorf("with a wrong old password: %v", err)
	}
	if err := k.ChangePassword(password, "Grey-Otter-77"); err != nil {
		t.Fatal(err)
	}
	again, err := p.unlock("rosa", "Grey-Otter-77")
	if err != nil || again.User != k.User || len(again.Ring.Keys()) != 1 || !again.PasswordSet().Equal(p.now) {
		t.Fatalf("with the new password: %v", err)
	}
	now := copyOf(t, p.dir)
	for _, name := range []string{"head.a", "head.b"} { // neither file has the old slot
		restore(t, p.dir, map[string][]byte{name: now[name]})
		if _, err := p.unlock("rosa", password); !fault.Is(err, fault.Denied) {
			t.Errorf("%s opens with the old password: %v", name, err)
		}
	}
	restore(t, p.dir, old) // an old header and the old password lack the old second secret
	if _, err := p.unlock("rosa", password); !fault.Is(err, fault.Damaged) {
		t.Errorf("an old copy of the header and the old password: %v", err)
	}
}

func TestPasswordsAgeAndDoNotReturn(t *testing.T) {
	if fips140.Enabled() {
		t.Skip("forty derivations cost too much in this mode, and the rules do not depend on it")
	}
	p := newPlace(t)
	k := p.create(rosa)
	change := func(old, new string) error { return k.ChangePassword(old, new) }
	if err := change(password, "Grey-Otter-77"); !fault.Is(err, fault.Refused) || !strings.Contains(fault.Words(err), "March 17, 2026") || fault.RuleOf(err) != "IA-5" {
		t.Errorf("on the first day: %v", err)
	}
	last := password
	for i, next := range []string{"Grey-Otter-01", "Grey-Otter-02", "Grey-Otter-03", "Grey-Otter-04"} {
		p.now = p.now.AddDate(0, 0, 16)
		for _, used := range []string{password, last} { // of the last five, the present one included
			if err := change(last, used); !fault.Is(err, fault.Invalid) || !strings.Contains(fault.Words(err), "last 5") || len(fault.FieldsOf(err)) != 1 {
				t.Errorf("change %d to %s: %v", i, used, err)
			}
		}
		if err := change(last, next); err != nil {
			t.Fatal(err)
		}
		last = next
	}
	p.now = p.now.AddDate(0, 0, 16)
	if k, _ = p.unlock("rosa", last); k == nil {
		t.Fatal("the last password does not open")
	}
	if err := change(last, "Grey-Otter-05"); err != nil {
		t.Fatal(err)
	}
	p.now = p.now.AddDate(0, 0, 16)
	if err := change("Grey-Otter-05", password); err != nil { // five others lie between
		t.Errorf("a password of long ago: %v", err)
	}
	p.now = p.now.AddDate(0, 0, 90)
	if k.PasswordExpired() {
		t.Error("expired after 90 days")
	}
	if p.now = p.now.Add(time.Hour); !k.PasswordExpired() {
		t.Error("not expired after more than 90 days")
	}
	p.now = p.now.AddDate(-10, 0, 0) // a turned clock does not hold a password fast
	if k.PasswordExpired() || change(password, "Grey-Otter-99") != nil {
		t.Error("a clock set back keeps a password from being changed")
	}
}

func TestSlotIsRederivedWhenThePolicyRises(t *testing.T) {
	p := newPlace(t)
	k := p.create(rosa)
	weak := copyOf(t, p.dir)
	p.kdf.Time, p.kdf.Memory = p.kdf.Time+1, p.kdf.Memory*2
	again, err := p.unlock("rosa", password)
	if err != nil || again.User != k.User {
		t.Fatal(err)
	}
	for name, raw := range copyOf(t, p.dir) {
		if strings.Contains(string(raw), `"time":1,"memory":64,`) {
			t.Errorf("%s still has the weaker slot", name)
		}
	}
	if _, err := p.unlock("rosa", password); err != nil {
		t.Error(err)
	}
	restore(t, p.dir, weak)
	if _, err := p.unlock("rosa", password); err == nil {
		t.Error("the weaker slot still opens")
	}
}

// A slot of a release without second secrets opens and gets one.
func TestSlotWithoutSecondSecretGetsOne(t *testing.T) {
	p := newPlace(t)
	k, err := vault.Create(p.dir, p.kdf, password, rosa, nil)
	if err != nil {
		t.Fatal(err)
	}
	if words := p.open().SecondSecret(); !strings.Contains(words, "password only") {
		t.Error(words)
	}
	if again, err := p.unlock("rosa", password); err != nil || again.User != k.User {
		t.Fatal(err)
	}
	if words := p.open().SecondSecret(); !strings.Contains(words, "protected file in "+p.keys) {
		t.Error(words)
	}
	restore(t, p.keys, nil)
	if _, err := p.unlock("rosa", password); !fault.Is(err, fault.Damaged) {
		t.Errorf("without the keychain: %v", err)
	}
}

func TestTheFolderAloneIsUseless(t *testing.T) {
	p := newPlace(t)
	p.create(rosa)
	elsewhere := newPlace(t)
	restore(t, elsewhere.dir, copyOf(t, p.dir))
	if _, err := elsewhere.unlock("rosa", password); !fault.Is(err, fault.Damaged) || !strings.Contains(fault.Words(err), "civicdesk recover") {
		t.Errorf("a copied folder and the right password: %v", err)
	}
	for name := range copyOf(t, p.keys) {
		info, err := os.Stat(filepath.Join(p.keys, name))
		if err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v %v", name, info.Mode(), err)
		}
	}
}

func TestRestoringHeaderOrKeychainSetsNoCountBack(t *testing.T) {
	for _, what := range []string{"header", "keychain"} {
		p := newPlace(t)
		p.create(rosa)
		fresh := map[string]map[string][]byte{"header": copyOf(t, p.dir), "keychain": copyOf(t, p.keys)}
		guesses := 0
		for ; guesses < 50; guesses++ {
			if _, err := p.unlock("rosa", "wrong"); fault.Is(err, fault.Locked) {
				break
			}
			restore(t, map[string]string{"header": p.dir, "keychain": p.keys}[what], fresh[what])
		}
		if guesses+1 != vault.MaxFailures {
			t.Errorf("%s restored after every guess: %d guesses", what, guesses+1)
		}
		restore(t, map[string]string{"header": p.dir, "keychain": p.keys}[what], fresh[what])
		if _, err := p.unlock("rosa", password); !fault.Is(err, fault.Locked) {
			t.Errorf("%s restored on a locked account: %v", what, err)
		}
	}
}

func TestRemovedKeysAreInNoHeader(t *testing.T) {
	p := newPlace(t)
	hq, far := vault.NewScopeKey("hiring/hq/1"), vault.NewScopeKey("hiring/far/1")
	k := p.create(rosa, hq, far)
	if !k.Ring.Remove(func(s app.Scope) bool { return s == "hiring/hq/1" }) || k.Ring.Remove(func(app.Scope) bool { return true }) {
		t.Error("Remove does not say what it did")
	}
	if err := k.Save(); err != nil {
		t.Fatal(err)
	}
	now := copyOf(t, p.dir)
	for _, name := range []string{"head.a", "head.b"} {
		restore(t, p.dir, map[string][]byte{name: now[name]})
		again, err := p.unlock("rosa", password)
		if err != nil {
			t.Fatal(err)
		}
		if keys := again.Ring.Keys(); len(keys) != 1 || keys[0].ID != hq.ID {
			t.Errorf("%s still has %d keys", name, len(keys))
		}
	}
}

func TestWhatOthersHoldIsKnown(t *testing.T) {
	p := newPlace(t)
	hq, far := vault.NewScopeKey("hiring/hq/1"), vault.NewScopeKey("hiring/far/1")
	k := p.create(rosa, hq, far)
	if _, err := k.AddUser("Grey-Otter-77", vault.Profile{Login: "omar"}, []vault.ScopeKey{hq}); err != nil {
		t.Fatal(err)
	}
	if held := k.HeldByOthers(); !held(hq.ID) || held(far.ID) {
		t.Error("what the other user holds is told wrongly")
	}
	// A new key of the scope is the other's as well: it comes with the next sync.
	next, farther := k.Ring.Next("hiring/hq/1"), k.Ring.Next("hiring/far/1")
	k.Ring.Add(next)
	k.Ring.Add(farther)
	if held := k.HeldByOthers(); !held(next.ID) || held(farther.ID) {
		t.Error("a scope that got a new key is told wrongly")
	}
}

func TestTheNewestKeySealsAndOlderOnesOpen(t *testing.T) {
	p := newPlace(t)
	first := vault.NewScopeKey("hiring/hq/1")
	k := p.create(rosa, first)
	row, err := k.Ring.Seal(first.ID, seal.NewKey(), 3, []byte("place"), []byte("body"), false)
	if err != nil {
		t.Fatal(err)
	}
	mark := k.Ring.Mark("hiring/hq/1", "078-05-1120")
	for range 7 {
		k.Ring.Add(k.Ring.Next("hiring/hq/1"))
	}
	if err := k.Save(); err != nil {
		t.Fatal(err)
	}
	newest, _ := k.Ring.For("hiring/hq/1")
	again, err := p.unlock("rosa", password)
	if err != nil {
		t.Fatal(err)
	}
	if id, _ := again.Ring.For("hiring/hq/1"); id != newest || id == first.ID {
		t.Error("another key than the newest seals after a restart")
	}
	if again.Ring.Mark("hiring/hq/1", "078-05-1120") != mark {
		t.Error("marks changed with the key")
	}
	wrapped, err := again.Ring.Rewrap(row, []byte("place"), false)
	if err != nil {
		t.Fatal(err)
	}
	if id, _ := wrapped.KeyOf(); id != newest {
		t.Error("not under the newest key")
	}
	if body, _, version, err := again.Ring.Open(wrapped, []byte("place"), false); err != nil || string(body) != "body" || version != 3 {
		t.Errorf("%q %d %v", body, version, err)
	}
	if same, err := again.Ring.Rewrap(wrapped, []byte("place"), false); err != nil || string(same) != string(wrapped) {
		t.Errorf("sealed anew without need: %v", err)
	}
	if err := openErr(again.Ring, row, "place", false); err != nil {
		t.Errorf("an old row: %v", err)
	}
}

func TestRecoveryKeyOpensAForgottenAccount(t *testing.T) {
	p := newPlace(t)
	file, public, err := vault.NewRecoveryKey(p.kdf, "a long passphrase of the agency")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := vault.OpenRecoveryKey(file, "another"); !fault.Is(err, fault.Denied) {
		t.Errorf("wrong passphrase: %v", err)
	}
	if _, err := vault.OpenRecoveryKey([]byte("{}"), "x"); !fault.Is(err, fault.Invalid) {
		t.Errorf("another file: %v", err)
	}
	key, err := vault.OpenRecoveryKey(file, "a long passphrase of the agency")
	if err != nil {
		t.Fatal(err)
	}
	k := p.create(rosa, vault.NewScopeKey(app.ScopeAgency))
	if _, err := p.open().Recover("rosa", key); !fault.Is(err, fault.NotFound) {
		t.Errorf("before the agency's key is known: %v", err)
	}
	told := k.Profile()
	told.Recovery = public
	k.SetProfile(told)
	if err := k.Save(); err != nil {
		t.Fatal(err)
	}
	otherFile, _, _ := vault.NewRecoveryKey(p.kdf, "x")
	other, err := vault.OpenRecoveryKey(otherFile, "x")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.open().Recover("rosa", other); !fault.Is(err, fault.Denied) {
		t.Errorf("another agency's key: %v", err)
	}
	for range vault.MaxFailures {
		p.unlock("rosa", "wrong")
	}
	restore(t, p.keys, nil) // and the keychain is lost
	again, err := p.open().Recover("rosa", key)
	if err != nil {
		t.Fatal(err)
	}
	if again.User != k.User || len(again.Ring.Keys()) != 1 {
		t.Error("recovered keys differ")
	}
	if err := k.SetPassword("Grey-Otter-77"); !fault.Is(err, fault.Denied) {
		t.Errorf("a new password without the old one: %v", err)
	}
	if err := again.SetPassword(password); !fault.Is(err, fault.Invalid) {
		t.Errorf("the present password as the new one: %v", err)
	}
	if err := again.SetPassword("Grey-Otter-77"); err != nil {
		t.Fatal(err)
	}
	if err := again.SetPassword("Grey-Otter-78"); !fault.Is(err, fault.Denied) {
		t.Errorf("a second time: %v", err)
	}
	if k, err := p.unlock("rosa", "Grey-Otter-77"); err != nil || k.User != again.User {
		t.Errorf("with the new password: %v", err)
	}
	if _, err := p.unlock("rosa", password); !fault.Is(err, fault.Denied) {
		t.Errorf("with the forgotten password: %v", err)
	}
}

func TestKeychainForgets(t *testing.T) {
	k := vault.FileKeychain(filepath.Join(disktest.Dir(t), "new"))
	if _, err := k.Get("a/b"); !errors.Is(err, vault.ErrNoSecret) {
		t.Error(err)
	}
	if err := k.Set("a/b", []byte("s")); err != nil {
		t.Fatal(err)
	}
	if raw, err := k.Get("a/b"); err != nil || string(raw) != "s" {
		t.Error(raw, err)
	}
	if err := errors.Join(k.Delete("a/b"), k.Delete("a/b")); err != nil {
		t.Error(err)
	}
	if _, err := k.Get("a/b"); !errors.Is(err, vault.ErrNoSecret) {
		t.Error(err)
	}
	if err := vault.FileKeychain("").Set("a", nil); err == nil || !strings.Contains(err.Error(), "CIVICDESK_KEYCHAIN") {
		t.Error(err)
	}
}

func TestARetiredKeyOpensAndSealsNothing(t *testing.T) {
	p := newPlace(t)
	first := vault.NewScopeKey("hiring/hq/1")
	other := vault.NewScopeKey("hiring/west/1")
	k := p.create(rosa, first, other)
	lost := k.Ring.Next("hiring/hq/1")
	k.Ring.Add(lost)
	row, err := k.Ring.Seal(lost.ID, seal.NewKey(), 3, []byte("place"), []byte("body"), false)
	if err != nil {
		t.Fatal(err)
	}
	hq := func(s app.Scope) bool { return s == "hiring/hq/1" }
	if !k.Ring.Listed([]vault.KeyID{first.ID}, hq) || k.Ring.Listed([]vault.KeyID{first.ID}, hq) {
		t.Error("a change is told wrongly")
	}
	if err := k.Save(); err != nil {
		t.Fatal(err)
	}
	again, err := p.unlock("rosa", password)
	if err != nil {
		t.Fatal(err)
	}
	if id, _ := again.Ring.For("hiring/hq/1"); id != first.ID {
		t.Error("the retired key seals")
	}
	if id, ok := again.Ring.For("hiring/west/1"); !ok || id != other.ID {
		t.Error("a key of another scope was retired")
	}
	if err := openErr(again.Ring, row, "place", false); err != nil {
		t.Errorf("the retired key does not open: %v", err)
	}
	again.Ring.Listed(nil, hq)
	if id, ok := again.Ring.For("hiring/hq/1"); !ok || id != lost.ID {
		t.Error("a scope whose keys are all retired cannot be worked in")
	}
}
