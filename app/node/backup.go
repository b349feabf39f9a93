package node

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"civicdesk/app/fault"
	"civicdesk/storage"
	"civicdesk/storage/backup"
	"civicdesk/storage/blob"
	"civicdesk/storage/record"
	"civicdesk/storage/vault"
)

// BackupOptions say where a backup goes and who can open it.
type BackupOptions struct {
	To         string    // the file; it is begun, or goes on
	Passphrase string    // of a new file; "": only the agency's recovery key opens it
	KDF        vault.KDF // of the passphrase; the zero value is vault.DefaultKDF
}

// serverFiles are the files of a server's folder that go into its backups,
// beside the key.
var serverFiles = []string{ledgerName, epochName, "tls.crt", "tls.key"}

var (
	ledgerName = filepath.Base(LedgerFile(""))
	epochName  = filepath.Base(EpochFile(""))
)

const (
	secondDir = "second/"
	blobDir   = "blobs"
)

// Backup adds a snapshot of the server to the file: the store, its key, and the
// files beside it. Work goes on meanwhile. The snapshot is read back from the
// disk and every record in it opened before Backup returns.
func (s *Server) Backup(ctx context.Context, o BackupOptions) (r backup.Result, err error) {
	w := writer{o: o, db: s.DB, origin: backup.Origin{Kind: backup.Server, Store: s.ring.Store()},
		f: backup.For{Own: s.ring.Root("backup"), Recovery: s.Accounts.RecoveryKey(), Passphrase: o.Passphrase, KDF: o.KDF}}
	w.opener = func() *record.Opener { return nil } // the snapshot holds the key that opens it
	w.files = func() (backup.Source, error) {
		all := map[string][]byte{}
		if all[filepath.Base(KeyFile(""))], err = s.key.bytes(); err != nil {
			return nil, err
		}
		for _, name := range serverFiles {
			raw, err := os.ReadFile(filepath.Join(s.dir, name))
			if errors.Is(err, fs.ErrNotExist) {
				continue
			}
			if err != nil {
				return nil, err
			}
			all[name] = raw
		}
		return backup.FilesOf(all), nil
	}
	if r, err = w.write(ctx); err != nil {
		return r, err
	}
	return r, s.DB.Update(ctx, func(tx *record.Tx) error {
		tx.Audit("backup.write", "", "", fmt.Sprintf("snapshot %d", r.Number))
		return nil
	})
}

// Backup adds a snapshot of the whole folder to the file, everybody's accounts
// and unsent work included. What only colleagues' passwords open is copied as it
// is.
func (s *Session) Backup(ctx context.Context, o BackupOptions) (r backup.Result, err error) {
	v := s.keys.Vault()
	w := writer{o: o, db: s.DB, origin: backup.Origin{Kind: backup.Desktop, Store: s.keys.Ring.Store()},
		f: backup.For{Own: s.keys.Ring.Root("backup"), Recovery: s.keys.Profile().Recovery, Passphrase: o.Passphrase, KDF: o.KDF}}
	w.opener = func() *record.Opener { return &record.Opener{Ring: s.keys.Ring} }
	w.files = func() (backup.Source, error) {
		all, err := vault.Headers(s.desk.dir)
		if err != nil {
			return nil, err
		}
		segments, err := s.journal.Segments()
		if err != nil {
			return nil, err
		}
		for name, raw := range segments {
			all["journal/"+name] = raw
		}
		for at, secret := range v.Seconds() {
			all[secondDir+at] = secret
		}
		small := backup.FilesOf(all)
		return func(yield func(backup.Row) error) error {
			if err := blobFiles(s.desk.dir, yield); err != nil {
				return err
			}
			return small(yield)
		}, nil
	}
	if r, err = w.write(ctx); err != nil {
		return r, err
	}
	return r, s.DB.Update(s.Context(ctx), func(tx *record.Tx) error {
		tx.Audit("backup.write", "", "", fmt.Sprintf("snapshot %d", r.Number))
		return nil
	})
}

