package desktop

import (
	"os"
	"testing"
)

// TestMain keeps the second secrets of tests out of the keychain of whoever runs
// them.
func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "keychain")
	if err != nil {
		panic(err)
	}
	os.Setenv("CIVICDESK_KEYCHAIN", dir)
	status := m.Run()
	os.RemoveAll(dir)
	os.Exit(status)
}
