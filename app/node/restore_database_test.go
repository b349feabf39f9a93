package node_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/app/hiring"
	"civicdesk/app/node"
	"civicdesk/storage"
	"civicdesk/storage/postgres"
	"civicdesk/storage/postgres/pgtest"
	"civicdesk/storage/record"
)

// A backup of an embedded store, with one erased record, goes into a database,
// and a backup of that into an embedded store again. Desktops go on with each,
// and send again what each has lost.
func TestABackupGoesIntoADatabaseAndBack(t *testing.T) {
	p := newPlace(t)
	d, s, ctx, _ := p.desk("rdelgado")
	first, gone := p.save(s, ctx, 1), p.save(s, ctx, 2)
	must(t, s.Sync.Run(ctx))
	_, err := p.srv.Erase(system, "GRS 2.1, item 050", record.Ref{Type: hiring.Applications.Name(), ID: gone})
	must(t, err)
	embedded := filepath.Join(t.TempDir(), "embedded.backup")
	_, err = p.srv.Backup(system, options(embedded))
	must(t, err)
	second := p.save(s, ctx, 3)
	must(t, s.Sync.Run(ctx))

	database := pgtest.Address(t)
	dir := filepath.Join(t.TempDir(), "server")
	if r := restoredTo(t, embedded, node.RestoreOptions{Dir: dir, Store: database}); r.Entries == 0 || r.Records == 0 || len(r.Words) > 0 {
		t.Errorf("%+v", r)
	}
	if _, err := os.Stat(filepath.Join(dir, "agency.db")); !os.IsNotExist(err) {
		t.Errorf("an embedded store lies in the folder as well: %v", err)
	}
	p.replaceWith(dir, database)
	has := func(where string, want ...app.ID) {
		t.Helper()
		n := p.numbers()
		for _, id := range want {
			if n[id] != 1 {
				t.Errorf("%s: %v, want %v", where, n, want)
			}
		}
		if len(n) != len(want) {
			t.Errorf("%s: %v, want %v", where, n, want)
		}
		x, err := p.srv.Verify(system)
		if err != nil || len(x.Bad)+len(x.Mended) > 0 {
			t.Errorf("%s: %+v, %v", where, x, err)
		}
	}
	has("in the database", first)
	must(t, s.Sync.Run(ctx))
	must(t, s.Sync.Run(ctx))
	has("in the database, after a sync", first, second)

	fromDatabase := filepath.Join(t.TempDir(), "database.backup")
	_, err = p.srv.Backup(system, options(fromDatabase))
	must(t, err)
	back := filepath.Join(t.TempDir(), "back")
	restoredTo(t, fromDatabase, node.RestoreOptions{Dir: back})
	p.replaceWith(back, "")
	must(t, s.Sync.Run(ctx))
	must(t, s.Sync.Run(ctx))
	has("in a file again", first, second)
	must(t, d.Lock(s))
	must(t, d.Close())
}

// A database that holds something is left as it is; one in which a restore was
// broken off is not served, and is filled anew.
func TestADatabaseIsNeverWrittenOver(t *testing.T) {
	p := newPlace(t)
	_, s, ctx, _ := p.desk("rdelgado")
	p.save(s, ctx, 1)
	must(t, s.Sync.Run(ctx))
	file, database := filepath.Join(t.TempDir(), "a.backup"), pgtest.Address(t)
	_, err := p.srv.Backup(system, options(file))
	must(t, err)
	dir := filepath.Join(t.TempDir(), "server")
	restoredTo(t, file, node.RestoreOptions{Dir: dir, Store: database})

	_, err = node.Restore(system, openedBackup(t, file), node.RestoreOptions{Dir: filepath.Join(t.TempDir(), "again"), Store: database})
	if !fault.Is(err, fault.Conflict) || !strings.Contains(fault.Words(err), "holds data of this agency") {
		t.Errorf("a database that holds the agency: %v", err)
	}
	served := func() error {
		srv, err := node.OpenServer(system, dir, node.ServerOptions{Store: database})
		if err == nil {
			err = srv.Close()
		}
		return err
	}
	must(t, served())

	store, err := postgres.Open(context.Background(), database, string(openedBackup(t, file).Origin().Store), postgres.Options{})
	must(t, err)
	must(t, store.Update(context.Background(), func(tx storage.Tx) error { // as when the power failed
		if err := tx.Put(storage.Records, []byte("half"), []byte("written")); err != nil {
			return err
		}
		return tx.Put(storage.Meta, []byte("restoring"), []byte{1})
	}))
	must(t, store.Close())
	if err := served(); !fault.Is(err, fault.Conflict) || !strings.Contains(fault.Words(err), "broken off") {
		t.Errorf("a half restored database: %v", err)
	}
	dir = filepath.Join(t.TempDir(), "third")
	restoredTo(t, file, node.RestoreOptions{Dir: dir, Store: database})
	must(t, served())
}
