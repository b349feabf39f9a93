package vault

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"civicdesk/app/fault"
	"civicdesk/storage/disk/disktest"
)

const keyringPassword = "the keyring's own"

// The steps of keys over a real Secret Service: gnome-keyring in a session of its
// own, with a home of its own. The test runs itself again within that session.
func TestSecretService(t *testing.T) {
	if os.Getenv("CIVICDESK_SECRET_SERVICE") != "" {
		inSession(t)
		return
	}
	for _, tool := range []string{"dbus-run-session", "dbus-send", "gnome-keyring-daemon"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("needs %s (build/install.sh)", tool)
		}
	}
	home := disktest.Dir(t)
	cmd := exec.Command("dbus-run-session", "--", os.Args[0], "-test.run=^TestSecretService$", "-test.v")
	for _, v := range os.Environ() {
		if !strings.HasPrefix(v, "CIVICDESK_KEYCHAIN=") && !strings.HasPrefix(v, "DISPLAY=") && !strings.HasPrefix(v, "DBUS_") && !strings.HasPrefix(v, "WAYLAND_DISPLAY=") {
			cmd.Env = append(cmd.Env, v)
		}
	}
	cmd.Env = append(cmd.Env, "CIVICDESK_SECRET_SERVICE=1", "HOME="+home, "XDG_RUNTIME_DIR="+home, "XDG_DATA_HOME="+filepath.Join(home, "share"))
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

// startKeyring starts the service, unlocks it and returns how to end it.
func startKeyring(t *testing.T) (end func()) {
	t.Helper()
	cmd := exec.Command("gnome-keyring-daemon", "--unlock", "--foreground", "--components=secrets")
	cmd.Stdin = strings.NewReader(keyringPassword)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	// To ask it too early would let the bus start another, which is locked.
	until(t, "the keychain is on the bus", func() bool {
		out, err := exec.Command("dbus-send", "--session", "--print-reply=literal", "--dest=org.freedesktop.DBus", "/",
			"org.freedesktop.DBus.NameHasOwner", "string:org.freedesktop.secrets").Output()
		return err == nil && strings.Contains(string(out), "true")
	})
	until(t, "the keychain is open", func() bool {
		k := systemKeychain{}
		return k.Set("ready", []byte{1}) == nil && k.Delete("ready") == nil
	})
	ended := false
	end = func() {
		if !ended {
			ended = true
			cmd.Process.Kill()
			cmd.Wait()
		}
	}
	t.Cleanup(end)
	return end
}

// until asks again and again, for a minute, whether something has come true.
func until(t *testing.T, what string, is func() bool) {
	t.Helper()
	for range 3000 {
		if is() {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Fatal("waited in vain until " + what)
}

func lockKeyring(t *testing.T) {
	t.Helper()
	out, err := exec.Command("dbus-send", "--session", "--print-reply", "--dest=org.freedesktop.secrets", "/org/freedesktop/secrets",
		"org.freedesktop.Secret.Service.Lock", "array:objpath:/org/freedesktop/secrets/collection/login").CombinedOutput()
	if err != nil {
		t.Fatalf("%v %s", err, out)
	}
}

// endKeyring ends whichever keychain answers on the session's own bus.
func endKeyring(t *testing.T) {
	t.Helper()
	out, err := exec.Command("dbus-send", "--session", "--print-reply=literal", "--dest=org.freedesktop.DBus", "/",
		"org.freedesktop.DBus.GetConnectionUnixProcessID", "string:org.freedesktop.secrets").Output()
	if err != nil {
		t.Fatal(err)
	}
	pid, err := strconv.Atoi(strings.TrimPrefix(strings.TrimSpace(string(out)), "uint32 "))
	if err != nil {
		t.Fatal(err)
	}
	if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
}

func inSession(t *testing.T) {
	end := startKeyring(t)
	chain := systemKeychain{}
	if all := Keychains(); len(all) != 2 || all[0].Kind() != "system" {
		t.Fatalf("the keychain is not found: %v", all)
	}
	if _, err := chain.Get("nothing"); !errors.Is(err, ErrNoSecret) {
		t.Fatalf("a name that is not there: %v", err)
	}
	dir, kdf := disktest.Dir(t), InsecureTestKDF()
	k, err := Create(dir, kdf, firstPassword, Profile{Login: "rosa"}, nil, WithKeychains(chain))
	if err != nil {
		t.Fatal(err)
	}
	open := func() *Vault {
		t.Helper()
		v, err := Open(dir, kdf, WithKeychains(chain))
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	before := k.vault.head.slot(k.tag).Second
	if !strings.HasPrefix(before, "system:") || !strings.Contains(open().SecondSecret(), "operating system") {
		t.Fatalf("the second secret lies in %s", before)
	}
	if err := k.ChangePassword(firstPassword, secondPassword); err != nil {
		t.Fatal(err)
	}
	if _, name, _ := strings.Cut(before, ":"); chain.has(name) {
		t.Error("the second secret of the old password is still there")
	}
	if _, err := open().Unlock("rosa", secondPassword); err != nil {
		t.Fatal(err)
	}

	lockKeyring(t)
	told := func(what string, err error) {
		t.Helper()
		if !fault.Is(err, fault.Unavailable) || !strings.Contains(fault.Words(err), "nlock") {
			t.Errorf("%s, with the keychain locked: %v", what, err)
		}
	}
	_, err = open().Unlock("rosa", secondPassword)
	told("signing in", err)
	told("changing the password", k.ChangePassword(secondPassword, firstPassword))
	end() // the session's bus starts another in its place, which is locked
	_, err = open().Unlock("rosa", secondPassword)
	told("signing in after the keychain went away", err)
	endKeyring(t)
	startKeyring(t)
	if n := open().head.Slots[0].Failures; n != 0 {
		t.Errorf("what could not be tried was counted %d times", n)
	}
	if _, err := open().Unlock("rosa", secondPassword); err != nil {
		t.Fatalf("unlocked again: %v", err)
	}
	countsHold(t, dir, open)
}

func (k systemKeychain) has(name string) bool {
	_, err := k.Get(name)
	return !errors.Is(err, ErrNoSecret)
}

// countsHold guesses five times, puts the header of before back, and guesses
// again.
func countsHold(t *testing.T, dir string, open func() *Vault) {
	t.Helper()
	old := disktest.Dir(t)
	if err := os.CopyFS(old, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	for range MaxFailures {
		open().Unlock("rosa", "wrong")
	}
	for _, name := range []string{"head.a", "head.b"} {
		b, err := os.ReadFile(filepath.Join(old, name))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := open().Unlock("rosa", secondPassword); !fault.Is(err, fault.Locked) {
		t.Errorf("with the header of before: %v", err)
	}
}
