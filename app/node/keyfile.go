// Package node opens a store with all record types and hands out the services:
// wiring, and nothing else. Server is the agency's authority; Desktop is one
// computer's data folder.
package node

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/storage/seal"
)

// keyFile is the server's secret: whoever has it and the store reads everything.
// It lies apart from the store, so that a backup of one is useless without the
// other.
type keyFile struct {
	Store app.ID `json:"store"`
	Root  []byte `json:"root"` // seals the store, the agency's sync key included
}

// KeyFile is the path of the server's key in its folder.
func KeyFile(dir string) string { return filepath.Join(dir, "server.key") }

// newKeyFile makes the key of a new server. A folder that has one is refused,
// since a new key would make its store unreadable.
func newKeyFile(dir string) error {
	if _, err := os.Stat(KeyFile(dir)); err == nil {
		return fault.E("node.InitServer", fault.Conflict, "This folder already holds an agency's server. Choose another folder.", nil)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fault.E("node.InitServer", fault.Invalid, "The folder "+dir+" cannot be made: choose one that you may write to.", err)
	}
	root := seal.NewKey()
	raw, err := json.MarshalIndent(keyFile{Store: app.NewID(), Root: root[:]}, "", "  ")
	if err != nil {
		return err
	}
	if err := os.WriteFile(KeyFile(dir)+".new", raw, 0o600); err != nil {
		return err
	}
	return os.Rename(KeyFile(dir)+".new", KeyFile(dir))
}

func readKeyFile(dir string) (store app.ID, root seal.Key, err error) {
	raw, err := os.ReadFile(KeyFile(dir))
	if errors.Is(err, os.ErrNotExist) {
		return "", root, fault.E("node.OpenServer", fault.NotFound, "There is no agency's server in "+dir+". Make one with “civicdesk init”.", err)
	}
	if err != nil {
		return "", root, fault.E("node.OpenServer", fault.Denied, "The server's key file cannot be read.", err)
	}
	var k keyFile
	err = json.Unmarshal(raw, &k)
	if err == nil {
		root, err = seal.KeyFrom(k.Root)
	}
	if err != nil {
		return "", root, fault.E("node.OpenServer", fault.Damaged, "The server's key file is damaged. Put back a copy of server.key.", err)
	}
	return k.Store, root, nil
}
