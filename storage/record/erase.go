package record

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/storage"
	"civicdesk/storage/vault"
)

// Ref names a record.
type Ref struct {
	Type string `json:"type"`
	ID   app.ID `json:"id"`
}

// Erasure is what an erasure did.
type Erasure struct {
	Refs      []Ref             // the records, with those that were erased along with them
	Seq       uint64            // the sequence number of the last of them (authority)
	Rewritten storage.Rewritten // the store's copy; zero when there was nothing to copy
}

// erasing is what a DB needs to erase.
type erasing struct {
	anchor  AnchorFile
	ledger  *ledger
	related []func(tx *Tx, ref Ref) ([]Ref, error)
	inside  []func(tx *Tx, stx storage.Tx, refs []Ref) error
	overdue []Ref
	after   []func(ctx context.Context, refs []Ref) error
	one     sync.Mutex // erasure at a time (authority)
}

// OnErase sets a function that is called when records have been erased, for what
// lies beside the store: attachments. It may be called again for the same records
// after a crash, and is called before the old files are removed.
func (db *DB) OnErase(fn func(ctx context.Context, refs []Ref) error) {
	db.erasing.after = append(db.erasing.after, fn)
}

func (db *DB) erased(ctx context.Context, refs []Ref) error {
	for _, fn := range db.erasing.after {
		if err := fn(ctx, refs); err != nil {
			return err
		}
	}
	return nil
}

// gone is a set of records to be erased.
type gone struct {
	refs   []Ref
	places map[place]bool
	ends   map[[16]byte]bool // what index keys end with
}

func (db *DB) goneOf(refs []Ref) *gone {
	g := &gone{refs: refs, places: map[place]bool{}, ends: map[[16]byte]bool{}}
	for _, ref := range refs {
		p := db.placeOf(&Definition{tag: tagOf("type", ref.Type)}, ref.ID)
		g.places[p] = true
		g.ends[[16]byte(p[4:])] = true
	}
	return g
}

// has says whether the row is of one of the records.
func (g *gone) has(t storage.Table, key []byte) bool {
	switch t {
	case storage.Records, storage.Secrets, storage.Shadow, storage.Pending:
		return len(key) >= len(place{}) && g.places[place(key)]
	case storage.Indexes:
		return len(key) >= 16 && g.ends[[16]byte(key[len(key)-16:])]
	case storage.Meta:
		rest, damaged := bytes.CutPrefix(key, damagedPrefix)
		if damaged {
			return len(rest) > len(place{}) && g.places[place(rest[1:])]
		}
		rest, due := bytes.CutPrefix(key, duePrefix)
		return due && len(rest) == len(place{}) && g.places[place(rest)]
	}
	return false
}

// about lists the records that a change speaks of: its own, and the one that it
// belongs to, which a record such as a file's names in ownerType and owner.
func (c Change) about() []Ref {
	refs := []Ref{{c.Type, c.ID}}
	var owner Ref
	if c.Set["ownerType"] != nil && c.Set["owner"] != nil && Decode(c.Set["ownerType"], &owner.Type) == nil && Decode(c.Set["owner"], &owner.ID) == nil {
		refs = append(refs, owner)
	}
	return refs
}

// Strip takes what the operation says of the records out of it, and says whether
// there was anything. What the author did to other records stays.
func (op *Op) Strip(of func(Ref) bool, names []app.ID) (touched bool) {
	kept := slices.DeleteFunc(slices.Clone(op.Changes), func(c Change) bool { return slices.ContainsFunc(c.about(), of) })
	touched = len(kept) < len(op.Changes)
	if op.Act != "" && slices.ContainsFunc(names, func(id app.ID) bool { return bytes.Contains(op.Args, []byte(id)) }) {
		op.Act, op.Args, op.Seen, touched = "", null, "", true
	}
	if touched {
		op.Changes, op.Why = kept, ""
	}
	return touched
}

