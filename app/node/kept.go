package node

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/storage"
	"civicdesk/storage/disk"
	"civicdesk/storage/record"
	"civicdesk/storage/seal"
)

// Texts that a person has typed and not saved yet are kept in a file of that
// person, sealed under the person's key: a note, an answer, a second keying. It is
// no record and is never sent.

// keptPrefix begins the names of these files.
const keptPrefix = "kept."

// keptFor is how long a text waits for its person.
const keptFor = 30 * 24 * time.Hour

// mostKept bounds what one person's unsaved texts may take.
const mostKept = 1 << 20

type keptText struct {
	Text string    `json:"text"`
	At   time.Time `json:"at"`
}

type keptTexts struct {
	dir, name string
	box       seal.Box
	clock     app.Clock

	mu    sync.Mutex
	texts map[string]keptText // nil: not read yet
}

func openKept(dir string, user seal.Key, clock app.Clock) *keptTexts {
	sum := user.Sub("kept name").MAC([]byte(keptPrefix))
	return &keptTexts{dir: dir, name: filepath.Join(dir, keptPrefix+hex.EncodeToString(sum[:8])), box: user.Sub("kept text").Box(), clock: clock}
}

// read needs the lock. A file that does not open is set aside: it holds nothing
// that was ever called saved.
func (k *keptTexts) read() error {
	if k.texts != nil {
		return nil
	}
	texts := map[string]keptText{}
	raw, err := os.ReadFile(k.name)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if err == nil {
		plain, openErr := k.box.Open(raw, []byte(keptPrefix))
		if openErr == nil {
			openErr = json.Unmarshal(plain, &texts)
		}
		if openErr != nil {
			texts = map[string]keptText{}
			if err := os.Rename(k.name, disk.Aside(k.name, "damaged")); err != nil {
				return err
			}
		}
	}
	now := k.clock.Now()
	maps.DeleteFunc(texts, func(_ string, t keptText) bool { return now.Sub(t.At) > keptFor })
	k.texts = texts
	return nil
}

func (k *keptTexts) put(key, text string) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if err := k.read(); err != nil {
		return err
	}
	before, had := k.texts[key]
	if before.Text == text {
		return nil
	}
	if text == "" {
		delete(k.texts, key)
	} else {
		k.texts[key] = keptText{text, k.clock.Now()}
	}
	err := k.write()
	if err != nil { // so that the next try writes it
		if delete(k.texts, key); had {
			k.texts[key] = before
		}
	}
	return err
}

func (k *keptTexts) write() error {
	plain, err := json.Marshal(k.texts)
	if err != nil {
		return err
	}
	if len(plain) > mostKept {
		return fault.E("node.Keep", fault.Invalid, "Too much is typed and not saved yet. Save your notes, or shorten them.", nil)
	}
	return disk.Translate(disk.Replace(disk.OS{}, k.dir, k.name, k.box.Seal(nil, plain, []byte(keptPrefix))))
}

// erased forgets what was typed about records that are erased: such a text is kept
// under a name that begins with the record's identity.
func (k *keptTexts) erased(db *record.DB) {
	db.InErase(func(_ *record.Tx, _ storage.Tx, refs []record.Ref) error {
		k.mu.Lock()
		defer k.mu.Unlock()
		if err := k.read(); err != nil {
			return err
		}
		before := len(k.texts)
		maps.DeleteFunc(k.texts, func(name string, _ keptText) bool {
			id, _, _ := strings.Cut(name, "/")
			return slices.ContainsFunc(refs, func(ref record.Ref) bool { return string(ref.ID) == id })
		})
		if len(k.texts) == before {
			return nil
		}
		return k.write()
	})
}

// forget removes the file.
func (k *keptTexts) forget() error {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.texts = nil
	if err := os.Remove(k.name); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}

// Keep keeps a text that the user has typed and not saved yet; "" forgets it. The
// name begins with the identity of the record that the text is about and a slash:
// it goes with that record. When Keep returns, the text is on disk, sealed.
func (s *Session) Keep(name, text string) error {
	return record.Friendly("node.Keep", s.kept.put(name, text))
}

// Kept is the text that the user has kept under the name; "" when there is none.
func (s *Session) Kept(name string) (string, error) {
	s.kept.mu.Lock()
	defer s.kept.mu.Unlock()
	err := s.kept.read()
	return s.kept.texts[name].Text, record.Friendly("node.Kept", err)
}
