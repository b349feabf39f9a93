package record_test

import (
	"os"
	"strconv"
	"testing"

	"civicdesk/app"
	"civicdesk/storage/record"
	"civicdesk/storage/vault"
)

func newKeys(t *testing.T, dir string, scopes ...app.Scope) *vault.Keys {
	t.Helper()
	var keys []vault.ScopeKey
	for _, s := range scopes {
		keys = append(keys, vault.NewScopeKey(s))
	}
	opened, err := vault.Create(dir, vault.InsecureTestKDF(), "Password-1", vault.Profile{User: "u-1", Login: "user", Device: app.NewID()}, keys)
	if err != nil {
		t.Fatal(err)
	}
	return opened
}

// copyOf closes the store and returns its file's bytes.
func copyOf(t *testing.T, path string, db *record.DB) []byte {
	t.Helper()
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func restore(t *testing.T, b []byte, path string) {
	t.Helper()
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
}

// count is how often a long test repeats itself: more when the variable says so.
func count(variable string, usual int) int {
	if n, err := strconv.Atoi(os.Getenv(variable)); err == nil {
		return n
	}
	return usual
}
