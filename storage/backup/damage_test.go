package backup_test

import (
	"crypto/fips140"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"syscall"
	"testing"

	"civicdesk/app/fault"
	"civicdesk/storage"
	"civicdesk/storage/disk"
	"civicdesk/storage/disk/disktest"
)

// twoSnapshots makes a file of two snapshots and returns its bytes and where the
// first ends.
func twoSnapshots(t *testing.T, s *subject) (raw []byte, first int64) {
	t.Helper()
	s.fill(40, 900)
	s.put(storage.Audit, "entry", "value")
	first = s.mustBackup().Added
	s.put(storage.Records, "second", strings.Repeat("2", 500))
	s.mustBackup()
	raw, err := os.ReadFile(s.path)
	if err != nil {
		t.Fatal(err)
	}
	return raw, first
}

// clean says whether a check finds nothing at all.
func clean(t *testing.T, path string) (whole int, clean bool) {
	t.Helper()
	a, err := opened(path)
	if err != nil {
		return 0, false
	}
	defer a.Close()
	found, err := a.Check(ctx, nil)
	if err != nil {
		t.Fatal(err)
	}
	clean = len(a.Damaged()) == 0 && a.Unfinished() == 0
	for _, f := range found {
		if f.Err == nil {
			whole++
		} else {
			clean = false
		}
	}
	return whole, clean
}