// blobFiles yields the attachments' sealed chunks, which lie in files of their
// own and never change.
func blobFiles(dir string, yield func(backup.Row) error) error {
	root := filepath.Join(dir, blobDir)
	return filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil || d.IsDir() {
			return err
		}
		name, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		id, isChunk := blob.ParseID(d.Name())
		if !isChunk || filepath.ToSlash(name) != blobDir+"/"+id.String()[:2]+"/"+id.String() {
			return nil // unfinished, or set aside
		}
		raw, err := os.ReadFile(path)
		if errors.Is(err, fs.ErrNotExist) { // collected meanwhile
			return nil
		}
		if err != nil {
			return err
		}
		return yield(backup.Row{Table: backup.Files, Key: []byte(filepath.ToSlash(name)), Value: raw})
	})
}

// writer makes one backup of an open store.
type writer struct {
	o      BackupOptions
	db     *record.DB
	origin backup.Origin
	f      backup.For
	files  func() (backup.Source, error) // called when nothing can be saved
	opener func() *record.Opener
}

func (w writer) write(ctx context.Context) (r backup.Result, err error) {
	path, err := filepath.Abs(w.o.To)
	if err != nil {
		return r, err
	}
	var files backup.Source
	begin := func() (err error) { files, err = w.files(); return err }
	err = w.db.Snapshot(ctx, begin, func(tx storage.Tx) error {
		seq, err := tx.Seq()
		if err != nil {
			return err
		}
		r, err = backup.Writer{Clock: w.db.Clock()}.Write(ctx, path, w.origin, w.f, seq, backup.Of(ctx, tx, files), func(a *backup.Archive, s backup.Snapshot) error {
			in := newInspector(w.origin.Kind, w.opener())
			return errors.Join(a.Rows(ctx, s, in.row), in.end())
		})
		return err
	})
	return r, err
}

// inspector opens what a snapshot holds.
type inspector struct {
	kind   string
	opener *record.Opener // nil until the snapshot's own key has come by
}

func newInspector(kind string, o *record.Opener) *inspector { return &inspector{kind, o} }

func (i *inspector) row(r backup.Row) error {
	switch {
	case r.Table == backup.Files && i.kind == backup.Server && string(r.Key) == filepath.Base(KeyFile("")):
		key, root, err := parseKey(r.Value)
		if err != nil {
			return fmt.Errorf("%w: %w", storage.ErrDamaged, err)
		}
		i.opener = &record.Opener{Ring: vault.NewRing(key, root)}
	case r.Table == backup.Files && filepath.Dir(filepath.Dir(string(r.Key))) == blobDir:
		return chunk(filepath.Base(string(r.Key)), r.Value)
	case r.Table == storage.Chunks && len(r.Key) == 1+len(blob.ID{}) && r.Key[0] == 0:
		return chunk(blob.ID(r.Key[1:]).String(), r.Value)
	case i.opener == nil:
	case r.Table == storage.Meta && i.kind == backup.Server:
		return i.opener.Key(r.Key, r.Value)
	default:
		return i.opener.Row(r.Table, r.Key, r.Value)
	}
	return nil
}

func (i *inspector) end() error {
	if i.kind != backup.Server {
		return nil
	}
	if i.opener == nil {
		return fault.E("node.inspect", fault.Damaged, "The backup holds no key of the server.", nil)
	}
	if n := i.opener.Foreign; n > 0 {
		return fault.E("node.inspect", fault.Damaged, fmt.Sprintf("%d rows of the backup were sealed under keys that it does not hold.", n), nil)
	}
	return nil
}

func chunk(name string, sealed []byte) error {
	if blob.IDOf(sealed).String() != name {
		return fmt.Errorf("%w: piece %s of an attachment", storage.ErrDamaged, name)
	}
	return nil
}

// CheckBackup reads every snapshot of the file, and opens the records of a
// server's, which come with their key.
func CheckBackup(ctx context.Context, a *backup.Archive) ([]backup.Finding, error) {
	return a.Check(ctx, func(backup.Snapshot) (func(backup.Row) error, func() error) {
		in := newInspector(a.Origin().Kind, nil)
		return in.row, in.end
	})
}
