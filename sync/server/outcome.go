package server

import (
	"encoding/binary"
	"fmt"
	"slices"
	"time"

	"civicdesk/app"
	"civicdesk/storage"
	"civicdesk/storage/record"
)

// decided is the one stored outcome of an operation, with what later operations
// need of it. Content that was refused is kept whole: encrypted quarantine.
type decided struct {
	Outcome  record.Outcome `json:"outcome"`
	Device   app.ID         `json:"device"`
	User     app.ID         `json:"user"`
	UserName string         `json:"userName"`
	At       time.Time      `json:"at"`
	First    uint64         `json:"first"`    // the operation took the numbers First … Outcome.Seq, if any
	Disputed []string       `json:"disputed"` // fields that have another value than the author gave them
	Op       *record.Op     `json:"op"`       // of a refused or held operation; nil once it has left the quarantine
	Decided  time.Time      `json:"decided"`  // by the server's clock; zero: by an earlier version
	Since    time.Time      `json:"since"`    // held since, by the server's clock; zero: never held
	Handled  string         `json:"handled"`  // what an administrator did with it in quarantine
}

// The rows of the table storage.Outcomes:
//
//	"o" ‖ operation id               → decided, sealed
//	"h" ‖ device ‖ incarnation 4     → last number of the stream 8
//	"s" ‖ last sequence number 8     → operation id that took it
//	"w" ‖ device ‖ incarnation 4 ‖ number 8 → operation id that is held
//	"q" ‖ decided, ms 8 ‖ operation  → nothing: in quarantine, oldest first
//	"e" ‖ held since, ms 8 ‖ op      → nothing: held, oldest first
//	"c" ‖ SHA-256 of type and id     → nothing: an operation that would have made the record was refused
//	"d" ‖ device                     → what was seen of it, sealed
//	"t"                              → when the last sweep was, ms 8
func outcomeKey(op app.ID) []byte { return append([]byte("o"), op...) }

func headKey(device app.ID, incarnation uint32) []byte {
	return binary.BigEndian.AppendUint32(append([]byte("h"), device...), incarnation)
}

func seqKey(n uint64) []byte { return binary.BigEndian.AppendUint64([]byte("s"), n) }

// log reads and writes outcomes within one transaction.
type log struct {
	stx storage.Tx
	box interface {
		Seal(dst, plain, place []byte) []byte
		Open(sealed, place []byte) ([]byte, error)
	}
}

func logOf(db *record.DB, stx storage.Tx) log { return log{stx, db.Ring().Root("outcomes").Box()} }

func (s *Server) log(stx storage.Tx) log { return logOf(s.db, stx) }

// get is the outcome of an operation; nil when it was not decided.
func (l log) get(op app.ID) (*decided, error) {
	if op == "" || len(op) > 64 {
		return nil, nil
	}
	k := outcomeKey(op)
	v, err := l.stx.Get(storage.Outcomes, k)
	if err != nil || v == nil {
		return nil, err
	}
	return l.open(k, v)
}

func (l log) open(k, v []byte) (*decided, error) {
	plain, err := l.box.Open(v, k)
	if err != nil {
		return nil, fmt.Errorf("%w: outcome of an operation", storage.ErrDamaged)
	}
	var d decided
	if err := record.Decode(plain, &d); err != nil {
		return nil, fmt.Errorf("%w: outcome of an operation", storage.ErrDamaged)
	}
	if d.Outcome.State == record.Held && d.Op == nil { // an erasure took what it held
		d.Outcome = refusal(d.Outcome.Op, errErased)
	}
	return &d, nil
}

func (l log) put(d decided, before uint64) error {
	plain, err := record.Encode(d)
	if err != nil {
		return err
	}
	k := outcomeKey(d.Outcome.Op)
	if err := l.stx.Put(storage.Outcomes, k, l.box.Seal(nil, plain, k)); err != nil || d.Outcome.Seq == before || d.Outcome.State == record.Held {
		return err
	}
	return l.stx.Put(storage.Outcomes, seqKey(d.Outcome.Seq), []byte(d.Outcome.Op))
}

// rewrite stores an outcome that is there already.
func (l log) rewrite(d decided) error { return l.put(d, d.Outcome.Seq) }

// head is the last number that was decided of a stream.
func (l log) head(device app.ID, incarnation uint32) (uint64, error) {
	v, err := l.stx.Get(storage.Outcomes, headKey(device, incarnation))
	if err != nil || v == nil {
		return 0, err
	}
	if len(v) != 8 {
		return 0, storage.ErrDamaged
	}
	return binary.BigEndian.Uint64(v), nil
}

func (l log) setHead(device app.ID, incarnation uint32, n uint64) error {
	return l.stx.Put(storage.Outcomes, headKey(device, incarnation), binary.BigEndian.AppendUint64(nil, n))
}

// author is the operation that took a sequence number; nil when the server
// itself or the public site took it.
func (l log) author(seq uint64) (*decided, error) {
	var op app.ID
	if err := l.stx.Scan(storage.Outcomes, seqKey(seq), storage.After([]byte("s")), 1, func(_, v []byte) error {
		op = app.ID(v)
		return nil
	}); err != nil {
		return nil, err
	}
	d, err := l.get(op)
	if d == nil || err != nil || seq < d.First {
		return nil, err
	}
	return d, nil
}

func fieldKey(typ string, id app.ID, field string) string {
	return typ + "/" + string(id) + "/" + field
}

// based says whether nobody but the author changed the field since the author
// saw it. A base may be an earlier operation that was unsent on the author's
// computer, by the author or by a colleague there: then the field must not have
// changed after that one was decided. When that one was refused, what counts is
// what it was based on itself. What the author saw in a store that was lost says
// nothing of the value that is here again.
func (l log) based(tx *record.Tx, base record.Base, typ string, id app.ID, field string, version uint64) (bool, error) {
	for range 1000 { // a chain of refused operations; longer ones keep both values
		if base.Own == "" && version > base.Seq {
			return false, nil
		}
		if base.Own == "" {
			lost, err := tx.IsLost(base.Seq)
			return !lost, err
		}
		own, err := l.get(base.Own)
		if err != nil || own == nil || own.Outcome.IsWaiting() {
			return false, err
		}
		if own.Outcome.State != record.Rejected {
			return version <= own.Outcome.Seq && !slices.Contains(own.Disputed, fieldKey(typ, id, field)), nil
		}
		before, found := baseIn(own.Op, typ, id, field)
		if !found {
			return false, nil
		}
		base = before
	}
	return false, nil
}

func baseIn(op *record.Op, typ string, id app.ID, field string) (record.Base, bool) {
	if op == nil {
		return record.Base{}, false
	}
	for _, c := range op.Changes {
		if c.Type == typ && c.ID == id {
			b, ok := c.Base[field]
			return b, ok
		}
	}
	return record.Base{}, false
}

// lost says that an answer which a desktop has is not known here: the store was
// put back from a copy that is older.
func (l log) lost(answered app.ID) (bool, error) {
	if answered == "" {
		return false, nil
	}
	known, err := l.get(answered)
	return known == nil, err
}