// Each byte of the file is covered by some check: whichever is turned, the check
// says so, no snapshot restores to anything but what was saved, and the next
// backup is whole.
func TestEveryByteIsChecked(t *testing.T) {
	if fips140.Enabled() && testing.Short() {
		t.Skip("derives a key for each byte, which FIPS mode makes slow; it runs without -short")
	}
	s := newSubject(t)
	raw, _ := twoSnapshots(t, s)
	if whole, ok := clean(t, s.path); whole != 2 || !ok {
		t.Fatal("the file is not clean to begin with")
	}
	r := rand.New(rand.NewPCG(1, 2))
	flips := count("CIVICDESK_FLIPS", 400)
	step := max(1, len(raw)/flips)
	for at := 0; at < len(raw); at += step {
		i := min(at+r.IntN(step), len(raw)-1)
		bad := append([]byte{}, raw...)
		bad[i] ^= 1 << r.IntN(8)
		if err := os.WriteFile(s.path, bad, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, ok := clean(t, s.path); ok {
			t.Fatalf("a flipped bit in byte %d of %d is not seen", i, len(raw))
		}
		neverWrong(t, s, fmt.Sprint("flipped byte ", i))
	}
}

// neverWrong restores what can be restored, and compares.
func neverWrong(t *testing.T, s *subject, what string) {
	t.Helper()
	a, err := opened(s.path)
	if err != nil {
		return
	}
	defer a.Close()
	for _, one := range a.Snapshots() {
		got, err := restored(t, a, one, newSubject(t).store)
		if err == nil && got != s.past[one.Number-1] {
			t.Fatalf("%s: snapshot %d restores to something else", what, one.Number)
		}
	}
}

// A damaged block is written again by the next backup, which does not need it.
func TestTheNextBackupNeedsNoDamagedBlock(t *testing.T) {
	s := newSubject(t)
	raw, first := twoSnapshots(t, s)
	for _, at := range []int64{4200, first / 2, first + 100} {
		bad := append([]byte{}, raw...)
		bad[at] ^= 8
		if err := os.WriteFile(s.path, bad, 0o600); err != nil {
			t.Fatal(err)
		}
		r, err := s.backup()
		if err != nil {
			t.Fatalf("byte %d: %v", at, err)
		}
		a, err := opened(s.path)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := restored(t, a, r.Snapshot, newSubject(t).store); err != nil || got != s.past[len(s.past)-1] {
			t.Errorf("byte %d: the new snapshot: %v", at, err)
		}
		a.Close()
	}
}

// A damaged beginning loses nothing: its copy goes before each snapshot.
func TestADamagedBeginningLosesNothing(t *testing.T) {
	s := newSubject(t)
	raw, _ := twoSnapshots(t, s)
	for i := range 4096 {
		raw[i] = 0
	}
	if err := os.WriteFile(s.path, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	if n := s.holds("without a beginning", 2); n != 2 {
		t.Errorf("%d snapshots", n)
	}
	if _, ok := clean(t, s.path); ok {
		t.Error("the check says nothing")
	}
	s.put(storage.Records, "third", "3")
	s.mustBackup()
	s.holds("and goes on", 3)
}

// The file is cut at any length: the snapshots before the cut are whole, and the
// next backup cuts the rest away and goes on.
func TestACutFile(t *testing.T) {
	s := newSubject(t)
	raw, first := twoSnapshots(t, s)
	cuts := []int64{}
	for at := int64(0); at < int64(len(raw)); at += 4096 {
		cuts = append(cuts, at, at+1, at+2000)
	}
	past := s.past
	for _, at := range cuts {
		if at >= int64(len(raw)) {
			continue
		}
		s.past = past[:2:2]
		if err := os.WriteFile(s.path, raw[:at], 0o600); err != nil {
			t.Fatal(err)
		}
		least := 0
		if at >= first {
			least = 1
		}
		if n := s.holds(fmt.Sprint("cut at ", at), least); n != least {
			t.Fatalf("cut at %d: %d snapshots, want %d", at, n, least)
		}
		if least == 0 {
			continue
		}
		s.past = past[:1:1]
		s.mustBackup()
		if n := s.holds(fmt.Sprint("after a cut at ", at), 2); n != 2 {
			t.Fatalf("after a cut at %d: %d snapshots", at, n)
		}
		if _, ok := clean(t, s.path); !ok {
			t.Fatalf("after a cut at %d the file is not clean", at)
		}
	}
}

// Every call that changes the disk fails, once or from then on, as when the
// program is killed or the disk is full: the earlier snapshots are whole, the
// failure has words, and the next backup succeeds.
func TestEveryCallFails(t *testing.T) {
	for _, fail := range []error{syscall.ENOSPC, syscall.EIO} {
		for _, stay := range []bool{false, true} {
			for _, snapshots := range []int{0, 1} {
				for at, done := 1, false; !done; at++ {
					s := newSubject(t)
					s.fill(24, 60_000)
					for range snapshots {
						s.mustBackup()
						s.fill(30, 60_001)
					}
					faulty := disktest.Fault(disk.OS{}, fail)
					faulty.FailAt(at, stay)
					s.fs = faulty
					_, err := s.backup()
					done = err == nil && faulty.Calls() < at
					what := fmt.Sprintf("%v at call %d (stay %v), %d snapshots before", fail, at, stay, snapshots)
					if err != nil && (fault.Words(err) == "" || errors.Is(fail, syscall.ENOSPC) && !fault.Is(err, fault.Full) && at > 1) {
						t.Fatalf("%s: %v", what, err)
					}
					s.fs = nil
					s.holds(what, snapshots)
					want := len(s.past)
					if err != nil && s.holds(what, 0) > snapshots { // it was whole, but could not be called so
						continue
					}
					s.mustBackup()
					if n := s.holds(what, want+1); n != want+1 {
						t.Fatalf("%s: %d snapshots after the next", what, n)
					}
				}
			}
		}
	}
}

// What is read back is compared with what was read.
func TestABackupIsReadBack(t *testing.T) {
	s := newSubject(t)
	s.fill(200, 900)
	s.mustBackup()
	s.fill(300, 901)
	before, _ := os.ReadFile(s.path)
	s.fs = lying{disk.OS{}}
	if _, err := s.backup(); !fault.Is(err, fault.Damaged) {
		t.Errorf("a disk that loses bytes: %v", err)
	}
	s.fs = nil
	if after, _ := os.ReadFile(s.path); string(after) != string(before) {
		t.Error("the file is not what it was")
	}
}

// lying is a disk that takes a write and stores something else.
type lying struct{ disk.FS }

func (l lying) Open(name string, create bool) (disk.File, error) {
	f, err := l.FS.Open(name, create)
	return lyingFile{f}, err
}

type lyingFile struct{ disk.File }

func (l lyingFile) WriteAt(b []byte, at int64) (int, error) {
	b = append([]byte{}, b...)
	b[100] ^= 1
	return l.File.WriteAt(b, at)
}

// A real full disk.
func TestAFullDisk(t *testing.T) {
	s := newSubject(t)
	dir := smallDisk(t, 2<<20)
	s.path = dir + "/office.backup"
	s.fill(500, 1000)
	s.mustBackup()
	s.fill(3000, 1000)
	_, err := s.backup()
	if !fault.Is(err, fault.Full) || !strings.Contains(fault.Words(err), "Earlier snapshots in it are unharmed") {
		t.Errorf("%v", err)
	}
	if whole, ok := clean(t, s.path); whole != 1 || !ok {
		t.Errorf("%d snapshots are whole, clean %v", whole, ok)
	}
	s.path = dir + "/new.backup"
	if _, err := s.backup(); !fault.Is(err, fault.Full) {
		t.Errorf("a new file: %v", err)
	}
	if names, _ := os.ReadDir(dir); len(names) != 1 {
		t.Errorf("left behind: %v", names)
	}
}
