package record

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"slices"
	"time"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/storage"
	"civicdesk/storage/seal"
)

// Entry is one link of the audit chain. It holds no value of a record: only
// salted commitments, so that the chain still verifies when the record and its
// key have been erased.
type Entry struct {
	N       uint64            `json:"n"`
	At      time.Time         `json:"at"`
	User    app.ID            `json:"user"`
	Device  app.ID            `json:"device"`
	Op      app.ID            `json:"op"`
	Action  string            `json:"action"`
	Type    string            `json:"type"`
	ID      app.ID            `json:"id"`
	Text    string            `json:"text"`    // of a note; no personal data
	Commits map[string][]byte `json:"commits"` // field → SHA-256(salt ‖ old ‖ new)
	Prev    []byte            `json:"prev"`    // hash of the entry before
}

// Hash is the entry's link: SHA-256 of its canonical bytes.
func (e Entry) Hash() []byte {
	b, err := Encode(e)
	if err != nil {
		panic("record: an audit entry cannot be encoded: " + err.Error())
	}
	sum := sha256.Sum256(b)
	return sum[:]
}

// detail is what a commitment commits to, sealed under the record's own key.
type detail struct {
	_    struct{} `cbor:",toarray"`
	Salt []byte
	Old  Raw // empty for sensitive fields
	New  Raw
}

type entryRow struct {
	_      struct{} `cbor:",toarray"`
	Entry  Entry
	Hash   []byte
	Detail []byte
}

// chain is the end of the audit chain within a transaction.
type chain struct {
	n    uint64
	prev []byte
	grew bool
}

var chainKey = []byte("audit")

func (tx *Tx) openChain() (*chain, error) {
	v, err := tx.stx.Get(storage.Meta, chainKey)
	if err != nil || v == nil {
		return &chain{prev: make([]byte, sha256.Size)}, err
	}
	if len(v) != 8+sha256.Size {
		return nil, storage.ErrDamaged
	}
	return &chain{n: binary.BigEndian.Uint64(v), prev: slices.Clone(v[8:])}, nil
}

func (c *chain) save(tx *Tx) error {
	if !c.grew {
		return nil
	}
	return tx.stx.Put(storage.Meta, chainKey, append(seqKey(c.n), c.prev...))
}

func (c *chain) add(tx *Tx, e Entry, sealed []byte) error {
	c.n++
	e.N, e.Prev = c.n, c.prev
	e.User, e.Device, e.Op = tx.actor.User, tx.actor.Device, tx.op
	if e.At.IsZero() {
		e.At = tx.now
	}
	c.prev, c.grew = e.Hash(), true
	plain, err := Encode(entryRow{Entry: e, Hash: c.prev, Detail: sealed})
	if err != nil {
		return err
	}
	k := seqKey(c.n)
	return tx.stx.Put(storage.Audit, k, tx.db.ring.Root("audit").Box().Seal(nil, plain, k))
}

func (c *chain) addNote(tx *Tx, n Note) error {
	return c.add(tx, Entry{At: n.At, Action: n.Action, Type: n.Type, ID: n.ID, Text: n.Text, Commits: map[string][]byte{}}, nil)
}

func (c *chain) addChange(tx *Tx, s *staged, n *state) error {
	action := tx.action
	if action == "" {
		action = s.def.Name + ".change"
		if s.old == nil {
			action = s.def.Name + ".create"
		}
	}
	old, err := s.old.fields()
	if err != nil {
		return err
	}
	e := Entry{Action: action, Type: s.def.Name, ID: s.id, Commits: map[string][]byte{}}
	details := map[string]detail{}
	for f := range s.dirty {
		d := detail{Salt: make([]byte, 16), Old: old[f], New: s.fields[f]}
		rand.Read(d.Salt)
		if secret, ok := s.secrets[f]; ok {
			e.Commits[f] = commitment(d.Salt, nil, []byte(secret))
			d.Old, d.New = nil, nil
		} else {
			e.Commits[f] = commitment(d.Salt, d.Old, d.New)
		}
		details[f] = filled(d)
	}
	if tx.why != "" {
		reason, err := Encode(tx.why)
		if err != nil {
			return err
		}
		d := detail{Salt: make([]byte, 16), New: reason}
		rand.Read(d.Salt)
		e.Commits[":why"] = commitment(d.Salt, nil, d.New)
		details[":why"] = filled(d)
	}
	plain, err := Encode(details)
	if err != nil {
		return err
	}
	return c.add(tx, e, n.key.Sub("audit").Box().Seal(nil, seal.Pad(plain), []byte(s.id)))
}

var null = Raw{0xf6}

// filled gives absent values CBOR's null, since an empty Raw is no value.
func filled(d detail) detail {
	if len(d.Old) == 0 {
		d.Old = null
	}
	if len(d.New) == 0 {
		d.New = null
	}
	return d
}

func commitment(salt, old, new []byte) []byte {
	h := sha256.New()
	for _, part := range [][]byte{salt, old, new} {
		h.Write(binary.BigEndian.AppendUint32(nil, uint32(len(part))))
		h.Write(part)
	}
	return h.Sum(nil)
}

// AuditTrail calls fn for the entries of the chain in order, checking each link.
// A broken link returns fault.Damaged and names the entry.
func (db *DB) AuditTrail(ctx context.Context, fn func(Entry) error) error {
	return db.View(ctx, func(tx *Tx) error {
		return tx.auditRows(func(row entryRow) error { return fn(row.Entry) })
	})
}

func (tx *Tx) auditRows(fn func(entryRow) error) error {
	end, err := tx.openChain()
	if err != nil {
		return err
	}
	box, want, prev := tx.db.ring.Root("audit").Box(), uint64(1), make([]byte, sha256.Size)
	broken := func(n uint64) error {
		return fault.E("record.AuditTrail", fault.Damaged, fmt.Sprintf("The audit trail is broken at entry %d: it was changed or entries are missing.", n), nil)
	}
	err = tx.stx.Scan(storage.Audit, nil, nil, 0, func(k, v []byte) error {
		plain, err := box.Open(v, k)
		if err != nil {
			return broken(want)
		}
		var row entryRow
		if err := Decode(plain, &row); err != nil {
			return broken(want)
		}
		e := row.Entry
		if e.N != want || string(e.Prev) != string(prev) || string(e.Hash()) != string(row.Hash) {
			return broken(want)
		}
		want, prev = want+1, row.Hash
		return fn(row)
	})
	if err == nil && (want-1 != end.n || string(prev) != string(end.prev)) {
		return broken(want)
	}
	return err
}
