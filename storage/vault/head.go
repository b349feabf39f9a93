package vault

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"civicdesk/app"
	"civicdesk/storage"
)

// head is what lies in head.a and head.b: who owns the store, and a slot for
// each user. Nothing in it is readable data of a person; logins are digests.
type head struct {
	Format     int    `json:"format"`
	Store      app.ID `json:"store"`
	Generation uint64 `json:"generation"`
	Slots      []slot `json:"slots"`
	MAC        []byte `json:"mac"` // over everything but the failure counts, under the store key
}

type slot struct {
	Tag      []byte `json:"tag"` // digest of store and login
	KDF      KDF    `json:"kdf"`
	Commit   []byte `json:"commit"`   // ties the slot to one key (GCM alone does not)
	Sealed   []byte `json:"sealed"`   // store key ‖ user key, under the password's key
	Contents []byte `json:"contents"` // profile and scope keys, under the user key
	Server   []byte `json:"server"`   // the agency's public sync key: checks unlock codes
	Failures int    `json:"failures"` // wrong passwords in a row, counted before deriving
	Unlocks  int    `json:"unlocks"`  // how often the server lifted the lock
}

const headFormat = 1

var headMagic = []byte("civicdesk head 1\n")

// writeHead stores h as the next generation in the file that is not the newest,
// under a temporary name first, so that one whole header always exists.
func writeHead(dir string, h *head) error {
	h.Generation++
	body, err := json.Marshal(h)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(body)
	name := filepath.Join(dir, []string{"head.a", "head.b"}[h.Generation%2])
	return replaceFile(name, bytes.Join([][]byte{headMagic, sum[:], body}, nil))
}

// readHead returns the newest whole header, or os.ErrNotExist when the folder
// has none, or storage.ErrDamaged when it has only broken ones.
func readHead(dir string) (*head, error) {
	var newest *head
	var trouble error
	for _, name := range []string{"head.a", "head.b"} {
		raw, err := os.ReadFile(filepath.Join(dir, name))
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		h, err := parseHead(raw)
		if err != nil {
			trouble = fmt.Errorf("%w: %s: %v", storage.ErrDamaged, name, err)
			continue
		}
		if newest == nil || h.Generation > newest.Generation {
			newest = h
		}
	}
	switch {
	case newest != nil:
		return newest, nil
	case trouble != nil:
		return nil, trouble
	}
	return nil, os.ErrNotExist
}

func parseHead(raw []byte) (*head, error) {
	rest, ok := bytes.CutPrefix(raw, headMagic)
	if !ok || len(rest) < sha256.Size {
		return nil, errors.New("not a header")
	}
	body := rest[sha256.Size:]
	if sum := sha256.Sum256(body); !bytes.Equal(sum[:], rest[:sha256.Size]) {
		return nil, errors.New("checksum differs")
	}
	var h head
	if err := json.Unmarshal(body, &h); err != nil {
		return nil, err
	}
	if h.Format != headFormat {
		return nil, fmt.Errorf("format %d is newer than this program", h.Format)
	}
	return &h, nil
}

func replaceFile(name string, data []byte) error {
	tmp := name + ".new"
	f, err := os.OpenFile(tmp, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	if err := os.Rename(tmp, name); err != nil {
		return err
	}
	if d, err := os.Open(filepath.Dir(name)); err == nil { // not every system syncs folders
		d.Sync()
		d.Close()
	}
	return nil
}
