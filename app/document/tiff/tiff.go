// Package tiff reads the pages of a TIFF picture, such as a fax or a scan: the
// window's web view shows no TIFF itself. Of the format it reads what
// golang.org/x/image/tiff reads: fax compression (CCITT G3 and G4), LZW, Deflate,
// PackBits and none; not JPEG inside TIFF, and not BigTIFF.
package tiff

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"math"

	"golang.org/x/image/draw"
	"golang.org/x/image/tiff"

	"civicdesk/app/fault"
)

const (
	// mostPages bounds the walk through a file's directories.
	mostPages = 2000
	// mostShown bounds the points of a page that is given out; a larger one is made
	// coarser. It is what the viewer draws at most.
	mostShown = 12_000_000
	// pointsPerInch is what the viewer calls 100 percent.
	pointsPerInch = 96
)

// mostRead bounds the points of a page that is decoded: a sheet of paper at 600 dots
// per inch has 35 million.
var mostRead = 40_000_000

// File is an open TIFF picture. It reads from its source at each call.
type File struct {
	from  io.ReaderAt
	order binary.ByteOrder
	pages []directory
}

// directory is where a page is described, and what it says of the page's size.
type directory struct {
	at            uint32
	width, height float64 // in the viewer's points
}

// Page is one page as a PNG (black, white and grey) or JPEG (colour). Width and
// Height are its size on paper at 96 points per inch; of a picture that does not
// say, they are its dots.
type Page struct {
	Media         string
	Content       []byte
	Width, Height float64
}

// Open reads where the pages of the picture are. The error's words say what to do.
func Open(from io.ReaderAt) (*File, error) {
	var head [8]byte
	if _, err := from.ReadAt(head[:], 0); err != nil {
		return nil, damaged(err)
	}
	f := &File{from: from}
	switch string(head[:2]) {
	case "II":
		f.order = binary.LittleEndian
	case "MM":
		f.order = binary.BigEndian
	default:
		return nil, damaged(nil)
	}
	if f.order.Uint16(head[2:]) != 42 {
		return nil, otherKind(nil) // BigTIFF
	}
	seen := map[uint32]bool{}
	for at := f.order.Uint32(head[4:]); at != 0; {
		if seen[at] || len(seen) == mostPages {
			return nil, damaged(fmt.Errorf("the directories run in a circle or without end at %d", at))
		}
		seen[at] = true
		page, small, next, err := f.directory(at)
		if err != nil {
			return nil, err
		}
		if !small {
			f.pages = append(f.pages, page)
		}
		at = next
	}
	if len(f.pages) == 0 {
		return nil, damaged(nil)
	}
	return f, nil
}

// Count is how many pages the picture has.
func (f *File) Count() int { return len(f.pages) }

// Page decodes the nth page, counted from 0.
func (f *File) Page(n int) (Page, error) {
	if n < 0 || n >= len(f.pages) {
		return Page{}, fault.E("tiff.Page", fault.NotFound, fmt.Sprintf("This picture has %d pages.", len(f.pages)), nil)
	}
	d := f.pages[n]
	shape, err := tiff.DecodeConfig(f.beginning(d.at))
	if err != nil {
		return Page{}, otherKind(err)
	}
	if shape.Width <= 0 || shape.Height <= 0 || shape.Width > mostRead/shape.Height {
		return Page{}, otherKind(fmt.Errorf("%d by %d dots", shape.Width, shape.Height))
	}
	picture, err := tiff.Decode(f.beginning(d.at))
	if err != nil {
		return Page{}, otherKind(err)
	}
	return encoded(coarser(picture), d)
}

// coarser is the picture with at most mostShown points.
func coarser(p image.Image) image.Image {
	size := p.Bounds().Size()
	points := float64(size.X) * float64(size.Y)
	if points <= mostShown {
		return p
	}
	by := math.Sqrt(mostShown / points)
	to := image.Rect(0, 0, max(1, int(float64(size.X)*by)), max(1, int(float64(size.Y)*by)))
	var out draw.Image = image.NewRGBA(to)
	if grey(p) {
		out = image.NewGray(to)
	}
	draw.BiLinear.Scale(out, to, p, p.Bounds(), draw.Src, nil)
	return out
}

func grey(p image.Image) bool {
	return p.ColorModel() == color.GrayModel || p.ColorModel() == color.Gray16Model
}

