package blob_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"slices"
	"testing"
	"testing/iotest"

	"pgregory.net/rapid"

	"civicdesk/app/fault"
	"civicdesk/storage"
	"civicdesk/storage/blob"
	"civicdesk/storage/seal"
	"civicdesk/storage/storagetest"
)

// sizes draws sizes with the edges of chunks among them.
func sizes() *rapid.Generator[int] {
	return rapid.OneOf(
		rapid.IntRange(9, 5000),
		rapid.Custom(func(t *rapid.T) int {
			return rapid.IntRange(1, 3).Draw(t, "chunks")*blob.ChunkSize + rapid.IntRange(-2, 2).Draw(t, "beside")
		}))
}

func TestWhatIsReadIsWhatWasWritten(t *testing.T) {
	s := blob.NewRows(storagetest.NewMap(), still)
	rapid.Check(t, func(rt *rapid.T) {
		content := pdf(sizes().Draw(rt, "size"))
		m, err := blob.Write(ctx, s, iotest.HalfReader(bytes.NewReader(content)), big)
		if err != nil {
			rt.Fatal(err)
		}
		if again, err := blob.ParseManifest(m.Encode()); err != nil || !bytes.Equal(again.Encode(), m.Encode()) {
			rt.Fatalf("the manifest comes back as %v, %v", again, err)
		}
		r := blob.NewReader(ctx, s, m)
		for range 4 {
			from := rapid.IntRange(0, len(content)).Draw(rt, "from")
			buf := make([]byte, rapid.IntRange(0, 2*blob.ChunkSize).Draw(rt, "length"))
			n, err := r.ReadAt(buf, int64(from))
			want := content[from:min(from+len(buf), len(content))]
			if !bytes.Equal(buf[:n], want) || (n < len(buf)) != errors.Is(err, io.EOF) {
				rt.Fatalf("%d bytes at %d of %d: got %d, %v", len(buf), from, len(content), n, err)
			}
		}
		var whole bytes.Buffer
		if _, err := r.WriteTo(&whole); err != nil || !bytes.Equal(whole.Bytes(), content) {
			rt.Fatalf("whole file of %d bytes: %d, %v", len(content), whole.Len(), err)
		}
		if err := s.Delete(ctx, m.Chunks); err != nil {
			rt.Fatal(err)
		}
	})
}

func TestReaderKeepsTheContractOfIO(t *testing.T) {
	for _, h := range homes {
		s, content := h.open(t, still), pdf(2*blob.ChunkSize+100)
		if err := iotest.TestReader(blob.NewReader(ctx, s, write(t, s, content)), content); err != nil {
			t.Errorf("%s: %v", h.name, err)
		}
	}
}

func TestRangeOpensOnlyItsChunks(t *testing.T) {
	s := blob.NewRows(storagetest.NewMap(), still)
	content := pdf(4 * blob.ChunkSize)
	m := write(t, s, content)
	if err := s.Delete(ctx, append(slices.Clone(m.Chunks[:2]), m.Chunks[3])); err != nil {
		t.Fatal(err)
	}
	r, buf := blob.NewReader(ctx, s, m), make([]byte, 1000)
	if _, err := r.ReadAt(buf, 2*blob.ChunkSize+5); err != nil || !bytes.Equal(buf, content[2*blob.ChunkSize+5:][:1000]) {
		t.Errorf("a range whose chunk is here: %v", err)
	}
	if _, err := r.ReadAt(buf, 3*blob.ChunkSize-5); !errors.Is(err, blob.ErrMissing) {
		t.Errorf("a range whose end is missing: %v, want ErrMissing", err)
	}
}

// sealAs seals bytes as the chunk of the number of a file, by the format's words
// and not by the package's code.
func sealAs(s blob.Store, m blob.Manifest, number int, plain []byte) blob.ID {
	place := append([]byte("civicdesk attachment 1"), m.File[:]...)
	place = binary.BigEndian.AppendUint64(place, uint64(number))
	if number == len(m.Chunks)-1 {
		place, plain = append(place, 1), seal.Pad(plain)
	} else {
		place = append(place, 0)
	}
	sealed := m.Key.Box().Seal(nil, plain, place)
	id := blob.IDOf(sealed)
	_ = s.Put(ctx, id, sealed)
	return id
}

