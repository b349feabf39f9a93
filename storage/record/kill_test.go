package record_test

import (
	"bufio"
	"crypto/fips140"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"civicdesk/app"
	"civicdesk/storage/record"
	"civicdesk/storage/record/recordtest"
	"civicdesk/storage/vault"
)

// TestChildThatIsKilled is the program that TestKill ends: it signs in, saves
// forms and says of each that it is saved, until it is killed.
func TestChildThatIsKilled(t *testing.T) {
	dir, name, _ := strings.Cut(os.Getenv("CIVICDESK_KILL"), "|")
	if name == "" {
		t.Skip("only as the child of TestKill")
	}
	db := recordtest.OpenReplica(t, dir, schema(), unlocked(t, dir))
	for i := 0; ; i++ {
		id := app.ID(fmt.Sprintf("%s-%d", name, i))
		put(t, db, Form{ID: id, Office: "hq", Name: "n", Status: "draft", Notes: []string{strings.Repeat("x", i%7*20_000)}})
		fmt.Println("saved", id)
		if i%5 == 4 {
			if err := db.Rewind(me); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func unlocked(t *testing.T, dir string) *vault.Keys {
	v, err := vault.Open(dir, vault.InsecureTestKDF())
	if err != nil {
		t.Fatal(err)
	}
	keys, err := v.Unlock("user", "Password-1")
	if err != nil {
		t.Fatal(err)
	}
	return keys
}

// A process is killed at any moment, again and again over one folder: everything
// that it had called saved is there, and the folder opens without a word.
func TestKill(t *testing.T) {
	dir := memoryDir(t)
	newKeys(t, dir, "hiring/hq")
	r := rand.New(rand.NewPCG(7, 8))
	saved := map[app.ID]bool{}
	kills := count("CIVICDESK_KILLS", 10)
	if fips140.Enabled() { // there each start derives a costly key
		kills = 2
	}
	for round := range kills {
		cmd := exec.Command(os.Args[0], "-test.run", "^TestChildThatIsKilled$", "-test.v")
		cmd.Env = append(os.Environ(), fmt.Sprintf("CIVICDESK_KILL=%s|k%d", dir, round))
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(out)
		for left := r.IntN(12); lines.Scan(); {
			id, is := strings.CutPrefix(lines.Text(), "saved ")
			if !is {
				continue
			}
			saved[app.ID(id)] = true
			if left--; left < 0 {
				time.AfterFunc(time.Duration(r.IntN(3000))*time.Microsecond, func() { cmd.Process.Kill() })
				left = 1 << 30
			}
		}
		cmd.Wait()
		db := recordtest.OpenReplica(t, dir, schema(), unlocked(t, dir))
		there := map[app.ID]bool{}
		if err := db.View(me, func(tx *record.Tx) error {
			all, err := forms.All(tx)
			for _, f := range all {
				there[f.ID] = true
			}
			return err
		}); err != nil {
			t.Fatalf("kill %d: %v", round+1, err)
		}
		for id := range saved {
			if !there[id] {
				t.Fatalf("kill %d: %s was called saved and is gone; %d are there", round+1, id, len(there))
			}
		}
		if n := db.Notices(); len(n) > 0 {
			t.Fatalf("kill %d: taken for damage: %q", round+1, n)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("%d kills, %d steps called saved, 0 lost", kills, len(saved))
}
