package record

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"maps"

	"civicdesk/storage"
)

// Examined is what Examine found in an authority's store.
type Examined struct {
	Records   int // that open
	Sensitive int // sensitive fields that open
	Entries   int // of the audit chain, whose links all hold
	// Bad are sentences about damage that only a backup can mend; Mended about
	// what was put right.
	Bad, Mended []string
}

// Examine reads everything in an authority's store and compares the indexes and
// the change feed, by which records are found and sent, with the records. What
// follows from the records is put right.
func (db *DB) Examine(ctx context.Context) (x Examined, err error) {
	var f examination
	err = db.store.View(ctx, func(stx storage.Tx) error {
		f = examination{shapes: shapes{opened: map[[16]byte]bool{}, want: map[string][]byte{}}, revs: map[place]uint64{}, missing: map[string]place{}}
		return db.examine(stx, &f)
	})
	if err != nil {
		return x, friendly("record.Examine", err)
	}
	x.Records, x.Sensitive = f.records, f.sensitive
	for _, b := range []struct {
		n    int
		what string
	}{{f.bad, "records"}, {f.badSecrets, "sensitive fields"}, {f.badFeed, "entries of the change feed"}} {
		if b.n > 0 {
			x.Bad = append(x.Bad, fmt.Sprintf("%d %s are damaged and cannot be read. Restore a backup; until then the others can be used.", b.n, b.what))
		}
	}
	if x.Mended, err = db.mendAuthority(ctx, &f); err != nil {
		return x, friendly("record.Examine", err)
	}
	err = db.AuditTrail(ctx, func(Entry) error { x.Entries++; return nil })
	return x, err
}

// examination is what is read of a store.
type examination struct {
	shapes
	records, sensitive       int
	bad, badSecrets, badFeed int
	revs                     map[place]uint64 // of each record, its last change
	strayIndex, strayFeed    [][]byte
	missingIndex             map[string][]byte
	missing                  map[string]place // feed rows that are missing
}

func (db *DB) examine(stx storage.Tx, f *examination) error {
	if err := stx.Scan(storage.Records, nil, nil, 0, func(k, v []byte) error { return db.examineRecord(stx, f, k, v) }); err != nil {
		return err
	}
	err := stx.Scan(storage.Secrets, nil, nil, 0, func(k, v []byte) error {
		if _, _, _, err := db.ring.Open(v, k, true); err != nil || len(k) <= len(place{}) {
			f.badSecrets++
			return nil
		}
		f.sensitive++
		return nil
	})
	if err != nil {
		return err
	}
	if f.strayIndex, f.missingIndex, err = db.strayKeys(stx, &f.shapes); err != nil {
		return err
	}
	return db.examineFeed(stx, f)
}

func (db *DB) examineRecord(stx storage.Tx, f *examination, k, v []byte) error {
	if len(k) != len(place{}) {
		f.bad++
		return nil
	}
	p := place(k)
	s, err := db.openRow(v, p)
	if err != nil || s == nil { // a server has every key
		f.bad++
		return nil
	}
	f.records++
	f.opened[[16]byte(p[4:])], f.revs[p] = true, s.rev
	d := db.schema.types[s.Type]
	if d == nil {
		return nil
	}
	keys, err := db.indexKeys(stx, d, p, s)
	if err != nil {
		f.bad++
		return nil
	}
	maps.Copy(f.want, keys)
	return nil
}

// examineFeed looks for each record's one entry in the feed.
func (db *DB) examineFeed(stx storage.Tx, f *examination) error {
	for p, rev := range f.revs {
		f.missing[string(seqKey(rev))] = p
	}
	return stx.Scan(storage.Feed, nil, nil, 0, func(k, v []byte) error {
		switch {
		case len(k) != 8 || len(v) == 0:
			f.badFeed++
		case v[0] == feedForget || v[0] == feedErase:
			if _, err := db.ring.Root("feed").Box().Open(v[1:], k); err != nil {
				f.badFeed++
			}
		case v[0] == feedUpsert && len(v) == 1+len(place{}):
			p := place(v[1:])
			if rev, there := f.revs[p]; there && rev == binary.BigEndian.Uint64(k) {
				delete(f.missing, string(k))
			} else if there {
				f.strayFeed = append(f.strayFeed, bytes.Clone(k))
			}
		}
		return nil
	})
}

// mendAuthority puts right what follows from the records.
func (db *DB) mendAuthority(ctx context.Context, f *examination) (words []string, err error) {
	index, feed := len(f.strayIndex)+len(f.missingIndex), len(f.strayFeed)+len(f.missing)
	if index+feed == 0 {
		return nil, nil
	}
	err = db.store.Update(ctx, func(stx storage.Tx) error {
		// Read again: work may have gone on since.
		now := examination{shapes: shapes{opened: map[[16]byte]bool{}, want: map[string][]byte{}}, revs: map[place]uint64{}, missing: map[string]place{}}
		if err := db.examine(stx, &now); err != nil {
			return err
		}
		for _, k := range now.strayFeed {
			if err := stx.Delete(storage.Feed, k); err != nil {
				return err
			}
		}
		for k, p := range now.missing {
			if err := stx.Put(storage.Feed, []byte(k), append([]byte{feedUpsert}, p[:]...)); err != nil {
				return err
			}
		}
		return db.fitIndexes(stx, &now.shapes)
	})
	if index > 0 {
		words = append(words, fmt.Sprintf("The index by which records are found was wrong in %d places and has been built again.", index))
	}
	if feed > 0 {
		words = append(words, fmt.Sprintf("The change feed, by which records reach desktops, was wrong in %d places and has been put right.", feed))
	}
	return words, err
}