func TestFormatIsAsItIsDescribed(t *testing.T) {
	s, content := homes[1].open(t, still), pdf(blob.ChunkSize+5)
	m := write(t, s, content)
	for i := range m.Chunks {
		m.Chunks[i] = sealAs(s, m, i, content[i*blob.ChunkSize:min(len(content), (i+1)*blob.ChunkSize)])
	}
	if err := blob.Verify(ctx, s, m); err != nil {
		t.Error("a file sealed by another writer:", err)
	}
}

// forgeries change a file behind the reader's back, with the names of chunks made
// right again, so that only the binding of chunks can notice.
var forgeries = map[string]func(t *rapid.T, s blob.Store, m *blob.Manifest){
	"flipped bit": func(t *rapid.T, s blob.Store, m *blob.Manifest) {
		i := rapid.IntRange(0, len(m.Chunks)-1).Draw(t, "chunk")
		sealed, _ := s.Get(ctx, m.Chunks[i])
		sealed[rapid.IntRange(0, len(sealed)-1).Draw(t, "byte")] ^= 1 << rapid.IntRange(0, 7).Draw(t, "bit")
		m.Chunks[i] = blob.IDOf(sealed)
		_ = s.Put(ctx, m.Chunks[i], sealed)
	},
	"chunk cut short": func(t *rapid.T, s blob.Store, m *blob.Manifest) {
		i := rapid.IntRange(0, len(m.Chunks)-1).Draw(t, "chunk")
		sealed, _ := s.Get(ctx, m.Chunks[i])
		sealed = sealed[:rapid.IntRange(seal.Overhead, len(sealed)-1).Draw(t, "length")]
		m.Chunks[i] = blob.IDOf(sealed)
		_ = s.Put(ctx, m.Chunks[i], sealed)
	},
	"file cut short": func(t *rapid.T, _ blob.Store, m *blob.Manifest) {
		n := rapid.IntRange(1, len(m.Chunks)-1).Draw(t, "chunks")
		m.Chunks, m.Size = m.Chunks[:n], int64(n)*blob.ChunkSize-rapid.Int64Range(0, 3).Draw(t, "bytes")
	},
	"last bytes cut": func(t *rapid.T, _ blob.Store, m *blob.Manifest) { m.Size-- },
	"reordered": func(t *rapid.T, _ blob.Store, m *blob.Manifest) {
		i := rapid.IntRange(1, len(m.Chunks)-1).Draw(t, "chunk")
		m.Chunks[i-1], m.Chunks[i] = m.Chunks[i], m.Chunks[i-1]
	},
	"duplicated": func(t *rapid.T, _ blob.Store, m *blob.Manifest) {
		i := rapid.IntRange(0, len(m.Chunks)-1).Draw(t, "chunk")
		m.Chunks = slices.Insert(m.Chunks, i, m.Chunks[i])
		m.Size += blob.ChunkSize
	},
	"data after the end": func(t *rapid.T, s blob.Store, m *blob.Manifest) {
		sealed := m.Key.Box().Seal(nil, seal.Pad([]byte("more")), nil)
		_ = s.Put(ctx, blob.IDOf(sealed), sealed)
		m.Size = int64(len(m.Chunks))*blob.ChunkSize + 4
		m.Chunks = append(m.Chunks, blob.IDOf(sealed))
	},
	"chunk of another file": func(t *rapid.T, s blob.Store, m *blob.Manifest) {
		i := rapid.IntRange(0, len(m.Chunks)-1).Draw(t, "chunk")
		other := *m
		other.File[3] ^= 0x40 // sealed with the same key even, and the same content
		plain := make([]byte, min(blob.ChunkSize, m.Size-int64(i)*blob.ChunkSize))
		if _, err := blob.NewReader(ctx, s, *m).ReadAt(plain, int64(i)*blob.ChunkSize); err != nil {
			t.Fatal(err)
		}
		m.Chunks[i] = sealAs(s, other, i, plain)
	},
	"other identity": func(_ *rapid.T, _ blob.Store, m *blob.Manifest) { m.File[0] ^= 1 },
	"other key":      func(_ *rapid.T, _ blob.Store, m *blob.Manifest) { m.Key[0] ^= 1 },
}

