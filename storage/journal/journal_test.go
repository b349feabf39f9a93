package journal_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"civicdesk/storage"
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
	dir := t.TempDir()
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
	dir := t.TempDir()
	j := open(t, dir)
	for range 10 {
		if _, err := j.Append(journal.Owner{}, make([]byte, 300<<10)); err != nil {
			t.Fatal(err)
		}
	}
	files, _ := os.ReadDir(dir)
	if len(files) != 4 {
		t.Errorf("%d segments, want 4", len(files))
	}
	if err := j.Trim(8); err != nil {
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
	dir := t.TempDir()
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
	for keep := last; keep < last+748; keep += 13 {
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

func TestDamageInTheMiddleIsNamed(t *testing.T) {
	dir := t.TempDir()
	j := open(t, dir)
	for range 5 {
		j.Append(journal.Owner{}, make([]byte, 100))
	}
	j.Close()
	path := filepath.Join(dir, "journal.0000000000000001")
	whole, _ := os.ReadFile(path)
	for at := 0; at < 4*148; at++ {
		bad := bytes.Clone(whole)
		bad[at] ^= 1
		os.WriteFile(path, bad, 0o600)
		if _, err := journal.Open(dir); !errors.Is(err, storage.ErrDamaged) {
			t.Fatalf("byte %d flipped: %v", at, err)
		}
	}
}

func FuzzOpen(f *testing.F) {
	f.Add([]byte{0, 0, 0, 40, 1, 2, 3, 4})
	dir := f.TempDir()
	j := open(f, dir)
	j.Append(journal.Owner{}, []byte("payload"))
	j.Close()
	seed, _ := os.ReadFile(filepath.Join(dir, "journal.0000000000000001"))
	f.Add(seed[:200])
	f.Fuzz(func(t *testing.T, raw []byte) {
		dir := t.TempDir()
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
