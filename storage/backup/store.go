package backup

import (
	"bytes"
	"context"
	"maps"
	"slices"

	"civicdesk/storage"
)

// Of is the source of a transaction's rows, with the files before them.
func Of(ctx context.Context, tx storage.Tx, files Source) Source {
	return func(yield func(Row) error) error {
		if err := files(yield); err != nil {
			return err
		}
		for _, t := range storage.Tables() {
			err := tx.Scan(t, nil, nil, 0, func(k, v []byte) error {
				if err := ctx.Err(); err != nil {
					return err
				}
				return yield(Row{t, k, v})
			})
			if err != nil {
				return err
			}
		}
		return nil
	}
}

// How much is restored in one transaction.
const (
	restoreRows  = 20_000
	restoreBytes = 8 << 20
)

// Restore puts the snapshot's rows into the store, which must be new and empty,
// and hands its files to put.
func (a *Archive) Restore(ctx context.Context, s Snapshot, store storage.Store, put func(name string, content []byte) error) error {
	var batch []Row
	size := 0
	flush := func() error {
		if len(batch) == 0 {
			return nil
		}
		err := store.Update(ctx, func(tx storage.Tx) error {
			for _, r := range batch {
				if err := tx.Put(r.Table, r.Key, r.Value); err != nil {
					return err
				}
			}
			return nil
		})
		batch, size = batch[:0], 0
		return err
	}
	err := a.Rows(ctx, s, func(r Row) error {
		if r.Table == Files {
			return put(string(r.Key), r.Value)
		}
		batch, size = append(batch, r), size+len(r.Key)+len(r.Value)
		if len(batch) < restoreRows && size < restoreBytes {
			return nil
		}
		return flush()
	})
	if err == nil {
		err = flush()
	}
	if err != nil {
		return err
	}
	return store.Update(ctx, func(tx storage.Tx) error {
		now, err := tx.Seq()
		if err == nil && now < s.Seq {
			_, err = tx.NextSeq(int(s.Seq - now))
		}
		return err
	})
}

// FilesOf is the source of files in memory, by their names.
func FilesOf(files map[string][]byte) Source {
	return func(yield func(Row) error) error {
		for _, name := range slices.Sorted(maps.Keys(files)) {
			if err := yield(Row{Files, []byte(name), files[name]}); err != nil {
				return err
			}
		}
		return nil
	}
}

// File returns a file of the snapshot, or nil when it has none of the name.
func (a *Archive) File(ctx context.Context, s Snapshot, name string) (content []byte, err error) {
	err = a.Rows(ctx, s, func(r Row) error {
		switch {
		case r.Table == Files && string(r.Key) == name:
			content = bytes.Clone(r.Value)
			if content == nil {
				content = []byte{}
			}
		case r.Table == Files && string(r.Key) < name:
			return nil
		}
		return storage.ErrStop
	})
	if err == storage.ErrStop {
		err = nil
	}
	return content, err
}
