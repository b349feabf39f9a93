package simulation

import (
	"context"
	"maps"
	"os"
	"path/filepath"

	"civicdesk/storage/record"
)

// snapshot is a copy of a computer's disks.
type snapshot struct {
	disk  state
	files *files
	heads map[string][]byte
	keys  map[string][]byte // of the keychain
	who   []*deskAccount
	epoch uint32 // of the store
	ops   int    // operations in the ledger then
}

func (c *computer) snapshot() {
	c.db.View(context.Background(), func(*record.Tx) error { return nil }) // what is queued is in the store then
	s := &snapshot{disk: c.disk.get(), files: c.files.copied(c.power), heads: map[string][]byte{}, keys: c.keychain.copied(), who: c.accounts[:len(c.accounts):len(c.accounts)], ops: len(c.w.order)}
	for _, e := range c.db.Keys().Anchor().Epochs {
		s.epoch = e.N
	}
	for _, name := range []string{"head.a", "head.b"} {
		if b, err := os.ReadFile(filepath.Join(c.dir, name)); err == nil {
			s.heads[name] = b
		}
	}
	c.saved = s
}

// restore puts an older copy of the disks back, and with whole of the keychain,
// and starts the program. An epoch that has begun since makes the copy worthless
// to a keychain of today.
func (c *computer) restore(whole bool) {
	s, w := c.saved, c.w
	since := s.ops
	if n := len(c.db.Keys().Anchor().Epochs); n > 0 && !whole && c.db.Keys().Anchor().Epochs[n-1].N > s.epoch {
		since = 0
	}
	c.close()
	if whole {
		c.keychain.secrets = maps.Clone(s.keys)
	}
	c.disk.putBack(s.disk)
	c.power = newPower()
	c.files = s.files.copied(c.power)
	for _, name := range []string{"head.a", "head.b"} {
		os.Remove(filepath.Join(c.dir, name))
		if b := s.heads[name]; b != nil {
			w.must("a file is restored", os.WriteFile(filepath.Join(c.dir, name), b, 0o600))
		}
	}
	w.lostWithDisk(c, since)
	c.accounts = s.who
	c.open(c.accounts[0])
}
