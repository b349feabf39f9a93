package main

import (
	"context"
	"crypto/rand"
	"os"
	"path/filepath"
	"strconv"

	"go.etcd.io/bbolt"

	"civicdesk/storage"
	"civicdesk/storage/bolt"
	"civicdesk/sync/protocol"
)

const pulled = 10_000

// measurePull times the first pull of 10,000 applications: opened, sealed,
// indexed and committed page by page, beside bare puts of rows as long as the
// sealed ones.
func measurePull(dir string, rounds int) ([]result, error) {
	var ours, limit []float64
	for i := range min(rounds, 3) {
		d, err := newDesktop(filepath.Join(dir, "pull"+strconv.Itoa(i)), 25)
		if err != nil {
			return nil, err
		}
		items := d.applications(pulled)
		ms, err := timed(func() error { return d.pull(items, 1) })
		if err != nil {
			return nil, err
		}
		ours = append(ours, ms)
		if err := d.db.Close(); err != nil {
			return nil, err
		}
		length, err := rowLength(filepath.Join(d.dir, "store.1.db"))
		if err != nil {
			return nil, err
		}
		pages := (d.cursor + protocol.PageItems - 1) / protocol.PageItems
		perPage := pulled / int(max(pages, 1))
		if size := protocol.PageBytes / (len(items[0].Fields) + 100); size < perPage {
			perPage = size
		}
		ms, err = barePuts(filepath.Join(dir, "bare"+strconv.Itoa(i)), length, perPage)
		if err != nil {
			return nil, err
		}
		limit = append(limit, ms)
		if err := os.RemoveAll(d.dir); err != nil {
			return nil, err
		}
	}
	return []result{{name: "10,000 applications pulled", ours: ours, beside: "bbolt, as many rows as long, as many a commit", limit: limit}}, nil
}

// rowLength is the mean length of a sealed application in the store.
func rowLength(path string) (int, error) {
	store, err := bolt.Open(path)
	if err != nil {
		return 0, err
	}
	defer store.Close()
	total, n := 0, 0
	err = store.View(context.Background(), func(tx storage.Tx) error {
		return tx.Scan(storage.Records, nil, nil, 0, func(_, v []byte) error { total, n = total+len(v), n+1; return nil })
	})
	return total / max(n, 1), err
}

// barePuts writes the rows under random keys, perCommit in a transaction.
func barePuts(path string, length, perCommit int) (float64, error) {
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{FreelistType: bbolt.FreelistMapType})
	if err != nil {
		return 0, err
	}
	defer db.Close()
	keys, value := make([]byte, pulled*20), make([]byte, length)
	rand.Read(keys)
	rand.Read(value)
	return timed(func() error {
		for at := 0; at < pulled; at += perCommit {
			err := db.Update(func(tx *bbolt.Tx) error {
				b, err := tx.CreateBucketIfNotExists([]byte{byte(storage.Records)})
				if err != nil {
					return err
				}
				for i := at; i < min(at+perCommit, pulled); i++ {
					if err := b.Put(keys[i*20:i*20+20], value); err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
}
