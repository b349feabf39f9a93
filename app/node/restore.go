package node

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"civicdesk/app"
	"civicdesk/app/account"
	"civicdesk/app/fault"
	"civicdesk/storage"
	"civicdesk/storage/backup"
	"civicdesk/storage/bolt"
	"civicdesk/storage/disk"
	"civicdesk/storage/epoch"
	"civicdesk/storage/record"
	"civicdesk/storage/vault"
)

// RestoreOptions say what is restored and to where.
type RestoreOptions struct {
	Dir    string // a folder that is new or empty
	Store  string // a PostgreSQL database, for a server; "": the embedded store
	At     uint64 // number of the snapshot; 0: the newest
	Ledger string // file with a newer list of erasures than the backup's, or ""
	// Keychains take the second secrets of a desktop's accounts; nil: those of
	// this computer.
	Keychains []vault.Keychain
}

// Restored is what a restore did.
type Restored struct {
	backup.Snapshot
	Kind    string
	Entries int      // of the audit chain, all of whose links hold (server)
	Erased  int      // records that were erased after the snapshot, by the newest list of erasures
	Words   []string // what a person should know besides
}

// restoring marks a folder that is being filled.
const restoring = "restoring"

// Restore brings a snapshot into a new folder: written beside it under a
// temporary name, compared with the snapshot row by row, opened, and given its
// name only then. The store of a server may go into a database instead, which must
// hold nothing of the agency; its key and the other files go into the folder.
func Restore(ctx context.Context, a *backup.Archive, o RestoreOptions) (r Restored, err error) {
	r.Kind = a.Origin().Kind
	if r.Snapshot, err = a.At(o.At); err != nil {
		return r, err
	}
	dir, err := filepath.Abs(o.Dir)
	if err != nil {
		return r, err
	}
	tmp := dir + ".new"
	if err := emptyFolder(dir, tmp); err != nil {
		return r, err
	}
	if err := os.MkdirAll(tmp, 0o700); err != nil {
		return r, fault.E("node.Restore", fault.Invalid, "The folder "+dir+" cannot be made: choose one that you may write to.", err)
	}
	if r.Kind != backup.Server {
		o.Store = ""
	}
	w := restorer{a: a, o: o, dir: tmp, r: &r}
	if err = os.WriteFile(filepath.Join(tmp, restoring), nil, 0o600); err == nil {
		err = w.run(ctx)
	}
	if err == nil {
		err = w.swap(dir)
	}
	if err == nil && w.o.Store != "" {
		return r, record.Friendly("node.Restore", w.release(ctx))
	}
	if err != nil {
		return r, errors.Join(record.Friendly("node.Restore", err), os.RemoveAll(tmp))
	}
	return r, nil
}

// emptyFolder refuses a folder with files, and clears what a restore that was
// stopped has left beside it.
func emptyFolder(dir, tmp string) error {
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fault.E("node.Restore", fault.Invalid, dir+" is not a folder that can be used. Choose another.", err)
	}
	if len(entries) > 0 {
		return fault.E("node.Restore", fault.Conflict, "The folder "+dir+" has files in it. Restore into a new folder; nothing is ever written over.", nil)
	}
	if _, err := os.Stat(tmp); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if _, err := os.Stat(filepath.Join(tmp, restoring)); err != nil {
		return fault.E("node.Restore", fault.Conflict, "The folder "+tmp+" is in the way. Move it, or choose another folder.", err)
	}
	return os.RemoveAll(tmp)
}

type restorer struct {
	a    *backup.Archive
	o    RestoreOptions
	dir  string
	r    *Restored
	lost int // second secrets that could not be kept
}

func (w *restorer) run(ctx context.Context) error {
	store, err := w.store(ctx)
	if err != nil {
		return err
	}
	err = w.a.Restore(ctx, w.r.Snapshot, store, w.file)
	if err == nil {
		err = w.compare(ctx, store)
	}
	if err == nil && w.o.Store != "" {
		err = record.WithoutEpoch(ctx, store)
	}
	if err = errors.Join(err, store.Close()); err != nil {
		return err
	}
	if w.r.Kind == backup.Server {
		if err := w.newestLedger(ctx); err != nil {
			return err
		}
		return w.openServer(ctx)
	}
	if w.lost > 0 {
		w.r.Words = append(w.r.Words, fmt.Sprintf("The second secrets of %d accounts cannot be kept on this computer. Open those accounts with the agency's recovery key: “civicdesk recover”.", w.lost))
	}
	_, err = vault.Open(w.dir, vault.DefaultKDF())
	return err
}

// store is the new store. What the snapshot's epoch sealed is sealed under it
// again, but for a database, which has no epochs.
func (w *restorer) store(ctx context.Context) (store storage.Store, err error) {
	if w.o.Store != "" {
		return w.database(ctx)
	}
	if w.r.Kind == backup.Server {
		store, err = bolt.OpenFile(filepath.Join(w.dir, storeName))
	} else {
		store, err = bolt.OpenFolder(w.dir)
	}
	if err != nil {
		return nil, err
	}
	row, secrets, err := w.epochs(ctx)
	if err == nil && row != nil {
		err = store.Update(ctx, func(tx storage.Tx) error { return tx.Put(storage.Meta, row.Key, row.Value) })
		store = epoch.Over(store, secrets...)
	}
	if err != nil {
		return nil, errors.Join(err, store.Close())
	}
	return store, nil
}