func encoded(p image.Image, d directory) (Page, error) {
	var out bytes.Buffer
	page := Page{Media: "image/png", Width: d.width, Height: d.height}
	var err error
	if grey(p) {
		err = (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(&out, p)
	} else {
		page.Media = "image/jpeg"
		err = jpeg.Encode(&out, onWhite(p), &jpeg.Options{Quality: 88})
	}
	page.Content = out.Bytes()
	return page, err
}

// onWhite lays a picture with holes on paper, since a JPEG has none.
func onWhite(p image.Image) image.Image {
	if o, ok := p.(interface{ Opaque() bool }); ok && o.Opaque() {
		return p
	}
	out := image.NewRGBA(p.Bounds())
	draw.Draw(out, out.Rect, image.White, image.Point{}, draw.Src)
	draw.Draw(out, out.Rect, p, p.Bounds().Min, draw.Over)
	return out
}

// The fields of a directory that are read here (TIFF 6.0, section 8).
const (
	subfileType    = 254
	imageWidth     = 256
	imageLength    = 257
	xResolution    = 282
	yResolution    = 283
	resolutionUnit = 296
)

// directory reads one directory: the page's size, whether it is a small version of
// another page, and where the next directory is.
func (f *File) directory(at uint32) (d directory, small bool, next uint32, err error) {
	var count [2]byte
	if _, err = f.from.ReadAt(count[:], int64(at)); err != nil {
		return d, false, 0, damaged(err)
	}
	fields := make([]byte, 12*int(f.order.Uint16(count[:]))+4)
	if _, err = f.from.ReadAt(fields, int64(at)+2); err != nil {
		return d, false, 0, damaged(err)
	}
	d.at = at
	across, down, unit := 0.0, 0.0, uint32(2) // inches, unless the picture says otherwise
	for ; len(fields) > 4; fields = fields[12:] {
		value := f.order.Uint32(fields[8:])
		if f.order.Uint16(fields[2:]) == 3 { // SHORT
			value = uint32(f.order.Uint16(fields[8:]))
		}
		switch f.order.Uint16(fields) {
		case subfileType:
			small = value&1 != 0
		case imageWidth:
			d.width = float64(value)
		case imageLength:
			d.height = float64(value)
		case xResolution:
			across = f.ratio(value)
		case yResolution:
			down = f.ratio(value)
		case resolutionUnit:
			unit = value
		}
	}
	if unit == 3 { // centimetres
		across, down = across*2.54, down*2.54
	}
	// A fax has other dots across than down. Nonsense is passed over.
	if unit != 1 && across >= 30 && down >= 30 && across <= 4800 && down <= 4800 {
		d.width, d.height = d.width*pointsPerInch/across, d.height*pointsPerInch/down
	}
	return d, small, f.order.Uint32(fields), nil
}

// ratio reads a fraction; one that is none is 0.
func (f *File) ratio(at uint32) float64 {
	var two [8]byte
	if _, err := f.from.ReadAt(two[:], int64(at)); err != nil {
		return 0
	}
	under := f.order.Uint32(two[4:])
	if under == 0 {
		return 0
	}
	return float64(f.order.Uint32(two[:])) / float64(under)
}

// beginning is the picture as if the directory were its first: the decoder reads no
// other.
func (f *File) beginning(at uint32) io.Reader { return &beginning{f: f, first: at} }

type beginning struct {
	f     *File
	first uint32
	read  int64
}

// ReadAt reads the source with the place of the first directory put in.
func (b *beginning) ReadAt(p []byte, off int64) (int, error) {
	n, err := b.f.from.ReadAt(p, off)
	var first [4]byte
	b.f.order.PutUint32(first[:], b.first)
	for i := range first {
		if at := int64(4+i) - off; at >= 0 && at < int64(n) {
			p[at] = first[i]
		}
	}
	return n, err
}

// Read reads on from where the last Read ended.
func (b *beginning) Read(p []byte) (int, error) {
	n, err := b.ReadAt(p, b.read)
	b.read += int64(n)
	if n > 0 {
		err = nil
	}
	return n, err
}

func damaged(err error) error {
	return fault.E("tiff.Open", fault.Damaged, "The picture cannot be shown: its content is damaged or not what its kind says. Save a copy to look at it with another program.", err)
}

func otherKind(err error) error {
	return fault.E("tiff.Page", fault.Invalid, "This page is stored in a way that the viewer does not read. Save a copy to look at it with another program, or scan to PDF.", err)
}
