package record

import (
	"encoding/binary"

	"civicdesk/app"
	"civicdesk/storage"
)

// Page is a piece of the change feed.
type Page struct {
	Items []Item `json:"items"`
	Upto  uint64 `json:"upto"` // everything that changed up to this sequence number is here, but for Low
	Low   uint64 `json:"low"`  // what changed last at this number or before it is still to come; 0: nothing is
	More  bool   `json:"more"`
	// Behind says that records have changed since Upto. What this page does not have
	// may then be in a later one at a higher number, even if it changed below Upto.
	Behind bool   `json:"behind"`
	Next   []byte `json:"next"` // the cursor with which to ask on; the server alone reads it
	Time   int64  `json:"time"` // the server's time, Unix milliseconds
	From   []byte `json:"-"`    // the cursor that the page was asked for with; set by the receiver
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

// mostVisited is how many entries of the feed one page looks at for each one
// that it may hold.
const mostVisited = 10

// Older returns records whose last change has a sequence number below the given
// one, newest first, at most limit of them or about maxBytes. next is where to go
// on; 0 when nothing is left. Entries of records that left a scope are passed
// over, since comparing the sums finds what is left of them; erasures are told.
func (tx *Tx) Older(below uint64, limit, maxBytes int, see, secrets func(app.Scope) bool) (items []Item, next uint64, err error) {
	type entry struct{ k, v []byte }
	visited, size, width := 0, 0, uint64(limit)
	leaps, err := tx.leaps()
	if err != nil {
		return nil, 0, err
	}
	for {
		if below = beneath(below, leaps); below <= 1 {
			return items, 0, nil
		}
		from := uint64(1)
		if below > width {
			from = below - width
		}
		var window []entry
		if err := tx.stx.Scan(storage.Feed, seqKey(from), seqKey(below), 0, func(k, v []byte) error {
			if v[0] != feedForget {
				window = append(window, entry{append([]byte(nil), k...), append([]byte(nil), v...)})
			}
			return nil
		}); err != nil {
			return nil, 0, err
		}
		for i := len(window) - 1; i >= 0; i-- {
			if len(items) >= limit || size >= maxBytes || visited >= mostVisited*limit {
				return items, below, nil
			}
			item, err := tx.item(window[i].k, window[i].v, see, secrets)
			if err != nil {
				return nil, 0, err
			}
			visited++
			below = binary.BigEndian.Uint64(window[i].k)
			if item != nil {
				items = append(items, *item)
				size += len(item.Fields) + 100
			}
		}
		below = from
		if 2*len(window) < limit && width < 1<<16 { // most entries have moved on
			width *= 2
		}
	}
}

func (tx *Tx) item(k, v []byte, see, secrets func(app.Scope) bool) (*Item, error) {
	if v[0] != feedUpsert {
		gone, err := tx.sealedItem(k, v)
		if err != nil || v[0] == feedForget && !see(gone.Scope) {
			return nil, err
		}
		return &gone, nil // an erasure goes to everybody: who had the record once is not known
	}
	p := place(v[1:])
	s, err := tx.db.readRow(tx.stx, storage.Records, p)
	if err != nil || s == nil || !see(s.Scope) {
		return nil, err
	}
	item := &Item{Type: s.Type, ID: s.ID, Scope: s.Scope, Seq: s.rev, Created: s.Created, Versions: s.Versions, Fields: s.Fields, Secrets: map[string]string{}}
	if d := tx.db.schema.types[s.Type]; d != nil {
		item.Versions = d.formerVersions(s)
	}
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
