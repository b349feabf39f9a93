package blob_test

import (
	"bytes"
	"errors"
	"io"
	"testing"

	"civicdesk/storage"
	"civicdesk/storage/blob"
	"civicdesk/storage/storagetest"
)

// FuzzManifest: whatever is read as a manifest is written the same again, and
// reading by it ends with the file or an error that says what is wrong.
func FuzzManifest(f *testing.F) {
	s := blob.NewRows(storagetest.NewMap(), still)
	for _, n := range []int{9, blob.ChunkSize, blob.ChunkSize + 1} {
		m, err := blob.Write(ctx, s, bytes.NewReader(pdf(n)), big)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(m.Encode())
		f.Add(m.Encode()[:80])
	}
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, b []byte) {
		m, err := blob.ParseManifest(b)
		if err != nil {
			if !errors.Is(err, blob.ErrManifest) {
				t.Fatalf("refused with %v", err)
			}
			return
		}
		if !bytes.Equal(m.Encode(), b) {
			t.Fatalf("%x is written as %x", b, m.Encode())
		}
		n, err := io.Copy(io.Discard, blob.NewReader(ctx, s, m))
		if err == nil && n != m.Size || err != nil && !errors.Is(err, storage.ErrDamaged) && !errors.Is(err, blob.ErrMissing) {
			t.Fatalf("read %d of %d bytes: %v", n, m.Size, err)
		}
	})
}

// FuzzWrite: any content is accepted as one of the kinds or refused with a
// sentence at the field.
func FuzzWrite(f *testing.F) {
	f.Add([]byte("%PDF-1.4"))
	f.Add(zipOf("[Content_Types].xml", "word/document.xml"))
	f.Add([]byte("plain €"))
	f.Fuzz(func(t *testing.T, b []byte) {
		s := blob.NewRows(storagetest.NewMap(), still)
		m, err := blob.Write(ctx, s, bytes.NewReader(b), blob.Limits{Size: 1 << 20})
		if err != nil {
			if len(all(t, s)) != 0 {
				t.Fatal("a refused file left chunks")
			}
			return
		}
		if got, err := io.ReadAll(blob.NewReader(ctx, s, m)); err != nil || !bytes.Equal(got, b) {
			t.Fatalf("%d bytes came back as %d: %v", len(b), len(got), err)
		}
	})
}
