package record

import (
	"errors"
	"fmt"
	"maps"

	"civicdesk/app"
	"civicdesk/storage"
	"civicdesk/storage/seal"
	"civicdesk/storage/vault"
)

// place is where a record lies: type tag ‖ keyed digest of its id. Ids of
// version 7 tell when somebody applied, so they are not used as keys.
type place [20]byte

// body is a record's row before sealing.
type body struct {
	_        struct{} `cbor:",toarray"`
	Type     string
	ID       app.ID
	Scope    app.Scope
	Created  uint64            // sequence at which the record came to be; 0 = not yet on the server
	Versions map[string]uint64 // of the fields changed since
	Own      map[string]app.ID // desktop: the own unsent operation that set the field last
	Fields   Raw
}

// state is an opened row.
type state struct {
	body
	key seal.Key // the record's own key, kept for its life
	rev uint64   // sequence of the last change

	lifted bool // stored in an earlier shape
}

func (db *DB) placeOf(d *Definition, id app.ID) (p place) {
	copy(p[:4], d.tag[:])
	sum := db.ring.Names.MAC(d.tag[:], []byte(id))
	copy(p[4:], sum[:16])
	return p
}

// version is the sequence number of the field's last change.
func (s *state) version(field string) uint64 {
	if v, ok := s.Versions[field]; ok {
		return v
	}
	return s.Created
}

func (s *state) fields() (map[string]Raw, error) {
	m := map[string]Raw{}
	if s == nil {
		return m, nil
	}
	return m, Decode(s.Fields, &m)
}

// clone is a copy whose maps may be changed.
func (s *state) clone() *state {
	c := *s
	c.Versions, c.Own = maps.Clone(s.Versions), maps.Clone(s.Own)
	if c.Versions == nil {
		c.Versions = map[string]uint64{}
	}
	if c.Own == nil {
		c.Own = map[string]app.ID{}
	}
	return &c
}

// readRow opens the row at p in the table; nil when there is none, or none that
// the ring has a key for.
func (db *DB) readRow(stx storage.Tx, t storage.Table, p place) (*state, error) {
	raw, err := stx.Get(t, p[:])
	if err != nil || raw == nil {
		return nil, err
	}
	s, err := db.openRow(raw, p)
	var bad *badRow
	if errors.As(err, &bad) {
		bad.table = t
	}
	return s, err
}

// openRow opens a row of Records; nil when the ring has no key for it.
func (db *DB) openRow(raw []byte, p place) (*state, error) {
	plain, key, rev, err := db.ring.Open(raw, p[:], false)
	if errors.Is(err, vault.ErrNoKey) {
		return nil, nil
	}
	if err != nil {
		return nil, &badRow{storage.Records, p[:], fmt.Errorf("%w: %w", storage.ErrDamaged, err)}
	}
	s := &state{key: key, rev: rev}
	if !s.body.read(plain) {
		s.body = body{}
		if err := Decode(plain, &s.body); err != nil {
			return nil, &badRow{storage.Records, p[:], fmt.Errorf("%w: record body: %w", storage.ErrDamaged, err)}
		}
	}
	if err := db.raise(s); err != nil {
		return nil, &badRow{storage.Records, p[:], fmt.Errorf("%w: %w", storage.ErrDamaged, err)}
	}
	return s, nil
}

func (db *DB) sealRow(s *state, p place) ([]byte, error) {
	id, ok := db.ring.For(s.Scope)
	if !ok {
		return nil, vault.ErrNoKey
	}
	plain, err := Encode(s.body)
	if err != nil {
		return nil, err
	}
	return db.ring.Seal(id, s.key, s.rev, p[:], plain, false)
}

// writeRow stores s in Records and brings the indexes from what they were for
// old (nil: none) to what they are for s.
func (db *DB) writeRow(stx storage.Tx, d *Definition, p place, old, s *state) error {
	row, err := db.sealRow(s, p)
	if err != nil {
		return err
	}
	if err := stx.Put(storage.Records, p[:], row); err != nil {
		return err
	}
	return db.reindex(stx, d, p, old, s)
}