// epochs finds the row that says which epoch the snapshot is of, and the secrets
// of the anchor in it. A store from before there were epochs has neither.
func (w *restorer) epochs(ctx context.Context) (row *backup.Row, secrets []epoch.Secret, err error) {
	err = w.a.Rows(ctx, w.r.Snapshot, func(r backup.Row) (err error) {
		name := string(r.Key)
		switch {
		case r.Table == backup.Files && (name == epochName || strings.HasPrefix(name, secondDir) && strings.HasSuffix(name, "/anchor")):
			secrets, err = vault.EpochsOf(r.Value)
			return err
		case r.Table == storage.Meta && epoch.IsRow(r.Key):
			row = &r
			return storage.ErrStop
		case r.Table > storage.Meta:
			return storage.ErrStop
		}
		return nil
	})
	if errors.Is(err, storage.ErrStop) {
		err = nil
	}
	return row, secrets, err
}

// file puts one of the snapshot's files in its place.
func (w *restorer) file(name string, content []byte) error {
	if at, is := strings.CutPrefix(name, secondDir); is {
		keychains := w.o.Keychains
		if keychains == nil {
			keychains = vault.Keychains()
		}
		if err := vault.PutSecond(keychains, at, content); err != nil {
			w.lost++
		}
		return nil
	}
	if !filepath.IsLocal(filepath.FromSlash(name)) {
		return fmt.Errorf("%w: a file of the backup lies outside of its folder", storage.ErrDamaged)
	}
	path := filepath.Join(w.dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	return writeDurably(path, content)
}

func writeDurably(path string, content []byte) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	return errors.Join(err, f.Sync(), f.Close())
}

// compare reads what was written, from the disk, and asks whether it is the
// snapshot.
func (w *restorer) compare(ctx context.Context, store storage.Store) error {
	var same bool
	err := store.View(ctx, func(tx storage.Tx) (err error) {
		same, err = w.a.Same(w.r.Snapshot, unmarked(backup.Of(ctx, tx, w.filesBack(ctx))))
		return err
	})
	if err == nil && !same {
		err = fault.E("node.Restore", fault.Damaged, "What was written to the disk is not what the backup holds. The disk or the memory of this computer is failing: use another.", nil)
	}
	return err
}

// filesBack yields the snapshot's files as they lie in the folder now. Second
// secrets, which lie in keychains, are taken from the snapshot.
func (w *restorer) filesBack(ctx context.Context) backup.Source {
	return func(yield func(backup.Row) error) error {
		err := w.a.Rows(ctx, w.r.Snapshot, func(r backup.Row) error {
			if r.Table != backup.Files {
				return storage.ErrStop
			}
			if name := string(r.Key); !strings.HasPrefix(name, secondDir) {
				var err error
				if r.Value, err = os.ReadFile(filepath.Join(w.dir, filepath.FromSlash(name))); err != nil {
					return err
				}
			}
			return yield(r)
		})
		if errors.Is(err, storage.ErrStop) {
			return nil
		}
		return err
	}
}

// newestLedger puts the newest list of erasures that can be seen into the folder,
// since who was erased after the snapshot must stay erased: that of the snapshot,
// of the newest snapshot, or the one that was given.
// The list only grows, so the longest is the newest. Whether it is this server's
// shows when the server is opened.
func (w *restorer) newestLedger(ctx context.Context) error {
	own, err := w.a.File(ctx, w.r.Snapshot, ledgerName)
	if err != nil {
		return err
	}
	longest := own
	take := func(other []byte) {
		if len(other) > len(longest) {
			longest = other
		}
	}
	if newest, err := w.a.At(0); err == nil {
		if other, err := w.a.File(ctx, newest, ledgerName); err == nil { // what cannot be read is told by “backup check”
			take(other)
		}
	}
	if w.o.Ledger != "" {
		given, err := os.ReadFile(w.o.Ledger)
		if err != nil {
			return fault.E("node.Restore", fault.NotFound, "The list of erasures "+w.o.Ledger+" cannot be read.", err)
		}
		take(given)
	}
	if longest == nil {
		return nil
	}
	w.r.Erased = bytes.Count(longest, []byte("\n")) - bytes.Count(own, []byte("\n"))
	return writeDurably(filepath.Join(w.dir, ledgerName), longest)
}

// openServer opens the restored server as any start does, reads every record and
// the audit chain, and notes the restore there.
func (w *restorer) openServer(ctx context.Context) error {
	s, err := OpenServer(ctx, w.dir, ServerOptions{Store: w.o.Store, restoring: true})
	if err != nil {
		return err
	}
	ctx = app.WithActor(ctx, account.System)
	x, err := s.Verify(ctx)
	w.r.Words = append(w.r.Words, x.Mended...)
	if w.r.Entries = x.Entries; err == nil && len(x.Bad) > 0 {
		err = fault.E("node.Restore", fault.Damaged, "The backup is whole, but the store in it was damaged when it was made: "+strings.Join(x.Bad, " ")+" Take an earlier snapshot with --at.", nil)
	}
	if err == nil {
		err = s.DB.Update(ctx, func(tx *record.Tx) error {
			tx.Audit("backup.restore", "", "", fmt.Sprintf("snapshot %d of %s", w.r.Number, w.r.Time.Format("2006-01-02 15:04:05 UTC")))
			return nil
		})
	}
	return errors.Join(err, s.Close())
}

// swap gives the folder its name.
func (w *restorer) swap(dir string) error {
	if err := os.Remove(filepath.Join(w.dir, restoring)); err != nil {
		return err
	}
	if err := os.Remove(dir); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := os.Rename(w.dir, dir); err != nil {
		return err
	}
	return disk.OS{}.SyncDir(filepath.Dir(dir))
}
