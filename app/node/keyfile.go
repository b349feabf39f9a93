// Package node opens a store with all record types and hands out the services:
// wiring, and nothing else. Server is the agency's authority; Desktop is one
// computer's data folder.
package node

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/storage/backup"
	"civicdesk/storage/disk"
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
	raw, err := keyFile{Store: app.NewID(), Root: root[:]}.bytes()
	if err != nil {
		return err
	}
	return disk.Replace(disk.OS{}, dir, KeyFile(dir), raw)
}

// readKey reads the server's key from where source says: "" or "file" is the
// file in the folder, "file:PATH" another one, "credential:NAME" a credential
// that systemd gave the service, "env:NAME" a variable of the environment. All
// hold what the file holds.
func readKey(dir, source string) (store app.ID, root seal.Key, err error) {
	from, name, _ := strings.Cut(source, ":")
	path := KeyFile(dir)
	switch {
	case from == "env":
		raw, ok := os.LookupEnv(name)
		if !ok {
			return "", root, fault.E("node.OpenServer", fault.NotFound, "The variable "+name+" is not set. It must hold the server's key, the content of server.key.", nil)
		}
		return parseKey([]byte(raw))
	case from == "credential":
		folder := os.Getenv("CREDENTIALS_DIRECTORY")
		if folder == "" {
			return "", root, fault.E("node.OpenServer", fault.NotFound, "There is no systemd credential here. Start the service through systemd with LoadCredential="+name+":PATH.", nil)
		}
		path = filepath.Join(folder, name)
	case from == "file" && name != "":
		path = name
	case from != "" && from != "file":
		return "", root, fault.E("node.OpenServer", fault.Invalid, "The place of the key is file:PATH, credential:NAME or env:NAME.", nil)
	}
	raw, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) && path == KeyFile(dir) {
		return "", root, fault.E("node.OpenServer", fault.NotFound, "There is no agency's server in "+dir+". Make one with “civicdesk init”.", err)
	}
	if err != nil {
		return "", root, fault.E("node.OpenServer", fault.Denied, "The server's key file "+path+" cannot be read.", err)
	}
	return parseKey(raw)
}

func parseKey(raw []byte) (store app.ID, root seal.Key, err error) {
	var k keyFile
	err = json.Unmarshal(raw, &k)
	if err == nil {
		root, err = seal.KeyFrom(k.Root)
	}
	if err != nil {
		return "", root, fault.E("node.OpenServer", fault.Damaged, "The server's key is damaged. Put back a copy of server.key.", err)
	}
	return k.Store, root, nil
}

// OwnSecret opens the backups of the server in the folder, with its own key.
func OwnSecret(dir, source string) (backup.Secret, error) {
	_, root, err := readKey(dir, source)
	return backup.WithOwn(root.Sub("backup")), err
}

func (k keyFile) bytes() ([]byte, error) { return json.MarshalIndent(k, "", "  ") }
