package journal_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"civicdesk/storage/disk/disktest"
	"civicdesk/storage/journal"
)

func open(t testing.TB, dir string) *journal.Journal {
	t.Helper()
	j, err := journal.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { j.Close() })
	return j
}

func contents(t testing.TB, j *journal.Journal, from uint64) []string {
	t.Helper()
	var all []string
	if err := j.Scan(from, func(f journal.Frame) error {
		all = append(all, fmt.Sprintf("%d:%s", f.Number, f.Payload))
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return all
}

func TestFramesSurviveReopening(t *testing.T) {
	dir := fastDir(t)
	var want []string
	for round := range 3 {
		j := open(t, dir)
		for i := range 4 {
			payload := fmt.Sprintf("round %d frame %d", round, i)
			n, err := j.Append(journal.Owner{1}, []byte(payload))
			if err != nil {
				t.Fatal(err)
			}
			want = append(want, fmt.Sprintf("%d:%s", n, payload))
		}
		j.Close()
	}
	if got := contents(t, open(t, dir), 1); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if got := contents(t, open(t, dir), 11); len(got) != 2 {
		t.Errorf("from 11: %v", got)
	}
}

func TestSegmentsRollAndTrim(t *testing.T) {
	dir := fastDir(t)
	j := open(t, dir)
	for range 10 {
		if _, err := j.Append(journal.Owner{}, make([]byte, 300<<10)); err != nil {
			t.Fatal(err)
		}
	}
	files, _ := os.ReadDir(dir)
	if len(files) != 4+1 { // and the ballast
		t.Errorf("%d files, want 4 segments and the ballast", len(files))
	}
	if err := j.Trim(0, func(_ journal.Owner, last uint64) bool { return last < 8 }); err != nil {
		t.Fatal(err)
	}
	if got := contents(t, j, 8); len(got) != 3 {
		t.Errorf("frames 8 to 10 after trimming: %d", len(got))
	}
	j.Close()
	if n := open(t, dir).Next(); n != 11 {
		t.Errorf("next number after reopening is %d", n)
	}
}

// Whatever a crash leaves of the last write, the frames before it are there and
// the journal goes on.
func TestTornEndLosesOnlyWhatWasNeverSaved(t *testing.T) {
	dir := fastDir(t)
	j := open(t, dir)
	for i := range 3 {
		if _, err := j.Append(journal.Owner{}, bytes.Repeat([]byte{byte('a' + i)}, 700)); err != nil {
			t.Fatal(err)
		}
	}
	j.Close()
	path := filepath.Join(dir, "journal.0000000000000001")
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	last := 2 * (700 + 48)
	for keep := last; keep < last+748; keep += 29 {
		for _, tail := range [][]byte{nil, make([]byte, 4096), bytes.Repeat([]byte{0xaa}, 300)} {
			torn := append(bytes.Clone(whole[:keep]), tail...)
			if err := os.WriteFile(path, torn, 0o600); err != nil {
				t.Fatal(err)
			}
			j := open(t, dir)
			if got := contents(t, j, 1); len(got) != 2 {
				t.Fatalf("cut at %d: %d frames", keep, len(got))
			}
			if n, err := j.Append(journal.Owner{}, []byte("next")); err != nil || n != 3 {
				t.Fatalf("cut at %d: append gives %d, %v", keep, n, err)
			}
			j.Close()
			if got := contents(t, open(t, dir), 3); fmt.Sprint(got) != "[3:next]" {
				t.Fatalf("cut at %d: after the append %v", keep, got)
			}
		}
	}
}

// Whatever byte is damaged, the journal opens, every other frame is there, the
// damaged bytes are kept and the loss is told.
func TestDamageInTheMiddleIsSetAside(t *testing.T) {
	whole := segmentOf(t, 5)
	for at := 0; at < 4*148; at += 11 {
		dir := fastDir(t)
		bad := bytes.Clone(whole)
		bad[at] ^= 1
		write(t, filepath.Join(dir, "journal.0000000000000001"), bad)
		j := open(t, dir)
		hit := at/148 + 1
		if got := contents(t, j, 1); len(got) != 4 || strings.Contains(fmt.Sprint(got), fmt.Sprintf("%d:", hit)) {
			t.Fatalf("byte %d flipped: %d frames are left", at, len(got))
		}
		troubles := j.Troubles()
		if len(troubles) != 1 || troubles[0].From != uint64(hit) || troubles[0].To != uint64(hit) {
			t.Fatalf("byte %d flipped: %+v", at, troubles)
		}
		if kept, err := os.ReadFile(troubles[0].File); err != nil || !bytes.Equal(kept, bad) {
			t.Fatalf("byte %d flipped: the damaged file is not kept: %v", at, err)
		}
		if n, err := j.Append(journal.Owner{}, []byte("next")); err != nil || n != 6 {
			t.Fatalf("byte %d flipped: append gives %d, %v", at, n, err)
		}
		j.Close()
		if got := contents(t, open(t, dir), 1); len(got) != 5 {
			t.Fatalf("byte %d flipped: %d frames after reopening", at, len(got))
		}
	}
}

// A bad last frame cannot be told from one that was never called saved, but its
// bytes are kept.
func TestATornEndIsKeptApart(t *testing.T) {
	dir, whole := fastDir(t), segmentOf(t, 2)
	whole[148+60] ^= 1
	write(t, filepath.Join(dir, "journal.0000000000000001"), whole)
	j := open(t, dir)
	if got := contents(t, j, 1); len(got) != 1 || len(j.Troubles()) != 0 {
		t.Errorf("%v %v", got, j.Troubles())
	}
	kept, _ := filepath.Glob(filepath.Join(dir, "*.torn-*"))
	if len(kept) != 1 {
		t.Fatalf("kept: %v", kept)
	}
	if b, _ := os.ReadFile(kept[0]); !bytes.Equal(b, trimmed(whole[148:])) {
		t.Error("other bytes are kept")
	}
}

func trimmed(b []byte) []byte { return bytes.TrimRight(b, "\x00") }

func TestZeroedPagesCutsAndMissingFiles(t *testing.T) {
	dir := fastDir(t)
	j := open(t, dir)
	for range 9 {
		if _, err := j.Append(journal.Owner{}, bytes.Repeat([]byte{7}, 300<<10)); err != nil {
			t.Fatal(err)
		}
	}
	j.Close()
	second, third := filepath.Join(dir, "journal.0000000000000004"), filepath.Join(dir, "journal.0000000000000007")
	raw, err := os.ReadFile(second)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		harm func()
		left int
	}{
		{"a page of zeros", func() { b := bytes.Clone(raw); clear(b[4096:8192]); write(t, second, b) }, 8},
		{"a page of zeros over two frames", func() { b := bytes.Clone(raw); clear(b[300<<10 : 304<<10]); write(t, second, b) }, 7},
		{"cut in half", func() { write(t, second, raw[:450<<10]) }, 7},
		{"empty", func() { write(t, second, nil) }, 6},
		{"gone", func() { os.Remove(second) }, 6},
		{"the newest gone", func() { os.Remove(third) }, 6},
	} {
		other := fastDir(t)
		if err := os.CopyFS(other, os.DirFS(dir)); err != nil {
			t.Fatal(err)
		}
		old, oldThird := second, third
		second, third = filepath.Join(other, filepath.Base(second)), filepath.Join(other, filepath.Base(third))
		c.harm()
		second, third = old, oldThird
		j := open(t, other)
		if got := contents(t, j, 1); len(got) != c.left {
			t.Errorf("%s: %d frames are left, want %d", c.name, len(got), c.left)
		}
		if c.name != "the newest gone" && len(j.Troubles()) == 0 {
			t.Errorf("%s: no word of it", c.name)
		}
		if err := j.AtLeast(10); err != nil {
			t.Fatal(err)
		}
		if n, err := j.Append(journal.Owner{}, []byte("next")); err != nil || n != 10 {
			t.Errorf("%s: append gives %d, %v", c.name, n, err)
		}
	}
}

// A frame that was put in another's place is noticed by its link.
func TestSwappedFramesAreNoticed(t *testing.T) {
	whole := segmentOf(t, 4)
	b := bytes.Clone(whole)
	copy(b[148:296], whole[296:444])
	copy(b[296:444], whole[148:296])
	dir := fastDir(t)
	write(t, filepath.Join(dir, "journal.0000000000000001"), b)
	if j := open(t, dir); len(j.Troubles()) == 0 {
		t.Error("not noticed")
	}
}

func segmentOf(t *testing.T, frames int) []byte { return segmentWith(t, frames, 1) }

func segmentWith(t *testing.T, frames, first int) []byte {
	dir := fastDir(t)
	j := open(t, dir)
	for i := range frames {
		if _, err := j.Append(journal.Owner{}, bytes.Repeat([]byte{byte(i + first)}, 100)); err != nil {
			t.Fatal(err)
		}
	}
	j.Close()
	whole, err := os.ReadFile(filepath.Join(dir, "journal.0000000000000001"))
	if err != nil {
		t.Fatal(err)
	}
	return whole
}

func write(t *testing.T, path string, b []byte) {
	t.Helper()
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
}

func FuzzOpen(f *testing.F) {
	f.Add([]byte{0, 0, 0, 40, 1, 2, 3, 4})
	dir := disktest.Dir(f)
	j := open(f, dir)
	j.Append(journal.Owner{}, []byte("payload"))
	j.Close()
	seed, _ := os.ReadFile(filepath.Join(dir, "journal.0000000000000001"))
	f.Add(seed[:200])
	f.Fuzz(func(t *testing.T, raw []byte) {
		dir := fastDir(t)
		os.WriteFile(filepath.Join(dir, "journal.0000000000000001"), raw, 0o600)
		j, err := journal.Open(dir)
		if err != nil {
			return
		}
		defer j.Close()
		before := len(contents(t, j, 1))
		if _, err := j.Append(journal.Owner{}, []byte("x")); err != nil {
			t.Fatal(err)
		}
		if after := len(contents(t, j, 1)); after != before+1 {
			t.Fatalf("%d frames became %d", before, after)
		}
	})
}

// A frame that was replaced by another whole one with its number is noticed by
// the link of the next.
func TestOneFrameReplacedIsNoticed(t *testing.T) {
	whole, other := segmentOf(t, 4), segmentWith(t, 4, 9)
	copy(whole[148:296], other[148:296])
	dir := fastDir(t)
	write(t, filepath.Join(dir, "journal.0000000000000001"), whole)
	if j := open(t, dir); len(j.Troubles()) == 0 {
		t.Error("not noticed")
	}
}
