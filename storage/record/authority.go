package record

import (
	"encoding/binary"

	"civicdesk/app"
	"civicdesk/storage"
)

// flush writes what the transaction staged: rows with new versions, indexes,
// the change feed and the audit chain.
func (tx *Tx) flush() error {
	chain, err := tx.openChain()
	if err != nil {
		return err
	}
	for _, s := range tx.order {
		if err := tx.flushRecord(s, chain); err != nil {
			return err
		}
	}
	for _, n := range tx.notes {
		if err := chain.addNote(tx, n); err != nil {
			return err
		}
	}
	if err := tx.flushTallies(); err != nil {
		return err
	}
	return chain.save(tx)
}

func (tx *Tx) flushRecord(s *staged, chain *chain) error {
	if err := tx.ensureKey(s.scope); err != nil {
		return err
	}
	n, err := s.next()
	if err != nil {
		return err
	}
	seq, err := tx.stx.NextSeq(1)
	if err != nil {
		return err
	}
	n.rev, n.Own = seq, nil
	if s.old == nil {
		n.Created = seq
	} else {
		for f := range s.dirty {
			n.Versions[f] = seq
		}
	}
	if s.def.audited {
		if err := chain.addChange(tx, s, n); err != nil {
			return err
		}
	}
	if err := tx.feed(s, seq); err != nil {
		return err
	}
	if err := tx.db.writeRow(tx.stx, s.def, s.place, s.old, n); err != nil {
		return err
	}
	return tx.writeSecrets(s, n)
}

// writeSecrets stores the sensitive fields that were set, and seals the others
// anew when the record has moved to another scope.
func (tx *Tx) writeSecrets(s *staged, n *state) error {
	moved := s.old != nil && s.old.Scope != n.Scope
	for f := range s.def.sensitive {
		v, set := s.secrets[f]
		if !set && moved {
			var err error
			if v, err = tx.db.readSecret(tx.stx, storage.Secrets, s.place, f); err != nil {
				return err
			}
		}
		if v == "" {
			continue
		}
		if err := tx.db.writeSecret(tx.stx, n, s.place, f, v); err != nil {
			return err
		}
	}
	return nil
}

const (
	feedUpsert = 'U'
	feedForget = 'F'
	feedErase  = 'E'
)

// feed moves the record's entry to the end of the change feed, so that the feed
// holds each record once. A record that left its scope leaves a mark there.
func (tx *Tx) feed(s *staged, seq uint64) error {
	if s.scope != app.ScopeAdmin {
		tx.tallies.add(s.scope, s.def.Name, s.id, seq, 1)
		if s.old != nil {
			tx.tallies.add(s.old.Scope, s.def.Name, s.id, s.old.rev, -1)
		}
	}
	if s.old != nil {
		if err := tx.stx.Delete(storage.Feed, seqKey(s.old.rev)); err != nil {
			return err
		}
		if s.old.Scope != s.scope {
			first, err := tx.stx.NextSeq(1)
			if err != nil {
				return err
			}
			gone, err := Encode(Item{Type: s.def.Name, ID: s.id, Scope: s.old.Scope, Seq: first, Forget: true})
			if err != nil {
				return err
			}
			k := seqKey(first)
			sealed := tx.db.ring.Root("feed").Box().Seal([]byte{feedForget}, gone, k)
			if err := tx.stx.Put(storage.Feed, k, sealed); err != nil {
				return err
			}
		}
	}
	return tx.stx.Put(storage.Feed, seqKey(seq), append([]byte{feedUpsert}, s.place[:]...))
}

func seqKey(n uint64) []byte { return binary.BigEndian.AppendUint64(nil, n) }

// Item is one change as it goes to desktops.
type Item struct {
	Type     string            `json:"type"`
	ID       app.ID            `json:"id"`
	Scope    app.Scope         `json:"scope"`
	Seq      uint64            `json:"seq"`
	Created  uint64            `json:"created"`
	Versions map[string]uint64 `json:"versions"`
	Fields   Raw               `json:"fields"`
	Secrets  map[string]string `json:"secrets"`
	Forget   bool              `json:"forget"` // the record left a scope: forget it unless another item brings it
	Erase    bool              `json:"erase"`  // the record was erased: destroy it, whatever is here of it
}
