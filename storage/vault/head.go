package vault

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"civicdesk/app"
	"civicdesk/storage"
	"civicdesk/storage/seal"
)

// head is what lies in head.a and head.b: who owns the store, and a slot for
// each user. Nothing in it is readable data of a person; logins are digests.
type head struct {
	Format     int    `json:"format"`
	Store      app.ID `json:"store"`
	Generation uint64 `json:"generation"`
	Slots      []slot `json:"slots"`
	// Anchor is the kind of the keychain that has the folder's anchor; "": none.
	Anchor string     `json:"anchor,omitempty"`
	Epochs []epochBox `json:"epochs,omitempty"`
	MAC    []byte     `json:"mac"` // over everything but the counts, under the store key
}

const (
	firstFormat  = 1 // no second secret, no recovery; opens, and is rewritten at the next sign-in
	secondFormat = 2 // no anchor; likewise
	headFormat   = 3
)

var headMagic = []byte("civicdesk head 1\n")

// maxGeneration bounds the messages under a slot's keys, which seal at most one
// each in a generation, far below GCM's limit for random nonces.
const maxGeneration = seal.MaxMessages / 4

// clone is a copy whose slots may be changed.
func (h *head) clone() *head {
	c := *h
	c.Slots, c.Epochs = slices.Clone(h.Slots), slices.Clone(h.Epochs)
	return &c
}

func (h *head) slot(tag []byte) *slot {
	for i := range h.Slots {
		if bytes.Equal(h.Slots[i].Tag, tag) {
			return &h.Slots[i]
		}
	}
	return nil
}

// mac covers everything but the generation and the counts, which change while
// the vault is locked.
func (h *head) mac(root seal.Key) []byte {
	parts := [][]byte{[]byte(h.Store)}
	for _, s := range h.Slots {
		if h.Format == firstFormat {
			parts = append(parts, s.Tag, s.Commit, s.Sealed, s.Contents, s.Server)
			continue
		}
		s.Failures, s.Unlocks = 0, 0
		raw, err := json.Marshal(s)
		if err != nil {
			panic("vault: " + err.Error()) // bytes, text and numbers always encode
		}
		parts = append(parts, raw)
	}
	if h.Format > secondFormat {
		raw, err := json.Marshal(h.Epochs)
		if err != nil {
			panic("vault: " + err.Error())
		}
		parts = append(parts, []byte(h.Anchor), raw)
	}
	sum := root.Sub("head").MAC(parts...)
	return sum[:]
}

// writeHead stores h as the next generation in the file that is not the newest,
// under a temporary name first, so that one whole header always exists.
func writeHead(d disk, dir string, h *head) error {
	h.Generation++
	if h.Generation > maxGeneration {
		return errors.New("vault: the header was written more often than its keys allow")
	}
	body, err := json.Marshal(h)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(body)
	name := filepath.Join(dir, []string{"head.a", "head.b"}[h.Generation%2])
	return replaceFile(d, name, bytes.Join([][]byte{headMagic, sum[:], body}, nil))
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
	if h.Format < firstFormat || h.Format > headFormat {
		return nil, fmt.Errorf("format %d is newer than this program", h.Format)
	}
	if _, ok := app.ParseID(string(h.Store)); !ok {
		return nil, errors.New("no identity of a store")
	}
	return &h, nil
}