func (db *DB) reindex(stx storage.Tx, d *Definition, p place, old, s *state) error {
	before, err := db.indexKeys(stx, d, p, old)
	if err != nil {
		return err
	}
	after, err := db.indexKeys(stx, d, p, s)
	if err != nil {
		return err
	}
	for k := range before {
		if _, still := after[k]; !still {
			if err := stx.Delete(storage.Indexes, []byte(k)); err != nil {
				return err
			}
		}
	}
	for k, v := range after {
		if _, was := before[k]; !was {
			if err := stx.Put(storage.Indexes, []byte(k), v); err != nil {
				return err
			}
		}
	}
	return nil
}

// indexKeys are the record's rows in the indexes.
func (db *DB) indexKeys(stx storage.Tx, d *Definition, p place, s *state) (map[string][]byte, error) {
	keys := map[string][]byte{}
	if s == nil || len(d.indexes) == 0 {
		return keys, nil
	}
	v, err := d.decode(s.Fields)
	if err != nil {
		return nil, err
	}
	for _, ix := range d.indexes {
		for _, k := range ix.keys(v) {
			if k == nil {
				continue
			}
			prefix, value := db.indexKey(stx, ix, k)
			keys[string(prefix)+string(p[4:])] = value
		}
	}
	return keys, nil
}

// indexKey is the stored prefix of one key: the index's tag and the key itself,
// or what stands for its keyed digest in the store's epoch. value goes with it: of
// a blind key in an epoch the digest, so that the next epoch can be begun without
// the record.
func (db *DB) indexKey(stx storage.Tx, ix index, k Key) (prefix, value []byte) {
	prefix = append(prefix, ix.tag[:]...)
	if ix.kind == Clear {
		return append(prefix, k...), nil
	}
	sum := db.ring.Blind.MAC(ix.tag[:], k)
	digest := sum[:blindSize]
	if sealed, is := sealedTx(stx); is && sealed.IsSealed() {
		return append(prefix, sealed.Blind(digest)...), digest
	}
	return append(prefix, digest...), nil
}

const blindSize = 16

// removeRow takes the record, its indexes and its sensitive fields out.
func (db *DB) removeRow(stx storage.Tx, d *Definition, p place, old *state) error {
	if err := db.reindex(stx, d, p, old, nil); err != nil {
		return err
	}
	for f := range d.sensitive {
		if err := stx.Delete(storage.Secrets, secretKey(p, f)); err != nil {
			return err
		}
	}
	return stx.Delete(storage.Records, p[:])
}

func secretKey(p place, field string) []byte {
	tag := tagOf("secret", field)
	return append(p[:len(p):len(p)], tag[:]...)
}

// writeSecret seals a sensitive field in a row of its own, with its own key.
func (db *DB) writeSecret(stx storage.Tx, s *state, p place, field, value string) error {
	id, ok := db.ring.For(s.Scope)
	if !ok {
		return vault.ErrNoKey
	}
	k := secretKey(p, field)
	row, err := db.ring.Seal(id, seal.NewKey(), s.rev, k, []byte(value), true)
	if err != nil {
		return err
	}
	return stx.Put(storage.Secrets, k, row)
}

// readSecret opens a sensitive field; "" when none is stored here.
func (db *DB) readSecret(stx storage.Tx, t storage.Table, p place, field string) (string, error) {
	k := secretKey(p, field)
	raw, err := stx.Get(t, k)
	if err != nil || raw == nil {
		return "", err
	}
	plain, _, _, err := db.ring.Open(raw, k, true)
	if errors.Is(err, vault.ErrNoKey) {
		return "", nil
	}
	if err != nil {
		return "", &badRow{t, k, fmt.Errorf("%w: %w", storage.ErrDamaged, err)}
	}
	return string(plain), nil
}

func isNoKey(err error) bool { return errors.Is(err, vault.ErrNoKey) }
