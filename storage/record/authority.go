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
)

// feed moves the record's entry to the end of the change feed, so that the feed
// holds each record once. A record that left its scope leaves a mark there.
func (tx *Tx) feed(s *staged, seq uint64) error {
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
}

// Page is a piece of the change feed.
type Page struct {
	Items []Item `json:"items"`
	Upto  uint64 `json:"upto"` // the feed is complete up to this sequence number
	More  bool   `json:"more"`
}

// Changes returns what changed after a sequence number, in order: at most limit
// feed entries or about maxBytes. see and secrets say which scopes, and whose
// sensitive fields, the receiver may have.
func (tx *Tx) Changes(after uint64, limit, maxBytes int, see, secrets func(app.Scope) bool) (Page, error) {
	last, err := tx.stx.Seq()
	if err != nil {
		return Page{}, err
	}
	page, n, size := Page{Upto: last, Items: []Item{}}, 0, 0
	err = tx.stx.Scan(storage.Feed, seqKey(after+1), nil, 0, func(k, v []byte) error {
		seq := binary.BigEndian.Uint64(k)
		if n >= limit || size >= maxBytes {
			page.More = true
			return storage.ErrStop
		}
		item, err := tx.item(k, v, see, secrets)
		if err != nil {
			return err
		}
		n++
		if item != nil {
			page.Items = append(page.Items, *item)
			size += len(item.Fields) + 100
		}
		page.Upto = seq
		return nil
	})
	if !page.More {
		page.Upto = last
	}
	return page, err
}

func (tx *Tx) item(k, v []byte, see, secrets func(app.Scope) bool) (*Item, error) {
	if v[0] == feedForget {
		plain, err := tx.db.ring.Root("feed").Box().Open(v[1:], k)
		if err != nil {
			return nil, storage.ErrDamaged
		}
		var gone Item
		if err := Decode(plain, &gone); err != nil || !see(gone.Scope) {
			return nil, err
		}
		return &gone, nil
	}
	p := place(v[1:])
	s, err := tx.db.readRow(tx.stx, storage.Records, p)
	if err != nil || s == nil || !see(s.Scope) {
		return nil, err
	}
	item := &Item{Type: s.Type, ID: s.ID, Scope: s.Scope, Seq: s.rev, Created: s.Created, Versions: s.Versions, Fields: s.Fields, Secrets: map[string]string{}}
	if d := tx.db.schema.types[s.Type]; d != nil && secrets(s.Scope) {
		for f := range d.sensitive {
			text, err := tx.db.readSecret(tx.stx, storage.Secrets, p, f)
			if err != nil {
				return nil, err
			}
			if text != "" {
				item.Secrets[f] = text
			}
		}
	}
	return item, nil
}
