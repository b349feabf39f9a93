package vault_test

import (
	"crypto/fips140"
	"encoding/hex"
	"os"
	"strings"
	"testing"

	"civicdesk/app"
)

const userOfFormat1 = "3e8de241d7f21c61" // the beginning of rosa's key

// The header files in testdata/format1 were written by the first release. They
// open for ever; the first sign-in brings each account to the present format.
func TestHeadersOfTheFirstReleaseOpen(t *testing.T) {
	if fips140.Enabled() {
		t.Skip("their keys were made by Argon2id")
	}
	p := newPlace(t)
	if err := os.CopyFS(p.dir, os.DirFS("testdata/format1")); err != nil {
		t.Fatal(err)
	}
	k, err := p.unlock("rosa", password)
	if err != nil {
		t.Fatal(err)
	}
	if got := hex.EncodeToString(k.User[:8]); got != userOfFormat1 || k.Profile().Name != "Rosa Delgado" {
		t.Errorf("%s %+v", got, k.Profile())
	}
	if keys := k.Ring.Keys(); len(keys) != 1 || keys[0].Scope != app.ScopeAgency || keys[0].Key[0] != 9 {
		t.Errorf("%+v", keys)
	}
	if !k.HeldByOthers()(k.Ring.Keys()[0].ID) {
		t.Error("what an account of the first format holds is unknown, and so counts as held")
	}
	if words := p.open().SecondSecret(); !strings.Contains(words, "protected file") || !strings.Contains(words, "still needs a password only") {
		t.Error(words)
	}
	if _, err := p.unlock("omar", "Grey-Otter-77"); err != nil { // in a header of the present format
		t.Fatal(err)
	}
	if k, err = p.unlock("rosa", password); err != nil || k.PasswordSet() != p.now {
		t.Errorf("signing in again: %v", err)
	}
}
