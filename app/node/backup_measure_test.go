package node_test

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"civicdesk/app"
	"civicdesk/app/hiring"
	"civicdesk/app/node"
	"civicdesk/app/policy"
	"civicdesk/app/sample"
	"civicdesk/storage/record"
)

// TestMeasureBackup backs up a server with so many applications, changes one in
// a hundred, backs up again, and restores. It prints times and sizes.
func TestMeasureBackup(t *testing.T) {
	n, err := strconv.Atoi(os.Getenv("CIVICDESK_MEASURE_BACKUP"))
	if err != nil {
		t.Skip("set CIVICDESK_MEASURE_BACKUP to a number of applications")
	}
	public := app.WithActor(context.Background(), app.Actor{User: app.WebUser, Name: "Public web site", Grants: []app.Grant{{Role: policy.Web}}})
	p := newPlace(t)
	set, err := p.srv.Hiring.Questions(system, p.vacancy.ID)
	must(t, err)
	all := sample.Applications(1, n, p.vacancy, set, hiring.Web)
	for i := range all {
		_, err := p.srv.Hiring.SubmitWeb(public, all[i], all[i].FormToken)
		must(t, err)
	}
	change := func() {
		must(t, p.srv.DB.Update(system, func(tx *record.Tx) error {
			list, err := hiring.Applications.All(tx)
			for i := 0; i < len(list) && err == nil; i += 100 {
				list[i].OtherQualifications = "Changed."
				err = hiring.Applications.Put(tx, list[i])
			}
			return err
		}))
	}
	file := filepath.Join(t.TempDir(), "server.backup")
	step := func(what string, do func()) {
		start := time.Now()
		do()
		t.Logf("%-28s %6.1f s", what, time.Since(start).Seconds())
	}
	backup := func() {
		r, err := p.srv.Backup(system, options(file))
		must(t, err)
		t.Logf("snapshot %d: %d rows, %d records, %.1f MiB; %.1f MiB added", r.Number, r.Rows, r.Records, float64(r.Bytes)/(1<<20), float64(r.Added)/(1<<20))
	}
	step("first backup", backup)
	step("backup with nothing changed", backup)
	change()
	step("backup with 1 % changed", backup)
	step("restore", func() { restoredTo(t, file, node.RestoreOptions{Dir: filepath.Join(t.TempDir(), "back")}) })
	info, err := os.Stat(filepath.Join(p.dir, "agency.db"))
	must(t, err)
	t.Logf("agency.db is %.1f MiB", float64(info.Size())/(1<<20))
}
