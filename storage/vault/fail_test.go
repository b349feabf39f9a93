package vault

import (
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"civicdesk/app"
	"civicdesk/app/fault"
)

// ailing is the real disk, one step of which fails; with stay, every step from
// then on. The program lives.
type ailing struct {
	osDisk
	at, steps int
	stay      bool
	err       error
}

func (d *ailing) step(do func() error) error {
	d.steps++
	if d.at > 0 && (d.steps == d.at || d.stay && d.steps > d.at) {
		return d.err
	}
	return do()
}

func (d *ailing) write(name string, data []byte) error {
	err := d.step(func() error { return d.osDisk.write(name, data) })
	if err != nil {
		d.osDisk.write(name, data[:len(data)/2]) // as a disk that fills up does
	}
	return err
}

func (d *ailing) rename(from, to string) error {
	return d.step(func() error { return d.osDisk.rename(from, to) })
}

func (d *ailing) remove(name string) error {
	return d.step(func() error { return d.osDisk.remove(name) })
}

// Every step of every change of keys fails once, or from then on, with a disk
// that is full or broken. The same program goes on, and a new one starts: the
// account opens in both, and what was said to be done is done.
func TestEveryStepFailsOnce(t *testing.T) {
	kdf := InsecureTestKDF()
	stronger := kdf
	stronger.Time++
	changes := map[string]func(*Vault, *Keys) error{
		"password":        func(_ *Vault, k *Keys) error { return k.ChangePassword(firstPassword, secondPassword) },
		"sign-in":         func(v *Vault, _ *Keys) error { _, err := v.Unlock("rosa", firstPassword); return err },
		"stricter policy": func(v *Vault, _ *Keys) error { v.kdf = stronger; _, err := v.Unlock("rosa", firstPassword); return err },
		"new epoch": func(_ *Vault, k *Keys) error {
			k.Ring.Add(k.Ring.Next(app.ScopeAgency))
			return k.Save()
		},
		"third user": func(_ *Vault, k *Keys) error {
			_, err := k.AddUser(secondPassword, Profile{Login: "ada"}, nil)
			return err
		},
	}
	if kdf.Name != "argon2id" { // in FIPS 140 mode, where a derivation costs much more
		changes = map[string]func(*Vault, *Keys) error{"new epoch": changes["new epoch"]}
	}
	for name, change := range changes {
		for _, fail := range []error{syscall.EIO, syscall.ENOSPC} {
			for _, stay := range []bool{false, true} {
				for at, done := 1, false; !done; at++ {
					what := fmt.Sprintf("%s: %v at step %d (stay %v)", name, fail, at, stay)
					done = failsAt(t, what, kdf, change, &ailing{at: at, stay: stay, err: fail}) < at
				}
			}
		}
	}
}

func failsAt(t *testing.T, what string, kdf KDF, change func(*Vault, *Keys) error, d *ailing) int {
	t.Helper()
	dir, keychain := memoryDir(t), memoryDir(t)
	at := d.at
	d.at = 0
	k, err := Create(dir, kdf, firstPassword, Profile{Login: "rosa"}, []ScopeKey{NewScopeKey(app.ScopeAgency)}, WithKeychains(fileKeychain{keychain, d}), func(v *Vault) { v.disk = d })
	if err != nil {
		t.Fatal(err)
	}
	d.steps, d.at = 0, at
	changed := change(k.vault, k)
	steps := d.steps
	d.at = 0
	opens := func(program string, v *Vault) {
		t.Helper()
		opened, err := v.Unlock("rosa", firstPassword)
		if fault.Is(err, fault.Denied) {
			opened, err = v.Unlock("rosa", secondPassword)
		}
		if err != nil || opened.User != k.User {
			t.Fatalf("%s: %s: %v (the change: %v)", what, program, err, changed)
		}
	}
	opens("the same program", k.vault)
	again, err := Open(dir, kdf, WithKeychains(FileKeychain(keychain)))
	if err != nil {
		t.Fatalf("%s: %v", what, err)
	}
	opens("a new program", again)
	if again.Has("ada") {
		if _, err := again.Unlock("ada", secondPassword); err != nil {
			t.Fatalf("%s: the third user: %v", what, err)
		}
	}
	return steps
}

// Where there is no keychain, and so no second secret, neither header opens with
// the old password: each alone is taken away.
func TestNoHeaderOpensWithTheOldPassword(t *testing.T) {
	for _, gone := range []string{"head.a", "head.b"} {
		dir := memoryDir(t)
		k, err := Create(dir, InsecureTestKDF(), firstPassword, Profile{Login: "rosa"}, nil)
		if err != nil {
			t.Fatal(err)
		}
		if err := k.ChangePassword(firstPassword, secondPassword); err != nil {
			t.Fatal(err)
		}
		if err := os.Remove(filepath.Join(dir, gone)); err != nil {
			t.Fatal(err)
		}
		v, err := Open(dir, InsecureTestKDF())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := v.Unlock("rosa", firstPassword); !fault.Is(err, fault.Denied) {
			t.Errorf("without %s the old password: %v", gone, err)
		}
		if _, err := v.Unlock("rosa", secondPassword); err != nil {
			t.Errorf("without %s: %v", gone, err)
		}
	}
}