var identity = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`)

// Withdraw takes out of an operation that arrives what it says of erased records,
// which is neither applied nor kept, and says whether there was anything. An act
// that names an erased record is withdrawn whole.
func (b *Batch) Withdraw(op *Op) (some bool, err error) {
	erased := func(ref Ref) bool {
		gone, lookErr := isErased(b.stx, b.db.placeOf(&Definition{tag: tagOf("type", ref.Type)}, ref.ID))
		err = errors.Join(err, lookErr)
		return gone
	}
	var names []app.ID
	for _, id := range identity.FindAll(op.Args, -1) {
		for typ := range b.db.schema.types {
			if erased(Ref{typ, app.ID(id)}) {
				names = append(names, app.ID(id))
			}
		}
	}
	some = op.Strip(erased, names)
	return some, err
}

// IsEmpty says that the operation does nothing.
func (op *Op) IsEmpty() bool { return op.Act == "" && len(op.Changes) == 0 && len(op.Notes) == 0 }

func (g *gone) ids() []app.ID {
	var ids []app.ID
	for _, ref := range g.refs {
		ids = append(ids, ref.ID)
	}
	return ids
}

// Tombstones: what stays of an erased record is its keyed place, when, and under
// which rule.
var (
	tombPrefix = []byte("erased/")
	duePrefix  = []byte("due/")     // place → a record to be erased on this desktop, and the server's number
	unfinished = []byte("erasing")  // the records of an erasure that is not finished
	heldKey    = []byte("held")     // since which number of the server this desktop has had records
	turnsKey   = []byte("turns")    // commits by all users, in all lives
	ackName    = "erased upto"      // the server's number up to which this user's desktop has erased
	floorKey   = []byte("erasures") // the number below which ERASE entries are kept no more (authority)
)

// Tombstone is what stays of an erased record.
type Tombstone struct {
	Place []byte    `json:"place"` // type tag 4 ‖ keyed digest of the identity 16
	At    time.Time `json:"at"`
	Rule  string    `json:"rule"`
}

func tombKey(p place) []byte { return append(tombPrefix[:len(tombPrefix):len(tombPrefix)], p[:]...) }

// isErased says whether the record was erased.
func isErased(stx storage.Tx, p place) (bool, error) {
	v, err := stx.Get(storage.Meta, tombKey(p))
	return v != nil, err
}

// IsErased says whether the record was erased here.
func (tx *Tx) IsErased(ref Ref) (bool, error) {
	return isErased(tx.stx, tx.db.placeOf(&Definition{tag: tagOf("type", ref.Type)}, ref.ID))
}

// ErrErased refuses work on an erased record.
var ErrErased = fault.E("record.erased", fault.Erased, "This record was erased under the retention rules, so nothing can be added to it. What was entered for it is not kept.", nil)

func (db *DB) putTombs(put storage.Put, g *gone, rule string, now time.Time) error {
	for p := range g.places {
		raw, err := Encode(Tombstone{p[:], now, rule})
		if err != nil {
			return err
		}
		if err := put(storage.Meta, tombKey(p), raw); err != nil {
			return err
		}
	}
	return nil
}

// Tombstones lists what stays of erased records, in no promised order.
func (tx *Tx) Tombstones() (all []Tombstone, err error) {
	err = tx.stx.Scan(storage.Meta, tombPrefix, storage.After(tombPrefix), 0, func(k, v []byte) error {
		var one Tombstone
		if err := Decode(v, &one); err != nil || len(one.Place) != len(place{}) {
			return storage.ErrDamaged
		}
		all = append(all, one)
		return nil
	})
	return all, err
}

// typeOfTag is the name of the type with the tag, or "".
func (s *Schema) typeOfTag(tag []byte) string {
	if d := s.tags[[4]byte(tag)]; d != nil {
		return d.Name
	}
	return ""
}

// TypeName is the name of the erased record's type; "" for one that this program
// does not know.
func (db *DB) TypeName(t Tombstone) string { return db.schema.typeOfTag(t.Place[:4]) }

// AnchorFile keeps the anchor of a server: vault.FileAnchor. Load returns
// os.ErrNotExist while there is none, and Save is whole and durable.
type AnchorFile interface {
	Load() (vault.Anchor, error)
	Save(vault.Anchor) error
}

func uint64Of(v []byte) uint64 {
	if len(v) != 8 {
		return 0
	}
	return binary.BigEndian.Uint64(v)
}

func cleanRule(rule string) string { return strings.Join(strings.Fields(rule), " ") }
