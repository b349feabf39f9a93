package record

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"civicdesk/app/fault"
	"civicdesk/storage/disk"
	"civicdesk/storage/seal"
)

// ledger is the append-only file of erasures, one line of JSON for each. It lies
// apart from the store and outlives it: a store that is put back from a backup is
// erased by it again before anything is served. A line says no more than a
// tombstone and carries a keyed digest, so that nobody else can have records
// erased.
type ledger struct {
	path string
	mu   sync.Mutex
}

type ledgerLine struct {
	Place string    `json:"place"`
	At    time.Time `json:"at"`
	Rule  string    `json:"rule"`
	MAC   string    `json:"mac"`
}

func (db *DB) ledgerKey() seal.Key { return db.ring.Root("ledger") }

func lineOf(key seal.Key, t Tombstone) ledgerLine {
	sum := key.MAC(t.Place, []byte(t.At.UTC().Format(time.RFC3339Nano)), []byte(t.Rule))
	return ledgerLine{hex.EncodeToString(t.Place), t.At.UTC(), t.Rule, hex.EncodeToString(sum[:16])}
}

// add appends the entries, durably. A nil ledger keeps nothing.
func (l *ledger) add(key seal.Key, entries []Tombstone) (err error) {
	if l == nil {
		return nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	var out bytes.Buffer
	f, err := os.OpenFile(l.path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return disk.Translate(err)
	}
	defer func() { err = disk.Translate(errors.Join(err, f.Close())) }()
	end, err := f.Seek(0, 2)
	if err != nil {
		return err
	}
	if end > 0 { // a line that was cut off is ended, and passed over by readers
		last := make([]byte, 1)
		if _, err := f.ReadAt(last, end-1); err != nil {
			return err
		}
		if last[0] != '\n' {
			out.WriteByte('\n')
		}
	}
	for _, e := range entries {
		raw, err := json.Marshal(lineOf(key, e))
		if err != nil {
			return err
		}
		out.Write(append(raw, '\n'))
	}
	if _, err := f.WriteAt(out.Bytes(), end); err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		return err
	}
	return disk.OS{}.SyncDir(filepath.Dir(l.path))
}

// read returns the entries. A line that breaks off is one that a crash kept from
// being written; one that is whole and not right is damage.
func (l *ledger) read(key seal.Key) (all []Tombstone, err error) {
	raw, err := os.ReadFile(l.path)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	lines := bufio.NewScanner(bytes.NewReader(raw))
	lines.Buffer(nil, 1<<20)
	for n := 1; lines.Scan(); n++ {
		var one ledgerLine
		if err := json.Unmarshal(lines.Bytes(), &one); err != nil {
			continue
		}
		p, err := hex.DecodeString(one.Place)
		t := Tombstone{p, one.At, one.Rule}
		if err != nil || len(p) != len(place{}) || lineOf(key, t).MAC != one.MAC {
			return nil, fault.E("record.ledger", fault.Damaged, fmt.Sprintf("Line %d of the ledger of erasures is damaged or of another server. Put back a copy of the file.", n), err)
		}
		all = append(all, t)
	}
	return all, lines.Err()
}
