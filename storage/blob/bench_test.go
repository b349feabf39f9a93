package blob_test

import (
	"io"
	"path/filepath"
	"testing"

	"civicdesk/storage/blob"
	"civicdesk/storage/bolt"
	"civicdesk/storage/disk/disktest"
)

const benchSize = 8 << 20

// places are the homes over a real disk.
func places(b *testing.B, run func(b *testing.B, s blob.Store)) {
	b.Run("folder", func(b *testing.B) { run(b, folder(b, disktest.Dir(b), still)) })
	b.Run("bolt", func(b *testing.B) {
		db, err := bolt.Open(filepath.Join(disktest.Dir(b), "agency.db"))
		if err != nil {
			b.Fatal(err)
		}
		defer db.Close()
		run(b, blob.NewRows(db, still))
	})
}

// BenchmarkWrite seals a file durably, chunk by chunk.
func BenchmarkWrite(b *testing.B) {
	places(b, func(b *testing.B, s blob.Store) {
		b.SetBytes(benchSize)
		for b.Loop() {
			if _, err := blob.Write(ctx, s, &source{left: benchSize, peek: func() {}, fill: make([]byte, 4096)}, big); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("sealing alone", func(b *testing.B) {
		b.SetBytes(benchSize)
		for b.Loop() {
			if _, err := blob.Write(ctx, forgetful{}, &source{left: benchSize, peek: func() {}, fill: make([]byte, 4096)}, big); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkRead reads a whole file.
func BenchmarkRead(b *testing.B) {
	places(b, func(b *testing.B, s blob.Store) {
		m := write(b, s, pdf(benchSize))
		b.SetBytes(benchSize)
		for b.Loop() {
			if err := blob.Verify(ctx, s, m); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkRange reads 16 KiB at a time from all over the file, as a viewer of
// scans does.
func BenchmarkRange(b *testing.B) {
	places(b, func(b *testing.B, s blob.Store) {
		m, buf := write(b, s, pdf(benchSize)), make([]byte, 16<<10)
		r, at := blob.NewReader(ctx, s, m), int64(0)
		b.SetBytes(int64(len(buf)))
		for b.Loop() {
			at = (at + 5*blob.ChunkSize/2 + 4321) % (benchSize - int64(len(buf)))
			if _, err := r.ReadAt(buf, at); err != nil && err != io.EOF {
				b.Fatal(err)
			}
		}
	})
}
