package journal_test

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"

	"civicdesk/storage"
	"civicdesk/storage/disk"
	"civicdesk/storage/disk/disktest"
	"civicdesk/storage/journal"
)

// count is how often a long test repeats itself: more when the variable says so.
func count(variable string, usual int) int {
	if n, err := strconv.Atoi(os.Getenv(variable)); err == nil {
		return n
	}
	return usual
}

// Every call that changes the disk fails once: what was called saved is there
// afterwards, what was not has no effect, and work goes on.
func TestEveryCallFailsOnce(t *testing.T) {
	payload := func(i int) []byte { return bytes.Repeat([]byte{byte(i + 1)}, 400<<10) }
	for _, fail := range []error{syscall.EIO, syscall.ENOSPC} {
		for _, stay := range []bool{false, true} {
			for at, done := 1, false; !done; at++ {
				dir := fastDir(t)
				faulty := disktest.Fault(disk.OS{}, fail)
				faulty.FailAt(at, stay)
				var saved []string
				j, err := journal.OpenOn(faulty, dir)
				if err == nil {
					for i := range 4 {
						n, err := j.Append(journal.Owner{1}, payload(i))
						if err == nil {
							saved = append(saved, fmt.Sprintf("%d:%s", n, payload(i)))
						} else if fail == syscall.ENOSPC != errors.Is(err, storage.ErrFull) {
							t.Fatalf("call %d: %v", at, err)
						}
					}
					done = faulty.Calls() < at
					j.Close()
				}
				j, err = journal.Open(dir)
				if err != nil {
					t.Fatalf("%v at call %d: does not open: %v", fail, at, err)
				}
				got := contents(t, j, 1)
				if stay && len(got) == len(saved)+1 { // a dead disk cannot take back what it has written
					got = got[:len(saved)]
				}
				if fmt.Sprint(got) != fmt.Sprint(saved) {
					t.Fatalf("%v at call %d (stay %v): %d frames called saved, %d there", fail, at, stay, len(saved), len(got))
				}
				if _, err := j.Append(journal.Owner{1}, []byte("more")); err != nil {
					t.Fatalf("%v at call %d: %v", fail, at, err)
				}
				j.Close()
			}
		}
	}
}

// A full disk gives the ballast up before it refuses work.
func TestTheBallastSavesTheLastWork(t *testing.T) {
	dir := disktest.Dir(t)
	full := &fullDisk{FS: disk.OS{}, dir: dir}
	j, err := journal.OpenOn(full, dir)
	if err != nil {
		t.Fatal(err)
	}
	defer j.Close()
	full.limited = true
	if _, err := j.Append(journal.Owner{}, make([]byte, 1<<20)); err != nil {
		t.Errorf("with ballast: %v", err)
	}
	if _, err := j.Append(journal.Owner{}, make([]byte, 1<<20)); !errors.Is(err, storage.ErrFull) {
		t.Errorf("without: %v", err)
	}
	full.limited = false
	if _, err := j.Append(journal.Owner{}, []byte("room again")); err != nil {
		t.Error(err)
	}
	if got := contents(t, j, 1); len(got) != 2 {
		t.Errorf("%d frames", len(got))
	}
}

// fullDisk has room for as long as there is a ballast to give up.
type fullDisk struct {
	disk.FS
	dir           string
	limited, used bool
}

func (f *fullDisk) Remove(name string) error {
	err := f.FS.Remove(name)
	if filepath.Base(name) == "ballast" && err == nil {
		f.used = true
	}
	return err
}

func (f *fullDisk) Open(name string, create bool) (disk.File, error) {
	if f.limited && create && filepath.Base(name) != "journal.0000000000000001" {
		return nil, syscall.ENOSPC
	}
	file, err := f.FS.Open(name, create)
	return &fullFile{file, f}, err
}

type fullFile struct {
	disk.File
	f *fullDisk
}

func (x *fullFile) WriteAt(b []byte, at int64) (int, error) {
	if x.f.limited && at >= 1<<20 && !x.f.used {
		return 0, syscall.ENOSPC
	}
	return x.File.WriteAt(b, at)
}

// A crash at any call, with its unsynced writes torn in any way: every frame
// that was called saved is there, and the journal goes on.
func TestCrashImages(t *testing.T) {
	dir := disktest.Dir(t)
	rec := &disktest.Recorder{FS: disk.OS{}, Root: dir}
	r := rand.New(rand.NewPCG(1, 2))
	j, err := journal.OpenOn(rec, filepath.Join(dir))
	if err != nil {
		t.Fatal(err)
	}
	for i := range 24 {
		size := []int{10, 700, 5000, 90 << 10, 400 << 10}[r.IntN(5)]
		n, err := j.Append(journal.Owner{}, bytes.Repeat([]byte{byte(i + 1)}, size))
		if err != nil {
			t.Fatal(err)
		}
		rec.Say(fmt.Sprint(n))
		if i == 15 {
			if err := j.Trim(0, func(_ journal.Owner, last uint64) bool { return last < 10 }); err != nil {
				t.Fatal(err)
			}
			rec.Say("trimmed")
		}
	}
	j.Close()
	events := rec.Events()
	want := count("CIVICDESK_IMAGES", 300)
	scratch := filepath.Join(fastDir(t), "image")
	for seen := 0; seen < want; {
		d := disktest.NewDisk()
		for k, e := range events {
			d.Do(e)
			if want <= 1500 && k%7 != seen%7 && e.Kind != disktest.Sync { // a spread over all of them in a short run
				continue
			}
			for _, image := range d.Images(r) {
				checkImage(t, scratch, image, d.Said(), fmt.Sprintf("after call %d of %d, %s", k, len(events), image.What))
				seen++
			}
			if seen >= want {
				break
			}
		}
	}
	t.Logf("%d images of crashes at %d calls, 0 lost", want, len(events))
}

func checkImage(t *testing.T, dir string, image disktest.Image, said []string, what string) {
	t.Helper()
	os.RemoveAll(dir)
	if err := image.Put(dir); err != nil {
		t.Fatal(err)
	}
	j, err := journal.Open(dir)
	if err != nil {
		t.Fatalf("%s: does not open: %v", what, err)
	}
	defer j.Close()
	there := map[string]bool{}
	if err := j.Scan(1, func(f journal.Frame) error { there[fmt.Sprint(f.Number)] = true; return nil }); err != nil {
		t.Fatal(err)
	}
	trimmed := false
	for _, s := range said {
		trimmed = trimmed || s == "trimmed"
	}
	for _, s := range said {
		n, err := strconv.Atoi(s)
		if err == nil && !there[s] && (n >= 10 || !trimmed && len(said) < 16) {
			t.Fatalf("%s: frame %s was called saved and is gone; there are %d", what, s, len(there))
		}
	}
	if len(j.Troubles()) > 0 {
		t.Fatalf("%s: a crash is taken for damage: %+v", what, j.Troubles())
	}
	if _, err := j.Append(journal.Owner{}, []byte("next")); err != nil {
		t.Fatalf("%s: %v", what, err)
	}
}

// fastDir is a folder in memory where there is one: images need no durable disk.
func fastDir(t testing.TB) string { return disktest.Memory(t) }
