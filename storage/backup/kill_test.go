package backup_test

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"civicdesk/storage"
	"civicdesk/storage/storagetest"
)

const killVariable = "CIVICDESK_BACKUP_KILL"

// TestChildThatIsKilled is the program that TestKill ends: it changes its store
// and backs it up, and says of each backup that it is made.
func TestChildThatIsKilled(t *testing.T) {
	path := os.Getenv(killVariable)
	if path == "" {
		t.Skip("only as the child of TestKill")
	}
	s := newSubject(t)
	s.path = path
	for round := 0; ; round++ {
		for i := range 30 { // every row says in which round it was written
			s.put(storage.Records, fmt.Sprint("row ", i), fmt.Sprint(round, " ", strings.Repeat("x", 40_000)))
		}
		fmt.Println("made", s.mustBackup().Number)
	}
}

// A program that backs up is killed at any moment, again and again over one
// file: every backup that it had called made is there, and each is one state.
func TestKill(t *testing.T) {
	path := filepath.Join(filepath.Dir(newSubject(t).path), "killed.backup")
	defer os.Remove(path)
	r := rand.New(rand.NewPCG(3, 4))
	made, kills := 0, count("CIVICDESK_KILLS", 6)
	for round := range kills {
		cmd := exec.Command(os.Args[0], "-test.run", "^TestChildThatIsKilled$", "-test.v")
		cmd.Env = append(os.Environ(), killVariable+"="+path)
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(out)
		for left := r.IntN(4); lines.Scan(); {
			n, is := strings.CutPrefix(lines.Text(), "made ")
			if !is {
				continue
			}
			if made, err = strconv.Atoi(n); err != nil {
				t.Fatal(err)
			}
			if left--; left < 0 {
				time.AfterFunc(time.Duration(r.IntN(30_000))*time.Microsecond, func() { cmd.Process.Kill() })
				left = 1 << 30
			}
		}
		cmd.Wait()
		eachIsOneState(t, path, made, round+1)
	}
	t.Logf("%d kills, %d backups called made, all there", kills, made)
}

func eachIsOneState(t *testing.T, path string, made, kill int) {
	t.Helper()
	a, err := opened(path)
	if err != nil {
		t.Fatalf("kill %d: %v", kill, err)
	}
	defer a.Close()
	all := a.Snapshots()
	if len(all) < made || len(a.Damaged()) > 0 {
		t.Fatalf("kill %d: %d backups were called made, %d are there; damage %v", kill, made, len(all), a.Damaged())
	}
	for _, s := range all[max(0, len(all)-6):] {
		store, rounds := storagetest.NewMap(), map[string]bool{}
		if _, err := restored(t, a, s, store); err != nil {
			t.Fatalf("kill %d: snapshot %d: %v", kill, s.Number, err)
		}
		if err := store.View(ctx, func(tx storage.Tx) error {
			return tx.Scan(storage.Records, nil, nil, 0, func(_, v []byte) error {
				round, _, _ := strings.Cut(string(v), " ")
				rounds[round] = true
				return nil
			})
		}); err != nil || len(rounds) != 1 {
			t.Fatalf("kill %d: snapshot %d holds rows of %d rounds, %v", kill, s.Number, len(rounds), err)
		}
	}
}
