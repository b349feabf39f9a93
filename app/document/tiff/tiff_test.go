package tiff_test

import (
	"bytes"
	"encoding/binary"
	"image"
	_ "image/jpeg"
	_ "image/png"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"civicdesk/app/document/tiff"
	"civicdesk/app/fault"
)

func read(t testing.TB, name string) []byte {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// TestPages reads pictures that ImageMagick wrote with libtiff, page by page.
func TestPages(t *testing.T) {
	for name, want := range map[string]struct {
		pages         int
		media         string
		width, height float64
	}{
		"fax.tif":    {3, "image/png", 192, 212}, // 408 by 216 dots at 204 by 98 an inch
		"colour.tif": {2, "image/jpeg", 392, 207},
	} {
		f, err := tiff.Open(bytes.NewReader(read(t, name)))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if f.Count() != want.pages {
			t.Errorf("%s has %d pages, want %d", name, f.Count(), want.pages)
		}
		seen := map[string]bool{}
		for n := range want.pages {
			p, err := f.Page(n)
			if err != nil {
				t.Fatalf("%s, page %d: %v", name, n, err)
			}
			if p.Media != want.media || math.Round(p.Width) != want.width || math.Round(p.Height) != want.height {
				t.Errorf("%s, page %d: %s, %.0f by %.0f", name, n, p.Media, p.Width, p.Height)
			}
			picture, _, err := image.Decode(bytes.NewReader(p.Content))
			if err != nil || picture.Bounds().Dx() != 408 || picture.Bounds().Dy() != 216 {
				t.Errorf("%s, page %d: %v, %v", name, n, picture.Bounds(), err)
			}
			if seen[string(p.Content)] {
				t.Errorf("%s: page %d shows another page", name, n)
			}
			seen[string(p.Content)] = true
		}
		if _, err := f.Page(want.pages); !fault.Is(err, fault.NotFound) {
			t.Errorf("%s: a page that is not there: %v", name, err)
		}
	}
}

// TestOtherKinds: what is not read says what to do instead.
func TestOtherKinds(t *testing.T) {
	for name, kind := range map[string]fault.Kind{"jpeg.tif": fault.Invalid, "big.tif": fault.Invalid} {
		f, err := tiff.Open(bytes.NewReader(read(t, name)))
		if err == nil {
			_, err = f.Page(0)
		}
		if fault.KindOf(err) != kind || !strings.Contains(fault.Words(err), "Save a copy") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestDamagedPictures: nothing runs on for ever or asks for memory that no page needs.
func TestDamagedPictures(t *testing.T) {
	whole := read(t, "fax.tif")
	order := binary.LittleEndian
	first := order.Uint32(whole[4:])
	at := func(name string, change func([]byte) []byte) {
		f, err := tiff.Open(bytes.NewReader(change(bytes.Clone(whole))))
		if err == nil {
			_, err = f.Page(0)
		}
		if k := fault.KindOf(err); err == nil || k == fault.Internal {
			t.Errorf("%s: %v", name, err)
		}
	}
	at("empty", func([]byte) []byte { return nil })
	at("cut off", func(b []byte) []byte { return b[:first+5] })
	at("another kind", func(b []byte) []byte { copy(b, "PK"); return b })
	at("a circle", func(b []byte) []byte {
		order.PutUint32(b[first+2+12*uint32(order.Uint16(b[first:])):], first)
		return b
	})
	at("a page as large as a house", func(b []byte) []byte {
		for e := first + 2; ; e += 12 {
			if order.Uint16(b[e:]) == 256 {
				order.PutUint16(b[e+2:], 4)
				order.PutUint32(b[e+8:], 4_000_000_000)
				return b
			}
		}
	})
}

// FuzzPages: whatever comes, it ends, and in words.
func FuzzPages(f *testing.F) {
	for _, name := range []string{"fax.tif", "colour.tif", "jpeg.tif", "big.tif"} {
		f.Add(read(f, name))
	}
	*tiff.MostRead = 1_000_000 // a picture of the full size takes its seconds
	f.Fuzz(func(t *testing.T, raw []byte) {
		file, err := tiff.Open(bytes.NewReader(raw))
		if err != nil {
			if fault.KindOf(err) == fault.Internal {
				t.Fatal(err)
			}
			return
		}
		for n := range min(file.Count(), 3) {
			if p, err := file.Page(n); err == nil && len(p.Content) == 0 {
				t.Fatal("an empty page")
			}
		}
	})
}