func TestForgeriesAreRefused(t *testing.T) {
	for name, forge := range forgeries {
		t.Run(name, func(t *testing.T) {
			s := blob.NewRows(storagetest.NewMap(), still)
			var written []blob.Manifest
			for _, size := range []int{blob.ChunkSize + 1, 2 * blob.ChunkSize, 2*blob.ChunkSize + 10} {
				written = append(written, write(t, s, pdf(size)))
			}
			rapid.Check(t, func(rt *rapid.T) {
				m := rapid.SampledFrom(written).Draw(rt, "file")
				m.Chunks = slices.Clone(m.Chunks)
				forge(rt, s, &m)
				// ReadAll, not WriteTo: the chunks must notice, not the sum at the end.
				if _, err := io.ReadAll(blob.NewReader(ctx, s, m)); !errors.Is(err, storage.ErrDamaged) {
					rt.Fatalf("read with %v, want ErrDamaged", err)
				}
			})
		})
	}
}

// A file may be such that the chunk before its end looks like a padded last one.
// Only its mark tells that it is not the last.
func TestFileCutWhereItLooksLikeItsEndIsRefused(t *testing.T) {
	s, content := blob.NewRows(storagetest.NewMap(), still), pdf(2*blob.ChunkSize)
	content[blob.ChunkSize-1] = 0x80
	m := write(t, s, content)
	m.Chunks, m.Size = m.Chunks[:1], blob.ChunkSize-1
	if _, err := io.ReadAll(blob.NewReader(ctx, s, m)); !errors.Is(err, storage.ErrDamaged) {
		t.Errorf("read with %v, want ErrDamaged", err)
	}
}

func TestStoreRefusesBytesUnderAnotherName(t *testing.T) {
	for _, h := range homes {
		s := h.open(t, still)
		if err := s.Put(ctx, blob.IDOf(pdf(100)), pdf(101)); !errors.Is(err, storage.ErrDamaged) {
			t.Errorf("%s: other bytes: %v", h.name, err)
		}
		huge := make([]byte, blob.MaxSealed+1)
		if err := s.Put(ctx, blob.IDOf(huge), huge); !errors.Is(err, storage.ErrLimit) {
			t.Errorf("%s: too many bytes: %v", h.name, err)
		}
		if _, err := s.Get(ctx, blob.IDOf([]byte("c"))); !errors.Is(err, blob.ErrMissing) {
			t.Errorf("%s: absent: %v", h.name, err)
		}
		if n := len(all(t, s)); n != 0 {
			t.Errorf("%s: %d chunks were kept", h.name, n)
		}
	}
}

func TestSendingGoesOnWhereItStopped(t *testing.T) {
	for _, h := range homes {
		from, to := h.open(t, still), h.open(t, still)
		content := pdf(5*blob.ChunkSize + 1)
		m := write(t, from, content)
		var sent []int
		progress := func(have int) { sent = append(sent, have) }
		if err := blob.Copy(ctx, &brittle{to, 2}, from, m.Chunks, progress); !errors.Is(err, killed{}) {
			t.Fatal(err)
		}
		if missing, err := to.Missing(ctx, m.Chunks); err != nil || !slices.Equal(missing, m.Chunks[2:]) {
			t.Errorf("%s: missing %v, %v", h.name, missing, err)
		}
		if err := blob.Copy(ctx, to, from, m.Chunks, progress); err != nil || !slices.Equal(sent, []int{1, 2, 3, 4, 5, 6}) {
			t.Errorf("%s: sent %v, %v", h.name, sent, err)
		}
		if err := blob.Verify(ctx, to, m); err != nil {
			t.Errorf("%s: %v", h.name, err)
		}
	}
}

func TestChunksComeWhenTheyAreAskedFor(t *testing.T) {
	far, near := homes[1].open(t, still), homes[0].open(t, still)
	content := pdf(3 * blob.ChunkSize)
	m := write(t, far, content)
	fetched := 0
	s := blob.Fetching(near, func(_ ctxType, id blob.ID) ([]byte, error) { fetched++; return far.Get(ctx, id) })
	for range 2 {
		if err := blob.Verify(ctx, s, m); err != nil || fetched != 3 {
			t.Fatalf("%d chunks were fetched: %v", fetched, err)
		}
	}
	if err := blob.Verify(ctx, near, m); err != nil {
		t.Error("what was fetched is not kept:", err)
	}
	near = homes[0].open(t, still)
	s = blob.Fetching(near, func(_ ctxType, id blob.ID) ([]byte, error) { return pdf(100), nil })
	if err := blob.Verify(ctx, s, m); !errors.Is(err, storage.ErrDamaged) {
		t.Errorf("a forged chunk: %v", err)
	}
	if n := len(all(t, near)); n != 0 {
		t.Errorf("%d forged chunks were kept", n)
	}
}

