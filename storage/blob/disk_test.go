package blob_test

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"civicdesk/app"
	"civicdesk/storage"
	"civicdesk/storage/blob"
	"civicdesk/storage/disk/disktest"
	"civicdesk/storage/storagetest"
)

type ctxType = context.Context

func zipOf(names ...string) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, n := range names {
		w, _ := z.Create(n)
		w.Write([]byte("x"))
	}
	z.Close()
	return b.Bytes()
}

func TestCrashLeavesOnlyOrphansThatAreCollected(t *testing.T) {
	for _, h := range homes {
		now := noon
		s := h.open(t, func() time.Time { return now })
		kept := write(t, s, pdf(2*blob.ChunkSize))
		live := func(id blob.ID) bool { return id == kept.Chunks[0] || id == kept.Chunks[1] }
		for after := range 4 {
			if _, err := blob.Write(ctx, &brittle{s, after}, bytes.NewReader(pdf(4*blob.ChunkSize)), big); !errors.Is(err, killed{}) {
				t.Fatal(err)
			}
		}
		if n := len(all(t, s)); n != 2+0+1+2+3 {
			t.Errorf("%s: %d chunks before", h.name, n)
		}
		if n, err := s.Collect(ctx, live, noon); n != 0 || err != nil {
			t.Errorf("%s: %d young chunks collected, %v", h.name, n, err)
		}
		now = noon.Add(time.Hour)
		var again blob.ID // an orphan that is sent once more counts as young
		for id := range all(t, s) {
			if !live(id) {
				again = id
			}
		}
		sealed, err := s.Get(ctx, again)
		if err == nil {
			err = s.Put(ctx, again, sealed)
		}
		if err != nil {
			t.Fatal(err)
		}
		if n, err := s.Collect(ctx, live, noon.Add(time.Minute)); n != 5 || err != nil {
			t.Errorf("%s: %d orphans collected, %v; want 5", h.name, n, err)
		}
		if err := blob.Verify(ctx, s, kept); err != nil {
			t.Errorf("%s: a living file after collecting: %v", h.name, err)
		}
		if err := s.Delete(ctx, kept.Chunks); err != nil || len(all(t, s)) != 1 {
			t.Errorf("%s: erased, but %d chunks are left, %v", h.name, len(all(t, s)), err)
		}
	}
}

