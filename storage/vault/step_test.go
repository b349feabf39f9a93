package vault

import (
	"crypto/fips140"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/storage/disk/disktest"
)

// dying is the real disk in a program that is killed at a step: before it, in
// the middle of a write, or after it. Nothing happens on it afterwards.
type dying struct {
	osDisk
	at    int // the step at which it dies, from 1; 0: it lives
	how   string
	steps int
}

var errKilled = errors.New("killed")

// step counts a step, does as much of it as how allows, and says whether the
// program lives.
func (d *dying) step(whole, half func() error) error {
	d.steps++
	if d.at == 0 || d.steps < d.at {
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

func (d *dying) write(name string, data []byte) error {
	return d.step(func() error { return d.osDisk.write(name, data) }, func() error { return d.osDisk.write(name, data[:len(data)/2]) })
}

func (d *dying) rename(from, to string) error {
	return d.step(func() error { return d.osDisk.rename(from, to) }, nothing)
}

func (d *dying) remove(name string) error {
	return d.step(func() error { return d.osDisk.remove(name) }, nothing)
}

const firstPassword, secondPassword = "Blue-Heron-42", "Grey-Otter-77"

// Every change of keys is stopped at every step of every file, header and
// keychain; afterwards the account opens with the password before or after the
// change, and so does the other user's.
func TestKeysOpenWhereverAChangeIsCutOff(t *testing.T) {
	kdf := InsecureTestKDF()
	clock := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	file, public, err := NewRecoveryKey(kdf, "passphrase")
	if err != nil {
		t.Fatal(err)
	}
	recovery, err := OpenRecoveryKey(file, "passphrase")
	if err != nil {
		t.Fatal(err)
	}
	stronger := kdf
	stronger.Time++
	for name, change := range map[string]func(v *Vault, k *Keys) error{
		"password": func(_ *Vault, k *Keys) error { return k.ChangePassword(firstPassword, secondPassword) },
		"sign-in":  func(v *Vault, _ *Keys) error { _, err := v.Unlock("rosa", firstPassword); return err },
		"stricter policy": func(v *Vault, _ *Keys) error {
			v.kdf = stronger
			_, err := v.Unlock("rosa", firstPassword)
			return err
		},
		"key taken away": func(_ *Vault, k *Keys) error {
			k.Ring.Remove(func(s app.Scope) bool { return s == app.ScopeAgency })
			return k.Save()
		},
		"new epoch": func(_ *Vault, k *Keys) error {
			k.Ring.Add(k.Ring.Next(app.ScopeAgency))
			return k.Save()
		},
		"third user": func(_ *Vault, k *Keys) error {
			_, err := k.AddUser(secondPassword, Profile{Login: "ada"}, nil)
			return err
		},
		"new secret of the store": func(_ *Vault, k *Keys) error {
			return errors.Join(k.SetAnchor(Anchor.Next), k.SetAnchor(func(a Anchor) Anchor { return a.Only(2) }))
		},
		"recovery": func(v *Vault, _ *Keys) error {
			k, err := v.Recover("rosa", recovery)
			if err != nil {
				return err
			}
			return k.SetPassword(secondPassword)
		},
	} {
		t.Run(name, func(t *testing.T) {
			if fips140.Enabled() && name != "password" && name != "recovery" {
				t.Skip("derivations cost too much in this mode, and the steps are the same")
			}
			whole := cutOff(t, kdf, clock, public, recovery, change, 0, "")
			if fips140.Enabled() {
				return
			}
			for at := 1; at <= whole; at++ {
				for _, how := range []string{"before", "half", "after"} {
					cutOff(t, kdf, clock, public, recovery, change, at, how)
				}
			}
			if whole < 4 {
				t.Errorf("only %d steps: the disk is not the one that is written to", whole)
			}
		})
	}
}

// memoryDir is a folder in memory where the system has one: the steps count, not
// how long the disk takes for them.
func memoryDir(t testing.TB) string { return disktest.Memory(t) }

// cutOff makes a store of two users, runs change on a disk that dies at a step,
// and opens the store as a new program does. It returns how many steps there
// were.
func cutOff(t *testing.T, kdf KDF, clock time.Time, public []byte, recovery RecoveryKey, change func(*Vault, *Keys) error, at int, how string) int {
	t.Helper()
	dir, keychain := memoryDir(t), memoryDir(t)
	d := &dying{how: how}
	now := func() time.Time { return clock }
	options := func(d disk) []Option {
		return []Option{WithKeychains(fileKeychain{keychain, d}), WithClock(now), WithRules(Rules{Past: 5}), func(v *Vault) { v.disk = d }}
	}
	hq, agency := NewScopeKey("hiring/hq/1"), NewScopeKey(app.ScopeAgency)
	k, err := Create(dir, kdf, firstPassword, Profile{Login: "rosa", Recovery: public}, []ScopeKey{agency, hq}, options(d)...)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := k.AddUser(secondPassword, Profile{Login: "omar"}, []ScopeKey{hq}); err != nil {
		t.Fatal(err)
	}
	d.steps, d.at = 0, at
	if err := change(k.vault, k); at == 0 && err != nil {
		t.Fatal(err)
	}
	steps := d.steps
	open := func() *Vault {
		v, err := Open(dir, kdf, options(osDisk{})...)
		if err != nil {
			t.Fatalf("step %d %s: %v", at, how, err)
		}
		return v
	}
	var again *Keys
	first := k.Anchor().Epochs[0]
	for _, password := range []string{firstPassword, secondPassword} {
		if k, err := open().Unlock("rosa", password); err == nil {
			again = k
		} else if !fault.Is(err, fault.Denied) {
			t.Fatalf("step %d %s: %v", at, how, err)
		}
	}
	if again == nil || again.User != k.User {
		t.Fatalf("step %d %s: neither password opens the account", at, how)
	}
	last := again.Anchor().Epochs
	if last[0] != first && (len(last) != 1 || last[0].N != 2) {
		t.Fatalf("step %d %s: the anchor has %d epochs", at, how, len(last))
	}
	if opened, err := open().Recover("rosa", recovery); err != nil || !slices.Equal(opened.epochs, last) {
		t.Fatalf("step %d %s: the recovery key opens %d epochs of %d: %v", at, how, len(opened.epochs), len(last), err)
	}
	if omar, err := open().Unlock("omar", secondPassword); err != nil || len(omar.Ring.Keys()) != 1 {
		t.Fatalf("step %d %s: the other user: %v", at, how, err)
	}
	return steps
}

// A first sign-in that is cut off leaves an account or none, never half of one.
func TestCreateCutOff(t *testing.T) {
	kdf := InsecureTestKDF()
	for at := 1; at <= 6; at++ {
		for _, how := range []string{"before", "half", "after"} {
			dir, keychain := filepath.Join(disktest.Dir(t), "desk"), disktest.Dir(t)
			d := &dying{at: at, how: how}
			create := func(d disk) error {
				_, err := Create(dir, kdf, firstPassword, Profile{Login: "rosa"}, nil, WithKeychains(fileKeychain{keychain, d}), func(v *Vault) { v.disk = d })
				return err
			}
			create(d)
			v, err := Open(dir, kdf, WithKeychains(FileKeychain(keychain)))
			if errors.Is(err, os.ErrNotExist) {
				if err := create(osDisk{}); err != nil {
					t.Fatalf("step %d %s: once more: %v", at, how, err)
				}
				continue
			}
			if err != nil {
				t.Fatalf("step %d %s: %v", at, how, err)
			}
			if _, err := v.Unlock("rosa", firstPassword); err != nil {
				t.Fatalf("step %d %s: %v", at, how, err)
			}
		}
		if fips140.Enabled() {
			return
		}
	}
}

// A guess that cannot be counted is not tried; one that is cut off after it was
// counted, whatever its password, is used up.
func TestAGuessIsCountedFirst(t *testing.T) {
	dir, keychain := disktest.Dir(t), disktest.Dir(t)
	d := &dying{how: "before"}
	open := func() *Vault {
		v, err := Open(dir, InsecureTestKDF(), WithKeychains(fileKeychain{keychain, d}), func(v *Vault) { v.disk = d })
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	if _, err := Create(dir, InsecureTestKDF(), firstPassword, Profile{Login: "rosa"}, nil, WithKeychains(fileKeychain{keychain, d}), func(v *Vault) { v.disk = d }); err != nil {
		t.Fatal(err)
	}
	for step := 1; step <= 4; step++ { // keychain and header, each written and renamed
		d.steps, d.at = 0, step
		if k, err := open().Unlock("rosa", "wrong"); k != nil || fault.Is(err, fault.Denied) {
			t.Errorf("step %d: a guess that could not be counted was answered: %v", step, err)
		}
	}
	d.at = 0
	if _, err := open().Unlock("rosa", firstPassword); err != nil {
		t.Fatal(err)
	}
	for range MaxFailures { // the right password, but nothing of its success reaches the disk
		d.steps, d.at = 0, 5
		if _, err := open().Unlock("rosa", firstPassword); err == nil {
			t.Fatal("signed in without a trace")
		}
	}
	d.at = 0
	if _, err := open().Unlock("rosa", firstPassword); !fault.Is(err, fault.Locked) {
		t.Errorf("after five guesses that were cut off: %v", err)
	}
}

func TestParametersAreCapped(t *testing.T) {
	good := DefaultKDF().salted()
	if err := good.check(); err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string]func(*KDF){
		"time":       func(k *KDF) { k.Time = 1 << 30 },
		"none":       func(k *KDF) { k.Time = 0 },
		"memory":     func(k *KDF) { k.Name, k.Time, k.Threads, k.Memory = "argon2id", 3, 4, 1<<20+1 },
		"threads":    func(k *KDF) { k.Name, k.Time, k.Memory, k.Threads = "argon2id", 3, 64, 17 },
		"few rounds": func(k *KDF) { k.Name, k.Time = "pbkdf2-sha256", 599_999 },
		"salt":       func(k *KDF) { k.Salt = k.Salt[:8] },
		"function":   func(k *KDF) { k.Name = "md5" },
	} {
		k := good.salted()
		spoil(&k)
		if _, err := k.key("x"); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

// Go lets Argon2id pass in FIPS 140 mode; the program does not. The test runs
// itself again in that mode.
func TestNoArgon2idUnderFIPS(t *testing.T) {
	if !fips140.Enabled() {
		exe, err := os.Executable()
		if err != nil {
			t.Fatal(err)
		}
		cmd := exec.Command(exe, "-test.run=^TestNoArgon2idUnderFIPS$", "-test.v")
		cmd.Env = append(os.Environ(), "GODEBUG=fips140=only")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("in FIPS 140 mode: %v\n%s", err, out)
		}
		return
	}
	old := KDF{Name: "argon2id", Time: 1, Memory: 64, Threads: 1}.salted()
	if _, err := old.key("x"); !errors.Is(err, errNotApproved) {
		t.Errorf("a slot: %v", err)
	}
	if _, err := argon2id("x", old); !errors.Is(err, errNotApproved) {
		t.Errorf("the function itself: %v", err)
	}
	if DefaultKDF().Name != "pbkdf2-sha256" || InsecureTestKDF().Name != "pbkdf2-sha256" {
		t.Error("new slots use another function than PBKDF2")
	}
	dir := disktest.Dir(t)
	k, err := Create(dir, DefaultKDF(), firstPassword, Profile{Login: "rosa"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	k.vault.head.slot(k.tag).KDF = old
	_, err = k.vault.Unlock("rosa", firstPassword)
	if words := fault.Words(err); !fault.Is(err, fault.Refused) || !strings.Contains(words, "FIPS mode") || !strings.Contains(words, "civicdesk recover") {
		t.Errorf("signing in to a slot made by Argon2id: %v", err)
	}
	if n := k.vault.head.slot(k.tag).Failures; n != 0 {
		t.Errorf("what could not be tried was counted %d times", n)
	}
}
