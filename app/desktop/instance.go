package desktop

import (
	"crypto/sha256"
	"encoding/hex"
	"path/filepath"
)

// instance is the name under which the window of a data folder is found by one
// that is started later: the same for every way to write the folder. It tells
// nothing of the folder to others on this computer.
func instance(folder string) string {
	if abs, err := filepath.Abs(folder); err == nil {
		folder = abs
	}
	if real, err := filepath.EvalSymlinks(folder); err == nil {
		folder = real
	} else if real, err := filepath.EvalSymlinks(filepath.Dir(folder)); err == nil { // not made yet
		folder = filepath.Join(real, filepath.Base(folder))
	}
	sum := sha256.Sum256([]byte(folder))
	return "civicdesk_" + hex.EncodeToString(sum[:8])
}