func TestOnlyAcceptedFilesAreTaken(t *testing.T) {
	s := homes[1].open(t, still)
	for name, c := range map[string]struct {
		content []byte
		words   string
	}{
		"empty":          {nil, "empty"},
		"program":        {[]byte("MZ\x90\x00\x03"), blob.Accepted},
		"web page":       {[]byte("<!DOCTYPE html><p>x"), blob.Accepted},
		"vector graphic": {[]byte("<?xml version='1.0'?><svg onload='x'/>"), blob.Accepted},
		"rich text":      {[]byte(`{\rtf1 hello}`), blob.Accepted},
		"old Word":       {[]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), blob.Accepted},
		"zip":            {zipOf("a.txt"), blob.Accepted},
		"macros":         {zipOf("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), "macros"},
		"Latin-1":        {[]byte("caf\xe9 au lait"), "UTF-8"},
		"late zero byte": {append(bytes.Repeat([]byte("a"), blob.ChunkSize+5), 0), "UTF-8"},
		"too large":      {append([]byte("%PDF-1.4"), make([]byte, 25<<20)...), "25 MB"},
	} {
		_, err := blob.Write(ctx, s, bytes.NewReader(c.content), blob.Limits{})
		f := fault.FieldsOf(err)
		if len(f) != 1 || f[0].Name != "file" || !bytes.Contains([]byte(f[0].Words), []byte(c.words)) {
			t.Errorf("%s: %v %v, want a sentence with %q", name, err, f, c.words)
		}
	}
	if n := len(all(t, s)); n != 0 {
		t.Errorf("refused files left %d chunks", n)
	}
	for name, c := range map[string]struct {
		content []byte
		media   blob.Media
	}{
		"PDF":         {[]byte("%PDF-1.4"), blob.PDF},
		"PDF, late":   {[]byte("\r\n%PDF-1.4"), blob.PDF},
		"exact limit": {append([]byte("%PDF-1.4"), make([]byte, 25<<20-8)...), blob.PDF},
		"JPEG":        {[]byte("\xff\xd8\xff\xe0"), blob.JPEG},
		"PNG":         {[]byte("\x89PNG\r\n\x1a\n...."), blob.PNG},
		"TIFF":        {[]byte("II*\x00...."), blob.TIFF},
		"Word":        {zipOf("[Content_Types].xml", "word/document.xml"), blob.DOCX},
		"text":        {bytes.Repeat([]byte("a€\r\n"), blob.ChunkSize/3), blob.Text},
	} {
		if m, err := blob.Write(ctx, s, bytes.NewReader(c.content), blob.Limits{}); err != nil || m.Media != c.media {
			t.Errorf("%s: media %d, %v %v", name, m.Media, err, fault.FieldsOf(err))
		}
	}
}

func TestNamesAreSafeEverywhere(t *testing.T) {
	for _, c := range []struct {
		name  string
		media blob.Media
		want  string
	}{
		{"Résumé Delgado.pdf", blob.PDF, "Résumé Delgado.pdf"},
		{"SCAN0001.PDF", blob.PDF, "SCAN0001.PDF"},
		{"photo.jpeg", blob.JPEG, "photo.jpeg"},
		{`C:\Users\rosa\..\form.pdf`, blob.PDF, "form.pdf"},
		{"../../etc/passwd", blob.Text, "passwd.txt"},
		{"invoice.exe", blob.PDF, "invoice.exe.pdf"},
		{"evil\u202efdp.exe", blob.PDF, "evilfdp.exe.pdf"},
		{"a\x00b\nc<d>.png", blob.PNG, "ab c_d_.png"},
		{"", blob.TIFF, "file.tif"},
		{" . ", blob.TIFF, "file.tif"},
		{"NUL.pdf", blob.PDF, "file NUL.pdf"},
		{string(bytes.Repeat([]byte("ü"), 300)), blob.PDF, string(bytes.Repeat([]byte("ü"), 116)) + ".pdf"},
	} {
		if got := blob.CleanName(c.name, c.media); got != c.want {
			t.Errorf("%q is %q, want %q", c.name, got, c.want)
		}
	}
}