func TestCrashInTheMiddleOfAFileIsCleanedUp(t *testing.T) {
	dir := disktest.Dir(t)
	f := folder(t, dir, still)
	stray := filepath.Join(dir, "tmp", "123.new")
	if err := os.WriteFile(stray, []byte("half a chunk"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(stray, noon, noon); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Collect(ctx, func(blob.ID) bool { return true }, noon.Add(time.Second)); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(stray); !errors.Is(err, fs.ErrNotExist) {
		t.Error("what a crash left in tmp/ is still there")
	}
}

func TestDamagedChunkIsSetAsideAndPutAgain(t *testing.T) {
	dir := disktest.Dir(t)
	rows := storagetest.NewMap()
	for name, c := range map[string]struct {
		s     blob.Store
		spoil func(blob.ID) error
	}{
		"folder": {folder(t, dir, still), func(id blob.ID) error {
			return os.WriteFile(filepath.Join(dir, id.String()[:2], id.String()), pdf(1000), 0o600)
		}},
		"rows": {blob.NewRows(rows, still), func(id blob.ID) error {
			return rows.Update(ctx, func(tx storage.Tx) error {
				return tx.Put(storage.Chunks, append([]byte{0}, id[:]...), pdf(1000))
			})
		}},
	} {
		m := write(t, c.s, pdf(2*blob.ChunkSize))
		good, err := c.s.Get(ctx, m.Chunks[1])
		if err == nil {
			err = c.spoil(m.Chunks[1])
		}
		if err != nil {
			t.Fatal(err)
		}
		if err := blob.Verify(ctx, c.s, m); !errors.Is(err, storage.ErrDamaged) {
			t.Errorf("%s: damaged chunk: %v", name, err)
		}
		if missing, err := c.s.Missing(ctx, m.Chunks); err != nil || len(missing) != 1 || missing[0] != m.Chunks[1] {
			t.Errorf("%s: missing %v, %v", name, missing, err)
		}
		if err := errors.Join(c.s.Put(ctx, m.Chunks[1], good), blob.Verify(ctx, c.s, m)); err != nil {
			t.Errorf("%s: put again: %v", name, err)
		}
	}
}

// source is a long file that calls peek while it is read.
type source struct {
	left, read int
	peek       func()
	fill       []byte
}

func (s *source) Read(p []byte) (int, error) {
	if s.left == 0 {
		return 0, io.EOF
	}
	n := min(len(p), s.left)
	for i := 0; i < n; i += copy(p[i:n], s.fill) {
	}
	if s.read == 0 {
		copy(p, "%PDF-1.7\n")
	}
	s.left, s.read = s.left-n, s.read+n
	s.peek()
	return n, nil
}

func TestLongFilesPassWithFlatMemory(t *testing.T) {
	const size, bound = 200 << 20, 24 << 20
	var before, now runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	peak := uint64(0)
	peek := func() {
		runtime.ReadMemStats(&now)
		peak = max(peak, now.HeapInuse)
	}
	m, err := blob.Write(ctx, forgetful{}, &source{left: size, peek: peek, fill: []byte("a line of a scan\n")}, big)
	if err != nil || m.Size != size {
		t.Fatal(m.Size, err)
	}
	if peak > before.HeapInuse+bound {
		t.Errorf("writing %d MiB took %d MiB of memory", size>>20, (peak-before.HeapInuse)>>20)
	}
}

// forgetful is a store that takes every chunk and keeps none, so that the test
// measures the writer alone.
type forgetful struct{ blob.Store }

func (forgetful) Put(ctxType, blob.ID, []byte) error { return nil }

func TestReadingALongFileIsFlatToo(t *testing.T) {
	f := folder(t, disktest.Dir(t), still)
	m := write(t, f, pdf(24<<20))
	var before, now runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	peak := uint64(0)
	w := writerFunc(func(p []byte) { runtime.ReadMemStats(&now); peak = max(peak, now.HeapInuse) })
	if _, err := io.Copy(w, blob.NewReader(ctx, f, m)); err != nil {
		t.Fatal(err)
	}
	if peak > before.HeapInuse+16<<20 {
		t.Errorf("reading 24 MiB took %d MiB of memory", (peak-before.HeapInuse)>>20)
	}
}

type writerFunc func([]byte)

func (f writerFunc) Write(p []byte) (int, error) { f(p); return len(p), nil }

func TestNothingReadableLiesInTheFolder(t *testing.T) {
	canary := []byte("Rosa Delgado, 123-45-6789")
	dir := disktest.Dir(t)
	f := folder(t, dir, still)
	scan := func() {
		err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return nil // a temporary file may go while we look
			}
			b, _ := os.ReadFile(path)
			if bytes.Contains(b, canary) || bytes.Contains(b, []byte("%PDF")) || strings.Contains(path, "Delgado") {
				t.Errorf("%s is readable", path)
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	}
	m, err := blob.Write(ctx, f, &source{left: 2*blob.ChunkSize + 77, peek: scan, fill: canary}, big)
	if err != nil {
		t.Fatal(err)
	}
	scan()
	// The scanner sees: the file is there, and what it holds is the canary.
	var plain bytes.Buffer
	if _, err := io.Copy(&plain, blob.NewReader(ctx, f, m)); err != nil || !bytes.Contains(plain.Bytes(), canary) {
		t.Error("the canary was not in the file:", err)
	}
}

func TestSizesOfShortFilesLookAlike(t *testing.T) {
	s := homes[1].open(t, still)
	lengths := map[int]bool{}
	for _, n := range []int{9, 100, 2000, 4000} {
		sealed, err := s.Get(ctx, write(t, s, pdf(n)).Chunks[0])
		if err != nil {
			t.Fatal(err)
		}
		lengths[len(sealed)] = true
	}
	if len(lengths) != 1 {
		t.Errorf("short files have %d different lengths", len(lengths))
	}
}

func TestFullDiskIsSaidAndCostsNothingElse(t *testing.T) {
	dir := smallDisk(t, 2<<20)
	f := folder(t, filepath.Join(dir, "blobs"), app.Clock(nil))
	kept := write(t, f, pdf(blob.ChunkSize))
	if _, err := blob.Write(ctx, f, bytes.NewReader(pdf(4<<20)), big); !errors.Is(err, storage.ErrFull) {
		t.Fatalf("a full disk: %v, want ErrFull", err)
	}
	if n := len(all(t, f)); n != 1 {
		t.Errorf("the refused file left %d chunks", n-1)
	}
	if err := blob.Verify(ctx, f, kept); err != nil {
		t.Error("the file from before:", err)
	}
	write(t, f, pdf(blob.ChunkSize))
}
